import { fromInstant } from '../config/instant.ts';
import type { WorkloadEvidence } from '../evidence/host-evidence.ts';
import type { EffectiveStore } from '../trust/effective-store.ts';

/** A file or directory of the trust store that changed under a running process. */
export interface ChangedStore {
  readonly path: string;
  /** As the evidence has it, by the host's clock. */
  readonly modifiedAt: string;
  /** The same as epoch ms. */
  readonly at: number;
}

/**
 * What of the trust store that the next start would load was written after the process had started, in the order in which the client looks at it. Nothing
 * where no process runs, or where a file has no date: a file that was taken away leaves none.
 */
export function changedSinceStart(
  { loaded }: Pick<Extract<EffectiveStore, { kind: 'known' }>, 'loaded'>,
  evidence: WorkloadEvidence | undefined,
): readonly ChangedStore[] {
  const startedAt = evidence?.process === undefined ? undefined : fromInstant(evidence.process.startedAt);
  if (startedAt === undefined) return [];
  return loaded.flatMap(({ path, modifiedAt }) => {
    const at = modifiedAt === undefined ? undefined : fromInstant(modifiedAt);
    return modifiedAt !== undefined && at !== undefined && at > startedAt ? [{ path, modifiedAt, at }] : [];
  });
}
