import { oids } from '../../../clients/knobs/oids.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { policyBreach } from '../policies/process-policies.ts';
import { breach, type Check, isAnchor, quoted } from './check.ts';

/** RFC 5280 §6.1.3 (d)–(f): where a policy is required, one is valid on the whole path; asked of each certificate beneath the anchor. */
export const checkPolicies: Check = (path, index) => {
  const certificate = path.certificates[index];
  if (path.knobs.policies === 'ignored' || certificate === undefined || !path.complete) return undefined;
  // PKIXParameters.setPolicyQualifiersRejected, true unless a program says otherwise
  if (!isAnchor(path, index) && hasCriticalQualifiers(certificate)) {
    return breach('policy-required', `the critical policies of ${quoted(certificate)} have qualifiers`);
  }
  const below = path.certificates.slice(0, -1);
  // nothing but a policyConstraints can require a policy, and nothing but a mapping can be wrong in itself
  if (!below.some(({ extensions }) => extensions.policyConstraints !== undefined || extensions.policyMappings !== undefined))
    return undefined;
  const found = policyBreach(below.toReversed());
  if (found === undefined || below.length - 1 - found.position !== index) return undefined;
  return breach(
    'policy-required',
    found.kind === 'none-left'
      ? `a certificate policy is required and none is valid as far as ${quoted(certificate)}`
      : `${quoted(certificate)} maps a certificate policy from or to anyPolicy`,
  );
};

function hasCriticalQualifiers({ defects, extensions }: Certificate): boolean {
  return extensions.critical.includes(oids.certificatePolicies) && defects.some(({ kind }) => kind === 'policy-qualifiers');
}
