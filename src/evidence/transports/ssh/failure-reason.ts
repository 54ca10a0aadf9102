import { oneLine } from '../../../formats/one-line.ts';

/** Failures of a connection, and of what is started through it, about which somebody can do something: each has its own advice (failure-advice.ts). */
export type FailureKind =
  | 'denied'
  | 'key-file'
  | 'too-many-keys'
  | 'unknown-key'
  | 'changed-key'
  | 'unresolved'
  | 'refused'
  | 'silent'
  | 'configuration'
  | 'become-password'
  | 'become-program'
  | 'become-refused'
  | 'no-shell'
  | 'login-shell'
  | 'slow'
  | 'flood';

/** Why ssh did not bring the probe's output, and whether asking again may help. */
export interface SshFailure {
  readonly reason: string;
  readonly mayRetry: boolean;
  readonly kind?: FailureKind;
  /** It happened on the way to the jump host. */
  readonly atJump?: true;
  /** The connection was closed at its very start, as sshd does to some when many come at once (sshd_config MaxStartups): another try a moment later gets in. */
  readonly isDropped?: true;
}

const lasting = (reason: string, kind?: FailureKind) => (): SshFailure => ({
  reason,
  mayRetry: false,
  ...(kind === undefined ? {} : { kind }),
});
const passing = (reason: string, kind?: FailureKind) => (): SshFailure => ({ ...lasting(reason, kind)(), mayRetry: true });

// What OpenSSH 7.6 to 9.9 log at LogLevel=INFO, the most telling first: a changed key is followed by "Host key verification failed.", too.
// The texts stand in sshconnect.c, sshconnect2.c, packet.c, kex.c, readconf.c, mux.c, clientloop.c, and strerror(3).
const patterns: readonly (readonly [RegExp, (found: RegExpExecArray) => SshFailure])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    lasting('the host key changed: it is not the one that known_hosts has for this host', 'changed-key'),
  ],
  [/REVOKED HOST KEY DETECTED|host key .{0,200} revoked/i, lasting('the host key is revoked')],
  [
    /No \S+ host key is known for |Host key verification failed/,
    lasting('the host key is unknown: known_hosts has none for this host', 'unknown-key'),
  ],
  // Before the refusal that follows from it
  [/UNPROTECTED PRIVATE KEY FILE/, lasting('permission denied: others may read the private key file, so ssh does not use it', 'key-file')],
  [
    /Permission denied \(([a-z0-9,@.-]{1,100})\)/,
    (found) => lasting(`permission denied: no way to log in is left of those that the host offers (${found[1]})`, 'denied')(),
  ],
  [
    /Too many authentication failures/,
    lasting('too many authentication failures: the agent offers more keys than the host lets one try', 'too-many-keys'),
  ],
  [
    /no matching (host key type|key exchange method|cipher|MAC|compression) found/,
    (found) => ({ reason: `ssh and the host have no ${found[1]} in common`, mayRetry: false }),
  ],
  [/Could not resolve hostname .{0,300}(?:Temporary failure|try again)/i, passing('the host name cannot be resolved at the moment')],
  [/Could not resolve hostname /, lasting('the host name cannot be resolved', 'unresolved')],
  [/Connection timed out during banner exchange/, passing('timed out: the host accepts connections and does not say its SSH banner')],
  [/Connection refused/, passing('connection refused', 'refused')],
  [
    /(?:Connection|Operation) timed out|timed out waiting|Connection to .{0,300} timed out/,
    passing('timed out: no answer from the host', 'silent'),
  ],
  [/No route to host|Network is (?:unreachable|down)|Host is (?:down|unreachable)/i, passing('no route to the host', 'silent')],
  [
    /Bad configuration option|bad configuration options?|Can't open user config file|Bad owner or permissions on/,
    lasting('ssh refuses its configuration', 'configuration'),
  ],
  [
    /Unsupported option|Bad (?:yes|no|number|port|key types|stdio)|missing argument|extra arguments|unsupported/i,
    lasting('ssh refuses its configuration', 'configuration'),
  ],
  [
    /Protocol major versions differ|banner line contains invalid|banner line too long|invalid format/i,
    lasting('what answers there is not an SSH server'),
  ],
  [
    /kex_exchange_identification|ssh_exchange_identification/,
    () => ({ reason: 'the connection was closed before the host said its SSH banner', mayRetry: true, isDropped: true }),
  ],
  [/Received disconnect|Disconnected from/, passing('the host ended the connection')],
  [
    /Connection (?:closed|reset)|closed by remote host|Broken pipe|[Rr]ead header failed|Shared connection to|client_loop: send disconnect|master is dead/,
    passing('the connection was lost'),
  ],
  [/Timeout, server .{0,300} not responding/, passing('timed out: the host stopped answering')],
  [/Corrupted MAC|Bad packet length|message authentication code incorrect/i, passing('the connection was damaged on the way')],
  [/Identity file .{0,300} not accessible/, lasting('the private key file cannot be used', 'key-file')],
];

/** What ssh's own log says of a connection that failed; undefined where it says nothing that we know. `log` holds no word of the host's programs. */
function failureInLog(log: string): SshFailure | undefined {
  for (const [pattern, failure] of patterns) {
    const found = pattern.exec(log);
    if (found !== null) return failure(found);
  }
  return undefined;
}

/**
 * Why ssh ended with 255. `jumpLog` is what the ssh logged that goes through the configured jump host; one that ssh_config names cannot be heard,
 * because ssh closes its stderr (sshconnect.c ssh_proxy_connect, with ControlPersist).
 */
export function connectionFailure(log: string, jumpLog: string): SshFailure {
  const known = failureInLog(log);
  // sshconnect.c: ssh calls the far end of a ProxyCommand UNKNOWN port 65535.
  if (log.includes('UNKNOWN port 65535') && (known === undefined || known.mayRetry)) {
    const there = failureInLog(jumpLog);
    if (there !== undefined) return { ...there, reason: `at the jump host: ${there.reason}`, atJump: true };
    return { reason: 'the jump host or proxy did not lead to the host, or closed the connection', mayRetry: true, isDropped: true };
  }
  if (known !== undefined) return known;
  const said = log.split('\n').find((line) => line.trim() !== '' && !line.startsWith('Warning: Permanently added'));
  // Whatever keeps ssh from connecting it logs; a connection that breaks under a session is the other end's to tell, and that is gone.
  if (said === undefined) return { reason: 'the connection was lost before an answer came', mayRetry: true };
  return { reason: `ssh failed: ${shownLine(said)}`, mayRetry: false };
}

// ssh logs names, paths and the host's parting words, which may hold anything: nothing that looks like a secret is repeated.
function shownLine(line: string): string {
  if (/:\/\/[^/\s@]*@|pass(?:word|wd|phrase)\s*[=:]|token|secret|-----BEGIN|\b[A-Za-z0-9+/_=-]{32,}/i.test(line))
    return 'its words may hold a secret and are not repeated';
  return oneLine(line.trim());
}

/** Why the probe did not start although the login worked, from how the remote command ended and what stderr says. */
export function startFailure(exitCode: number | null, stderr: string, become: boolean): SshFailure {
  if (become) {
    const refused = becomeRefusals.find(([pattern]) => pattern.test(stderr));
    if (refused !== undefined) return { reason: `becoming root failed: ${refused[1]}`, mayRetry: false, kind: refused[2] };
  }
  if (exitCode === 127 || exitCode === 126) {
    const what = become ? 'the program to become root with, or sh,' : 'sh';
    const kind = become ? 'become-program' : 'no-shell';
    return { reason: `${what} cannot be started on the host (exit code ${exitCode})`, mayRetry: false, kind };
  }
  if (become && exitCode !== 0) {
    return { reason: `becoming root failed: the command ended with exit code ${exitCode}`, mayRetry: false, kind: 'become-refused' };
  }
  const how = exitCode === 0 ? 'ended as if all was well' : `ended with exit code ${exitCode}`;
  return { reason: `the login shell did not start the probe: it ${how}`, mayRetry: false, kind: 'login-shell' };
}

// sudo's and doas's own words in English; what is said in other languages is told by the exit code.
const becomeRefusals: readonly (readonly [RegExp, string, FailureKind])[] = [
  [
    /a password is required|a terminal is required to read the password|Authentication required|Authorization required/i,
    'it asks for a password',
    'become-password',
  ],
  [/must have a tty/i, 'it wants a terminal', 'become-refused'],
  [
    /is not in the sudoers file|is not allowed to (?:run|execute)|may not run sudo|Operation not permitted/i,
    'it is not allowed',
    'become-refused',
  ],
  [/account .{0,100}expired|password .{0,100}expired/i, 'the account or its password has expired', 'become-refused'],
  [/effective uid is not 0|must be owned by uid 0|no new privileges|setuid/i, 'it is not set up to become root', 'become-refused'],
  [/not found/i, 'the program is not there', 'become-program'],
];
