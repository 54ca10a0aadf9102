import type { CheckName } from '../../../clients/knobs/path-knobs.ts';
import { checkCertificationAuthority } from './certification-authority.ts';
import type { Check } from './check.ts';
import { checkCriticalExtensions } from './critical-extensions.ts';
import { checkDates } from './dates.ts';
import { checkDistrustedAnchor } from './distrusted-anchor.ts';
import { checkHostName } from './host-name.ts';
import { checkIssuerName } from './issuer-name.ts';
import { checkKeyStrength } from './key-strength.ts';
import { checkKeyUsage } from './key-usage.ts';
import { checkNameConstraints } from './name-constraints.ts';
import { checkPathLength } from './path-length.ts';
import { checkPolicies } from './policies.ts';
import { checkPurpose } from './purpose.ts';
import { checkSignature } from './signature.ts';
import { checkSignatureStrength } from './signature-strength.ts';
import { checkWellFormed } from './well-formed.ts';

/** The code of every check that a client's profile can name. */
export const checks: Readonly<Record<CheckName, Check>> = {
  'well-formed': checkWellFormed,
  'critical-extensions': checkCriticalExtensions,
  'certification-authority': checkCertificationAuthority,
  'key-usage': checkKeyUsage,
  purpose: checkPurpose,
  'distrusted-anchor': checkDistrustedAnchor,
  'path-length': checkPathLength,
  'key-strength': checkKeyStrength,
  'signature-strength': checkSignatureStrength,
  signature: checkSignature,
  dates: checkDates,
  'name-constraints': checkNameConstraints,
  policies: checkPolicies,
  'issuer-name': checkIssuerName,
  'host-name': checkHostName,
};
