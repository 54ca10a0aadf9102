import type { PathKnobs, SearchRules } from '../../clients/knobs/path-knobs.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { whyUnusable } from './defects.ts';
import { fitsKey, hypotheticalAlgorithm, kindOf, schemeOf } from './signature-scheme.ts';

/** RFC 5280 §6.1.3 (a)(4): whether the name of `issuer` is the one that the certificate asks for, compared as the client compares. */
export function namesChain(certificate: Certificate, issuer: Certificate, rules: SearchRules): boolean {
  return rules.nameComparison === 'exact'
    ? certificate.issuer.exact === issuer.subject.exact
    : certificate.issuer.folded === issuer.subject.folded;
}

/** RFC 5280 §4.2.1.1 as OpenSSL reads it (X509_check_akid): every part of the authority key identifier that is there must fit. */
function keyIdentifierFits(certificate: Certificate, issuer: Certificate): boolean {
  const wanted = certificate.extensions.authorityKeyId;
  if (wanted === undefined) return true;
  const own = issuer.extensions.subjectKeyId;
  if (wanted.keyId !== undefined && own !== undefined && wanted.keyId !== own) return false;
  if (wanted.serial !== undefined && wanted.serial !== issuer.serial) return false;
  const directory = wanted.issuer?.find((name) => name.kind === 'directory');
  return directory === undefined || directory.name.folded === issuer.issuer.folded;
}

/** Whether the kind of the issuer's key is the one that the signature names (OpenSSL, check_sig_alg_match). */
function keyKindFits(certificate: Certificate, issuer: Certificate): boolean {
  if (certificate.signature.algorithm === hypotheticalAlgorithm) return true;
  // OpenSSL reads the inner one of two that differ (cert_info.signature), and verifies neither
  if (certificate.defects.some(({ kind }) => kind === 'signature-algorithms-differ')) return false;
  const scheme = schemeOf(certificate);
  return scheme !== undefined && fitsKey(scheme, kindOf(issuer.publicKey));
}

/** Whether the client would consider `issuer` for the certificate, before any signature (OpenSSL, ossl_x509_likely_issued). */
export function isLikelyIssuer(certificate: Certificate, issuer: Certificate, knobs: PathKnobs): boolean {
  const { search } = knobs;
  return (
    namesChain(certificate, issuer, search) &&
    (search.keyIdentifier !== 'must-match' || keyIdentifierFits(certificate, issuer)) &&
    (!search.keyKindMustFit || keyKindFits(certificate, issuer)) &&
    whyUnusable(issuer, knobs) === undefined &&
    whyUnusable(certificate, knobs) === undefined
  );
}

/** Whether the certificate names itself as its issuer (OpenSSL's EXFLAG_SS: names, key identifier and kind of key; the signature is not looked at). */
export function isSelfSigned(certificate: Certificate, knobs: PathKnobs): boolean {
  return (
    isSelfIssued(certificate) &&
    keyIdentifierFits(certificate, certificate) &&
    (!knobs.search.keyKindMustFit || keyKindFits(certificate, certificate))
  );
}

/** RFC 5280 §6.1: subject and issuer are the same name. */
export function isSelfIssued(certificate: Certificate): boolean {
  return certificate.subject.folded === certificate.issuer.folded;
}
