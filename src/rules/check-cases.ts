import { evaluateRule } from './evaluate.ts';
import type { CaseKind, Rule } from './rule.ts';

const wanted = { fire: 'fail', pass: 'pass', 'not-applicable': 'not-applicable', unknown: 'unknown' } as const satisfies Record<
  CaseKind,
  string
>;

/**
 * What is wrong with a rule by its own cases, as sentences; empty where all come out as they say. A rule must show a case
 * of each outcome that it can have: `not-applicable` only where it has an `applies-to`.
 */
export function checkCases(rule: Rule): readonly string[] {
  const problems: string[] = [];
  for (const [kind, outcome] of Object.entries(wanted) as [CaseKind, (typeof wanted)[CaseKind]][]) {
    const cases = rule.cases[kind];
    if (cases.length === 0 && (kind !== 'not-applicable' || rule.appliesTo !== undefined))
      problems.push(`${rule.id} has no case under ${kind}`);
    cases.forEach((facts, index) => {
      const found = evaluateRule(rule, facts);
      if (found.kind === outcome) return;
      const reason = found.kind === 'unknown' ? ` (${found.reason})` : '';
      problems.push(`${rule.id}: case ${index + 1} under ${kind} comes out as ${found.kind}${reason}`);
    });
  }
  return problems;
}
