import { expect, it } from 'vitest';
import { follow, shellLine } from '../cli/program.ts';
import { describeWith } from '../require.ts';

// In a PID namespace of its own with a process of another user
const beside = (command: string): string => `setpriv --reuid=65534 --clear-groups sleep 60 & ${command}; kill $!`;
const without = 'setpriv --bounding-set=-sys_ptrace';

async function inNamespace(command: string): Promise<string> {
  const words = ['--pid', '--fork', '--mount', '--mount-proc', '--kill-child', 'sh', '-c', beside(command)];
  const { stdout, stderr } = await follow('unshare', words).ended;
  return `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');
}

describeWith(['unshare', 'setpriv'], 'root without CAP_SYS_PTRACE, as in a container', () => {
  const probe = shellLine(['probe', '--quiet']);
  const doctor = shellLine(['doctor', '--quiet', '--store', 'https://127.0.0.1:9']);

  it('is told that processes of others cannot be seen, and what that takes', async () => {
    expect(await inNamespace(`${without} ${probe}`)).toMatch(
      /workloads: the sockets and environments of \d+ processes cannot be seen without root \(in a container: without CAP_SYS_PTRACE\)/,
    );
    expect(await inNamespace(probe)).not.toContain('cannot be seen');
  }, 60_000);

  it('is told so by doctor beforehand', async () => {
    expect(await inNamespace(`${without} ${doctor}`)).toMatch(
      /FAIL localhost root: root without CAP_SYS_PTRACE.* of \d+ processes cannot be seen do: .*--cap-add SYS_PTRACE/,
    );
    expect(await inNamespace(doctor)).not.toContain('localhost root');
  }, 60_000);
});
