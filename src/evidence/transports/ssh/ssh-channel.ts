import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SshDeclaration } from '../../../config/ssh-config.ts';
import type { Host } from '../../../inventory/host.ts';
import type { MissingFact } from '../../host-evidence.ts';
import type { ProbeChannel } from '../../probe/channel.ts';
import { type ControlFolder, closeConnection, closeControlFolder, openControlFolder } from './control-folder.ts';
import { destinationOf } from './destination.ts';
import { settingsFor } from './host-settings.ts';
import type { SshAnswer } from './probe-reply.ts';
import { runSsh, withMissing } from './run-ssh.ts';
import { jumpLogOf } from './ssh-arguments.ts';

/** Longest waits before a dropped connection is tried again. Our choice: 50 hosts behind one sshd with its usual MaxStartups (10:30:100) all get in. */
const dropDelaysMs: readonly number[] = [500, 1_000, 2_000, 4_000];

/** What the channel needs to reach hosts. */
export interface SshChannelOptions {
  readonly settings: SshDeclaration;
  /** Folder that relative paths of the settings start from. */
  readonly baseDirectory: string;
  /** Text of the probe. */
  readonly script: () => string;
  /** Environment of the auditor: PATH, HOME and the agent's socket are found in it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The channel, and the end of the connections that it keeps open between a host's rounds. */
export interface SshChannel extends ProbeChannel {
  readonly name: 'ssh';
  /** Ends the connection to a host that is not asked again. */
  release(host: Host): Promise<void>;
  /** Ends all connections and removes the sockets. The channel may be used again afterwards. */
  close(): Promise<void>;
}

/** A host's connection, kept from its first round to its last. */
interface Connection {
  readonly socket: string | undefined;
  readonly log: string;
  /** Why becoming root failed there, where it need not work: it is tried once. */
  withoutRoot: string | undefined;
}

/** Runs the probe through the system's ssh, which honours ssh_config, agents, known_hosts and jump hosts. */
export function sshChannel(options: SshChannelOptions): SshChannel {
  const { program } = options.settings;
  const connections = new Map<string, Connection>();
  let folder: Promise<ControlFolder> | undefined;
  let made = 0;

  async function connectionTo(host: Host): Promise<Connection> {
    const opening = (folder ??= openControlFolder(program));
    try {
      const control = await opening;
      const known = connections.get(host.id);
      if (known !== undefined) return known;
      made += 1;
      const file = path.join(control.folder, made.toString(36));
      const connection = { socket: control.holdsSockets ? file : undefined, log: `${file}.log`, withoutRoot: undefined };
      connections.set(host.id, connection);
      return connection;
    } catch (error) {
      if (folder === opening) folder = undefined;
      throw error;
    }
  }

  return {
    name: 'ssh',
    async run(host, request) {
      request.signal?.throwIfAborted();
      const destination = destinationOf(host);
      if (destination.kind === 'refused') return { kind: 'failed', reason: destination.reason, mayRetry: false };
      const deadline = performance.now() + request.timeoutMs;
      let connection: Connection;
      try {
        connection = await connectionTo(host);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unexpected failure';
        return { kind: 'failed', reason: `the folder for the sockets of ssh cannot be made: ${code}`, mayRetry: false };
      }
      const settings = settingsFor(options.settings, host, options.baseDirectory);
      const askOnce = (privilege: readonly string[]) =>
        runSsh({
          program,
          settings,
          destination,
          socket: connection.socket,
          logFile: connection.log,
          environment: options.environment,
          script: options.script(),
          privilege,
          request: { ...request, timeoutMs: Math.max(1, Math.ceil(deadline - performance.now())) },
        });
      const ask = async (privilege: readonly string[]): Promise<SshAnswer> => {
        let answer = await askOnce(privilege);
        for (const longestMs of dropDelaysMs) {
          if (answer.instead !== 'dropped' || performance.now() + longestMs > deadline) break;
          await delay(longestMs * (0.5 + Math.random() / 2), undefined, { signal: request.signal }).catch(() =>
            request.signal?.throwIfAborted(),
          );
          answer = await askOnce(privilege);
        }
        return answer;
      };
      if (settings.become === undefined) return (await ask([])).reply;
      if (connection.withoutRoot === undefined) {
        const { reply, instead } = await ask(settings.become.words);
        if (instead !== 'not-root' || settings.become.required || reply.kind !== 'failed') return reply;
        connection.withoutRoot = reply.reason;
      }
      return withMissing((await ask([])).reply, [withoutRoot(connection.withoutRoot)]);
    },
    async release(host) {
      const connection = connections.get(host.id);
      connections.delete(host.id);
      if (connection?.socket !== undefined) await closeConnection(program, connection.socket);
      if (connection !== undefined)
        await Promise.all([connection.log, jumpLogOf(connection.log)].map(async (file) => rm(file, { force: true })));
    },
    async close() {
      const opened = await folder?.catch(() => undefined);
      folder = undefined;
      connections.clear();
      if (opened !== undefined) await closeControlFolder(program, opened.folder);
    },
  };
}

// The probe itself names each fact that it cannot see as this user; this says why it was not root.
function withoutRoot(reason: string): MissingFact {
  return { fact: 'root', reason: `looked at without root: ${reason}` };
}
