import { beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../require.ts';
import { disagreementsOf } from './matrix.ts';
import type { Outcome } from './outcome.ts';
import { drillNeeds, runDrill } from './run-drill.ts';
import { tallyOf } from './tally.ts';

describeWith(drillNeeds, 'services that are restarted for real', () => {
  let outcomes: readonly Outcome[] = [];
  beforeAll(async () => {
    outcomes = await runDrill(() => undefined);
  }, 900_000);

  it('are many, of every kind of client', () => {
    const { cases, byClient } = tallyOf(outcomes);
    expect(cases).toBeGreaterThanOrEqual(150);
    const plain = outcomes.filter(({ isPlain }) => isPlain === true).length;
    expect(cases - plain).toBeGreaterThanOrEqual(40);
    expect(plain).toBeGreaterThanOrEqual(20);
    expect(Object.values(byClient).filter((counts) => counts.cases >= 20)).toHaveLength(8);
  });

  it('come back where that was said, and nowhere else', () => {
    const { falseReady, falseFail } = tallyOf(outcomes);
    expect({ falseReady, falseFail }).toEqual({ falseReady: 0, falseFail: 0 });
  });

  it('write the error that was said, and are not said to be unknown where they can be told', () => {
    expect(disagreementsOf(outcomes).join('\n\n')).toBe('');
  });
});
