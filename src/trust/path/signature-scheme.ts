import type { KeyKind, SignatureDigest, SignatureFamily } from '../../clients/knobs/strength-rules.ts';
import type { Certificate, PublicKey } from '../../x509/certificate.ts';

/** How a signature was made: what `signatureAlgorithm` says. */
export interface SignatureScheme {
  readonly family: SignatureFamily;
  /** Kind of the key that the scheme names; RSA-PSS fits plain RSA keys and keys of its own. */
  readonly key: KeyKind;
  readonly digest: SignatureDigest;
  readonly padding: 'pkcs1' | 'pss' | 'none';
  /** RSA-PSS only. */
  readonly pss: { readonly maskDigest: SignatureDigest; readonly saltLength: number } | undefined;
}

/** Marks an end-entity that no CA has signed yet (hypothetical-end-entity.ts): its value is the digest of the one key that would sign it. */
export const hypotheticalAlgorithm = 'hypothetical';

const scheme = (family: SignatureFamily, key: KeyKind, digest: SignatureDigest): SignatureScheme => ({
  family,
  key,
  digest,
  padding: family === 'rsa-pkcs1' ? 'pkcs1' : 'none',
  pss: undefined,
});
const rsa = (digest: SignatureDigest): SignatureScheme => scheme('rsa-pkcs1', 'rsa', digest);
const ecdsa = (digest: SignatureDigest): SignatureScheme => scheme('ecdsa', 'ec', digest);
const dsa = (digest: SignatureDigest): SignatureScheme => scheme('dsa', 'dsa', digest);

// RFC 3279 §2.2, RFC 4055 §5, RFC 5758 §3, RFC 8410 §6, RFC 8692 and the CSOR arc for SHA-3, OIW for 1.3.14.3.2
const schemes: ReadonlyMap<string, SignatureScheme> = new Map([
  ['1.2.840.113549.1.1.2', rsa('md2')],
  ['1.2.840.113549.1.1.3', rsa('md4')],
  ['1.2.840.113549.1.1.4', rsa('md5')],
  ['1.2.840.113549.1.1.5', rsa('sha1')],
  ['1.3.14.3.2.29', rsa('sha1')],
  ['1.2.840.113549.1.1.11', rsa('sha256')],
  ['1.2.840.113549.1.1.12', rsa('sha384')],
  ['1.2.840.113549.1.1.13', rsa('sha512')],
  ['1.2.840.113549.1.1.14', rsa('sha224')],
  ['1.2.840.113549.1.1.15', rsa('sha512-224')],
  ['1.2.840.113549.1.1.16', rsa('sha512-256')],
  ['1.3.36.3.3.1.2', rsa('ripemd160')],
  ['2.16.840.1.101.3.4.3.13', rsa('sha3-224')],
  ['2.16.840.1.101.3.4.3.14', rsa('sha3-256')],
  ['2.16.840.1.101.3.4.3.15', rsa('sha3-384')],
  ['2.16.840.1.101.3.4.3.16', rsa('sha3-512')],
  ['1.2.840.10045.4.1', ecdsa('sha1')],
  ['1.2.840.10045.4.3.1', ecdsa('sha224')],
  ['1.2.840.10045.4.3.2', ecdsa('sha256')],
  ['1.2.840.10045.4.3.3', ecdsa('sha384')],
  ['1.2.840.10045.4.3.4', ecdsa('sha512')],
  ['2.16.840.1.101.3.4.3.9', ecdsa('sha3-224')],
  ['2.16.840.1.101.3.4.3.10', ecdsa('sha3-256')],
  ['2.16.840.1.101.3.4.3.11', ecdsa('sha3-384')],
  ['2.16.840.1.101.3.4.3.12', ecdsa('sha3-512')],
  ['1.2.840.10040.4.3', dsa('sha1')],
  ['1.3.14.3.2.27', dsa('sha1')],
  ['2.16.840.1.101.3.4.3.1', dsa('sha224')],
  ['2.16.840.1.101.3.4.3.2', dsa('sha256')],
  ['2.16.840.1.101.3.4.3.3', dsa('sha384')],
  ['2.16.840.1.101.3.4.3.4', dsa('sha512')],
  ['1.3.101.112', scheme('ed25519', 'ed25519', 'none')],
  ['1.3.101.113', scheme('ed448', 'ed448', 'none')],
]);

// RFC 4055 §2.1, RFC 8017 appendix B.1
const digests: ReadonlyMap<string, SignatureDigest> = new Map<string, SignatureDigest>([
  ['1.2.840.113549.2.5', 'md5'],
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.5', 'sha512-224'],
  ['2.16.840.1.101.3.4.2.6', 'sha512-256'],
  ['2.16.840.1.101.3.4.2.7', 'sha3-224'],
  ['2.16.840.1.101.3.4.2.8', 'sha3-256'],
  ['2.16.840.1.101.3.4.2.9', 'sha3-384'],
  ['2.16.840.1.101.3.4.2.10', 'sha3-512'],
]);

/** SM2, GOST, ML-DSA, SLH-DSA, and keys for key agreement: some libraries or builds know them, and node:crypto does not everywhere. */
const notModelled =
  /^(?:1\.2\.156\.10197\.|1\.2\.643\.|2\.16\.840\.1\.101\.3\.4\.3\.(?:1[7-9]|[2-4]\d)$|1\.3\.101\.11[01]$|1\.2\.840\.113549\.1\.3\.1$|1\.2\.840\.10046\.2\.1$)/;

/** The scheme of a certificate's signature; undefined where it is unknown or its parameters cannot be read. */
export function schemeOf(certificate: Certificate): SignatureScheme | undefined {
  const { algorithm, parameters } = certificate.signature;
  // RFC 4055 §3.1: the one scheme whose parameters say what it is; trailer 1 is the only one there is
  if (algorithm !== '1.2.840.113549.1.1.10') return schemes.get(algorithm);
  if (parameters.kind !== 'rsa-pss' || parameters.trailer !== 1 || parameters.saltLength < 0) return undefined;
  const digest = digestNamed(parameters.digest);
  const maskDigest = digestNamed(parameters.maskDigest);
  if (digest === undefined || maskDigest === undefined) return undefined;
  return { family: 'rsa-pss', key: 'rsa', digest, padding: 'pss', pss: { maskDigest, saltLength: parameters.saltLength } };
}

/** Whether a client may know the algorithm (an OID) although we do not: then its answer is not known. */
export function mayBeKnownElsewhere(oid: string): boolean {
  return notModelled.test(oid);
}

/** The kind of a key; undefined for those that the engine does not model. */
export function kindOf(key: PublicKey): KeyKind | undefined {
  if (key.algorithm !== 'other') return key.algorithm;
  // RFC 3279 §2.3.2
  return key.oid === '1.2.840.10040.4.1' ? 'dsa' : undefined;
}

/** Whether keys of that kind make signatures of that scheme: a plain RSA key signs both ways, an RSASSA-PSS key in its own only (RFC 4055 §3.1). */
export function fitsKey({ key, padding }: SignatureScheme, kind: KeyKind | undefined): boolean {
  return kind === key || (kind === 'rsa-pss' && padding === 'pss');
}

/** The digest of that OID; undefined for others. */
export function digestNamed(oid: string): SignatureDigest | undefined {
  return digests.get(oid);
}

/** Octets of a digest. */
export function digestOctets(digest: SignatureDigest): number {
  if (digest === 'none') return 0;
  if (digest.startsWith('md')) return 16;
  const bits = /\d+$/.exec(digest)?.[0];
  return digest === 'sha1' ? 20 : Number(bits) / 8;
}
