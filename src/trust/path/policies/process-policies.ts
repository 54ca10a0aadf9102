import { oids } from '../../../clients/knobs/oids.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { isSelfIssued } from '../issuer-match.ts';
import { anyPolicy, initialRow, mappedRow, nextRow, type PolicyRow } from './policy-graph.ts';

/** Where the policies of a path break, and how. */
export interface PolicyBreach {
  /** Position from the top, the certificate beneath the anchor is 0. */
  readonly position: number;
  /**
   * `none-left`: a policy is required and no policy is valid; `any-mapped`: a mapping from or to anyPolicy (RFC 5280 §4.2.1.5); `qualified`: critical policies with
   * qualifiers, which PKIXParameters.setPolicyQualifiersRejected refuses unless a program says otherwise.
   */
  readonly kind: 'none-left' | 'any-mapped' | 'qualified';
}

/** The state variables of RFC 5280 §6.1.2 that policies use, each a count of certificates. */
interface State {
  readonly row: PolicyRow | undefined;
  readonly explicitPolicy: number;
  readonly policyMapping: number;
  readonly inhibitAnyPolicy: number;
}

/**
 * Certificate policies of a path (RFC 5280 §6.1.2–§6.1.5) with any policy acceptable, none required, mapping allowed and anyPolicy counted at the start, as
 * Java asks it (sun.security.provider.certpath.PolicyChecker, default PKIXParameters). `certificates` stand beneath the anchor, top first. The anchor's own
 * policies do not count. Deviations of PolicyChecker from the RFC: whether a policy is needed is asked after the mappings of a certificate, and a
 * self-issued end-entity does not use up explicit_policy. Undefined where nothing breaks.
 */
export function policyBreach(certificates: readonly Certificate[]): PolicyBreach | undefined {
  const never = certificates.length + 1;
  let state: State = { row: initialRow, explicitPolicy: never, policyMapping: never, inhibitAnyPolicy: never };
  for (const [position, certificate] of certificates.entries()) {
    const isLast = position === certificates.length - 1;
    const row = rowOf(state, certificate, isLast);
    if (row === 'any-mapped' || row === 'qualified') return { position, kind: row };
    const after = isLast ? { ...state, explicitPolicy: explicitAtTheEnd(state, certificate) } : state;
    // (f) of §6.1.3
    if (row === undefined && after.explicitPolicy === 0) return { position, kind: 'none-left' };
    state = { row, ...countersBelow(after, certificate) };
  }
  return undefined;
}

function rowOf(state: State, certificate: Certificate, isLast: boolean): PolicyRow | undefined | 'any-mapped' | 'qualified' {
  const { policies, policyMappings } = certificate.extensions;
  // §6.1.3 (e)
  if (policies === undefined || state.row === undefined) return undefined;
  // PolicyChecker.processPolicies: only while its tree is alive
  if (hasCriticalQualifiers(certificate)) return 'qualified';
  const row = nextRow(state.row, policies, state.inhibitAnyPolicy > 0 || (!isLast && isSelfIssued(certificate)));
  if (row === undefined || isLast || policyMappings === undefined) return row;
  // §6.1.4 (a)
  if (policyMappings.some(({ issuerPolicy, subjectPolicy }) => issuerPolicy === anyPolicy || subjectPolicy === anyPolicy))
    return 'any-mapped';
  return mappedRow(row, policyMappings, state.policyMapping > 0);
}

// §6.1.4 (h)–(j)
function countersBelow(state: State, certificate: Certificate): Omit<State, 'row'> {
  const { policyConstraints, inhibitAnyPolicy } = certificate.extensions;
  const used = isSelfIssued(certificate) ? 0 : 1;
  const less = (count: number, limit: number | undefined): number => Math.min(Math.max(0, count - used), limit ?? Number.POSITIVE_INFINITY);
  return {
    explicitPolicy: less(state.explicitPolicy, policyConstraints?.requireExplicitPolicy),
    policyMapping: less(state.policyMapping, policyConstraints?.inhibitPolicyMapping),
    inhibitAnyPolicy: less(state.inhibitAnyPolicy, inhibitAnyPolicy),
  };
}

// §6.1.5 (a)(b)
function explicitAtTheEnd({ explicitPolicy }: State, certificate: Certificate): number {
  if (certificate.extensions.policyConstraints?.requireExplicitPolicy === 0) return 0;
  return isSelfIssued(certificate) ? explicitPolicy : Math.max(0, explicitPolicy - 1);
}

/** Whether a policy other than anyPolicy has qualifiers in policies that are critical. */
export function hasCriticalQualifiers({ defects, extensions }: Certificate): boolean {
  return extensions.critical.includes(oids.certificatePolicies) && defects.some(({ kind }) => kind === 'policy-qualifiers');
}
