import path from 'node:path';
import { toInstant } from '../../config/instant.ts';
import type { MissingFact, WorkloadEvidence } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { readProcess, type SeenProcess } from './processes.ts';
import { runtimeOfProgram } from './program-runtime.ts';
import { runningLaunch } from './running-launch.ts';
import type { RuntimeCatalogue } from './runtimes.ts';

// As process 1 of a container these start the service rather than being it.
const initPrograms =
  /^(?:systemd|init|tini|dumb-init|catatonit|docker-init|s6-svscan|runsvdir|ba?sh|dash|busybox|sleep|tail|pause|unshare)$/;

/** Listening processes that are read of one machine. Our choice: each costs up to a millisecond. */
const maximumProcesses = 3000;

/** Services that no unit tells of: processes that listen on TCP, and process 1 of a container. */
export async function readListeningProcesses(
  machine: Machine,
  catalogue: RuntimeCatalogue,
  units: ReadonlySet<string>,
): Promise<{ readonly workloads: readonly WorkloadEvidence[]; readonly missing: readonly MissingFact[] }> {
  const { pids, listening, hidden, missing } = await machine.processes();
  const found = new Map<number, SeenProcess>();
  const candidates = pids.filter((one) => one === 1 || listening.has(one));
  for (const pid of candidates.slice(0, maximumProcesses)) {
    machine.signal?.throwIfAborted();
    const facts = await readProcess(machine, pid);
    if (facts === undefined || (facts.unit !== undefined && units.has(facts.unit))) continue;
    if (pid === 1 && !listening.has(1) && initPrograms.test(path.basename(facts.program))) continue;
    found.set(pid, facts);
  }
  const workloads: WorkloadEvidence[] = [];
  for (const facts of found.values()) {
    // A worker that shares its parent's socket (nginx, a cluster) restarts with it.
    if (found.get(facts.parent)?.program === facts.program) continue;
    workloads.push(await workloadOf(machine, catalogue, facts));
  }
  const unseen: MissingFact[] =
    hidden === 0
      ? []
      : [
          {
            fact: 'workloads',
            reason: `the sockets and environments of ${hidden === 1 ? 'a process' : `${hidden} processes`} cannot be seen without root`,
          },
        ];
  const tooMany: MissingFact[] =
    candidates.length > maximumProcesses
      ? [{ fact: 'workloads', reason: `of ${candidates.length} listening processes the first ${maximumProcesses} were read` }]
      : [];
  return { workloads, missing: [...missing, ...unseen, ...tooMany] };
}

async function workloadOf(machine: Machine, catalogue: RuntimeCatalogue, facts: SeenProcess): Promise<WorkloadEvidence> {
  const ownRoot = facts.missing.some((fact) => fact.fact === 'trustFiles');
  const found = ownRoot
    ? { reason: 'the program lies in files of its own, which were not read' }
    : await runtimeOfProgram(machine, catalogue, facts.program);
  const runtime = 'runtime' in found ? found.runtime : undefined;
  const { launch, missing } = await runningLaunch(machine, facts, runtime);
  const ownFiles = missing.some((fact) => fact.fact === 'trustFiles');
  // Without a unit nobody knows how it will be started: most likely as it was. What is not known of now is then not known of the next start.
  const next = missing.filter((fact) => /^running\.(?:environment|options)/.test(fact.fact));
  const gaps: MissingFact[] = [
    ...missing,
    ...next.map(({ fact, reason }) => ({ fact: fact.replace('running', 'nextStart'), reason })),
    ...('reason' in found ? [{ fact: 'runtime', reason: found.reason }] : []),
    { fact: 'unit', reason: 'no unit starts this process; its next start is taken to be like the running one' },
  ];
  return {
    name: nameOf(facts),
    origin: 'process',
    program: facts.program,
    process: { pid: facts.pid, startedAt: toInstant(facts.startedAt) },
    ...(runtime === undefined || ownFiles ? {} : { runtime }),
    nextStart: launch,
    running: launch,
    missing: gaps,
  };
}

// An interpreter's name tells nothing, so its script's or jar's does, where one is plainly named.
function nameOf(facts: SeenProcess): string {
  const program = path.basename(facts.program);
  if (!/^(?:java|nodejs|node|python[\d.]*|ruby|perl)$/.test(program)) return program;
  const script = facts.words.slice(1).find((word) => /\.(?:m?js|cjs|ts|py|jar|rb|pl)$/.test(word) && !word.startsWith('-'));
  const name = path.basename(script ?? '').replace(/\.\w+$/, '');
  return /^[\w.-]{1,64}$/.test(name) ? name : program;
}
