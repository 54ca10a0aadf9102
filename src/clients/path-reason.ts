/**
 * Why a path was not accepted: closed and ranked. When all paths fail, the reason of the highest rank is shown, because
 * the search came furthest there.
 */
export const pathReasons = [
  'no-trust-anchors',
  'malformed',
  'unknown-issuer',
  'bad-signature',
  'not-a-ca',
  'path-too-long',
  'wrong-key-usage',
  'wrong-purpose',
  'weak-key',
  'weak-signature',
  'unhandled-critical-extension',
  'policy-required',
  'name-constrained',
  'not-yet-valid',
  'expired',
  'name-mismatch',
] as const;
export type PathReason = (typeof pathReasons)[number];

/** Position in the list: the higher, the further the search came. */
export function rankOf(reason: PathReason): number {
  return pathReasons.indexOf(reason);
}
