import type { Blob } from '../file-evidence.ts';
import type { MissingFact, RootEvidence, WorkloadEvidence } from '../host-evidence.ts';
import { noteFiles } from '../machine/noted-files.ts';
import type { RootedMachine } from '../machine/rooted-machine.ts';
import type { Runtime } from '../runtime.ts';
import { markLayers, whyOtherwise } from './container-layer.ts';
import { closedToOthers } from './container-permissions.ts';
import type { OpenRoot } from './container-roots.ts';
import { withOpensslConfigurations } from './openssl-configurations.ts';
import { readTrustFiles, type WantedContent } from './trust-files.ts';
import { trustPaths } from './trust-paths.ts';

/** Trust files that are read of one root; an honest one names 60. Our choice. */
const maximumPaths = 500;

/** What was read of one root, and its workloads as they would start again. */
export interface RootReading {
  readonly evidence: RootEvidence;
  readonly workloads: readonly WorkloadEvidence[];
  readonly blobs: readonly Blob[];
  readonly wanted: readonly WantedContent[];
}

/** Reads what the workloads of a root may take their trust from; `known` are digests whose content is there already. */
export async function readRoot(root: OpenRoot, own: readonly WorkloadEvidence[], known: ReadonlySet<string>): Promise<RootReading> {
  const { view, id, os, isChanged } = root;
  const noted = noteFiles(view);
  const { runtimes, workloads } = await withOpensslConfigurations(noted.view, os, { runtimes: runtimesOf(own), workloads: own });
  const paths = trustPaths(runtimes, workloads, []);
  const trust = await readTrustFiles(view, paths.slice(0, maximumPaths), known);
  const open = await closedToOthers(view, trust.files);
  const trustFiles = isChanged === undefined ? open : await markLayers(view, isChanged, open);
  const configurations = isChanged === undefined ? undefined : await whyOtherwise(view, isChanged, noted.asked);
  const asStarted: WorkloadEvidence[] = [];
  for (const workload of workloads) {
    const own = isChanged === undefined ? undefined : await whyOtherwise(view, isChanged, programOf(workload));
    const further = workload.runtime?.tlsConfiguration === undefined ? undefined : configurations;
    asStarted.push(asNewOne(workload, [own, further]));
  }
  const unread: readonly MissingFact[] =
    paths.length > maximumPaths
      ? [{ fact: 'trustFiles', reason: `of ${paths.length} trust files that are named the first ${maximumPaths} were read` }]
      : [];
  const missing = [...root.missing, ...unread];
  return {
    evidence: { id, ...(os === undefined ? {} : { os }), runtimes, trustFiles, ...(missing.length === 0 ? {} : { missing }) },
    workloads: asStarted,
    blobs: trust.blobs,
    wanted: await Promise.all(trust.wanted.map(async (one) => ({ ...one, path: await placeOf(view, one.path) }))),
  };
}

// A program or a configuration that was exchanged in a running container is not in a new one.
function asNewOne(workload: WorkloadEvidence, reasons: readonly (string | undefined)[]): WorkloadEvidence {
  const missing = workload.missing ?? [];
  const known = new Set(missing.map((one) => one.reason));
  const further = reasons.flatMap((reason) => (reason === undefined || known.has(reason) ? [] : [{ fact: 'nextStart', reason }]));
  return further.length === 0 ? workload : { ...workload, missing: [...missing, ...further] };
}

function programOf({ program }: WorkloadEvidence): readonly string[] {
  return program?.startsWith('/') === true ? [program] : [];
}

/** The runtimes of a root's workloads, each once; which packages a Python finds is a matter of each workload. */
function runtimesOf(workloads: readonly WorkloadEvidence[]): readonly Runtime[] {
  const found = new Map<string, Runtime>();
  for (const { runtime } of workloads) {
    if (runtime === undefined) continue;
    const { packagedRoots: _own, ...plain } = runtime;
    const key = JSON.stringify(plain);
    if (!found.has(key)) found.set(key, plain);
  }
  return [...found.values()];
}

// Where the machine itself finds it: contents are asked for by paths without links.
async function placeOf(view: RootedMachine, file: string): Promise<string> {
  const real = await view.realPath(file);
  return `/proc/${view.root.pid}/root${real.kind === 'path' ? real.path : file}`;
}
