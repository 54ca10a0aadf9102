import { evaluateRule } from './evaluate.ts';
import type { Facts } from './fact-value.ts';
import type { FactName } from './fact-vocabulary.ts';
import type { Finding } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import type { Rule } from './rule.ts';

/** A rule that could not be judged for a subject: neither clean nor a finding. */
export interface UnjudgedRule {
  readonly ruleId: string;
  readonly missing: readonly FactName[];
  readonly reason: string;
}

/** What the rules found, and the rules that could not be judged for want of a fact. */
export interface RuleFindings {
  readonly findings: readonly Finding[];
  readonly unjudged: readonly UnjudgedRule[];
}

/** What the `finding` and `context` rules say of one host; rules about services are passed over. */
export function findOnHost(rules: readonly Rule[], hostId: string, facts: Facts): RuleFindings {
  return find(
    rules.filter((rule) => rule.subject === 'host'),
    { host: hostId },
    facts,
  );
}

/** What the `finding` and `context` rules say of one declared service; rules about hosts are passed over. */
export function findOnService(rules: readonly Rule[], service: string, facts: Facts): RuleFindings {
  return find(
    rules.filter((rule) => rule.subject === 'service'),
    { service },
    facts,
  );
}

function find(rules: readonly Rule[], about: { readonly host: string } | { readonly service: string }, facts: Facts): RuleFindings {
  const findings: Finding[] = [];
  const unjudged: UnjudgedRule[] = [];
  for (const rule of rules) {
    // Standard rules classify: what they say is drift, and one host would otherwise be reported once a rule and once as a snowflake.
    if (rule.kind === 'standard') continue;
    const outcome = evaluateRule(rule, facts);
    if (outcome.kind === 'unknown') unjudged.push({ ruleId: rule.id, missing: outcome.missing, reason: outcome.reason });
    if (outcome.kind !== 'fail') continue;
    findings.push({
      ruleId: rule.id,
      severity: rule.severity,
      ...about,
      message: outcome.message,
      ...(rule.remediation === undefined ? {} : { remedy: rule.remediation }),
      fingerprint: fingerprint(rule.id, about),
      status: 'new',
    });
  }
  return { findings, unjudged };
}
