import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { addressOf, groundScript, hostScript, lastScript, type PlacedHost } from './ground-script.ts';
import type { HostDescription } from './host-description.ts';
import { writeHostTree } from './host-tree.ts';

/** Real sshd hosts, each in namespaces of its own, on a bridge that nothing else of this machine reaches. */
export interface Fleet {
  /** Holds everything; removed by stop(). */
  readonly folder: string;
  readonly hosts: readonly { readonly name: string; readonly address: string }[];
  /** A program that is ssh, started where the fleet's network is. */
  readonly ssh: string;
  /** ssh_config with the fleet's key, known hosts, users and jump hosts; the auditor's own is not read. */
  readonly configFile: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  /** Words before a command that is to run where the fleet's network is. */
  readonly enter: readonly string[];
  /** What the host's sshd and its starting script said. */
  logOf(name: string): string;
  stop(): void;
}

/** Milliseconds that a whole fleet has to come up; 60 hosts take 4 s on two cores. */
const startMs = 30_000;

/** Builds the hosts and waits until all listen. Throws with the first host's log that does not. */
export async function startFleet(descriptions: readonly HostDescription[]): Promise<Fleet> {
  // On a tmpfs: the layers of an overlay may not lie within one another.
  const folder = mkdtempSync('/dev/shm/snowline-fleet-');
  const hosts = descriptions.map(
    (description, index): PlacedHost => ({
      description,
      index,
      address: addressOf(index, description),
      folder: path.join(folder, `h${index}`),
    }),
  );
  const identityFile = path.join(folder, 'client');
  const knownHostsFile = path.join(folder, 'known_hosts');
  const configFile = path.join(folder, 'ssh_config');
  const ssh = path.join(folder, 'ssh');
  let ground: ReturnType<typeof spawn> | undefined;
  const stop = (): void => {
    // unshare ignores SIGTERM; with --kill-child its death is that of the whole fleet.
    ground?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  try {
    makeKeys(folder, ['client', 'stranger', ...hosts.map(({ index }) => `h${index}.key`)]);
    const authorizedKey = readFileSync(`${identityFile}.pub`, 'utf8');
    for (const host of hosts) {
      mkdirSync(host.folder);
      chmodSync(host.folder, 0o755);
      writeHostTree(host.folder, host.description, { hostKey: readFileSync(`${folder}/h${host.index}.key`, 'utf8'), authorizedKey });
      writeFileSync(path.join(host.folder, 'upper/etc/start-fleet-host'), lastScript(host));
      writeFileSync(path.join(host.folder, 'node-name'), host.description.nodeName ?? host.description.name);
      writeFileSync(path.join(host.folder, 'start.sh'), hostScript(host, hosts));
      writeFileSync(path.join(host.folder, 'log'), '');
    }
    writeFileSync(knownHostsFile, hosts.map((host) => knownHost(folder, host)).join(''));
    writeFileSync(configFile, sshConfig(identityFile, knownHostsFile, hosts));
    writeFileSync(path.join(folder, 'ground.sh'), groundScript(hosts));
    ground = spawn('unshare', ['-mpfn', '--kill-child', '--mount-proc', 'sh', path.join(folder, 'ground.sh')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    ground.unref();
    const network = `/proc/${ground.pid}/ns/net`;
    writeFileSync(ssh, `#!/bin/sh\nexec nsenter --net=${network} /usr/bin/ssh "$@"\n`, { mode: 0o755 });
    const logOf = (name: string): string =>
      readFileSync(path.join(hosts.find((host) => host.description.name === name)?.folder ?? '', 'log'), 'utf8');
    await untilAllListen(hosts, logOf);
    return {
      folder,
      hosts: hosts.map(({ description, address }) => ({ name: description.name, address })),
      ssh,
      configFile,
      identityFile,
      knownHostsFile,
      enter: ['nsenter', `--net=${network}`],
      logOf,
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}

async function untilAllListen(hosts: readonly PlacedHost[], logOf: (name: string) => string): Promise<void> {
  const deadline = Date.now() + startMs;
  let waiting = hosts.map(({ description }) => description.name);
  while (waiting.length > 0) {
    if (Date.now() > deadline) throw new Error(`${waiting.length} hosts do not listen; ${waiting[0]} says: ${logOf(waiting[0] ?? '')}`);
    await delay(25);
    waiting = waiting.filter((name) => !logOf(name).includes('Server listening'));
  }
}

function makeKeys(folder: string, names: readonly string[]): void {
  const script = 'cd "$1"; shift; for name; do ssh-keygen -q -t ed25519 -N "" -C "" -f "$name" || exit 1; done';
  execFileSync('sh', ['-c', script, 'sh', folder, ...names], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function knownHost(folder: string, { description, index, address }: PlacedHost): string {
  if (description.knownAs === 'nothing') return '';
  const file = description.knownAs === 'another' ? 'stranger.pub' : `h${index}.key.pub`;
  return `${address},${description.name} ${readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
}

function sshConfig(identityFile: string, knownHostsFile: string, hosts: readonly PlacedHost[]): string {
  const entries = hosts.map(
    ({ description, address }) => `Host ${description.name} ${address}
  HostName ${address}
  HostKeyAlias ${description.name}
  User ${description.login ?? 'root'}
${description.behind === undefined ? '' : `  ProxyJump ${description.behind}\n`}`,
  );
  return `${entries.join('')}Host *
  IdentityFile ${identityFile}
  IdentitiesOnly yes
  UserKnownHostsFile ${knownHostsFile}
  GlobalKnownHostsFile /dev/null
  SendEnv LANG LC_*
`;
}
