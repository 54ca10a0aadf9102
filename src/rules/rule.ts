import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { type Severity, severities } from '../reason-codes.ts';
import type { Expression } from './cel.ts';
import type { Facts } from './fact-value.ts';
import type { Message } from './message.ts';

const sentence = z.string().trim().min(1);
const caseFacts = z.record(z.string(), z.unknown());
const cases = z.array(caseFacts).min(1).optional();

const common = {
  title: sentence,
  severity: z.enum(severities),
  /** Why it matters, for somebody who has never heard of it. */
  rationale: sentence,
  /** Documents that say so. */
  source: z.array(z.url({ protocol: /^https?$/ })).min(1),
  /** Whom the rule is about; without it, every host (or service). */
  'applies-to': z.string().optional(),
  /** What must hold. The rule fires where it does not. */
  assert: z.string(),
  /** Why it fired, as a sentence; facts in braces are filled in. */
  message: sentence,
  remediation: sentence.optional(),
  /** Facts for which the rule fires, passes, does not apply, is unknown: its own tests. */
  cases: z.strictObject({ fire: cases, pass: cases, 'not-applicable': cases, unknown: cases }).optional(),
};

/** The shape of a rule file. */
export const ruleFileSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('standard'), /** The stack whose hosts look like this. */ stack: sentence, ...common }),
  z.strictObject({ kind: z.literal('finding'), ...common }),
  z.strictObject({ kind: z.literal('context'), ...common }),
]);
export type RuleFile = Immutable<z.infer<typeof ruleFileSchema>>;

/** Outcomes that the cases in a rule's file must show, one of each that can occur. */
export const caseKinds = ['fire', 'pass', 'not-applicable', 'unknown'] as const;
export type CaseKind = (typeof caseKinds)[number];

/**
 * One rule, checked and compiled. `standard` says what hosts of a stack look like, `finding` what must hold of any host or
 * service, `context` what a reader should know; a rule fires where its assertion is false.
 */
export interface Rule {
  /** Path in the pack without extension: `ec2-golden-image/agent-installed`. */
  readonly id: string;
  readonly file: string;
  readonly kind: RuleFile['kind'];
  /** Of standard rules only. */
  readonly stack: string | undefined;
  /** `service` where it names facts of services; no rule names both. */
  readonly subject: 'host' | 'service';
  readonly title: string;
  readonly severity: Severity;
  readonly rationale: string;
  readonly source: readonly string[];
  readonly appliesTo: Expression | undefined;
  readonly assert: Expression;
  readonly message: Message;
  readonly remediation: string | undefined;
  readonly cases: Readonly<Record<CaseKind, readonly Facts[]>>;
}
