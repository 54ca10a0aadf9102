import path from 'node:path';
import { toInstant } from '../../config/instant.ts';
import type { MissingFact, WorkloadEvidence } from '../host-evidence.ts';
import { isInit } from '../machine/container-leaders.ts';
import type { Machine } from '../machine/machine.ts';
import { whyOtherwise } from './container-layer.ts';
import { type ProcessReading, readInRoot } from './container-process.ts';
import type { RootBook } from './container-roots.ts';
import { type DeclaredIdentity, filesDeclaredFor } from './credential-files.ts';
import { credentialSourcesOf, mayUseSdk } from './credential-sources.ts';
import { readProcess, type SeenProcess } from './processes.ts';
import { runtimeOfProgram } from './program-runtime.ts';
import { replacedUnder } from './replaced-files.ts';
import { runningLaunch } from './running-launch.ts';
import type { RuntimeCatalogue } from './runtimes.ts';

/** Listening processes that are read of one machine. Our choice: each costs up to a millisecond. */
const maximumProcesses = 3000;

/**
 * Services that no unit tells of: processes that listen on TCP, process 1, and the first process of each container, or what that starts where it is an
 * init (tini, a shell): its children in the container count in its place.
 */
export async function readListeningProcesses(
  machine: Machine,
  catalogue: RuntimeCatalogue,
  roots: RootBook,
  units: ReadonlySet<string>,
  identities: readonly DeclaredIdentity[] = [],
): Promise<{ readonly workloads: readonly WorkloadEvidence[]; readonly missing: readonly MissingFact[] }> {
  const { pids, listening, leading, hidden, missing } = await machine.processes();
  const found = new Map<number, SeenProcess>();
  const inits = new Map<number, SeenProcess>();
  const candidates = pids.filter((one) => one === 1 || listening.has(one) || leading.has(one));
  for (const pid of candidates.slice(0, maximumProcesses)) {
    machine.signal?.throwIfAborted();
    const facts = await readProcess(machine, pid);
    if (facts === undefined || (facts.unit !== undefined && units.has(facts.unit))) continue;
    if (!listening.has(pid) && isOfSystem(facts.program)) continue;
    if (listening.has(pid) || !isInit(facts.program)) found.set(pid, facts);
    else inits.set(pid, facts);
  }
  const workloads: WorkloadEvidence[] = [];
  const ordered = [...found.values(), ...idleInits(inits, found)].sort((a, b) => a.pid - b.pid);
  for (const facts of ordered) {
    // A worker that shares its parent's socket (nginx, a cluster) restarts with it.
    if (found.get(facts.parent)?.program === facts.program) continue;
    const workload = await workloadOf(machine, catalogue, roots, facts);
    const credentials = await credentialsOf(machine, roots, facts, { workload, identities });
    workloads.push(credentials === undefined ? workload : { ...workload, credentials });
  }
  const them = hidden === 1 ? 'a process' : `${hidden} processes`;
  // root of a container has not the right that counts (ptrace(2), PTRACE_MODE_READ)
  const reason = `the sockets and environments of ${them} cannot be seen without root (in a container: without CAP_SYS_PTRACE)`;
  const unseen: MissingFact[] = hidden === 0 ? [] : [{ fact: 'workloads', reason }];
  const tooMany: MissingFact[] =
    candidates.length > maximumProcesses
      ? [{ fact: 'workloads', reason: `of ${candidates.length} processes of services the first ${maximumProcesses} were read` }]
      : [];
  return { workloads, missing: [...missing, ...unseen, ...tooMany] };
}

// What systemd starts in a container that is a whole system, beside its services.
function isOfSystem(program: string): boolean {
  return /\/systemd\/systemd-|\/(?:agetty|dbus-daemon|dbus-broker|dbus-broker-launch|\(sd-pam\))$/.test(program);
}

// What a container is started for and that nothing else runs below at the moment: a shell's script may start what fetches from time to time, and a service
// may be called init. Those that only wait are none: pause and `catatonit -P` hold the namespaces of a pod.
function idleInits(inits: ReadonlyMap<number, SeenProcess>, found: ReadonlyMap<number, SeenProcess>): readonly SeenProcess[] {
  const busy = new Set<number>();
  for (const { parent } of found.values()) {
    for (let above = inits.get(parent); above !== undefined && !busy.has(above.pid); above = inits.get(above.parent)) busy.add(above.pid);
  }
  const waits = ({ program, words }: SeenProcess): boolean =>
    /\/(?:sleep|tail|pause)$/.test(program) || (program.endsWith('/catatonit') && words[1] === '-P');
  return [...inits.values()].filter((one) => one.container !== undefined && !waits(one) && !busy.has(one.pid));
}

async function workloadOf(machine: Machine, catalogue: RuntimeCatalogue, roots: RootBook, facts: SeenProcess): Promise<WorkloadEvidence> {
  const here = await readHere(machine, catalogue, facts);
  const isApart = here.missing.some((one) => one.fact === 'trustFiles');
  const root = isApart ? await roots.open(facts) : undefined;
  const isOpen = root !== undefined && !('reason' in root);
  const { program, runtime, launch, missing, whyNoRuntime } = isOpen ? await readInRoot(root, facts) : here;
  const why = root !== undefined && 'reason' in root ? [{ fact: 'trustFiles', reason: root.reason }] : [];
  // Without a unit nobody knows how it will be started: most likely as it was. What is not known of now is then not known of the next start.
  const next = missing.filter((fact) => /^running\.(?:environment|options)/.test(fact.fact));
  return {
    name: nameOf({ ...facts, program }),
    origin: 'process',
    program,
    ...(facts.container === undefined ? {} : { container: facts.container }),
    ...(isOpen ? { root: root.id } : {}),
    // What was replaced in a container is there again in a new one.
    process: {
      pid: facts.pid,
      startedAt: toInstant(facts.startedAt),
      ...(isApart ? {} : await replacedUnder(machine, catalogue, facts, undefined)),
    },
    ...(runtime === undefined || (isApart && !isOpen) ? {} : { runtime }),
    nextStart: launch,
    running: launch,
    missing: [
      ...missing,
      ...why,
      ...next.map(({ fact, reason }) => ({ fact: fact.replace('running', 'nextStart'), reason })),
      ...(whyNoRuntime === undefined ? [] : [{ fact: 'runtime', reason: whyNoRuntime }]),
      isOpen && root.ofImage ? ofContainer : ofNobody,
    ],
  };
}

// Of the user of a process nothing is known, and of a container's root nobody's name: what is not open to all may be closed to it.
async function credentialsOf(
  machine: Machine,
  roots: RootBook,
  facts: SeenProcess,
  { workload, identities }: { readonly workload: WorkloadEvidence; readonly identities: readonly DeclaredIdentity[] },
): Promise<WorkloadEvidence['credentials']> {
  const declared = filesDeclaredFor(workload, identities);
  if ((!mayUseSdk(workload.runtime) && declared.length === 0) || !('values' in facts.environment)) return undefined;
  const root = workload.root === undefined ? undefined : await roots.open(facts);
  if (root !== undefined && 'reason' in root) return undefined;
  // Its files are neither those of the machine nor told.
  if (root === undefined && facts.missing.some((one) => one.fact === 'trustFiles')) return undefined;
  const environment = facts.environment.values;
  const words = [workload.program ?? '', ...facts.words.slice(1)];
  const network = facts.container === undefined ? undefined : facts.network;
  const question = { environment, words, home: undefined, account: 'not-known', network, host: machine, declared } as const;
  if (root === undefined) return credentialSourcesOf({ ...question, machine, whyOtherwise: async () => undefined });
  const { view, isChanged, whyLayerUnknown } = root;
  return credentialSourcesOf({
    ...question,
    machine: view,
    whyOtherwise: async (files) => (isChanged === undefined ? whyLayerUnknown : whyOtherwise(view, isChanged, files, true)),
  });
}

// Who runs containers starts a new one with the words and variables that this one was given.
const ofContainer = {
  fact: 'container',
  reason: 'its next start is taken to be a container of the same image, started as the running one',
};
const ofNobody = { fact: 'unit', reason: 'no unit starts this process; its next start is taken to be like the running one' };

// By the machine's own files, as far as the process sees those.
async function readHere(machine: Machine, catalogue: RuntimeCatalogue, facts: SeenProcess): Promise<ProcessReading> {
  const found = facts.missing.some((fact) => fact.fact === 'trustFiles')
    ? { reason: 'the program lies in files of its own, which were not read' }
    : await runtimeOfProgram(machine, catalogue, facts.program);
  const runtime = 'runtime' in found ? found.runtime : undefined;
  const { launch, missing } = await runningLaunch(machine, facts, runtime);
  return { program: facts.program, runtime, launch, missing, whyNoRuntime: 'reason' in found ? found.reason : undefined };
}

// An interpreter's name tells nothing, so its script's or jar's does, where one is plainly named.
function nameOf(facts: SeenProcess): string {
  const program = path.basename(facts.program);
  if (!/^(?:java|nodejs|node|python[\d.]*|ruby|perl)$/.test(program)) return program;
  const script = facts.words.slice(1).find((word) => /\.(?:m?js|cjs|ts|py|jar|rb|pl)$/.test(word) && !word.startsWith('-'));
  const name = path.basename(script ?? '').replace(/\.\w+$/, '');
  return /^[\w.-]{1,64}$/.test(name) ? name : program;
}
