import type { Outcome } from './outcome.ts';

/** Whether a prediction was right: `unknown` is neither. */
export type Judgement = 'agree' | 'falseReady' | 'falseFail' | 'unknown';

/** How often predictions were right. */
export interface Counts {
  readonly cases: number;
  readonly agree: number;
  /** Called ready or at-risk, and did not come back: the worst that can be said. */
  readonly falseReady: number;
  readonly falseFail: number;
  readonly unknown: number;
  /** Of those that were rightly said to fail: in how many the expected error stands in the service's log. */
  readonly expectedErrorFound: number;
}

/** What the drill prints. */
export interface Tally extends Counts {
  readonly byClient: Readonly<Record<string, Counts>>;
}

/** What became of a prediction. `not-applicable` counts as ready: it lets a restart go ahead. */
export function judgementOf({ verdict, cameBack }: Outcome): Judgement {
  if (verdict === 'unknown') return 'unknown';
  if (verdict === 'will-fail') return cameBack ? 'falseFail' : 'agree';
  return cameBack ? 'agree' : 'falseReady';
}

/** Whether one of the errors that were predicted stands in the log; undefined where no failure was predicted rightly, or no text is expected. */
export function isErrorFound(outcome: Outcome): boolean | undefined {
  if (outcome.verdict !== 'will-fail' || outcome.cameBack || outcome.withoutText !== undefined) return undefined;
  const expected = outcome.reasons.flatMap(({ expectedError }) => expectedError ?? []);
  return expected.some((text) => outcome.log.includes(text));
}

/** Counts outcomes, all together and by client. */
export function tallyOf(outcomes: readonly Outcome[]): Tally {
  const kinds = [...new Set(outcomes.map(({ kind }) => kind))].toSorted();
  const byClient = kinds.map((kind) => [kind, countsOf(outcomes.filter((one) => one.kind === kind))] as const);
  return { ...countsOf(outcomes), byClient: Object.fromEntries(byClient) };
}

/** Counts outcomes. */
export function countsOf(outcomes: readonly Outcome[]): Counts {
  const count = (judgement: Judgement): number => outcomes.filter((one) => judgementOf(one) === judgement).length;
  return {
    cases: outcomes.length,
    agree: count('agree'),
    falseReady: count('falseReady'),
    falseFail: count('falseFail'),
    unknown: count('unknown'),
    expectedErrorFound: outcomes.filter((one) => isErrorFound(one) === true).length,
  };
}

/**
 * What is wrong with an outcome; undefined where nothing is. An unknown is wrong unless the case itself says why nobody can tell, and then any other
 * verdict is; a failure that was predicted must have its expected error in the log, unless the case says why none is expected.
 */
export function mistakeIn(outcome: Outcome): string | undefined {
  const judgement = judgementOf(outcome);
  if (outcome.undecidable !== undefined)
    return judgement === 'unknown' ? undefined : `${outcome.verdict}, and nobody can tell: ${outcome.undecidable}`;
  if (judgement === 'unknown') return 'unknown, and it can be told';
  if (judgement !== 'agree') return `${outcome.verdict}, and it ${outcome.cameBack ? 'came back' : 'did not come back'}`;
  return isErrorFound(outcome) === false ? 'its expected error is not in the log' : undefined;
}
