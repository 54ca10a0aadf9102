import type { MissingFact, WorkloadEvidence } from '../host-evidence.ts';
import { type Failure, notRecorded } from '../machine/machine.ts';
import type { Refusal } from '../unit-evidence.ts';
import type { Closed } from './account-rights.ts';
import { isEmptyAtBoot } from './volatile-folders.ts';

/** A fact of a unit that is missing; `refusedFor` where systemd would refuse to start it for that, and nothing that comes with the host would mend it. */
export interface UnitGap extends MissingFact {
  readonly refusedFor?: Refusal;
}

/** Refused for a path that is not there, unless something else makes it when the host comes up. */
export function refusedWithout(path: string, what: Refusal): Pick<UnitGap, 'refusedFor'> {
  return isEmptyAtBoot(path) ? {} : { refusedFor: what };
}

/** What is closed to the unit's user, who may have rights beyond those that a mode shows. */
export function closedGap(
  name: string,
  { isSure, reason }: Closed,
  { readsMore }: { readonly readsMore: boolean },
  what: Refusal,
): UnitGap {
  const fact = 'nextStart.start';
  if (!isSure) return { fact, reason };
  return { fact, reason: `the unit would not start: ${name} is out of reach, ${reason}`, ...(readsMore ? {} : { refusedFor: what }) };
}

/**
 * The same of a program that is started beside the main one: with PermissionsStartOnly=, which is not told, root runs it (deprecated and still
 * supported: systemd's NEWS of 240), so that nothing is closed to it for sure.
 */
export function asAnybody({ refusedFor, ...gap }: UnitGap): UnitGap {
  return refusedFor === undefined || /-(?:closed|hidden)$/.test(refusedFor) ? gap : { ...gap, refusedFor };
}

/** A folder that is closed to whoever looks is open to systemd; what the probe forgot to look at may be anything. */
export function whyNotKnown({ reason }: Failure, name: string): string | undefined {
  return reason === notRecorded ? `whether ${name} is there is not known: ${notRecorded}` : undefined;
}

/** The facts as evidence holds them, and the reasons for which the unit would be refused. */
export function splitGaps(gaps: readonly UnitGap[]): {
  readonly missing: readonly MissingFact[];
  readonly refused: NonNullable<NonNullable<WorkloadEvidence['unit']>['refused']>;
} {
  const refused = gaps.flatMap(({ refusedFor, reason }) => (refusedFor === undefined ? [] : [{ what: refusedFor, reason }]));
  return {
    missing: gaps.map(({ fact, reason }) => ({ fact, reason })),
    refused: [...new Map(refused.map((one) => [one.reason, one])).values()],
  };
}
