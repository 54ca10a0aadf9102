import { describe, expect, it } from 'vitest';
import { describeWith } from '../../require.ts';
import { type ProbeRun, recordsOf, runProbe } from './run-probe.ts';

describeWith(['dash', 'busybox', 'mawk'], 'a host that has little', () => {
  it('without awk has every fact missing, with the reason', async () => {
    const run = await runProbe({ tools: ['date', 'id', 'uname', 'cat'] });
    expect(run.errors).toBe('');
    const missing = recordsOf(run, 'problem');
    expect(missing.map((record) => record.fields[0])).toEqual(['os', 'workloads', 'runtimes', 'trustFiles', 'configManagement.tool']);
    expect(new Set(missing.map((record) => record.fields[1]))).toEqual(new Set(['the host has no awk, which the probe needs']));
    expect(recordsOf(run, 'self')[0]?.fields[0]).toBe('0');
  });

  it('without awk still closes a second round', async () => {
    const run = await runProbe({ mode: 'contents', tools: [], given: [`get=${'0'.repeat(64)}:/etc/hostname`] });
    expect(recordsOf(run, 'problem').map((record) => record.fields)).toEqual([['contents', 'the host has no awk, which the probe needs']]);
  });

  it('with nothing but sh and awk says what it could not look at', async () => {
    const run = await runProbe({ awk: 'mawk', tools: [] });
    expect(recordsOf(run, 'problem', 'workloads').length).toBeGreaterThan(0);
    expect(recordsOf(run, 'tools')[0]?.fields[0]).toBe('awk');
    expect(recordsOf(run, 'host')[0]?.fields).toEqual(['-', '-', '-']);
  });

  it('finds the awk of a busybox that has no links', async () => {
    const run = await runProbe({ shell: 'busybox', tools: ['busybox'], without: ['facts_units', 'facts_files', 'facts_roots'] });
    expect(recordsOf(run, 'text', '/etc/os-release')).toHaveLength(1);
  });
});

describeWith(['dash'], 'a probe that did not arrive whole or is asked for something else', () => {
  it.each([0.2, 0.5, 0.9, 0.9999])('does nothing after %d of its text', async (part) => {
    const { composeProbe } = await import('../../../src/evidence/probe/script.ts');
    const whole = composeProbe();
    const failed = runProbe({ script: whole.slice(0, Math.floor(whole.length * part)).replace(/\n[^\n]*$/, '\n') });
    await expect(failed).rejects.toThrow(/no whole output|Command failed/);
  });

  it.each([{ given: ['unknown=1'] }, { given: ['file=relative', 'address=', 'get='] }])(
    'leaves alone what it does not know: $given',
    async ({ given }) => {
      const run = await runProbe({ given, without: ['facts_units', 'facts_processes', 'facts_runtimes', 'facts_files', 'facts_roots'] });
      expect(run.errors).toBe('');
    },
  );
});

describe('limits of time', () => {
  const hang = `facts_runtimes() { TIMEOUT=$1; said_by 1 sh -c 'echo before; exec sleep 60' >/dev/null; problem test "$(said_by 1 sh -c 'echo before; exec sleep 60' | tr '\\n' ' ')"; }`;
  const reasons = (run: ProbeRun): readonly (string | undefined)[] => recordsOf(run, 'problem', 'test').map((record) => record.fields[1]);

  it.each(['dash', 'busybox', 'bash'] as const)('end what hangs, with timeout and without (%s)', async (shell) => {
    const { composeProbe } = await import('../../../src/evidence/probe/script.ts');
    const plain = { shell, without: ['facts_units', 'facts_processes', 'facts_files', 'facts_roots'] };
    for (const how of ['timeout', 'none']) {
      const script = composeProbe().replace('\nmain "$@"', () => `\n${hang.replace('$1', how)}\nmain "$@"`);
      const started = Date.now();
      const run = await runProbe({ ...plain, script });
      // The killed program's exit code stands last.
      expect(reasons(run)).toEqual([expect.stringMatching(/before\s+137 $/)]);
      expect(Date.now() - started).toBeLessThan(15_000);
    }
  });
});
