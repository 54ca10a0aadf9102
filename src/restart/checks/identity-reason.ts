import { fromInstant, toInstant } from '../../config/instant.ts';
import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import { reasonCodes } from '../../reason-codes.ts';
import type { CheckedFields, Outcome } from '../check.ts';
import type { Reason } from '../restart-verdict.ts';
import { unknownReason } from '../unknown-reason.ts';

/** What is wrong with an identity. */
export interface Unusable {
  readonly summary: string;
  readonly expectedError: string | undefined;
  readonly remedy: string;
  /** Epoch ms, where it has a date. */
  readonly since?: number | undefined;
}

/** The finding that a program has no identity, each part with its own reason. */
export function unusable(evidence: WorkloadEvidence | undefined, faults: readonly Unusable[]): Outcome {
  return { kind: 'finding', reasons: faults.map(reasonOf), fields: latencyOf(evidence, faults) };
}

/** The outcome of what could not be looked at. */
export function notKnown(whys: readonly string[]): Outcome {
  return { kind: 'unknown', reasons: whys.map((why) => unknownReason(why)) };
}

function reasonOf({ summary, expectedError, remedy }: Unusable): Reason {
  return {
    code: 'IDENTITY_UNUSABLE',
    severity: reasonCodes.IDENTITY_UNUSABLE.severity,
    proof: { summary },
    ...(expectedError === undefined ? {} : { expectedError }),
    notThis: 'the store is there and trusted, and nobody has changed a policy of it: nothing is asked of it with an identity that counts',
    remedy,
  };
}

// What runs has its secrets in memory, whatever it proved itself with. A process that was started after its token had ended did so with something else.
function latencyOf(evidence: WorkloadEvidence | undefined, faults: readonly Unusable[]): CheckedFields {
  const startedAt = evidence?.process === undefined ? undefined : fromInstant(evidence.process.startedAt);
  if (startedAt === undefined) return { latent: false };
  const dates = faults.flatMap(({ since }) => since ?? []);
  const [since] = dates.toSorted((a, b) => a - b);
  if (since === undefined || dates.length < faults.length) return { latent: true };
  return since > startedAt ? { latent: true, latentSince: toInstant(since) } : { latent: false };
}
