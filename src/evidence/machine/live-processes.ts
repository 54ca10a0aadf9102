import type { MissingFact } from '../host-evidence.ts';
import { findListeners } from './listening-sockets.ts';
import type { MachineFiles, ProcessFacts, ProcessListing } from './machine.ts';

/** Clock ticks a second as /proc counts them: 100 on every architecture that Node runs on (USER_HZ). */
export const ticksPerSecond = 100;

/** All processes that can be seen in /proc, without the auditor itself, and why there may be others. */
export async function listProcesses(
  files: MachineFiles,
  { ownPid, signal }: { readonly ownPid: number; readonly signal?: AbortSignal | undefined },
): Promise<ProcessListing> {
  const listed = await files.list('/proc');
  if (listed.kind === 'failed') {
    const reason = `processes could not be listed: /proc: ${listed.reason}`;
    return { pids: [], listening: new Set(), hidden: 0, missing: [{ fact: 'workloads', reason }] };
  }
  const all = listed.names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
  const pids = all.filter((pid) => pid !== ownPid);
  const listeners = await findListeners(files, pids, signal);
  return { pids, listening: listeners.pids, hidden: listeners.hidden, missing: whyNotAll(all) };
}

/** Why processes were surely not listed whole; empty where nothing says so. */
export function whyNotAll(pids: readonly number[]): readonly MissingFact[] {
  if (pids.includes(1)) return [];
  // proc(5), hidepid: where process 1 is not to be seen, neither are those of other users.
  const reason = pids.length === 0 ? '/proc lists no process' : 'the processes of other users are hidden (hidepid)';
  return [{ fact: 'workloads', reason: `processes could not be listed: ${reason}` }];
}

/** Returns what /proc says of a process; undefined for kernel threads and for processes that ended meanwhile. */
export async function readProcess(files: MachineFiles, pid: number): Promise<ProcessFacts | undefined> {
  const folder = `/proc/${pid}`;
  const [stat, commandLine, bootTime] = await Promise.all([
    files.readText(`${folder}/stat`),
    files.readText(`${folder}/cmdline`),
    readBootTime(files),
  ]);
  if (stat.text === undefined || bootTime === undefined || (commandLine.text ?? '') === '') return undefined;
  // The name in parentheses may itself hold spaces and parentheses.
  const fields = stat.text.slice(stat.text.lastIndexOf(')') + 2).split(' ');
  const words = (commandLine.text ?? '').replace(/\0+$/, '').split('\0');
  const environ = `${folder}/environ`;
  const environment = await files.readText(environ);
  const link = await files.linkTarget(`${folder}/exe`);
  const group = await files.readText(`${folder}/cgroup`);
  return {
    pid,
    parent: Number(fields[1] ?? 0),
    startedAt: bootTime + (Number(fields[19] ?? 0) * 1000) / ticksPerSecond,
    program: link?.replace(/ \(deleted\)$/, '') ?? words[0] ?? '',
    words,
    environment:
      environment.text === undefined
        ? { reason: environment.reason.replace(`${environ}:`, `${environ} cannot be read:`) }
        : { values: firstOfEach(environment.text.split('\0')) },
    unit: unitOf(group.text ?? ''),
    replaced: link?.endsWith(' (deleted)') === true,
    files: 'unknown',
  };
}

/** Assignments of a process; of two with one name the first counts, as getenv(3) reads it. */
export function firstOfEach(assignments: readonly string[]): ReadonlyMap<string, string> {
  const environment = new Map<string, string>();
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    if (equals > 0 && !environment.has(assignment.slice(0, equals)))
      environment.set(assignment.slice(0, equals), assignment.slice(equals + 1));
  }
  return environment;
}

/** The systemd unit in the text of /proc/PID/cgroup. */
function unitOf(text: string): string | undefined {
  return /\/([^/\n]+\.service)(?:\/|$)/m.exec(text)?.[1];
}

async function readBootTime(files: MachineFiles): Promise<number | undefined> {
  const { text } = await files.readText('/proc/stat');
  const seconds = /^btime (\d+)$/m.exec(text ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
