import { fromInstant } from '../../config/instant.ts';
import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import { reasonCodes } from '../../reason-codes.ts';
import type { EffectiveStore } from '../../trust/effective-store.ts';
import type { Reason } from '../restart-verdict.ts';

type Known = Extract<EffectiveStore, { kind: 'known' }>;

/** What is worth knowing of a trust store beside the verdict: a file that is newer than the process, damage, silent fall-backs. */
export function remarksOnStore(effective: Known, evidence: WorkloadEvidence | undefined): readonly Reason[] {
  const startedAt = evidence?.process === undefined ? undefined : fromInstant(evidence.process.startedAt);
  const newer = effective.loaded.filter((loaded) => {
    const modifiedAt = loaded.modifiedAt === undefined ? undefined : fromInstant(loaded.modifiedAt);
    return startedAt !== undefined && modifiedAt !== undefined && modifiedAt > startedAt;
  });
  return [
    ...newer.map(
      (loaded): Reason => ({
        code: 'DISK_NEWER_THAN_PROCESS',
        severity: reasonCodes.DISK_NEWER_THAN_PROCESS.severity,
        proof: {
          summary: `${loaded.path} changed at ${loaded.modifiedAt ?? ''}, the process runs since ${evidence?.process?.startedAt ?? ''}`,
        },
      }),
    ),
    ...effective.remarks.map((remark): Reason => ({ code: 'TRUST_STORE_DAMAGED', severity: 'info', proof: { summary: remark } })),
  ];
}
