import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { MissingFact } from '../host-evidence.ts';
import { at, linkTarget, type Machine, systemReason } from '../machine/machine.ts';

/** One process as /proc shows it; in memory only. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly program: string;
  readonly words: readonly string[];
  /** Undefined where it may not be read. */
  readonly environment: ReadonlyMap<string, string> | undefined;
  /** systemd unit whose control group it is in. */
  readonly unit: string | undefined;
  readonly missing: readonly MissingFact[];
}

/** Clock ticks a second as /proc counts them: 100 on every architecture that Node runs on (USER_HZ). */
const ticksPerSecond = 100;

/** Ids of all processes that can be seen, without the auditor itself, and why there may be others. */
export async function listProcesses(
  machine: Machine,
): Promise<{ readonly pids: readonly number[]; readonly missing: readonly MissingFact[] }> {
  let names: readonly string[];
  try {
    names = await readdir(at(machine, '/proc'));
  } catch (error) {
    return { pids: [], missing: [{ fact: 'workloads', reason: `processes could not be listed: /proc: ${systemReason(error)}` }] };
  }
  const all = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const pids = all.filter((pid) => pid !== machine.ownPid);
  // proc(5), hidepid: where process 1 is not to be seen, neither are those of other users.
  const reason = all.length === 0 ? '/proc lists no process' : 'the processes of other users are hidden (hidepid)';
  return { pids, missing: all.includes(1) ? [] : [{ fact: 'workloads', reason: `processes could not be listed: ${reason}` }] };
}

/** Returns what /proc says of a process; undefined for kernel threads and for processes that ended meanwhile. */
export async function readProcess(machine: Machine, pid: number): Promise<ProcessFacts | undefined> {
  const folder = `/proc/${pid}`;
  const [statText, commandLine, bootTime] = await Promise.all([
    read(machine, `${folder}/stat`),
    read(machine, `${folder}/cmdline`),
    readBootTime(machine),
  ]);
  if (statText.text === undefined || bootTime === undefined || (commandLine.text ?? '') === '') return undefined;
  // The name in parentheses may itself hold spaces and parentheses.
  const fields = statText.text.slice(statText.text.lastIndexOf(')') + 2).split(' ');
  const words = (commandLine.text ?? '').replace(/\0+$/, '').split('\0');
  const missing: MissingFact[] = [];
  const environment = await read(machine, `${folder}/environ`);
  if (environment.text === undefined) {
    missing.push({ fact: 'running.environment', reason: `${folder}/environ cannot be read: ${environment.reason}` });
  }
  const link = await linkTarget(machine, `${folder}/exe`);
  if (link?.endsWith(' (deleted)') === true) {
    missing.push({ fact: 'running.runtime', reason: 'the program file was replaced or removed after the process had started' });
  }
  const away = await whyFilesDiffer(machine, pid, usualStores);
  if (away !== undefined) missing.push({ fact: 'trustFiles', reason: away });
  const group = await read(machine, `${folder}/cgroup`);
  return {
    pid,
    parent: Number(fields[1] ?? 0),
    startedAt: bootTime + (Number(fields[19] ?? 0) * 1000) / ticksPerSecond,
    program: link?.replace(/ \(deleted\)$/, '') ?? words[0] ?? '',
    words,
    environment: environment.text === undefined ? undefined : parseEnviron(environment.text),
    unit: /\/([^/\n]+\.service)(?:\/|$)/m.exec(group.text ?? '')?.[1],
    missing,
  };
}

/** Assignments of /proc/PID/environ; of two with one name the first counts, as getenv(3) reads it. */
export function parseEnviron(text: string): ReadonlyMap<string, string> {
  const environment = new Map<string, string>();
  for (const assignment of text.split('\0')) {
    const equals = assignment.indexOf('=');
    if (equals > 0 && !environment.has(assignment.slice(0, equals)))
      environment.set(assignment.slice(0, equals), assignment.slice(equals + 1));
  }
  return environment;
}

const usualStores = [
  '/',
  '/etc/ssl/certs',
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/ssl/certs/java/cacerts',
  '/etc/ssl/cert.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/java/cacerts',
  '/usr/share/ca-certificates',
];

/**
 * Why a process does not see the same files as this collector at one of these paths; undefined where it does. A container, a chroot
 * or a mount over a folder or a single file gives it others.
 */
export async function whyFilesDiffer(machine: Machine, pid: number, files: readonly string[]): Promise<string | undefined> {
  const root = at(machine, `/proc/${pid}/root`);
  for (const named of files) {
    // Links with absolute targets would lead out of the process's root into ours, so what they lead to is compared by its own path.
    const real = await realpath(at(machine, named)).catch(() => undefined);
    for (const file of new Set([named, real?.slice(machine.root.length) ?? named])) {
      const [here, there] = await Promise.all([identity(at(machine, file)), identity(path.join(root, file))]);
      if (there === 'denied') return `/proc/${pid}/root cannot be looked into, so it is not known whether the process sees the same files`;
      if (here !== there) return `the process has files of its own at ${file} (a container or a mount), which were not read`;
    }
  }
  return undefined;
}

async function identity(file: string): Promise<string> {
  try {
    const stats = await lstat(file);
    return `${stats.dev}:${stats.ino}`;
  } catch (error) {
    return systemReason(error) === 'permission denied' ? 'denied' : 'none';
  }
}

async function readBootTime(machine: Machine): Promise<number | undefined> {
  const { text } = await read(machine, '/proc/stat');
  const seconds = /^btime (\d+)$/m.exec(text ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

async function read(machine: Machine, file: string): Promise<{ readonly text?: string; readonly reason?: string }> {
  return readFile(at(machine, file), 'utf8').then(
    (text) => ({ text }),
    (error: unknown) => ({ reason: systemReason(error) }),
  );
}
