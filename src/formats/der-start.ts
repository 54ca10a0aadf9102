import { ParseError } from '../errors.ts';
import { readNode } from '../x509/der.ts';

/**
 * Whether the bytes start as a SEQUENCE of 128 bytes or more. No certificate or container is shorter, and no text starts so:
 * its second byte is beyond ASCII.
 */
export function startsDer(bytes: Uint8Array): boolean {
  const length = bytes[1] ?? 0;
  return bytes[0] === 0x30 && length >= 0x80 && length <= 0x84;
}

/** The identifier octet of the first node inside: what tells a certificate, PKCS#7 and PKCS#12 apart. */
export function firstInside(bytes: Uint8Array): number | undefined {
  return bytes[2 + ((bytes[1] ?? 0) & 0x7f)];
}

/** Where the outermost node says that it ends; undefined where its length is not a plain long form. */
export function declaredEnd(bytes: Uint8Array): number | undefined {
  const count = (bytes[1] ?? 0) & 0x7f;
  if (!startsDer(bytes) || count === 0) return undefined;
  if (bytes.length < 2 + count) return Number.POSITIVE_INFINITY;
  return bytes.subarray(2, 2 + count).reduce((total, octet) => total * 256 + octet, 0) + 2 + count;
}

/** Where the first value ends, whatever stands behind it; undefined where there is none. */
export function endOfValue(bytes: Uint8Array): number | undefined {
  try {
    return readNode(bytes).end;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return undefined;
  }
}
