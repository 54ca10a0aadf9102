import { evaluateRules, type RuleOutcome } from '../rules/evaluate.ts';
import type { Facts } from '../rules/fact-value.ts';
import type { Rule } from '../rules/rule.ts';
import type { Classification } from './classification.ts';

/**
 * Whether a host stands in a standard stack. `standard`: of one stack at least one rule applies and all that apply pass;
 * `snowflake`: every declared stack has a failure; otherwise `unclassified`, which is neither: facts are missing, no rule of
 * some stack applies, or no stack is declared at all. The deviations are the failures of the nearest stack.
 */
export function classify(rules: readonly Rule[], facts: Facts): Classification {
  const stacks = [...judgeStacks(rules, facts)].sort(byNearness);
  const [nearest] = stacks;
  if (nearest === undefined) return { stack: 'unclassified', deviations: [], missingFacts: [] };
  const { name, failed } = nearest;
  if (isStandard(nearest)) return { stack: 'standard', stackName: name, deviations: [], missingFacts: [] };
  const undecided = stacks.filter((stack) => stack.failed.length === 0);
  return {
    stack: undecided.length === 0 ? 'snowflake' : 'unclassified',
    stackName: name,
    deviations: failed.map(({ ruleId, message }) => ({ ruleId, stack: name, message })),
    missingFacts: [...new Set(undecided.flatMap((stack) => stack.missing))].sort(),
  };
}

interface StackOutcome {
  readonly name: string;
  readonly passed: number;
  readonly unknown: number;
  readonly failed: readonly { readonly ruleId: string; readonly message: string }[];
  readonly missing: readonly string[];
}

function judgeStacks(rules: readonly Rule[], facts: Facts): Iterable<StackOutcome> {
  const byStack = Map.groupBy(
    evaluateRules(
      rules.filter((rule) => rule.kind === 'standard'),
      facts,
    ),
    ({ rule }) => rule.stack ?? '',
  );
  return [...byStack].map(([name, outcomes]) => judgeStack(name, outcomes));
}

function judgeStack(name: string, outcomes: readonly RuleOutcome[]): StackOutcome {
  return {
    name,
    passed: outcomes.filter(({ outcome }) => outcome.kind === 'pass').length,
    unknown: outcomes.filter(({ outcome }) => outcome.kind === 'unknown').length,
    failed: outcomes.flatMap(({ rule, outcome }) => (outcome.kind === 'fail' ? [{ ruleId: rule.id, message: outcome.message }] : [])),
    missing: outcomes.flatMap(({ outcome }) => (outcome.kind === 'unknown' ? outcome.missing : [])),
  };
}

function isStandard(stack: StackOutcome): boolean {
  return stack.passed > 0 && stack.failed.length === 0 && stack.unknown === 0;
}

/** A stack that the host stands in comes first, then the one with the fewest failures, then the one with most that is right. */
function byNearness(a: StackOutcome, b: StackOutcome): number {
  return (
    Number(isStandard(b)) - Number(isStandard(a)) || a.failed.length - b.failed.length || b.passed - a.passed || (a.name < b.name ? -1 : 1)
  );
}
