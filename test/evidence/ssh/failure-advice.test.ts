import { describe, expect, it } from 'vitest';
import { sshSchema } from '../../../src/config/ssh-config.ts';
import { withAdvice } from '../../../src/evidence/transports/ssh/failure-advice.ts';
import { connectionFailure } from '../../../src/evidence/transports/ssh/failure-reason.ts';
import { settingsFor } from '../../../src/evidence/transports/ssh/host-settings.ts';
import { type RunFacts, replyOf } from '../../../src/evidence/transports/ssh/probe-reply.ts';
import { listed } from './asked-host.ts';

function told(log: string, declared: object = {}, jumpLog = ''): string {
  const settings = settingsFor(sshSchema.parse(declared), listed('web-1', '10.0.0.7'), '/etc/snowline');
  return withAdvice(connectionFailure(log, jumpLog), { settings, destination: '10.0.0.7', log }).reason;
}

const denied = 'root@10.0.0.7: Permission denied (publickey).\r\n';
const unknown =
  'No ED25519 host key is known for [10.0.0.7]:2222 and you have requested strict checking.\r\nHost key verification failed.\r\n';

describe('the advice about a connection that failed', () => {
  it('names user, address, port and key, as configured or as ssh logged them', () => {
    expect(told(denied)).toMatch(/\(publickey\); tried root@10\.0\.0\.7: put a key that the host knows into the agent \(ssh-add\)/);
    expect(told(denied, { user: 'audit', port: 2222, identityFile: 'keys/audit' })).toMatch(
      /; tried audit@10\.0\.0\.7 port 2222 with the key \/etc\/snowline\/keys\/audit: .*authorized_keys of audit .*ssh-add \/etc\/snowline\/keys\/audit/,
    );
    expect(told('ssh: connect to host 10.0.0.7 port 22: Connection refused\r\n')).toBe(
      'connection refused; tried 10.0.0.7 port 22: see whether sshd listens on that port there (collection.ssh.port)',
    );
  });

  it('has the fingerprint of an unknown key compared before it is believed', () => {
    const text = told(unknown, { knownHostsFile: 'known_hosts' });
    expect(text).toContain('get it with ssh-keyscan -p 2222 10.0.0.7, compare its fingerprint (ssh-keygen -lf)');
    expect(text).toMatch(/from elsewhere, then add it to \/etc\/snowline\/known_hosts$/);
    expect(told(unknown, { jump: 'bastion' })).toContain('ssh-keyscan -p 2222 10.0.0.7 on the jump host');
  });

  it('is about the jump host where that failed', () => {
    const log = 'kex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535\r\n';
    const text = told(log, { user: 'audit', jump: 'gate@bastion:2022' }, 'gate@bastion: Permission denied (publickey).\r\n');
    expect(text).toMatch(/^at the jump host: permission denied: .*; tried gate@bastion port 2022: put a key /);
    expect(told(log, { jump: 'bastion' })).toMatch(/^the jump host or proxy did not lead .*; tried 10\.0\.0\.7$/);
  });

  it('tells of a key that others may read, not of the refusal that follows from it', () => {
    const log = `@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\r\n${denied}`;
    expect(told(log, { identityFile: '/k' })).toMatch(/^permission denied: others may read the private key file.*chmod 600 \/k\)$/);
  });

  it('names the configuration that ssh refuses', () => {
    expect(told('/x/ssh_config: line 1: Bad configuration option: foo\r\n', { configFile: 'ssh_config' })).toMatch(
      /^ssh refuses its configuration; tried 10\.0\.0\.7: ssh -G -F \/etc\/snowline\/ssh_config 10\.0\.0\.7 says /,
    );
  });

  it('takes nothing but a user name and a number from what ssh logged', () => {
    const hostile = 'Received disconnect from 10.0.0.7 port 22:2: x@y: Permission denied (publickey) token=hunter2\r\n';
    expect(told(hostile)).not.toContain('hunter2');
    expect(told(`$(id)@a: Permission denied (publickey).\r\n`)).toContain('; tried 10.0.0.7: ');
  });

  it('stands behind what is the same for all hosts', () => {
    expect(told(denied).split(';')[0]).toBe(told(denied, { user: 'audit', port: 2222 }).split(';')[0]);
  });
});

describe('the advice about what failed after the login', () => {
  const ended = { kind: 'ended', ending: 'itself', exitCode: 1, stdout: Buffer.alloc(0), stderr: '' } as const;
  const after = (outcome: object, declared: object = { user: 'audit' }, facts: Partial<RunFacts> = {}): string => {
    const settings = settingsFor(sshSchema.parse(declared), listed('web-1', '10.0.0.7'), '/etc/snowline');
    const way = { program: 'ssh', settings, destination: '10.0.0.7', log: '', jumpLog: '', loggedIn: true };
    const bounds = { become: settings.become !== undefined, timeoutMs: 60_000, maximumBytes: 1_000, ...facts };
    const { reply } = replyOf({ ...ended, ...outcome }, { ...way, ...bounds });
    return reply.kind === 'failed' ? reply.reason : 'output';
  };
  const become = { user: 'audit', port: 2222, become: 'sudo -n' };

  it.each([
    [
      'sudo: a password is required',
      'becoming root failed: it asks for a password; tried audit@10.0.0.7 port 2222: let audit run sh there as root without one (in sudoers: NOPASSWD), or have it looked at without root (become: required: false)',
    ],
    ['sudo: not found', 'install sudo there, or name another program (collection.ssh.become), or have it looked at'],
    ['Sorry, user audit is not allowed to execute sh as root', 'see what it says where audit runs sudo -n true there, or have it'],
  ])('says how root is to be had where %j stood in the way', (stderr, text) => {
    expect(after({ stderr }, become)).toContain(text);
  });

  it('does not offer what the configuration does already', () => {
    const declared = { ...become, become: { command: 'sudo -n', required: false } };
    expect(after({ stderr: 'sudo: a password is required' }, declared)).toMatch(/\(in sudoers: NOPASSWD\)$/);
  });

  it('names the login shell, sh and the time limit, and where that was', () => {
    expect(after({})).toMatch(/exit code 1; tried audit@10\.0\.0\.7: see whether the login shell of audit there is one that runs commands/);
    expect(after({ exitCode: 127 }, {})).toMatch(/\(exit code 127\); tried 10\.0\.0\.7: see whether sh is in the PATH of that user there$/);
    expect(after({ ending: 'time' }, { user: 'audit', port: 2222 })).toBe(
      'timed out: logged in, and no answer of the probe within 60 s; tried audit@10.0.0.7 port 2222: see whether ssh -p 2222 audit@10.0.0.7 true ends at once, or give it more time (--timeout)',
    );
  });

  it('names the bound in units that one reads, and what to look at, where the host sent too much', () => {
    const facts = { maximumBytes: 16 * 1024 * 1024 };
    expect(after({ ending: 'bytes' }, { user: 'audit', port: 2222 }, facts)).toBe(
      'the host sent more than 16 MiB and was cut off; tried audit@10.0.0.7 port 2222: see what its login prints (ssh -p 2222 audit@10.0.0.7 true)',
    );
    expect(after({ ending: 'bytes' }, {})).toMatch(/more than 1000 bytes and was cut off; tried 10\.0\.0\.7: see what its login prints/);
  });
});
