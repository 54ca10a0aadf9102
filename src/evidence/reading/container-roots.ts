import type { Blob } from '../file-evidence.ts';
import type { Container, HostEvidence, MissingFact, RootEvidence, WorkloadEvidence } from '../host-evidence.ts';
import { isMadeOfImage } from '../machine/container-group.ts';
import type { Machine, ProcessFacts } from '../machine/machine.ts';
import { type RootedMachine, rootedMachine } from '../machine/rooted-machine.ts';
import { type ChangeOf, changesIn, whyLayerUnknown } from './container-layer.ts';
import { readRoot } from './container-stores.ts';
import { readOs } from './os-release.ts';
import type { WantedContent } from './trust-files.ts';

/** Roots of containers and chroots that are looked into on one machine. Our choice: each costs as much as the machine's own files. */
const maximumRoots = 24;

/** Files of one or more processes that are others than the machine's. */
export interface OpenRoot {
  readonly id: string;
  readonly view: RootedMachine;
  readonly os: HostEvidence['os'];
  readonly missing: readonly MissingFact[];
  /** Its next start is another container, which has nothing of what was written into this one. */
  readonly ofImage: boolean;
  /** Tells what was written into it; undefined where that does not matter or is not known. */
  readonly isChanged: ChangeOf | undefined;
  /** Why it is not known what of it comes from its image. */
  readonly whyLayerUnknown: string | undefined;
}

/** The roots that processes of a machine have, each opened once. */
export interface RootBook {
  /** The files of a process; undefined where none are told, a reason where they cannot be looked into. */
  open(process: ProcessFacts): Promise<OpenRoot | { readonly reason: string } | undefined>;
  /** Reads the trust stores of all that were opened. Workloads of those that vanished meanwhile lose what was seen of them. */
  read(workloads: readonly WorkloadEvidence[], known: ReadonlySet<string>): Promise<RootsReading>;
}

/** What was read of all roots. */
export interface RootsReading {
  readonly roots: readonly RootEvidence[];
  readonly workloads: readonly WorkloadEvidence[];
  readonly blobs: readonly Blob[];
  readonly wanted: readonly WantedContent[];
}

/** Returns a book with no root opened. */
export function openRootBook(machine: Machine): RootBook {
  const opened = new Map<string, OpenRoot | { readonly reason: string }>();
  const taken = new Set<string>();
  let starts: Promise<ReadonlyMap<string, number>> | undefined;
  const startOf = async (container: Container): Promise<number | undefined> => {
    starts ??= machine.processes().then(({ firstStarts }) => firstStarts);
    return (await starts).get(container.id);
  };

  async function openOne({ root, container }: ProcessFacts): Promise<OpenRoot | { readonly reason: string } | undefined> {
    if (root === undefined) return undefined;
    if (taken.size >= maximumRoots) return { reason: `of the containers of this machine the first ${maximumRoots} were looked into` };
    const answer = await machine.rootOf(root.pid);
    if ('reason' in answer) return { reason: answer.reason };
    const view = rootedMachine(machine, answer);
    const { os, missing } = await readOs(view);
    const ofImage = container !== undefined && isMadeOfImage(container);
    const id = container === undefined || taken.has(container.id) ? `root-${taken.size + 1}` : container.id;
    taken.add(id);
    const isChanged = ofImage
      ? changesIn(machine, answer, { inPod: container.manager === 'kubernetes', startedAt: await startOf(container) })
      : undefined;
    return { id, view, os, missing, ofImage, isChanged, whyLayerUnknown: ofImage ? whyLayerUnknown(answer) : undefined };
  }

  return {
    async open(process) {
      const key = process.root?.key ?? '';
      const known = opened.get(key);
      if (known !== undefined) return known;
      const root = await openOne(process);
      if (root !== undefined) opened.set(key, root);
      return root;
    },
    async read(workloads, known) {
      const roots: RootEvidence[] = [];
      const blobs = new Map<string, Blob>();
      const wanted = new Map<string, WantedContent>();
      let all = workloads;
      for (const root of opened.values()) {
        machine.signal?.throwIfAborted();
        if ('reason' in root) continue;
        const own = all.filter((workload) => workload.root === root.id);
        if (own.length === 0) continue;
        const reading = await readRoot(root, own, new Set([...known, ...blobs.keys(), ...wanted.keys()]));
        // Of a process that has ended nothing is there: nothing that was missed may count.
        const isThere = await root.view.root.isStillThere();
        const changed = isThere ? new Map(own.map((workload, index) => [workload, reading.workloads[index] ?? workload])) : undefined;
        all = all.map((workload) => (workload.root !== root.id ? workload : (changed?.get(workload) ?? withoutRoot(workload))));
        if (!isThere) continue;
        roots.push(reading.evidence);
        for (const blob of reading.blobs) blobs.set(blob.sha256, blob);
        for (const one of reading.wanted) wanted.set(one.sha256, one);
      }
      return { roots, workloads: all, blobs: [...blobs.values()], wanted: [...wanted.values()] };
    },
  };
}

function withoutRoot({ root: _gone, runtime: _unseen, ...workload }: WorkloadEvidence): WorkloadEvidence {
  const reason = 'the process ended while its files were looked at';
  return { ...workload, missing: [...(workload.missing ?? []), { fact: 'trustFiles', reason }] };
}
