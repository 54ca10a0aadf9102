import { describe, expect, it } from 'vitest';
import { disagreementsOf, matrixOf } from './matrix.ts';
import type { Outcome } from './outcome.ts';
import { published } from './published.ts';
import { isErrorFound, judgementOf, mistakeIn, tallyOf } from './tally.ts';

const text = 'unable to get local issuer certificate';

function outcome(verdict: string, cameBack: boolean, more: Partial<Outcome> = {}): Outcome {
  const reasons = verdict === 'will-fail' ? [{ code: 'ONLY_OLD_CA', summary: 'the old one alone', expectedError: text }] : [];
  const log = cameBack ? 'holding' : `SSLError: ${text} (_ssl.c:1006)`;
  return { host: 'h', name: 'x', kind: 'go', mechanism: 'rotated', cameBack, verdict, reasons, log, ...more };
}

describe('the tally of a drill', () => {
  it.each([
    ['ready', true, 'agree'],
    ['at-risk', true, 'agree'],
    ['ready', false, 'falseReady'],
    ['at-risk', false, 'falseReady'],
    // It lets a restart go ahead as ready does.
    ['not-applicable', false, 'falseReady'],
    ['will-fail', false, 'agree'],
    ['will-fail', true, 'falseFail'],
    ['unknown', true, 'unknown'],
    ['unknown', false, 'unknown'],
  ])('%s of a service that came back (%s) is counted as %s', (verdict, cameBack, judgement) => {
    expect(judgementOf(outcome(verdict, cameBack))).toBe(judgement);
  });

  it('looks for the expected error in the log of what was rightly said to fail, and nowhere else', () => {
    expect(isErrorFound(outcome('will-fail', false))).toBe(true);
    expect(isErrorFound(outcome('will-fail', false, { log: 'exit 1' }))).toBe(false);
    expect(isErrorFound(outcome('will-fail', false, { reasons: [{ code: 'X', summary: 'no text is expected' }] }))).toBe(false);
    expect(isErrorFound(outcome('will-fail', true))).toBeUndefined();
    expect(isErrorFound(outcome('ready', false))).toBeUndefined();
  });

  it('counts by client, and all together', () => {
    const outcomes = [outcome('ready', true), outcome('will-fail', false), outcome('ready', false, { kind: 'java' })];
    expect(tallyOf(outcomes)).toEqual({
      cases: 3,
      agree: 2,
      falseReady: 1,
      falseFail: 0,
      unknown: 0,
      expectedErrorFound: 1,
      byClient: {
        go: { cases: 2, agree: 2, falseReady: 0, falseFail: 0, unknown: 0, expectedErrorFound: 1 },
        java: { cases: 1, agree: 0, falseReady: 1, falseFail: 0, unknown: 0, expectedErrorFound: 0 },
      },
    });
  });
});

describe('what is wrong with an outcome', () => {
  it.each([
    ['nothing, where it came back as it was said', outcome('ready', true), undefined],
    ['a ready that fails', outcome('ready', false), 'ready, and it did not come back'],
    ['a failure that does not come', outcome('will-fail', true), 'will-fail, and it came back'],
    ['an unknown', outcome('unknown', true), 'unknown, and it can be told'],
    ['an error that nobody wrote', outcome('will-fail', false, { log: 'exit 1' }), 'its expected error is not in the log'],
    ['nothing, where no error is expected', outcome('will-fail', false, { log: 'exit 1', withoutText: 'nobody has seen it' }), undefined],
    ['nothing, where nobody can tell', outcome('unknown', false, { undecidable: 'a lock' }), undefined],
    ['a guess that was right', outcome('ready', true, { undecidable: 'a lock' }), 'ready, and nobody can tell: a lock'],
  ])('%s', (_, one, mistake) => {
    expect(mistakeIn(one)).toBe(mistake);
  });

  it('is told with the reasons and the end of the log', () => {
    const [said] = disagreementsOf([outcome('ready', true), outcome('will-fail', false, { name: 'app', log: 'one\ntwo\n' })]);
    expect(said).toBe(
      `app on h (rotated): its expected error is not in the log [agree]\n  ONLY_OLD_CA: the old one alone\n    expected: ${text}\n  | one\n  | two`,
    );
  });
});

describe('the confusion matrix', () => {
  it('has a row for each verdict that occurs, each client and each mechanism', () => {
    const matrix = matrixOf([outcome('ready', true), outcome('will-fail', false, { kind: 'java', mechanism: 'expired' })]);
    expect(matrix).toBe(`| verdict   | came back | did not come back |
|-----------|----------:|------------------:|
| ready     |         1 |                 0 |
| will-fail |         0 |                 1 |

| client | cases | agree | false ready | false fail | unknown | expected error found |
|--------|------:|------:|------------:|-----------:|--------:|---------------------:|
| go     |     1 |     1 |           0 |          0 |       0 |                      |
| java   |     1 |     1 |           0 |          0 |       0 |               1 of 1 |
| all    |     2 |     2 |           0 |          0 |       0 |               1 of 1 |

| mechanism | cases | agree | false ready | false fail | unknown | expected error found |
|-----------|------:|------:|------------:|-----------:|--------:|---------------------:|
| expired   |     1 |     1 |           0 |          0 |       0 |               1 of 1 |
| rotated   |     1 |     1 |           0 |          0 |       0 |                      |
| all       |     2 |     2 |           0 |          0 |       0 |               1 of 1 |
`);
  });
});

describe('the published page', () => {
  it('says when, with what, what came of it and what cannot be told', () => {
    const outcomes = [
      outcome('ready', true, { isPlain: true }),
      outcome('will-fail', false),
      outcome('unknown', true, { undecidable: 'a lock' }),
      outcome('will-fail', false, { withoutText: 'nobody has seen it' }),
    ];
    const page = published(outcomes, '2026-03-01', [['curl', 'curl 7.88.1']]);
    expect(page).toContain('On 2026-03-01 4 services were started with everything right, 3 as units of a real systemd and 1 by no unit');
    expect(page).toContain('3 came true, 0 said ready');
    expect(page).toContain('- curl: curl 7.88.1\n');
    expect(page).toContain(matrixOf(outcomes));
    expect(page).toContain('- a lock (1)\n');
    expect(page).toContain('\nNo error is predicted where nobody has seen it.\n');
  });
});
