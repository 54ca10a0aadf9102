import type { Outcome } from './outcome.ts';
import { type Counts, countsOf, isErrorFound, judgementOf, mistakeIn } from './tally.ts';

/** The confusion matrix as Markdown: verdict against what came of it, then by client and by mechanism. */
export function matrixOf(outcomes: readonly Outcome[]): string {
  const verdicts = ['ready', 'at-risk', 'will-fail', 'unknown', 'not-applicable'];
  const seen = verdicts.filter((verdict) => outcomes.some((one) => one.verdict === verdict));
  const rows = seen.map((verdict) => {
    const those = outcomes.filter((one) => one.verdict === verdict);
    const back = those.filter(({ cameBack }) => cameBack).length;
    return [verdict, String(back), String(those.length - back)];
  });
  return [
    table(['verdict', 'came back', 'did not come back'], rows),
    table(
      heads('client'),
      grouped(outcomes, ({ kind }) => kind),
    ),
    table(
      heads('mechanism'),
      grouped(outcomes, ({ mechanism }) => mechanism),
    ),
  ].join('\n');
}

/** One paragraph for each outcome that is not as it should be. */
export function disagreementsOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap((one) => {
    const mistake = mistakeIn(one);
    if (mistake === undefined) return [];
    const reasons = one.reasons.map(
      ({ code, summary, expectedError }) => `  ${code}: ${summary}${expectedError === undefined ? '' : `\n    expected: ${expectedError}`}`,
    );
    const log = one.log
      .trim()
      .split('\n')
      .slice(-12)
      .map((line) => `  | ${line}`);
    return [[`${one.name} on ${one.host} (${one.mechanism}): ${mistake} [${judgementOf(one)}]`, ...reasons, ...log].join('\n')];
  });
}

function heads(first: string): readonly string[] {
  return [first, 'cases', 'agree', 'false ready', 'false fail', 'unknown', 'expected error found'];
}

function grouped(outcomes: readonly Outcome[], keyOf: (one: Outcome) => string): readonly (readonly string[])[] {
  const groups = Map.groupBy(outcomes, keyOf);
  const rows = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [...rows, ['all', outcomes] as const].map(([name, those]) => [name, ...cells(countsOf(those), those)]);
}

function cells(counts: Counts, outcomes: readonly Outcome[]): readonly string[] {
  const failures = outcomes.filter((one) => isErrorFound(one) !== undefined).length;
  const { cases, agree, falseReady, falseFail, unknown, expectedErrorFound } = counts;
  return [...[cases, agree, falseReady, falseFail, unknown].map(String), failures === 0 ? '' : `${expectedErrorFound} of ${failures}`];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cellsOf: readonly string[]): string =>
    `| ${widths.map((width, column) => (column === 0 ? (cellsOf[column] ?? '').padEnd(width) : (cellsOf[column] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return `${[line(head), rule, ...rows.map(line)].join('\n')}\n`;
}
