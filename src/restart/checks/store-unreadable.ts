import { reasonCodes } from '../../reason-codes.ts';
import type { Check } from '../check.ts';
import { expectedErrorOf, notTheDatabase } from '../expected-error.ts';
import { remedyForClosed } from '../remedy-for-closed.ts';
import type { Reason } from '../restart-verdict.ts';
import { type KnownStore, standingOf } from '../trust-standing.ts';

/**
 * Whether the user of the service may read the trust store that its client looks for. A file that is surely closed to him counts as not there: STORE_UNREADABLE
 * is a finding where the client refuses the store for it, and a remark where it goes on with what it may read. Where the client stops, the check of trust says so.
 */
export const storeUnreadable: Check = {
  name: 'store-unreadable',
  codes: ['STORE_UNREADABLE'],
  judge(subject, moment) {
    const { effective, workload } = subject;
    if (effective?.kind !== 'known' || effective.verification === 'off') return { kind: 'not-applicable' };
    if (effective.closed === undefined) return { kind: 'pass' };
    const standing = standingOf(subject, moment.now);
    const refuses = standing.kind === 'asked' && standing.today.verdict.kind === 'rejected';
    // When it was closed leaves no trace; what reads its store for every connection has met that already
    const isHeld = workload.evidence?.process !== undefined && effective.client.reRead !== 'per-connection';
    const fields = { latent: isHeld };
    if (standing.kind === 'unusable') return { kind: 'pass', fields };
    if (!refuses) return { kind: 'pass', reasons: [reasonOf(effective, effective.closed, 'remark')] };
    const { verdict, name } = standing.today;
    const expectedError = verdict.kind === 'rejected' ? expectedErrorOf(effective.client, verdict.failure, name) : undefined;
    return { kind: 'finding', reasons: [reasonOf(effective, effective.closed, 'finding', expectedError)], fields };
  },
};

function reasonOf(effective: KnownStore, closed: readonly string[], kind: 'finding' | 'remark', expectedError?: string): Reason {
  const goesOn =
    effective.loaded.length === 0
      ? 'and has nothing else to trust'
      : `and goes on with ${effective.loaded.map(({ path }) => path).join(', ')}`;
  return {
    code: 'STORE_UNREADABLE',
    severity: kind === 'finding' ? 'critical' : reasonCodes.STORE_UNREADABLE.severity,
    proof: { summary: `${effective.client.title} would load ${closed.join(' and ')}: it does without ${goesOn}` },
    ...(expectedError === undefined ? {} : { expectedError }),
    ...(kind === 'finding' ? { notThis: notTheDatabase } : {}),
    remedy: remedyForClosed(closed),
  };
}
