import type { NameConstraintRules } from '../../../clients/knobs/name-constraint-rules.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import type { ConstrainedName } from '../../../x509/read-name-constraints.ts';
import { exceedsBound } from './bounds.ts';
import type { Comparisons } from './comparisons.ts';
import { type ConstraintSet, holdAgainst, type Objection, whyRefusedAtOnce } from './hold-against.ts';
import { namesOf } from './names-of.ts';

/** What stands against the names of a certificate under one set of constraints (RFC 5280 §6.1.3 (b)(c)); undefined where all pass. Never throws. */
export function judgeNames(
  certificate: Certificate,
  role: 'end-entity' | 'issuer',
  set: ConstraintSet,
  rules: NameConstraintRules,
  comparisons: Comparisons,
): Objection | undefined {
  const { names, refused, unclear } = namesOf(certificate, role, rules);
  if (unclear !== undefined) return { kind: 'unclear', text: unclear };
  if (exceedsBound(certificate, names, set, rules))
    return { kind: 'violation', text: 'there are more names and subtrees than the client compares' };
  if (refused !== undefined) return { kind: 'violation', text: refused };
  const atOnce = whyRefusedAtOnce(set, rules);
  if (atOnce !== undefined) return atOnce;
  let doubt: Objection | undefined;
  for (const name of names) {
    const objection = holdAgainst(name, set, rules, comparisons) ?? doubtAbout(name, set, rules);
    if (objection?.kind === 'violation') return objection;
    doubt ??= objection;
    if (comparisons.exhausted) return doubt;
  }
  return doubt;
}

const smtpUtf8Mailbox = '1.3.6.1.5.5.7.8.9';

// RFC 8398 §6: a mail address in an otherName is held against mail addresses (crypto/x509/v3_ncons.c, nc_email_eai), which we do not model
function doubtAbout(name: ConstrainedName, { permitted, excluded }: ConstraintSet, rules: NameConstraintRules): Objection | undefined {
  if (rules.forms.others !== 'refused-by-type' || name.kind !== 'other' || name.tag !== 0) return undefined;
  // other otherNames, such as the user principal names of Active Directory, meet constraints of their own type only
  if (name.type !== undefined && name.type !== smtpUtf8Mailbox) return undefined;
  if (![...permitted, ...excluded].some(({ base }) => base.kind === 'email')) return undefined;
  return { kind: 'unclear', text: 'an otherName that may be a mail address meets constraints of mail addresses' };
}
