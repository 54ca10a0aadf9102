import type { PathKnobs } from '../../clients/client-profile.ts';
import type { PathReason } from '../../clients/path-reason.ts';
import { toInstant } from '../../config/instant.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { unknownCritical } from './plainness.ts';
import { isSignedBy, schemeOf } from './signature.ts';

/** One rule that a certificate of a path breaks. */
export interface Breach {
  readonly reason: PathReason;
  readonly detail: string;
}

/** OID of the extended key usage that TLS servers need (RFC 5280 §4.2.1.12). */
export const serverAuth = '1.3.6.1.5.5.7.3.1';

/** First and last moment (epoch ms, half-open) in which the client takes the certificate as valid. */
export function validityOf(certificate: Certificate, knobs: PathKnobs): { readonly from: number; readonly until: number } {
  // an inclusive client rejects from the first millisecond after notAfter on (Go's Time.After, Java's Date.after)
  return { from: certificate.notBefore, until: knobs.notAfter === 'inclusive' ? certificate.notAfter + 1 : certificate.notAfter };
}

/** RFC 5280 §6.1.3 (a)(2): the dates. */
export function checkDates(certificate: Certificate, at: number, knobs: PathKnobs): Breach | undefined {
  const { from, until } = validityOf(certificate, knobs);
  if (at < from)
    return { reason: 'not-yet-valid', detail: `${quoted(certificate)} is valid from ${toInstant(certificate.notBefore)} only` };
  if (at >= until) return { reason: 'expired', detail: `${quoted(certificate)} expired at ${toInstant(certificate.notAfter)}` };
  return undefined;
}

/** RFC 5280 §6.1.4 (k)(l)(m)(n): whether `issuer` may have issued, with `below` intermediates that are not self-issued under it. */
export function checkIssuer(issuer: Certificate, below: number): Breach | undefined {
  const { basicConstraints, keyUsage } = issuer.extensions;
  // §6.1.4 (k): a version 1 certificate can be an anchor only, and there "other means" decide: it is in the trust store
  if (issuer.version === 3 && basicConstraints?.ca !== true) return { reason: 'not-a-ca', detail: `${quoted(issuer)} is not a CA` };
  // §6.1.4 (m)
  const pathLength = basicConstraints?.pathLength;
  if (pathLength !== undefined && below > pathLength) {
    return { reason: 'path-too-long', detail: `${quoted(issuer)} allows ${pathLength} intermediates below it, there are ${below}` };
  }
  // §6.1.4 (n)
  if (keyUsage !== undefined && !keyUsage.has('keyCertSign')) {
    return { reason: 'wrong-key-usage', detail: `${quoted(issuer)} may not sign certificates` };
  }
  return undefined;
}

/** Key sizes, digests and critical extensions: what the client demands of every certificate that is not trusted by itself. */
export function checkStrength(certificate: Certificate, isAnchor: boolean, knobs: PathKnobs): Breach | undefined {
  const { algorithm, bits } = certificate.publicKey;
  if (algorithm === 'rsa' && bits !== undefined && bits < knobs.minimumRsaBits) {
    return {
      reason: 'weak-key',
      detail: `${quoted(certificate)} has an RSA key of ${bits} bits, the client wants ${knobs.minimumRsaBits}`,
    };
  }
  // the signature of an anchor is not verified by anybody (RFC 5280 §6.1: the anchor is an input)
  if (!isAnchor && knobs.sha1Signatures === 'rejected' && schemeOf(certificate)?.digest === 'sha1') {
    return { reason: 'weak-signature', detail: `${quoted(certificate)} is signed with SHA-1` };
  }
  const [unknown] = unknownCritical(certificate);
  if (unknown !== undefined) {
    return { reason: 'unhandled-critical-extension', detail: `${quoted(certificate)} has the critical extension ${unknown}` };
  }
  return undefined;
}

/** RFC 5280 §4.2.1.12: whether the certificate may be used for a TLS server. */
export function checkPurpose(certificate: Certificate): Breach | undefined {
  const eku = certificate.extensions.extendedKeyUsage;
  if (eku === undefined || eku.includes(serverAuth)) return undefined;
  return { reason: 'wrong-purpose', detail: `${quoted(certificate)} may not be used for TLS servers` };
}

/** RFC 5280 §6.1.3 (a)(1): the signature. */
export function checkSignature(certificate: Certificate, issuer: Certificate): Breach | undefined {
  if (isSignedBy(certificate, issuer.publicKey)) return undefined;
  return { reason: 'bad-signature', detail: `${quoted(certificate)} is not signed by the key of ${quoted(issuer)}` };
}

/** `"CN=Corp Root G1" (sha256 1a2b3c4d…)`. */
export function quoted(certificate: Certificate): string {
  return `"${certificate.subject.text}" (sha256 ${certificate.sha256.slice(0, 12)}…)`;
}
