import type { PublicKey } from './certificate.ts';
import type { FieldDefect } from './certificate-defect.ts';
import { DerCursor, identifiers } from './der-cursor.ts';
import { isOnCurve } from './elliptic-curves.ts';
import { dsaKey, layoutOf, type PublicKeyLayout } from './read-public-key.ts';

/** Octets of a raw key (RFC 8410 §4: the bit string is the key). */
const rawKeyOctets: Readonly<Record<string, number>> = { ed25519: 32, ed448: 57 };

/** What is wrong with a public key. Never throws. */
export function keyDefects(key: PublicKey): readonly FieldDefect[] {
  const { spki } = key;
  const layout = layoutOf(spki);
  switch (key.algorithm) {
    case 'rsa':
    case 'rsa-pss':
      return rsaDefects(key, layout);
    case 'ec':
      return ecDefects(key, layout);
    case 'ed25519':
    case 'ed448':
      // RFC 8410 §3: the parameters are absent
      return layout.keyEnd - layout.keyStart === rawKeyOctets[key.algorithm] && layout.parameters === undefined ? [] : ['malformed-key'];
    case 'other':
      return layout.oid === dsaKey && layout.parameters !== identifiers.sequence ? ['dsa-parameters-missing'] : [];
  }
}

// RFC 8017 appendix A.1.1, both numbers positive
function rsaDefects({ spki, algorithm }: PublicKey, layout: PublicKeyLayout): readonly FieldDefect[] {
  const defects: FieldDefect[] = [];
  const cursor = new DerCursor(spki);
  const isSequence = cursor.readAs(identifiers.sequence, layout.keyStart, layout.keyEnd);
  const { end } = cursor;
  if (!isSequence || !isPositive(cursor, cursor.content, end) || !isPositive(cursor, cursor.end, end)) defects.push('malformed-key');
  if (cursor.relaxed) defects.push('length-not-minimal');
  if (algorithm === 'rsa' && layout.parameters !== identifiers.null) defects.push('rsa-parameters');
  return defects;
}

function isPositive(cursor: DerCursor, at: number, limit: number): boolean {
  if (!cursor.readAs(identifiers.integer, at, limit)) return false;
  const octets = cursor.bytes.subarray(cursor.content, cursor.end);
  return (octets[0] ?? 0x80) < 0x80 && octets.some((octet) => octet !== 0);
}

function ecDefects({ spki, curve, bits }: PublicKey, layout: PublicKeyLayout): readonly FieldDefect[] {
  if (curve === undefined || curve === 'explicit') return ['explicit-curve'];
  const octets = Math.ceil((bits ?? 0) / 8);
  const point = spki.subarray(layout.keyStart, layout.keyEnd);
  // SEC 1 §2.3.3; the point at infinity, one octet, is no key
  const form = point[0] ?? 0;
  const compressed = form === 2 || form === 3;
  const fits = bits === undefined ? point.length > 1 : point.length === 1 + octets * (compressed ? 1 : 2);
  if (!fits || !(compressed || form === 4) || !isOnCurve(curve, point)) return ['malformed-key'];
  return compressed ? ['compressed-point'] : [];
}
