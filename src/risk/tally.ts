import type { Host } from '../inventory/host.ts';
import { type Verdict, verdicts, type WorkloadVerdict, worse } from '../restart/restart-verdict.ts';

/** What the hosts of one service add up to; kept while hosts stream by, so it holds counts and causes, not hosts. */
export interface ServiceTally {
  readonly name: string;
  readonly counts: Record<Verdict, number>;
  latent: number;
  latentSince: string | undefined;
  owner: string | undefined;
  /** Proof summaries by reason code: message, hosts that have it, and its severity-bearing first reason. */
  readonly causes: Map<string, Cause>;
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
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  return { name, counts, latent: 0, latentSince: undefined, owner: undefined, causes: new Map() };
}

function addHost(tally: ServiceTally, workloads: readonly WorkloadVerdict[]): void {
  tally.counts[workloads.map((workload) => workload.verdict).reduce(worse, 'not-applicable')] += 1;
  if (workloads.some((workload) => workload.latent)) tally.latent += 1;
  const since = workloads.flatMap((workload) => workload.latentSince ?? []).toSorted()[0];
  if (since !== undefined && (tally.latentSince === undefined || since < tally.latentSince)) tally.latentSince = since;
  const seen = new Set<string>();
  for (const workload of workloads) {
    for (const reason of workload.reasons) {
      // the certificate is the cause; its sentence also names the file and the count of anchors, which differ from host to host
      const subject = JSON.stringify([workload.verdict, ownerOfFiles(workload), reason.failsBecause ?? reason.proof.summary]);
      const key = `${reason.code} ${subject}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const cause = tally.causes.get(key);
      if (cause !== undefined) cause.hosts += 1;
      else {
        const { verdict, root } = workload;
        tally.causes.set(key, { subject, code: reason.code, reason, verdict, root, hosts: 1 });
      }
    }
  }
}

// The same service in a container and beside it reads other files, and each is mended in a place of its own. Which container it is would be another one
// on every host and after every deploy
function ownerOfFiles({ root }: WorkloadVerdict): 'host' | 'own root' {
  return root === undefined ? 'host' : 'own root';
}
