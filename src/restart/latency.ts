import { fromInstant, toInstant } from '../config/instant.ts';
import type { WorkloadEvidence } from '../evidence/host-evidence.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { EffectiveStore } from '../trust/effective-store.ts';
import type { PathFailure } from '../trust/path/path-verdict.ts';
import { changedSinceStart } from './changed-since-start.ts';
import type { Reason } from './restart-verdict.ts';
import type { StoreView } from './store-view.ts';

type Known = Extract<EffectiveStore, { kind: 'known' }>;

/** Whether the outage is still waiting for a restart, and since when. */
export interface Latency {
  readonly latent: boolean;
  /** The later of the process start and the change that breaks the next start; absent where the change has no date. */
  readonly latentSince?: string;
}

/**
 * Whether a workload that would fail still works from memory: its process had started before the change that breaks the next start. Such a change is the
 * end of a certificate, the switch of the store to another CA, or a write to the trust store that the process has not read (`latencyOfWrite`). Where none
 * has a date, only a trust store that fits the previous CA shows that the process has ever worked.
 */
export function latencyOf(
  evidence: WorkloadEvidence | undefined,
  reason: Reason,
  failure: PathFailure,
  store: StoreView,
  effective: Known,
): Latency {
  const startedAt = evidence?.process === undefined ? undefined : fromInstant(evidence.process.startedAt);
  if (startedAt === undefined) return { latent: false };
  const changedAt = failure.reason === 'expired' ? failure.at?.notAfter : changeOfStore(reason, store);
  if (changedAt !== undefined && startedAt < changedAt) return { latent: true, latentSince: toInstant(changedAt) };
  const written = byWrite.has(reason.code) ? latencyOfWrite(evidence, effective) : { latent: false };
  return written.latent ? written : { latent: changedAt === undefined && reason.code === 'ONLY_OLD_CA' };
}

/**
 * Whether the process still has the trust store as it was before it was written to, since the last write: from then on at the latest the next start loads
 * what lies there now. A client that reads its store for every connection has met the write, so nothing waits for a restart: what fails there fails
 * already. One that reads it for each client object counts as not having met it (our choice: whoever takes it for broken already would restart it freely).
 */
export function latencyOfWrite(evidence: WorkloadEvidence | undefined, effective: Known): Latency {
  if (effective.client.reRead === 'per-connection') return { latent: false };
  const writes = changedSinceStart(effective, evidence).map(({ at }) => at);
  return writes.length === 0 ? { latent: false } : { latent: true, latentSince: toInstant(Math.max(...writes)) };
}

// What another content of the trust store would mend; a wrong name or a weak key no store can.
const byCa: ReadonlySet<ReasonCode> = new Set(['ONLY_OLD_CA', 'CURRENT_CA_MISSING', 'SAME_NAME_DIFFERENT_KEY']);
const byWrite: ReadonlySet<ReasonCode> = new Set([...byCa, 'EXPIRED_ANCHOR_SHADOWS']);

function changeOfStore(reason: Reason, store: StoreView): number | undefined {
  return byCa.has(reason.code) ? store.current?.since : undefined;
}
