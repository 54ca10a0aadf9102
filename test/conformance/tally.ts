import type { Comparison, Outcome, Run } from './compare.ts';
import type { Exceptions } from './exceptions.ts';

/** The figures of a run, as `--json` prints them. */
export interface Tally {
  /** The client's name, as its answers are called. */
  readonly client: string;
  readonly cases: number;
  readonly agree: number;
  readonly falseAccepts: number;
  readonly falseRejects: number;
  readonly crashes: number;
  /** Cases that we gave no verdict on. */
  readonly unknown: number;
  readonly slowestMs: number;
  /** Share of the comparable joint rejections whose reason is of the same class, 0 to 1; 1 where none is comparable. */
  readonly reasonAgree: number;
  readonly reasonsCompared: number;
  /** Ids that do not agree, excused ones included, sorted. */
  readonly disagreements: readonly string[];
  /** Ids among them that the exceptions file excuses. */
  readonly excused: readonly string[];
  /** Exceptions of this client that no longer occur. */
  readonly stale: readonly string[];
}

/** Adds up a run. A false accept or a crash is never excused. */
export function tallyOf({ client, comparisons }: Run, exceptions: Exceptions): Tally {
  const count = (outcome: Outcome): number => comparisons.filter((one) => one.outcome === outcome).length;
  const compared = comparisons.filter((one) => one.reason !== undefined);
  const differing = comparisons.filter((one) => one.outcome !== 'agree');
  const excuses = exceptions[client.name] ?? {};
  const ids = (some: readonly Comparison[]): readonly string[] => some.map((one) => one.case.id).toSorted();
  return {
    client: client.name,
    cases: comparisons.length,
    agree: count('agree'),
    falseAccepts: count('false-accept'),
    falseRejects: count('false-reject'),
    crashes: count('crash'),
    unknown: count('unknown'),
    slowestMs: rounded(Math.max(0, ...comparisons.map((one) => one.tookMs)), 100),
    reasonAgree: compared.length === 0 ? 1 : rounded(compared.filter((one) => one.reason !== 'other').length / compared.length, 10_000),
    reasonsCompared: compared.length,
    disagreements: ids(differing),
    excused: ids(differing.filter((one) => isExcusable(one.outcome) && Object.hasOwn(excuses, one.case.id))),
    stale: ids(comparisons.filter((one) => !isExcusable(one.outcome) && Object.hasOwn(excuses, one.case.id))),
  };
}

/** Whether nothing but excused cases disagrees; a run without cases has shown nothing. */
export function isClean({ cases, disagreements, excused }: Tally): boolean {
  return cases > 0 && disagreements.length === excused.length;
}

function isExcusable(outcome: Outcome): boolean {
  return outcome === 'false-reject' || outcome === 'unknown';
}

// Down, so that a share printed as 1 is all of them
function rounded(value: number, parts: number): number {
  return Math.floor(value * parts) / parts;
}
