import type { Name } from './name.ts';

/** A public key as it stands in SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
export interface PublicKey {
  readonly spki: Uint8Array;
  /** SHA-256 of the SPKI, hex: the identity of the key. */
  readonly sha256: string;
  readonly algorithm: 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448' | 'other';
  /** Modulus length of RSA, field size of EC; undefined for others. */
  readonly bits: number | undefined;
  /** OID of the named curve; `explicit` where parameters are spelled out; undefined for other keys. */
  readonly curve: string | undefined;
}

/** The signature with the exact bytes that it covers, so that it can be verified later and only where needed. */
export interface SignatureField {
  /** OID of signatureAlgorithm. */
  readonly algorithm: string;
  /** The whole AlgorithmIdentifier, for parameters (RSA-PSS). */
  readonly identifier: Uint8Array;
  readonly tbs: Uint8Array;
  readonly value: Uint8Array;
}

/** RFC 5280 §4.2.1.9; an absent extension is undefined, never `ca: false`. */
export interface BasicConstraints {
  readonly critical: boolean;
  readonly ca: boolean;
  readonly pathLength: number | undefined;
}

/** One entry of subjectAltName (RFC 5280 §4.2.1.6); `other` is any form beside these, by its tag. */
export type GeneralName =
  | { readonly kind: 'dns'; readonly value: string }
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  | { readonly kind: 'email'; readonly value: string }
  | { readonly kind: 'directory'; readonly name: Name }
  | { readonly kind: 'other'; readonly tag: number };

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

/** The extensions that validation reads; absent ones are undefined. */
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
  /** DER of the extension's value: read by the trust engine only where a client processes it. */
  readonly nameConstraints: Uint8Array | undefined;
  /** OIDs of every extension, in order; one that stands twice stands here twice. */
  readonly all: readonly string[];
  readonly critical: readonly string[];
}

/** One X.509 certificate, read and not judged (RFC 5280 §4.1). */
export interface Certificate {
  readonly der: Uint8Array;
  /** SHA-256 of the DER, hex: the identity of the certificate. */
  readonly sha256: string;
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
}
