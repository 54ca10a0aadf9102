import pLimit from 'p-limit';
import { describe, expect, it } from 'vitest';
import { checkSources, mutantsOf } from './mutants.ts';
import { failedTests, runMutant } from './run-mutant.ts';

// Every code of every check would take minutes: `npm run mutate` does them all.
const mutants = checkSources()
  .flatMap(mutantsOf)
  .filter(({ fault }) => fault === 'passes always' || fault === 'passes what it cannot tell');

describe('a check that passes what it should not', () => {
  it('is noticed by a test', async () => {
    expect(await failedTests(null, [])).toBe(0);
    const limit = pLimit(2);
    const runs = await Promise.all(mutants.map((mutant) => limit(() => runMutant(mutant))));
    expect(runs.length).toBeGreaterThan(4);
    expect(runs.filter(({ outcome }) => outcome === 'survived')).toEqual([]);
  }, 600_000);
});
