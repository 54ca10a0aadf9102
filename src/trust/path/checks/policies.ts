import type { Certificate } from '../../../x509/certificate.ts';
import { hasCriticalQualifiers, type PolicyBreach, policyBreach } from '../policies/process-policies.ts';
import { breach, type Check, quoted } from './check.ts';

/** RFC 5280 §6.1.3 (d)–(f): where a policy is required, one is valid on the whole path; asked of each certificate beneath the anchor. */
export const checkPolicies: Check = (path, index) => {
  const certificate = path.certificates[index];
  if (path.knobs.policies === 'ignored' || certificate === undefined || !path.complete) return undefined;
  const below = path.certificates.slice(0, -1);
  // nothing but a policyConstraints can require a policy, and nothing but a mapping or a qualifier can be wrong in itself
  const isConcerned = ({ extensions }: Certificate): boolean =>
    extensions.policyConstraints !== undefined || extensions.policyMappings !== undefined;
  if (!below.some((one) => isConcerned(one) || hasCriticalQualifiers(one))) return undefined;
  const found = policyBreach(below.toReversed());
  if (found === undefined || below.length - 1 - found.position !== index) return undefined;
  return breach('policy-required', `${sentences[found.kind]} ${quoted(certificate)}`);
};

const sentences: Readonly<Record<PolicyBreach['kind'], string>> = {
  'none-left': 'a certificate policy is required and none is valid as far as',
  'any-mapped': 'a certificate policy is mapped from or to anyPolicy in',
  qualified: 'critical certificate policies have qualifiers in',
};
