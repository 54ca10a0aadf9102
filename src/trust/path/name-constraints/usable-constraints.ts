import type { NameConstraintRules } from '../../../clients/knobs/name-constraint-rules.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { type NameConstraints, nameConstraintsOf, type Subtree } from '../../../x509/read-name-constraints.ts';
import { isUnhandled, whyMalformed } from './relate.ts';

const oid = '2.5.29.30';

/** The name constraints of a certificate as one client reads them. */
export type UsableConstraints =
  | { readonly kind: 'none' }
  | { readonly kind: 'constraints'; readonly constraints: NameConstraints }
  /** The client takes the whole certificate for unusable. */
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'unclear'; readonly reason: string };

const none: UsableConstraints = { kind: 'none' };
// one certificate stands in many paths, and is asked about once for each certificate below it
const remembered = new WeakMap<Certificate, Map<NameConstraintRules, UsableConstraints>>();

/** Name constraints of the certificate as the client reads them (RFC 5280 §4.2.1.10). Never throws. */
export function usableConstraints(certificate: Certificate, rules: NameConstraintRules): UsableConstraints {
  if (certificate.extensions.nameConstraints === undefined) return none;
  const known = remembered.get(certificate)?.get(rules);
  if (known !== undefined) return known;
  const made = readAs(certificate, rules);
  const byRules = remembered.get(certificate) ?? new Map<NameConstraintRules, UsableConstraints>();
  remembered.set(certificate, byRules.set(rules, made));
  return made;
}

/** Why the client reads the certificate but cannot use it in any place of a path, for its name constraints; undefined where it can. */
export function whyConstraintsUnusable(certificate: Certificate, rules: NameConstraintRules): string | undefined {
  return rules.malformed === 'unusable' ? whyMalformedHere(certificate, rules) : undefined;
}

/** Why the client does not read the certificate at all, for its name constraints; undefined where it does. */
export function whyConstraintsUnreadable(certificate: Certificate, rules: NameConstraintRules): string | undefined {
  return rules.malformed === 'unusable' ? undefined : whyMalformedHere(certificate, rules);
}

function whyMalformedHere(certificate: Certificate, rules: NameConstraintRules): string | undefined {
  const usable = usableConstraints(certificate, rules);
  return usable.kind === 'unusable' ? usable.reason : undefined;
}

/** A form of name whose constraints the client does not know: critical constraints are then an unhandled critical extension (Go's parser.go). */
export function hasUnhandledForm(certificate: Certificate, rules: NameConstraintRules): boolean {
  const usable = usableConstraints(certificate, rules);
  if (usable.kind !== 'constraints') return false;
  const { permitted, excluded } = usable.constraints;
  return [...permitted, ...excluded].some(({ base }) => isUnhandled(base, rules.forms));
}

function readAs(certificate: Certificate, rules: NameConstraintRules): UsableConstraints {
  const reading = nameConstraintsOf(certificate);
  if (reading.kind === 'absent') return none;
  const critical = certificate.extensions.critical.includes(oid);
  // a structure that we do not read may still be one that a lenient client reads
  if (reading.kind === 'malformed') return damaged(reading.reason, rules, critical, 'perhaps');
  const { constraints } = reading;
  const all = [...constraints.permitted, ...constraints.excluded];
  const loose = whyLoose(certificate, constraints, all, rules);
  if (loose !== undefined) return damaged(loose, rules, critical, 'certain');
  for (const { base, wellFormed } of all) {
    const why = whyMalformed(base, rules.forms);
    if (why === 'unclear') return { kind: 'unclear', reason: 'its name constraints are in a form that is not modelled' };
    if (why !== undefined) return damaged(why, rules, critical, 'certain');
    if (!wellFormed && rules.distances !== 'ignored') return damaged('a subtree is malformed', rules, critical, 'perhaps');
  }
  return { kind: 'constraints', constraints };
}

function whyLoose(
  certificate: Certificate,
  { longLengths }: NameConstraints,
  all: readonly Subtree[],
  rules: NameConstraintRules,
): string | undefined {
  if (rules.withoutSubtrees === 'malformed' && all.length === 0) return 'there is no subtree';
  if (rules.longLengths === 'malformed' && longLengths) return 'a length is not in its shortest form';
  if (rules.trailingBytes === 'allowed') return undefined;
  const trails = certificate.defects.some((defect) => defect.kind === 'trailing-bytes-in-extension' && defect.oid === oid);
  return trails ? 'bytes follow them' : undefined;
}

function damaged(reason: string, rules: NameConstraintRules, critical: boolean, sure: 'certain' | 'perhaps'): UsableConstraints {
  if (rules.malformed !== 'unreadable-if-critical' || critical)
    return { kind: 'unusable', reason: `its name constraints are malformed: ${reason}` };
  return sure === 'certain' ? none : { kind: 'unclear', reason: `its name constraints are malformed: ${reason}` };
}
