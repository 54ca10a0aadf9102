import { oids } from '../clients/knobs/oids.ts';
import type { Certificate, GeneralName } from '../x509/certificate.ts';
import { addressBytes } from './path/host-name.ts';
import { isSignedBy } from './path/signature.ts';
import { hypotheticalAlgorithm } from './path/signature-scheme.ts';

/**
 * An end-entity as that CA would issue it for that name, though it has not: lets a pending CA be judged before it has issued anything.
 * It is valid as long as the CA is, and only the CA's key counts as its signer.
 */
export function hypotheticalEndEntity(ca: Certificate, name: string): Certificate {
  const value = Buffer.from(ca.publicKey.sha256, 'hex');
  return {
    der: new Uint8Array(),
    sha256: `hypothetical:${name}:${ca.sha256}`,
    version: 3,
    serial: '01',
    subject: { der: new Uint8Array(), rdns: [], text: `CN=${name} (not issued yet)`, exact: '', folded: '[]' },
    issuer: ca.subject,
    notBefore: ca.notBefore,
    notAfter: ca.notAfter,
    defects: [],
    publicKey: { spki: new Uint8Array(), sha256: '', oid: '1.2.840.10045.2.1', algorithm: 'ec', bits: 256, curve: '1.2.840.10045.3.1.7' },
    signature: {
      algorithm: hypotheticalAlgorithm,
      identifier: new Uint8Array(),
      parameters: { kind: 'absent' },
      tbs: new Uint8Array(),
      value,
    },
    extensions: {
      basicConstraints: undefined,
      keyUsage: new Set(['digitalSignature']),
      extendedKeyUsage: [oids.serverAuth],
      subjectAltName: [subjectName(name)],
      subjectKeyId: undefined,
      authorityKeyId: { keyId: ca.extensions.subjectKeyId, issuer: undefined, serial: undefined },
      nameConstraints: undefined,
      policies: undefined,
      policyMappings: undefined,
      policyConstraints: undefined,
      inhibitAnyPolicy: undefined,
      netscapeType: undefined,
      all: [],
      critical: [],
    },
  };
}

/** The CAs of a generation that would sign end-entities: those that issued no other CA of it. */
export function issuingCas(generation: readonly Certificate[]): readonly Certificate[] {
  return generation.filter(
    (ca) =>
      !generation.some(
        (other) =>
          other.publicKey.sha256 !== ca.publicKey.sha256 && other.issuer.folded === ca.subject.folded && isSignedBy(other, ca.publicKey),
      ),
  );
}

function subjectName(name: string): GeneralName {
  const bytes = addressBytes(name);
  return bytes === undefined ? { kind: 'dns', value: name } : { kind: 'ip', bytes };
}
