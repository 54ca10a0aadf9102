import { fromInstant, toInstant } from '../config/instant.ts';
import type { WorkloadEvidence } from '../evidence/host-evidence.ts';
import type { PathFailure } from '../trust/path/path-verdict.ts';
import type { Reason } from './restart-verdict.ts';
import type { StoreView } from './store-view.ts';

/** Whether the outage is still waiting for a restart, and since when. */
export interface Latency {
  readonly latent: boolean;
  /** The later of the process start and the change that breaks the next start; absent where the change has no date. */
  readonly latentSince?: string;
}

/**
 * Whether a workload that would fail still works from memory: its process had started before the change that breaks the next start. Where the change
 * has no date, only a trust store that fits the previous CA shows that the process has ever worked.
 */
export function latencyOf(evidence: WorkloadEvidence | undefined, reason: Reason, failure: PathFailure, store: StoreView): Latency {
  const startedAt = evidence?.process === undefined ? undefined : fromInstant(evidence.process.startedAt);
  if (startedAt === undefined) return { latent: false };
  const changedAt = failure.reason === 'expired' ? failure.at?.notAfter : changeOfStore(reason, store);
  if (changedAt === undefined) return { latent: reason.code === 'ONLY_OLD_CA' };
  return startedAt < changedAt ? { latent: true, latentSince: toInstant(changedAt) } : { latent: false };
}

function changeOfStore(reason: Reason, store: StoreView): number | undefined {
  const byCa = reason.code === 'ONLY_OLD_CA' || reason.code === 'CURRENT_CA_MISSING' || reason.code === 'SAME_NAME_DIFFERENT_KEY';
  return byCa ? store.current?.since : undefined;
}
