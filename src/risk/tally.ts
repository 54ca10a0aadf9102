import type { Host } from '../inventory/host.ts';
import { type Verdict, verdicts, type WorkloadVerdict, worse } from '../restart/restart-verdict.ts';
import { rootCalled } from '../trust/effective-store/own-root.ts';
import { withoutRoot } from './without-root.ts';

/** What the hosts of one service add up to; kept while hosts stream by, so it holds counts and causes, not hosts. */
export interface ServiceTally {
  readonly name: string;
  readonly counts: Record<Verdict, number>;
  readonly instances: InstanceTally;
  latent: number;
  latentSince: string | undefined;
  owner: string | undefined;
  /** Proof summaries by reason code: message, hosts that have it, and its severity-bearing first reason. */
  readonly causes: Map<string, Cause>;
}

/** The same of its containers and other roots; the processes of a host that have none of their own are one instance. */
export interface InstanceTally {
  readonly counts: Record<Verdict, number>;
  latent: number;
  survivors: number;
  /** How many of them are containers, and how many have a root of any kind. */
  contained: number;
  rooted: number;
}

/** One reason that hosts of a service share. */
export interface Cause {
  /** What tells it from every other cause of the service, and is the same in every audit: verdict, whose files, and the certificate or the sentence. */
  readonly subject: string;
  readonly code: WorkloadVerdict['reasons'][number]['code'];
  readonly reason: WorkloadVerdict['reasons'][number];
  readonly verdict: Verdict;
  /** The first container or chroot that has it; undefined where the files are those of the host. */
  readonly root: string | undefined;
  hosts: number;
  instances: number;
}

/** Collects what the services' hosts add up to. */
export interface ServiceTallies {
  /** Counts one host with its judged workloads. */
  add(host: Host, workloads: readonly WorkloadVerdict[], ownerTag: string): void;
  readonly all: ReadonlyMap<string, ServiceTally>;
}

/** Returns empty tallies. */
export function createServiceTallies(): ServiceTallies {
  const all = new Map<string, ServiceTally>();
  return {
    all,
    add(host, workloads, ownerTag) {
      for (const [service, own] of Map.groupBy(workloads, (workload) => workload.service)) {
        const tally = all.get(service) ?? emptyTally(service);
        all.set(service, tally);
        addHost(tally, own);
        tally.owner ??= host.tags?.[ownerTag];
      }
    },
  };
}

function emptyTally(name: string): ServiceTally {
  const instances = { counts: noCounts(), latent: 0, survivors: 0, contained: 0, rooted: 0 };
  return { name, counts: noCounts(), instances, latent: 0, latentSince: undefined, owner: undefined, causes: new Map() };
}

function noCounts(): Record<Verdict, number> {
  return Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
}

function worstOf(workloads: readonly WorkloadVerdict[]): Verdict {
  return workloads.map((workload) => workload.verdict).reduce(worse, 'not-applicable');
}

function addHost(tally: ServiceTally, workloads: readonly WorkloadVerdict[]): void {
  tally.counts[worstOf(workloads)] += 1;
  addInstances(tally.instances, workloads);
  if (workloads.some((workload) => workload.latent)) tally.latent += 1;
  const since = workloads.flatMap((workload) => workload.latentSince ?? []).toSorted()[0];
  if (since !== undefined && (tally.latentSince === undefined || since < tally.latentSince)) tally.latentSince = since;
  const seen = new Map<string, Set<string | undefined>>();
  for (const workload of workloads) {
    for (const reason of workload.reasons) {
      // the certificate is the cause; its sentence also names the file and the count of anchors, which differ from host to host
      const subject = JSON.stringify([
        workload.verdict,
        ownerOfFiles(workload),
        reason.failsBecause ?? withoutRoot(reason.proof.summary, workload.root),
      ]);
      const key = `${reason.code} ${subject}`;
      const { verdict, root } = workload;
      const roots = seen.get(key);
      if (roots?.has(root) === true) continue;
      seen.set(key, new Set([...(roots ?? []), root]));
      const cause = tally.causes.get(key) ?? { subject, code: reason.code, reason, verdict, root, hosts: 0, instances: 0 };
      tally.causes.set(key, cause);
      cause.instances += 1;
      if (roots === undefined) cause.hosts += 1;
    }
  }
}

function addInstances(tally: InstanceTally, workloads: readonly WorkloadVerdict[]): void {
  const lost = isOpen(worstOf(workloads));
  for (const [root, own] of Map.groupBy(workloads, (workload) => workload.root)) {
    const verdict = worstOf(own);
    tally.counts[verdict] += 1;
    if (own.some((workload) => workload.latent)) tally.latent += 1;
    if (!isOpen(verdict) && !(lost && verdict === 'not-applicable')) tally.survivors += 1;
    if (root === undefined) continue;
    tally.rooted += 1;
    if (rootCalled(root) !== root) tally.contained += 1;
  }
}

function isOpen(verdict: Verdict): boolean {
  return verdict === 'will-fail' || verdict === 'unknown';
}

// The same service in a container and beside it reads other files, and each is mended in a place of its own. Which container it is would be another one
// on every host and after every deploy
function ownerOfFiles({ root }: WorkloadVerdict): 'host' | 'own root' {
  return root === undefined ? 'host' : 'own root';
}
