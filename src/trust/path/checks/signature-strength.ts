import type { SignatureRules } from '../../../clients/knobs/strength-rules.ts';
import { digestOctets, hypotheticalAlgorithm, mayBeKnownElsewhere, type SignatureScheme, schemeOf } from '../signature-scheme.ts';
import { breach, type CandidatePath, type Check, isAnchor, quoted } from './check.ts';
import { weaknessOf } from './key-strength.ts';

/**
 * The signature is made in a way that the client accepts; that of the last certificate is looked at by nobody (RFC 5280 §6.1: an anchor is an input; OpenSSL,
 * check_auth_level, leaves the last one out whether it is an anchor or not).
 */
export const checkSignatureStrength: Check = (path, index) => {
  const certificate = path.certificates[index];
  if (certificate === undefined || isAnchor(path, index) || index === path.certificates.length - 1) return undefined;
  const { algorithm, parameters } = certificate.signature;
  // a CA that issues today signs as clients want it
  if (algorithm === hypotheticalAlgorithm) return undefined;
  const rules = path.knobs.strength.signatures;
  const scheme = schemeOf(certificate);
  if (scheme === undefined) {
    if (mayBeKnownElsewhere(algorithm))
      return { kind: 'unsupported', reason: `${quoted(certificate)} is signed with algorithm ${algorithm}` };
    return breach('weak-signature', `${quoted(certificate)} is signed with algorithm ${algorithm}, which the client does not know`);
  }
  const inTls12Only = rules.digestsOfTls12[scheme.family]?.has(scheme.digest) === true;
  if (inTls12Only && path.withoutHandshake !== true) {
    return {
      kind: 'unsupported',
      reason: `${quoted(certificate)} is signed with ${named(scheme)}, which the client takes in TLS 1.2 only`,
    };
  }
  if (rules.digestsOfSomeBuilds?.has(scheme.digest) === true) {
    return {
      kind: 'unsupported',
      reason: `${quoted(certificate)} is signed with ${named(scheme)}, over which builds of the client differ`,
    };
  }
  if (!inTls12Only && rules.digests[scheme.family]?.has(scheme.digest) !== true) {
    return breach('weak-signature', `${quoted(certificate)} is signed with ${named(scheme)}, which the client refuses`);
  }
  if (rules.parameters[scheme.family]?.has(parameters.kind === 'rsa-pss' ? 'other' : parameters.kind) === false) {
    return breach('weak-signature', `${quoted(certificate)} is signed with ${named(scheme)} in a form that the client does not read`);
  }
  if (!pssFits(scheme, rules)) {
    return breach('weak-signature', `${quoted(certificate)} is signed with RSA-PSS in a form that the client does not know`);
  }
  if (rules.refusedBelowOwnAnchors.digests.has(scheme.digest) && mayBeOwnAnchor(path, rules)) {
    return {
      kind: 'unsupported',
      reason: `${quoted(certificate)} is signed with ${named(scheme)}, which the client refuses below roots of its own`,
    };
  }
  const issuer = path.certificates[index + 1];
  return rules.signersKey === 'checked' && issuer !== undefined ? weaknessOf(issuer, path.knobs.strength.keys) : undefined;
};

function pssFits({ pss, digest }: SignatureScheme, rules: SignatureRules): boolean {
  return rules.pss === 'any' || pss === undefined || (pss.maskDigest === digest && pss.saltLength === digestOctets(digest));
}

function mayBeOwnAnchor({ anchorFile }: CandidatePath, rules: SignatureRules): boolean {
  return anchorFile !== undefined && rules.refusedBelowOwnAnchors.files.has(anchorFile.slice(anchorFile.lastIndexOf('/') + 1));
}

function named({ family, digest }: SignatureScheme): string {
  return digest === 'none' ? family : `${family} and ${digest}`;
}
