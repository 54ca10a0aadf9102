import type { Certificate } from '../../x509/certificate.ts';
import { hypotheticalAlgorithm, schemeOf } from './signature.ts';

// What validation below reads; a critical extension outside this list makes every client reject (RFC 5280 §4.2)
const processed = new Set(['2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.37']);
// Policies, name constraints, proxy certificates and the certificate type of Netscape: clients process them differently, and the engine does not model them yet
const divergent = new Set(['2.5.29.30', '2.5.29.32', '2.5.29.33', '2.5.29.36', '2.5.29.54', '1.3.6.1.5.5.7.1.14', '2.16.840.1.113730.1.1']);
// Marked critical, some clients know them and some do not: key identifiers, CRL distribution points, issuer's names, AIA (Go), subject information, IP blocks
const divergentWhenCritical = new Set(
  '2.5.29.14 2.5.29.35 2.5.29.31 2.5.29.46 2.5.29.18 1.3.6.1.5.5.7.1.1 1.3.6.1.5.5.7.1.11 1.3.6.1.5.5.7.1.7 1.3.6.1.5.5.7.1.8'.split(' '),
);
const certificatePolicies = '2.5.29.32';
const curves = new Set(['1.2.840.10045.3.1.7', '1.3.132.0.34', '1.3.132.0.35']);

/** OIDs of critical extensions that no client of ours knows. */
export function unknownCritical(certificate: Certificate): readonly string[] {
  return certificate.extensions.critical.filter((oid) => !processed.has(oid) && !divergent.has(oid) && !divergentWhenCritical.has(oid));
}

/**
 * Why a certificate on a path is outside of what the engine models, as a sentence; undefined where it is plain. Clients
 * disagree about such certificates, so an answer would be a guess, and the verdict becomes unknown.
 */
export function whyNotPlain(certificate: Certificate, role: 'end-entity' | 'intermediate' | 'anchor'): string | undefined {
  const { extensions, publicKey } = certificate;
  if (new Set(extensions.all).size !== extensions.all.length) return 'an extension stands twice';
  if (extensions.nameConstraints !== undefined) return 'name constraints';
  const policy =
    extensions.critical.find((oid) => divergent.has(oid) || divergentWhenCritical.has(oid)) ??
    extensions.all.find((oid) => divergent.has(oid) && oid !== certificatePolicies);
  if (policy !== undefined) return `extension ${policy}`;
  // Java does not look at the extensions of an anchor, the others do
  if (role === 'anchor' && unknownCritical(certificate).length > 0)
    return `the critical extension ${unknownCritical(certificate)[0] ?? ''}`;
  // an empty list of purposes, and a key usage without any bit, are "not restricted" for Go
  if (extensions.extendedKeyUsage?.length === 0) return 'an extended key usage without any purpose';
  if (extensions.keyUsage?.size === 0) return 'a key usage without any bit';
  // OpenSSL takes keyCertSign in place of basicConstraints (check_ca in crypto/x509/v3_purp.c)
  if (role !== 'end-entity' && extensions.basicConstraints === undefined && extensions.keyUsage?.has('keyCertSign') === true) {
    return 'no basic constraints but a key usage for signing certificates';
  }
  if (publicKey.algorithm === 'other' || publicKey.algorithm === 'rsa-pss') return 'a key type that clients treat differently';
  if (publicKey.algorithm === 'ec' && !curves.has(publicKey.curve ?? '')) return 'an elliptic curve that clients treat differently';
  if (role !== 'anchor' && schemeOf(certificate) === undefined && certificate.signature.algorithm !== hypotheticalAlgorithm) {
    return `signature algorithm ${certificate.signature.algorithm}`;
  }
  if (
    certificate.serial.length === 0 ||
    certificate.serial.length > 40 ||
    Number.parseInt(certificate.serial.slice(0, 2), 16) >= 0x80 ||
    /^0+$/.test(certificate.serial)
  ) {
    return 'a serial number that is negative, zero or too long';
  }
  if (role !== 'end-entity' && certificate.subject.rdns.length === 0) return 'an empty subject name';
  if (certificate.issuer.rdns.length === 0) return 'an empty issuer name';
  if (
    role === 'end-entity' &&
    certificate.subject.rdns.length === 0 &&
    !extensions.critical.includes('2.5.29.17') &&
    certificate.signature.algorithm !== hypotheticalAlgorithm
  )
    return 'an empty subject beside a subjectAltName that is not critical';
  if (role === 'intermediate' && certificate.subject.folded === certificate.issuer.folded) return 'a self-issued intermediate';
  if (role !== 'anchor' && certificate.version !== 3) return `certificate version ${certificate.version}`;
  if (role === 'end-entity' && extensions.keyUsage !== undefined && !extensions.keyUsage.has('digitalSignature'))
    return 'key usage without digitalSignature';
  return undefined;
}
