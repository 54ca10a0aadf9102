import type { CertificateDefect } from './certificate-defect.ts';
import type { Name } from './name.ts';

/** A public key as it stands in SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
export interface PublicKey {
  readonly spki: Uint8Array;
  /** SHA-256 of the SPKI, hex: the identity of the key. */
  readonly sha256: string;
  /** OID of the algorithm, also of those that are `other` (DSA, say). */
  readonly oid: string;
  readonly algorithm: 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448' | 'other';
  /** Modulus length of RSA, field size of a named EC curve, length of p of DSA; undefined for others and where the key is malformed. */
  readonly bits: number | undefined;
  /** OID of the named curve; `explicit` where parameters are spelled out; undefined for other keys. */
  readonly curve: string | undefined;
}

/** Parameters of a signature algorithm; digests are OIDs, with the defaults of RFC 4055 §3.1 filled in. `other` is anything that fits neither. */
export type SignatureParameters =
  | { readonly kind: 'absent' }
  | { readonly kind: 'null' }
  | {
      readonly kind: 'rsa-pss';
      readonly digest: string;
      readonly maskDigest: string;
      readonly saltLength: number;
      readonly trailer: number;
    }
  | { readonly kind: 'other' };

/** The signature with the exact bytes that it covers, so that it can be verified later and only where needed. */
export interface SignatureField {
  /** OID of signatureAlgorithm. */
  readonly algorithm: string;
  /** The whole AlgorithmIdentifier. */
  readonly identifier: Uint8Array;
  readonly parameters: SignatureParameters;
  readonly tbs: Uint8Array;
  readonly value: Uint8Array;
}

/** RFC 5280 §4.2.1.9; an absent extension is undefined, never `ca: false`. */
export interface BasicConstraints {
  readonly critical: boolean;
  readonly ca: boolean;
  readonly pathLength: number | undefined;
}

/** One entry of subjectAltName (RFC 5280 §4.2.1.6); `other` is any form beside these, by its tag, and any name in an encoding that is not its form's. */
export type GeneralName =
  | { readonly kind: 'dns'; readonly value: string }
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  | { readonly kind: 'email'; readonly value: string }
  | { readonly kind: 'uri'; readonly value: string }
  | { readonly kind: 'directory'; readonly name: Name }
  /** `type` is the OID of an otherName or a registeredID. */
  | { readonly kind: 'other'; readonly tag: number; readonly type?: string };

/** Key usage bits by name (RFC 5280 §4.2.1.3). */
export type KeyUsageBit =
  | 'digitalSignature'
  | 'nonRepudiation'
  | 'keyEncipherment'
  | 'dataEncipherment'
  | 'keyAgreement'
  | 'keyCertSign'
  | 'cRLSign'
  | 'encipherOnly'
  | 'decipherOnly';

/** Bits of netscape-cert-type by name (OpenSSL crypto/x509/v3_bitst.c). */
export type NetscapeCertTypeBit =
  | 'sslClient'
  | 'sslServer'
  | 'smime'
  | 'objectSigning'
  | 'reserved'
  | 'sslCa'
  | 'smimeCa'
  | 'objectSigningCa';

/** RFC 5280 §4.2.1.11: after how many certificates each begins to hold; undefined where it does not. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
}

/** RFC 5280 §4.2.1.5, as OIDs. */
export interface PolicyMapping {
  readonly issuerPolicy: string;
  readonly subjectPolicy: string;
}

/** The extensions that validation reads; absent ones are undefined, and so are malformed ones, which stand in `Certificate.defects`. */
export interface Extensions {
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: ReadonlySet<KeyUsageBit> | undefined;
  /** OIDs. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly subjectAltName: readonly GeneralName[] | undefined;
  /** Hex of the key identifier. */
  readonly subjectKeyId: string | undefined;
  readonly authorityKeyId:
    | { readonly keyId: string | undefined; readonly issuer: readonly GeneralName[] | undefined; readonly serial: string | undefined }
    | undefined;
  /** Content octets of the extension's SEQUENCE: read by the trust engine only where a client processes it. Where it is malformed, all octets of the value. */
  readonly nameConstraints: Uint8Array | undefined;
  /** OIDs (RFC 5280 §4.2.1.4). */
  readonly policies: readonly string[] | undefined;
  readonly policyMappings: readonly PolicyMapping[] | undefined;
  readonly policyConstraints: PolicyConstraints | undefined;
  /** RFC 5280 §4.2.1.14: after how many certificates anyPolicy stops to count. */
  readonly inhibitAnyPolicy: number | undefined;
  /** OpenSSL's purposes still read it (crypto/x509/v3_purp.c). */
  readonly netscapeType: ReadonlySet<NetscapeCertTypeBit> | undefined;
  /** OIDs of every extension, in order; one that stands twice stands here twice. */
  readonly all: readonly string[];
  readonly critical: readonly string[];
}

/**
 * One X.509 certificate, read and not judged (RFC 5280 §4.1). Fields may be read when they are first asked for, which never throws; so a copy is made field
 * by field, not by a spread.
 */
export interface Certificate {
  readonly der: Uint8Array;
  /** SHA-256 of the DER, hex: the identity of the certificate. */
  readonly sha256: string;
  /** 1 to 3, or what else stands there; NaN where that is no small number. */
  readonly version: number;
  /** Hex of the serial's content octets. */
  readonly serial: string;
  readonly subject: Name;
  readonly issuer: Name;
  /** Epoch milliseconds, the first moment of validity. */
  readonly notBefore: number;
  /** Epoch milliseconds, the last moment of validity (inclusive by RFC 5280 §4.1.2.5). */
  readonly notAfter: number;
  readonly publicKey: PublicKey;
  readonly signature: SignatureField;
  readonly extensions: Extensions;
  /** Every deviation that some client may refuse; empty for a certificate that all can read. */
  readonly defects: readonly CertificateDefect[];
}
