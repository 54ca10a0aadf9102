import type { PathReason } from '../../src/clients/path-reason.ts';

/** Why a chain was rejected, coarse enough that every client's words can be told apart by it. */
export const reasonClasses = [
  'unknown-issuer',
  'signature',
  'ca',
  'path-length',
  'purpose',
  'weak',
  'critical-extension',
  'constraint',
  'policy',
  'malformed',
  'strict',
  'not-yet-valid',
  'expired',
  'name',
  'limit',
] as const;
export type ReasonClass = (typeof reasonClasses)[number];

/** The class of a rejection by our engine. */
export const classOfReason: Readonly<Record<PathReason, ReasonClass>> = {
  'no-trust-anchors': 'unknown-issuer',
  'unknown-issuer': 'unknown-issuer',
  malformed: 'malformed',
  'bad-signature': 'signature',
  'not-a-ca': 'ca',
  'path-too-long': 'path-length',
  // the keyCertSign bit of an issuer
  'wrong-key-usage': 'ca',
  'wrong-purpose': 'purpose',
  'weak-key': 'weak',
  'weak-signature': 'weak',
  'unhandled-critical-extension': 'critical-extension',
  'policy-required': 'policy',
  'name-constrained': 'constraint',
  'not-yet-valid': 'not-yet-valid',
  expired: 'expired',
  'name-mismatch': 'name',
};
