import type { NameFormRules } from '../../../clients/knobs/name-constraint-rules.ts';
import type { ConstrainedName } from '../../../x509/read-name-constraints.ts';
import type { Relation } from './relation.ts';

type OtherName = Extract<ConstrainedName, { kind: 'other' }>;

const otherName = 0;
const registeredId = 8;

/** A subtree and a name of one tag, of the forms that no client compares. */
export function relateOthers(base: OtherName, name: OtherName, rule: NameFormRules['others']): Relation {
  if (rule === 'unhandled' || base.tag !== name.tag) return 'elsewhere';
  switch (rule) {
    // crypto/x509/v3_ncons.c, nc_match_single: X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE
    case 'refused':
      return 'failure';
    // nc_match of OpenSSL 3
    case 'refused-by-type':
      if (base.tag !== otherName) return 'failure';
      return base.type === undefined || name.type === undefined ? 'unclear' : base.type === name.type ? 'failure' : 'elsewhere';
    // sun.security.x509: OtherName, X400Address and EDIPartyName throw; OIDName does unless they are equal
    case 'refused-unless-equal':
      if (base.tag !== registeredId) return 'failure';
      return base.type === undefined || name.type === undefined ? 'unclear' : base.type === name.type ? 'match' : 'failure';
  }
}
