import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { ParseError } from '../../errors.ts';
import type { Certificate, PublicKey } from '../../x509/certificate.ts';
import { children, content, is, readNode, readOid } from '../../x509/der.ts';

/** Digest and scheme of a signature algorithm that the engine models. */
export interface SignatureScheme {
  readonly key: 'rsa' | 'ec' | 'ed25519' | 'ed448';
  readonly digest: 'sha1' | 'sha256' | 'sha384' | 'sha512' | 'none';
  readonly padding: 'pkcs1' | 'pss' | 'none';
}

// RFC 3279 §2.2, RFC 4055 §5, RFC 5758 §3.2, RFC 8410 §6
const schemes: Readonly<Record<string, SignatureScheme>> = {
  '1.2.840.113549.1.1.5': { key: 'rsa', digest: 'sha1', padding: 'pkcs1' },
  '1.2.840.113549.1.1.11': { key: 'rsa', digest: 'sha256', padding: 'pkcs1' },
  '1.2.840.113549.1.1.12': { key: 'rsa', digest: 'sha384', padding: 'pkcs1' },
  '1.2.840.113549.1.1.13': { key: 'rsa', digest: 'sha512', padding: 'pkcs1' },
  '1.2.840.10045.4.1': { key: 'ec', digest: 'sha1', padding: 'none' },
  '1.2.840.10045.4.3.2': { key: 'ec', digest: 'sha256', padding: 'none' },
  '1.2.840.10045.4.3.3': { key: 'ec', digest: 'sha384', padding: 'none' },
  '1.2.840.10045.4.3.4': { key: 'ec', digest: 'sha512', padding: 'none' },
  '1.3.101.112': { key: 'ed25519', digest: 'none', padding: 'none' },
  '1.3.101.113': { key: 'ed448', digest: 'none', padding: 'none' },
};

const rsaPss = '1.2.840.113549.1.1.10';
const pssDigests: Readonly<Record<string, SignatureScheme['digest']>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Marks an end-entity that no CA has signed yet (hypothetical-end-entity.ts): its value is the digest of the one key that would sign it. */
export const hypotheticalAlgorithm = 'hypothetical';

/** The scheme of a certificate's signature; undefined where the engine does not model it. */
export function schemeOf(certificate: Certificate): SignatureScheme | undefined {
  const { algorithm, identifier } = certificate.signature;
  if (algorithm !== rsaPss) return schemes[algorithm];
  const digest = pssDigests[pssDigestOid(identifier) ?? ''];
  return digest && { key: 'rsa', digest, padding: 'pss' };
}

const keys = new Map<string, KeyObject | undefined>();
const outcomes = new Map<string, boolean>();
/** Entries kept before the memory is emptied: about 40 MB; a fleet has a few thousand distinct pairs. Our choice. */
const remembered = 200_000;

/** Whether `key` made the certificate's signature; false also for keys that cannot be built. Remembered per pair: fleets repeat their chains. */
export function isSignedBy(certificate: Certificate, key: PublicKey): boolean {
  if (certificate.signature.algorithm === hypotheticalAlgorithm) {
    return Buffer.from(certificate.signature.value).toString('hex') === key.sha256;
  }
  const pair = certificate.sha256 + key.sha256;
  const known = outcomes.get(pair);
  if (known !== undefined) return known;
  const outcome = verifySignature(certificate, key);
  if (outcomes.size >= remembered) outcomes.clear();
  outcomes.set(pair, outcome);
  return outcome;
}

function verifySignature(certificate: Certificate, key: PublicKey): boolean {
  const scheme = schemeOf(certificate);
  const keyObject = keyOf(key);
  if (scheme === undefined || keyObject === undefined || !fits(scheme, key)) return false;
  const padding = scheme.padding === 'pss' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO } : {};
  try {
    return verify(
      scheme.digest === 'none' ? null : scheme.digest,
      certificate.signature.tbs,
      { key: keyObject, ...padding },
      certificate.signature.value,
    );
  } catch {
    // node:crypto throws for keys and signatures that do not fit together: no signature of this key
    return false;
  }
}

function fits(scheme: SignatureScheme, key: PublicKey): boolean {
  return key.algorithm === scheme.key || (key.algorithm === 'rsa-pss' && scheme.padding === 'pss');
}

function keyOf(key: PublicKey): KeyObject | undefined {
  if (keys.has(key.sha256)) return keys.get(key.sha256);
  let keyObject: KeyObject | undefined;
  try {
    keyObject = createPublicKey({ key: Buffer.from(key.spki), format: 'der', type: 'spki' });
  } catch {
    // A key that OpenSSL cannot read signs nothing
    keyObject = undefined;
  }
  if (keys.size >= remembered) keys.clear();
  keys.set(key.sha256, keyObject);
  return keyObject;
}

// RFC 4055 §3.1: hashAlgorithm is [0] of RSASSA-PSS-params; its absence means SHA-1, which no issuer of today uses
function pssDigestOid(identifier: Uint8Array): string | undefined {
  try {
    const [, parameters] = children(readNode(identifier));
    if (!is(parameters, 'sequence')) return undefined;
    const wrapper = children(parameters).find((node) => node.tagClass === 'context' && node.tag === 0);
    if (wrapper === undefined) return undefined;
    const oid = children(readNode(content(wrapper)))[0];
    return is(oid, 'oid') ? readOid(oid) : undefined;
  } catch (error) {
    // Parameters are not read when the certificate is: damaged ones name no digest that the engine models
    if (!(error instanceof ParseError)) throw error;
    return undefined;
  }
}
