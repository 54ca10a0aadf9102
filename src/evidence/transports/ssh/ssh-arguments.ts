import type { SshSettings } from './host-settings.ts';

/** What a run of ssh needs beside the settings of its host. */
export interface SshRun {
  readonly settings: SshSettings;
  /** Text that destinationOf() let through. */
  readonly destination: string;
  /** The ssh program: the way through a jump host starts it again. */
  readonly program: string;
  /** Socket by which later runs use this connection; undefined: each has its own. */
  readonly controlPath: string | undefined;
  /** Where ssh writes what it has to say itself, so that nothing that the host says can pass for it. */
  readonly logFile: string;
  readonly connectTimeoutMs: number;
  readonly command: string;
}

/** Seconds that a connection without a user stays open: longer than between the two rounds of a host, short enough to be gone after a crash. */
const persistSeconds = 60;

/**
 * Arguments of ssh. Options on the command line win over ssh_config (ssh_config(5): the first value that is obtained counts); only options that
 * OpenSSH 7.6 knows are among them, since it refuses to start over an unknown one.
 */
export function sshArguments(run: SshRun): readonly string[] {
  const { settings } = run;
  return [
    ...commonArguments(settings, run.connectTimeoutMs),
    ...(settings.user === undefined ? [] : ['-l', settings.user]),
    ...(settings.port === undefined ? [] : ['-p', String(settings.port)]),
    ...(settings.jump === undefined ? [] : ['-o', `ProxyCommand=${jumpCommand(run, settings.jump)}`]),
    ...option('ControlMaster', run.controlPath === undefined ? 'no' : 'auto'),
    ...option('ControlPath', run.controlPath ?? 'none'),
    ...option('ControlPersist', run.controlPath === undefined ? 'no' : String(persistSeconds)),
    // The whole of stdin is the script, whatever ssh_config says of commands.
    ...option('RemoteCommand', 'none'),
    '-E',
    run.logFile,
    '-T',
    '--',
    run.destination,
    run.command,
  ];
}

function commonArguments(settings: SshSettings, connectTimeoutMs: number): readonly string[] {
  return [
    ...(settings.configFile === undefined ? [] : ['-F', settings.configFile]),
    ...option('BatchMode', 'yes'),
    ...option('StrictHostKeyChecking', settings.hostKeys === 'strict' ? 'yes' : 'accept-new'),
    // A host may not have us write its further keys into known_hosts: nothing here changes the auditor's machine unasked.
    ...option('UpdateHostKeys', 'no'),
    ...(settings.knownHostsFile === undefined ? [] : option('UserKnownHostsFile', settings.knownHostsFile)),
    ...(settings.identityFile === undefined ? [] : [...option('IdentityFile', settings.identityFile), ...option('IdentitiesOnly', 'yes')]),
    ...option('ConnectTimeout', String(Math.max(1, Math.ceil(connectTimeoutMs / 1000)))),
    ...option('ConnectionAttempts', '1'),
    ...option('ServerAliveInterval', '5'),
    ...option('ServerAliveCountMax', '3'),
    ...option('ClearAllForwardings', 'yes'),
    ...option('ForwardAgent', 'no'),
    ...option('ForwardX11', 'no'),
    ...option('Tunnel', 'no'),
    ...option('PermitLocalCommand', 'no'),
    ...option('AddKeysToAgent', 'no'),
    ...option('RequestTTY', 'no'),
    ...option('EscapeChar', 'none'),
    ...option('VisualHostKey', 'no'),
    // ERROR hides why a connection ended: fatal failures of the protocol are logged as INFO (log.c sshlogdie). Banners go to stderr, not into the log.
    ...option('LogLevel', 'INFO'),
  ];
}

/** Where the ssh that goes through the configured jump host logs. */
export function jumpLogOf(logFile: string): string {
  return `${logFile}.jump`;
}

// Not -J: with it ssh starts a second ssh that has none of our options, asks for passwords, and knows neither our key nor our known hosts.
// Every word is from a set that no shell takes for more than text (ssh-config.ts); % and its followers are ssh's own.
function jumpCommand(run: SshRun, jump: string): string {
  const [, user, host = '', port] = /^(?:([^@]*)@)?([^@:]*)(?::(\d+))?$/.exec(jump) ?? [];
  const words = [
    run.program,
    ...commonArguments(run.settings, run.connectTimeoutMs),
    ...option('ControlMaster', 'no'),
    ...option('ControlPath', 'none'),
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', port]),
    '-T',
    '-W',
    "'[%h]:%p'",
    '-E',
    jumpLogOf(run.logFile),
    '--',
    host,
  ];
  return words.join(' ');
}

function option(name: string, value: string): readonly string[] {
  return ['-o', `${name}=${value}`];
}
