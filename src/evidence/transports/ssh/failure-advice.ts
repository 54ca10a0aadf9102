import type { FailureKind, SshFailure } from './failure-reason.ts';
import type { SshSettings } from './host-settings.ts';

/** The way to a host that was tried. */
export interface TriedWay {
  readonly settings: SshSettings;
  /** Text that destinationOf() let through. */
  readonly destination: string;
  /** What ssh logged of it: who it logged in as and on which port, where the configuration leaves that to ssh_config. */
  readonly log: string;
}

interface Place {
  readonly user: string | undefined;
  readonly address: string;
  readonly port: string | undefined;
}

/**
 * The failure with where it happened and what to do about it behind a semicolon, so that what stands before it is the same for every host:
 * `connection refused; tried audit@10.0.0.7 port 22: see whether sshd listens on that port there`.
 */
export function withAdvice(failure: SshFailure, way: TriedWay): SshFailure {
  const place = failure.atJump === true ? jumpPlace(way) : hostPlace(way);
  const { identityFile } = way.settings;
  const key =
    identityFile !== undefined && failure.kind !== undefined && aboutKeys.has(failure.kind) ? ` with the key ${identityFile}` : '';
  const remedy = failure.kind === undefined ? '' : `: ${remedyOf(failure.kind, place, way.settings, failure.atJump === true)}`;
  return { ...failure, reason: `${failure.reason}; tried ${shownPlace(place)}${key}${remedy}` };
}

const aboutKeys: ReadonlySet<FailureKind> = new Set(['denied', 'key-file', 'too-many-keys']);

function hostPlace({ settings, destination, log }: TriedWay): Place {
  return {
    // sshconnect2.c userauth(): "USER@HOST: Permission denied (METHODS)."
    user: settings.user ?? /^([A-Za-z0-9_.-]{1,64})@\S{1,300}: Permission denied \(/m.exec(log)?.[1],
    address: destination,
    port: settings.port === undefined ? loggedPort(log) : String(settings.port),
  };
}

function jumpPlace({ settings }: TriedWay): Place {
  const [, user, address = '', port] = /^(?:([^@]*)@)?([^@:]*)(?::(\d+))?$/.exec(settings.jump ?? '') ?? [];
  return { user, address, port };
}

// 65535: what ssh calls the far end of a ProxyCommand (sshconnect.c)
function loggedPort(log: string): string | undefined {
  const port = /\bport (\d{1,5})\b/.exec(log)?.[1] ?? /host key is known for \[[^\]\s]{1,300}\]:(\d{1,5}) /.exec(log)?.[1];
  return port === '65535' ? undefined : port;
}

function shownPlace({ user, address, port }: Place): string {
  return `${user === undefined ? '' : `${user}@`}${address}${port === undefined ? '' : ` port ${port}`}`;
}

function remedyOf(kind: FailureKind, { user, address, port }: Place, settings: SshSettings, atJump: boolean): string {
  const { identityFile, configFile, jump } = settings;
  const knownHosts = settings.knownHostsFile ?? '~/.ssh/known_hosts';
  const who = user ?? 'that user';
  const loginLine = `ssh ${port === undefined ? '' : `-p ${port} `}${user === undefined ? '' : `${user}@`}${address} true`;
  switch (kind) {
    case 'denied':
      return identityFile === undefined
        ? 'put a key that the host knows into the agent (ssh-add), or name it as identityFile'
        : `see whether authorized_keys of ${who} there lists it; one with a passphrase must be in the agent (ssh-add ${identityFile})`;
    case 'key-file':
      return `make it readable by you alone (chmod 600${identityFile === undefined ? '' : ` ${identityFile}`})`;
    case 'too-many-keys':
      return identityFile === undefined
        ? 'name the right key as identityFile, then no other is offered'
        : 'see whether the host knows another user (collection.ssh.user)';
    case 'unknown-key': {
      const scan = `ssh-keyscan ${port === undefined ? '' : `-p ${port} `}${address}`;
      const where = jump === undefined || atJump ? '' : ' on the jump host';
      return `get it with ${scan}${where}, compare its fingerprint (ssh-keygen -lf) with one that you know from elsewhere, then add it to ${knownHosts}`;
    }
    case 'changed-key':
      return `find out why the host has another key before anything else; the old one stands in ${knownHosts}`;
    case 'unresolved':
      return 'give it an address in the inventory, or a HostName in ssh_config';
    case 'refused':
      return 'see whether sshd listens on that port there (collection.ssh.port)';
    case 'silent':
      return 'see whether a firewall stands between, or a jump host leads there (collection.ssh.jump)';
    case 'configuration':
      return `ssh -G ${configFile === undefined ? '' : `-F ${configFile} `}${address} says what it does not like`;
    case 'become-password':
      return `let ${who} run sh there as root without one (in sudoers: NOPASSWD)${orWithoutRoot(settings)}`;
    case 'become-program':
      return `install ${settings.become?.words[0] ?? 'it'} there, or name another program (collection.ssh.become)${orWithoutRoot(settings)}`;
    case 'become-refused':
      return `see what it says where ${who} runs ${[...(settings.become?.words ?? []), 'true'].join(' ')} there${orWithoutRoot(settings)}`;
    case 'no-shell':
      return `see whether sh is in the PATH of ${who} there`;
    case 'login-shell':
      return `see whether the login shell of ${who} there is one that runs commands, and whether sshd or authorized_keys forces another command`;
    case 'flood':
      return `see what its login prints (${loginLine})`;
    case 'slow':
      return `see whether ${loginLine} ends at once, or give it more time (--timeout)`;
  }
}

function orWithoutRoot({ become }: SshSettings): string {
  return become?.required === true ? ', or have it looked at without root (become: required: false)' : '';
}
