import { describe, expect, it } from 'vitest';
import { connectionFailure, startFailure } from '../../../src/evidence/transports/ssh/failure-reason.ts';

// What OpenSSH 9.2 logs; the suites with real servers produce most of them.
const logged: readonly (readonly [string, RegExp, boolean])[] = [
  ['ssh: connect to host 10.0.0.1 port 22: Connection refused\r\n', /^connection refused$/, true],
  ['ssh: connect to host 10.0.0.1 port 22: Connection timed out\r\n', /^timed out/, true],
  ['ssh: connect to host 10.0.0.1 port 22: No route to host\r\n', /^no route to the host$/, true],
  ['ssh: Could not resolve hostname a.invalid: Name or service not known\r\n', /^the host name cannot be resolved$/, false],
  ['ssh: Could not resolve hostname a: Temporary failure in name resolution\r\n', /at the moment$/, true],
  [
    'No ED25519 host key is known for a and you have requested strict checking.\r\nHost key verification failed.\r\n',
    /^the host key is unknown/,
    false,
  ],
  [
    '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nHost key for a has changed and you have requested strict checking.\r\nHost key verification failed.\r\n',
    /^the host key changed/,
    false,
  ],
  ['root@a: Permission denied (publickey,password).\r\n', /^permission denied: .*\(publickey,password\)$/, false],
  ['Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures\r\n', /^too many authentication failures/, false],
  ['Received disconnect from 10.0.0.1 port 22:2: token=hunter2\r\n', /^the host ended the connection$/, true],
  [
    'kex_exchange_identification: read: Connection reset by peer\r\n',
    /^the connection was closed before the host said its SSH banner$/,
    true,
  ],
  ['client_loop: send disconnect: Broken pipe\r\n', /^the connection was lost$/, true],
  ['Timeout, server 10.0.0.1 not responding.\r\n', /^timed out: the host stopped answering$/, true],
];

describe('why ssh failed', () => {
  it.each(logged)('reads %j', (log, reason, mayRetry) => {
    expect(connectionFailure(log, '')).toMatchObject({ reason: expect.stringMatching(reason), mayRetry });
  });

  it('is told of the jump host where that failed', () => {
    const log = 'kex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535\r\n';
    expect(connectionFailure(log, 'ssh: connect to host b port 22: Connection refused').reason).toBe(
      'at the jump host: connection refused',
    );
    expect(connectionFailure(log, '').reason).toBe('the jump host or proxy did not lead to the host, or closed the connection');
  });

  it('repeats unknown words in one short line without control characters', () => {
    const { reason } = connectionFailure(`some\u001B[2Jthing ${'odd '.repeat(100)}\r\nmore`, '');
    expect(reason).toMatch(/^ssh failed: some\[2Jthing odd odd/);
    expect(reason.length).toBeLessThan(230);
  });

  it.each(['password=hunter2', 'https://user:hunter2@proxy', 'token hunter2', `key ${'aB3'.repeat(20)}`])('does not repeat %j', (line) => {
    expect(connectionFailure(line, '').reason).not.toMatch(/hunter2|aB3/);
  });
});

describe('why the probe did not start', () => {
  it.each([
    ['sudo: a terminal is required to read the password', 1, 'becoming root failed: it asks for a password', 'become-password'],
    ['sudo: sorry, you must have a tty to run sudo', 1, 'becoming root failed: it wants a terminal', 'become-refused'],
    ['audit is not in the sudoers file.', 1, 'becoming root failed: it is not allowed', 'become-refused'],
    ['doas: Authorization required', 1, 'becoming root failed: it asks for a password', 'become-password'],
    ['sudo: mot de passe', 1, 'becoming root failed: the command ended with exit code 1', 'become-refused'],
    ['env: doas: not found', 127, 'becoming root failed: the program is not there', 'become-program'],
  ])('reads %j', (stderr, exitCode, reason, kind) => {
    expect(startFailure(exitCode, stderr, true)).toEqual({ reason, mayRetry: false, kind });
  });

  it('is not sudo’s fault where nobody asked it', () => {
    expect(startFailure(1, 'sudo: a password is required', false).reason).toBe(
      'the login shell did not start the probe: it ended with exit code 1',
    );
  });
});
