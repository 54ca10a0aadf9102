import { constants, type KeyObject, verify } from 'node:crypto';
import type { SignatureDigest } from '../../clients/knobs/strength-rules.ts';
import type { Certificate, PublicKey } from '../../x509/certificate.ts';
import { keyObjectOf, type SignatureKey, signatureKeyOf } from './signature-key.ts';
import { restrictionsAllow, restrictionsOf, spkiWith } from './signature-pss.ts';
import { fitsKey, hypotheticalAlgorithm, kindOf, type SignatureScheme, schemeOf } from './signature-scheme.ts';
import { TwoGenerations } from './two-generations.ts';

/** Whether a key made a signature; `not-verifiable` where node:crypto cannot tell here: never a no, since the client's own library may say yes. */
export type SignatureOutcome = 'valid' | 'invalid' | 'not-verifiable';

/** Pairs that are kept, twice: some 12 MB. A fleet has a few thousand distinct pairs. Our choice. */
const outcomes = new TwoGenerations<SignatureOutcome>(25_000);

/** Longest salt that is handed on: no key that is verified has room for more (signature-key.ts). */
const longestSalt = 2_048;

/**
 * Whether `key` made the certificate's signature, by mathematics alone: what a client refuses for its strength or kind is the checks' business. Remembered
 * for each pair, because fleets repeat their chains. Never throws.
 */
export function verifySignature(certificate: Certificate, key: PublicKey): SignatureOutcome {
  if (certificate.signature.algorithm === hypotheticalAlgorithm) {
    return Buffer.from(certificate.signature.value).toString('hex') === key.sha256 ? 'valid' : 'invalid';
  }
  const scheme = schemeOf(certificate);
  if (scheme === undefined || !fitsKey(scheme, kindOf(key))) return 'invalid';
  return outcomes.get(certificate.sha256 + key.sha256, () => verifyOnce(certificate, scheme, key));
}

/** Whether `key` made the certificate's signature and we can tell. */
export function isSignedBy(certificate: Certificate, key: PublicKey): boolean {
  return verifySignature(certificate, key) === 'valid';
}

function verifyOnce(certificate: Certificate, scheme: SignatureScheme, key: PublicKey): SignatureOutcome {
  // RFC 5280 §4.1.1.2; OpenSSL refuses the signature (X509_verify), others the certificate
  if (certificate.defects.some(({ kind }) => kind === 'signature-algorithms-differ' || kind === 'signature-unused-bits')) return 'invalid';
  const made = signatureKeyOf(key);
  if (made.kind !== 'key') return made.kind === 'none' ? 'invalid' : 'not-verifiable';
  const { parameters, tbs, value, identifier } = certificate.signature;
  if (scheme.pss === undefined) return ask(scheme.digest, tbs, made, undefined, value);
  if (key.algorithm === 'rsa-pss' && !restrictionsAllow(restrictionsOf(key), parameters)) return 'invalid';
  if (scheme.pss.saltLength > longestSalt) return 'invalid';
  const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.pss.saltLength };
  const masked = scheme.pss.maskDigest === scheme.digest ? made : withMask(identifier, key);
  return masked === undefined ? 'not-verifiable' : ask(scheme.digest, tbs, masked, options, value);
}

function withMask(identifier: Uint8Array, key: PublicKey): { readonly key: KeyObject } | undefined {
  try {
    return { key: keyObjectOf(spkiWith(identifier, key)) };
  } catch {
    // restrictions that this OpenSSL does not take, though they stand in a signature: nothing is known of it
    return undefined;
  }
}

function ask(
  digest: SignatureDigest,
  tbs: Uint8Array,
  { key }: Pick<Extract<SignatureKey, { kind: 'key' }>, 'key'>,
  options: { readonly padding: number; readonly saltLength: number } | undefined,
  value: Uint8Array,
): SignatureOutcome {
  try {
    // the bare key where it will do: an object around it costs Node.js 24 a fifth more
    return verify(digest === 'none' ? null : digest, tbs, options === undefined ? key : { key, ...options }, value) ? 'valid' : 'invalid';
  } catch {
    // a wrong signature is `false`; what is thrown is a digest, a size or a scheme that this OpenSSL, its provider or its policy does not do
    return 'not-verifiable';
  }
}
