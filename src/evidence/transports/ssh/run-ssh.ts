import { existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { MissingFact } from '../../host-evidence.ts';
import type { ProbeReply, ProbeRequest } from '../../probe/channel.ts';
import { runBounded } from './bounded-run.ts';
import { closeConnection } from './control-folder.ts';
import type { Destination } from './destination.ts';
import type { SshSettings } from './host-settings.ts';
import { replyOf, type SshAnswer } from './probe-reply.ts';
import { remoteCommand } from './remote-command.ts';
import { jumpLogOf, sshArguments } from './ssh-arguments.ts';

/** Bytes of remote command line: Linux takes 128 KiB for one argument (MAX_ARG_STRLEN), and `sh -c` gets the line as one. */
const longestCommand = 100_000;
/** Bytes of ssh's log that are read for a reason; the warning of a changed key has 1 KB. */
const longestLog = 16_384;

/** One run of the probe on a host through ssh. */
export interface SshTask {
  readonly program: string;
  readonly settings: SshSettings;
  readonly destination: Extract<Destination, { readonly kind: 'destination' }>;
  /** Socket of the connection that later runs share; undefined where there can be none. */
  readonly socket: string | undefined;
  readonly logFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly script: string;
  /** What becomes root: `sudo -n`; none: as who logs in. */
  readonly privilege: readonly string[];
  /** Its time limit is what is left of the host's. */
  readonly request: ProbeRequest;
}

/** Runs ssh once. Rejects with the signal's reason when aborted; else whatever happens is a reply. */
export async function runSsh(task: SshTask): Promise<SshAnswer> {
  const { program, settings, destination, socket, logFile, privilege, request } = task;
  const before = [...privilege, 'sh', '-s', '--'];
  const command = remoteCommand([...before, ...request.arguments]);
  if (Buffer.byteLength(command.line) > longestCommand) {
    return {
      reply: { kind: 'failed', reason: `the probe's arguments are longer than ${longestCommand} bytes`, mayRetry: false },
    };
  }
  const jumpLogFile = jumpLogOf(logFile);
  const [logStart, jumpLogStart] = await Promise.all([sizeOf(logFile), sizeOf(jumpLogFile)]);
  const outcome = await runBounded({
    program,
    arguments: sshArguments({
      settings,
      destination: destination.text,
      program,
      controlPath: socket,
      logFile,
      connectTimeoutMs: Math.min(settings.connectTimeoutMs, request.timeoutMs),
      command: command.line,
    }),
    environment: quietEnvironment(task.environment),
    stdin: task.script,
    timeoutMs: request.timeoutMs,
    maximumBytes: request.maximumBytes,
    signal: request.signal,
  });
  const cutOff = outcome.kind === 'ended' && outcome.ending !== 'itself';
  const loggedIn = socket !== undefined && existsSync(socket);
  // The connection is given up with the run: what hangs or floods on the host ends with it.
  if (cutOff && socket !== undefined) await closeConnection(program, socket);
  request.signal?.throwIfAborted();
  const [log, jumpLog] = await Promise.all([textFrom(logFile, logStart), textFrom(jumpLogFile, jumpLogStart)]);
  const { timeoutMs, maximumBytes } = request;
  const answer = replyOf(outcome, {
    program,
    settings,
    destination: destination.text,
    log,
    jumpLog,
    loggedIn,
    become: privilege.length > 0,
    timeoutMs,
    maximumBytes,
  });
  return {
    ...answer,
    reply: withMissing(
      answer.reply,
      command.left.map((index) => leftOut(request.arguments[index - before.length] ?? '')),
    ),
  };
}

/** The reply with facts that the way to the host hid. */
export function withMissing(reply: ProbeReply, missing: readonly MissingFact[]): ProbeReply {
  if (reply.kind === 'failed' || missing.length === 0) return reply;
  return { ...reply, missing: [...(reply.missing ?? []), ...missing] };
}

// A word such as `file=/a\nb`: which file it names is said by its number of characters alone, because the text would move the cursor.
function leftOut(word: string): MissingFact {
  const [name = '', ...rest] = word.split('=');
  const fact = name === 'file' || name === 'get' ? 'trustFiles' : 'workloads';
  return {
    fact,
    reason: `a path of ${rest.join('=').length} characters holds control characters, which cannot be handed to every login shell`,
  };
}

// No window that asks for a password may open, and programs shall complain in English. (Debian's ssh_config sends LANG and LC_*.)
function quietEnvironment(environment: SshTask['environment']): SshTask['environment'] {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, SSH_ASKPASS: _askpass, LANGUAGE: _language, ...rest } = environment;
  return { ...rest, SSH_ASKPASS_REQUIRE: 'never', LANG: 'C', LC_ALL: 'C' };
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function textFrom(file: string, start: number): Promise<string> {
  try {
    await using handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestLog), 0, longestLog, start);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    // ssh did not come so far as to open its log; its exit code tells the rest.
    return '';
  }
}
