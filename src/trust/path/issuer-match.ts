import type { PathKnobs } from '../../clients/client-profile.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { validityOf } from './validate.ts';

/** RFC 5280 §6.1.3 (a)(4): whether the name of `issuer` is the one that the certificate asks for, compared as the client compares. */
export function namesChain(certificate: Certificate, issuer: Certificate, knobs: PathKnobs): boolean {
  return knobs.nameComparison === 'exact'
    ? certificate.issuer.exact === issuer.subject.exact
    : certificate.issuer.folded === issuer.subject.folded;
}

/** RFC 5280 §4.2.1.1 as OpenSSL reads it (X509_check_akid): every part of the authority key identifier that is there must fit. */
export function keyIdentifierFits(certificate: Certificate, issuer: Certificate): boolean {
  const wanted = certificate.extensions.authorityKeyId;
  if (wanted === undefined) return true;
  const own = issuer.extensions.subjectKeyId;
  if (wanted.keyId !== undefined && own !== undefined && wanted.keyId !== own) return false;
  if (wanted.serial !== undefined && wanted.serial !== issuer.serial) return false;
  const directory = wanted.issuer?.find((name) => name.kind === 'directory');
  return directory === undefined || directory.name.folded === issuer.issuer.folded;
}

/** Whether the certificate names itself as its issuer (OpenSSL's EXFLAG_SS: names and key identifier; the signature is checked later). */
export function isSelfSigned(certificate: Certificate): boolean {
  return certificate.subject.folded === certificate.issuer.folded && keyIdentifierFits(certificate, certificate);
}

/** Whether the certificate is valid at that time, as the client counts. */
export function isCurrent(certificate: Certificate, at: number, knobs: PathKnobs): boolean {
  const { from, until } = validityOf(certificate, knobs);
  return at >= from && at < until;
}

/** Every certificate once, the first copy stays where it is. */
export function distinct(certificates: readonly Certificate[]): Certificate[] {
  const seen = new Set<string>();
  return certificates.filter((certificate) => !seen.has(certificate.sha256) && seen.add(certificate.sha256));
}
