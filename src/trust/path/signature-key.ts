import { createPublicKey, type KeyObject } from 'node:crypto';
import { curves } from '../../clients/knobs/curves.ts';
import type { PublicKey } from '../../x509/certificate.ts';
import { dsaNumbers, rsaNumbers } from './key-numbers.ts';
import { kindOf } from './signature-scheme.ts';
import { TwoGenerations } from './two-generations.ts';

/**
 * A key by which signatures can be verified; `none` where the bytes are no key for any library; `not-buildable` where only the OpenSSL under this Node.js
 * cannot say: builds differ in their curves, and a FIPS provider knows fewer kinds.
 */
export type SignatureKey =
  | { readonly kind: 'key'; readonly key: KeyObject }
  | { readonly kind: 'none' }
  | { readonly kind: 'not-buildable'; readonly reason: string };

/** Longest modulus that OpenSSL computes with (OPENSSL_RSA_MAX_MODULUS_BITS). A verification beyond would take seconds, and Go makes it. */
const longestModulusBits = 16_384;

/** Octets of raw keys (RFC 8410 §4), with the 12 that stand before them. */
const edwardsOctets: Readonly<Record<string, number>> = { ed25519: 44, ed448: 69 };

/** Curves of every build. */
const everywhere: ReadonlySet<string> = new Set([curves.p256, curves.p384, curves.p521]);

/** Key objects that are kept: a few kB each outside of the heap. A fleet has a few hundred CA keys. Our choice. */
const keys = new TwoGenerations<SignatureKey>(4_000);

/** The key as node:crypto takes it, built once. */
export function signatureKeyOf(key: PublicKey): SignatureKey {
  return keys.get(key.sha256, () => build(key));
}

/**
 * The key object of a SubjectPublicKeyInfo; throws what node:crypto throws. From a string of PEM, because Node.js 24 takes 11 µs for that and 30 µs for the
 * same bytes as `{ key, format: 'der' }` (RSA 2048, 14 against 34 for P-256; no difference in Node.js 20, and JWK is no faster).
 */
export function keyObjectOf(spki: Uint8Array): KeyObject {
  const base64 = Buffer.from(spki.buffer, spki.byteOffset, spki.length).toString('base64');
  return createPublicKey(`-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`);
}

function build(key: PublicKey): SignatureKey {
  const kind = kindOf(key);
  if (kind === undefined) return { kind: 'none' };
  // an explicit curve may be made so that it is slow; without its parameters a DSA key crashes Node.js 24
  if (key.curve === 'explicit') return { kind: 'not-buildable', reason: 'an elliptic curve that is spelled out' };
  if (kind === 'dsa' && dsaNumbers(key) === undefined) return { kind: 'not-buildable', reason: 'a DSA key that inherits its parameters' };
  if ((kind === 'rsa' || kind === 'rsa-pss') && (key.bits ?? 0) > longestModulusBits) {
    return { kind: 'not-buildable', reason: `an RSA modulus of more than ${longestModulusBits} bits` };
  }
  try {
    return { kind: 'key', key: keyObjectOf(key.spki) };
  } catch {
    // OpenSSL's errors do not tell damage from what its build lacks: the structure does
    return isDamaged(key) ? { kind: 'none' } : { kind: 'not-buildable', reason: 'a kind of key that this Node.js does not know' };
  }
}

function isDamaged(key: PublicKey): boolean {
  switch (kindOf(key)) {
    case 'rsa':
    case 'rsa-pss':
      return rsaNumbers(key) === undefined;
    case 'ed25519':
    case 'ed448':
      return key.spki.length !== edwardsOctets[key.algorithm];
    case 'ec':
      return everywhere.has(key.curve ?? '');
    case 'dsa':
    case undefined:
      return true;
  }
}
