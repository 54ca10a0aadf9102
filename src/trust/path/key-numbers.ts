import type { PublicKey } from '../../x509/certificate.ts';
import { DerCursor, identifiers } from '../../x509/der-cursor.ts';
import { layoutOf } from '../../x509/read-public-key.ts';

/** Numbers of an RSA key that decide whether a library takes it. */
export interface RsaNumbers {
  /** Octets of the exponent without leading zeros. */
  readonly exponent: Uint8Array;
  readonly exponentBits: number;
}

/** The public exponent of an RSA or RSASSA-PSS key (RFC 8017 appendix A.1.1); undefined where the key is malformed. */
export function rsaNumbers(key: PublicKey): RsaNumbers | undefined {
  const { keyStart, keyEnd } = layoutOf(key.spki);
  const exponent = integers(key.spki, keyStart, keyEnd)[1];
  return exponent && { exponent, exponentBits: bitsOf(exponent) };
}

/** Lengths of p and q of a DSA key (RFC 3279 §2.3.2); undefined where the parameters are inherited or malformed. */
export function dsaNumbers(key: PublicKey): { readonly pBits: number; readonly qBits: number } | undefined {
  const { parametersStart, parametersEnd } = layoutOf(key.spki);
  const [p, q] = integers(key.spki, parametersStart, parametersEnd);
  return p && q && { pBits: bitsOf(p), qBits: bitsOf(q) };
}

// The first two integers of the sequence there, without leading zeros
function integers(bytes: Uint8Array, from: number, to: number): readonly Uint8Array[] {
  const cursor = new DerCursor(bytes);
  if (from >= to || !cursor.readAs(identifiers.sequence, from, to)) return [];
  const { end } = cursor;
  const found: Uint8Array[] = [];
  for (let at = cursor.content; found.length < 2 && at < end; at = cursor.end) {
    if (!cursor.readAs(identifiers.integer, at, end)) return found;
    const octets = bytes.subarray(cursor.content, cursor.end);
    const leading = octets.findIndex((octet) => octet !== 0);
    found.push(octets.subarray(leading === -1 ? octets.length : leading));
  }
  return found;
}

function bitsOf(octets: Uint8Array): number {
  return octets.length === 0 ? 0 : octets.length * 8 - (Math.clz32(octets[0] ?? 0) - 24);
}
