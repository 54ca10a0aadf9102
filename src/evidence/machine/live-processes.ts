import type { Container, MissingFact } from '../host-evidence.ts';
import { mayBeRaised } from './auxiliary-vector.ts';
import { containerGroupIn, containerOf } from './container-group.ts';
import { firstStartsOf, type GroupedProcess, leadersOfContainers } from './container-leaders.ts';
import { findListeners } from './listening-sockets.ts';
import type { MachineFiles, ProcessFacts, ProcessListing } from './machine.ts';
import { librariesIn } from './mapped-libraries.ts';

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
    return {
      pids: [],
      listening: new Set(),
      leading: new Set(),
      firstStarts: new Map(),
      hidden: 0,
      missing: [{ fact: 'workloads', reason }],
    };
  }
  const all = listed.names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
  const pids = all.filter((pid) => pid !== ownPid);
  const listeners = await findListeners(files, pids, signal);
  const bootTime = await readBootTime(files);
  const grouped: SeenInContainer[] = [];
  // One after the other: a machine has more processes than we may have files open.
  for (const pid of all) grouped.push(await groupedProcess(files, pid, bootTime));
  const leading = leadersOfContainers(grouped);
  return {
    pids,
    listening: listeners.pids,
    leading,
    firstStarts: firstStartsOf(grouped),
    hidden: listeners.hidden,
    missing: whyNotAll(all),
  };
}

interface SeenInContainer extends GroupedProcess {
  readonly container: Container | undefined;
  readonly startedAt: number | undefined;
}

async function groupedProcess(files: MachineFiles, pid: number, bootTime: number | undefined): Promise<SeenInContainer> {
  const group = containerGroupIn((await files.readText(`/proc/${pid}/cgroup`)).text ?? '');
  // Outside of containers nobody asks for more.
  const container = containerOf(group);
  if (container === undefined) return { pid, parent: 0, group: undefined, program: '', container, startedAt: undefined };
  const [fields, link] = await Promise.all([statusFields(files, pid), files.linkTarget(`/proc/${pid}/exe`)]);
  // What ended meanwhile was not the first one.
  const startedAt = fields === undefined ? Number.POSITIVE_INFINITY : startIn(fields, bootTime);
  return {
    pid,
    parent: Number(fields?.[1] ?? 0),
    group: group?.name,
    program: link?.replace(/ \(deleted\)$/, '') ?? '',
    container,
    startedAt,
  };
}

/** Why processes were surely not listed whole; empty where nothing says so. */
function whyNotAll(pids: readonly number[]): readonly MissingFact[] {
  if (pids.includes(1)) return [];
  // proc(5), hidepid: where process 1 is not to be seen, neither are those of other users.
  const reason = pids.length === 0 ? '/proc lists no process' : 'the processes of other users are hidden (hidepid)';
  return [{ fact: 'workloads', reason: `processes could not be listed: ${reason}` }];
}

/** Returns what /proc says of a process; undefined for kernel threads and for processes that ended meanwhile. */
export async function readProcess(files: MachineFiles, pid: number): Promise<ProcessFacts | undefined> {
  const folder = `/proc/${pid}`;
  const [fields, commandLine, bootTime] = await Promise.all([
    statusFields(files, pid),
    files.readText(`${folder}/cmdline`),
    readBootTime(files),
  ]);
  if (fields === undefined || bootTime === undefined || (commandLine.text ?? '') === '') return undefined;
  const words = (commandLine.text ?? '').replace(/\0+$/, '').split('\0');
  const environ = `${folder}/environ`;
  const environment = await files.readText(environ);
  const link = await files.linkTarget(`${folder}/exe`);
  const groups = (await files.readText(`${folder}/cgroup`)).text ?? '';
  const container = containerOf(containerGroupIn(groups));
  const [mounts, root] = await Promise.all([files.linkTarget(`${folder}/ns/mnt`), files.lstat(`${folder}/root/`)]);
  const [network, ourNetwork] = await Promise.all([files.linkTarget(`${folder}/ns/net`), files.linkTarget('/proc/self/ns/net')]);
  return {
    pid,
    parent: Number(fields[1] ?? 0),
    startedAt: startIn(fields, bootTime) ?? 0,
    program: link?.replace(/ \(deleted\)$/, '') ?? words[0] ?? '',
    words,
    environment:
      environment.text === undefined
        ? { reason: environment.reason.replace(`${environ}:`, `${environ} cannot be read:`) }
        : { values: firstOfEach(environment.text.split('\0')) },
    // What is in a container is no part of the unit that runs containers.
    unit: container === undefined ? unitOf(groups) : undefined,
    replaced: link?.endsWith(' (deleted)') === true,
    libraries: librariesIn(((await files.readText(`${folder}/maps`)).text ?? '').split('\n').map((line) => line.replace(/^[^/]*/, ''))),
    raised: mayBeRaised((await files.readText(`${folder}/auxv`)).text),
    files: 'unknown',
    container,
    network: network === undefined || ourNetwork === undefined ? undefined : network === ourNetwork ? 'host' : 'own',
    firstWord: words[0],
    root:
      mounts === undefined || root.kind === 'failed' || root.identity === undefined
        ? undefined
        : { pid, key: `${mounts} ${root.identity}` },
  };
}

function startIn(fields: readonly string[], bootTime: number | undefined): number | undefined {
  return bootTime === undefined ? undefined : bootTime + (Number(fields[19] ?? 0) * 1000) / ticksPerSecond;
}

/** When a process was started, in ticks since the machine's start; undefined where it is not there. */
export async function startOf(files: MachineFiles, pid: number): Promise<string | undefined> {
  return (await statusFields(files, pid))?.[19];
}

// Of /proc/PID/stat those behind the name, which may itself hold spaces and parentheses.
async function statusFields(files: MachineFiles, pid: number): Promise<readonly string[] | undefined> {
  const { text } = await files.readText(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
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
