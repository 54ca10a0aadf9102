import type { Facts } from './fact-value.ts';
import type { FactName } from './fact-vocabulary.ts';
import { writeMessage } from './message.ts';
import type { Rule } from './rule.ts';

/** What a rule says of one subject. `unknown` is never a pass: `missing` names the facts that it would have needed. */
export type Outcome =
  | { readonly kind: 'pass' }
  | { readonly kind: 'fail'; readonly message: string }
  | { readonly kind: 'not-applicable' }
  | { readonly kind: 'unknown'; readonly missing: readonly FactName[]; readonly reason: string };

/** A rule and what it says of one host or service. */
export interface RuleOutcome {
  readonly rule: Rule;
  readonly outcome: Outcome;
}

/** Whether the rule applies, and if so whether its assertion holds; a rule that may or may not apply is unknown. */
export function evaluateRule(rule: Rule, facts: Facts): Outcome {
  const applies = rule.appliesTo?.evaluate(facts);
  if (applies?.kind === 'unknown') return applies;
  if (applies?.value === false) return { kind: 'not-applicable' };
  const holds = rule.assert.evaluate(facts);
  if (holds.kind === 'unknown') return holds;
  return holds.value ? { kind: 'pass' } : { kind: 'fail', message: writeMessage(rule.message, facts) };
}

/** The outcome of every rule for one subject, in the order of the rules. */
export function evaluateRules(rules: readonly Rule[], facts: Facts): readonly RuleOutcome[] {
  return rules.map((rule) => ({ rule, outcome: evaluateRule(rule, facts) }));
}
