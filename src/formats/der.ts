import { ParseError } from '../errors.ts';
import { children, readNode } from '../x509/der.ts';
import { readEntry, sortOut } from './read-entry.ts';
import type { TrustStoreFormat, TrustStoreReading } from './trust-store.ts';

/** One certificate as DER. */
export const format: TrustStoreFormat = {
  name: 'der',
  recognise: (bytes) => startsDer(bytes) && firstInside(bytes) === 0x30,
  read: readDer,
};

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

function readDer(bytes: Uint8Array): TrustStoreReading {
  const end = endOfFirst(bytes);
  if (end === 'cut-off') {
    return { format: 'der', entries: [], damage: [{ kind: 'truncated-tail', byteOffset: 0, message: 'file ends inside the certificate' }] };
  }
  const first = sortOut([readEntry(bytes.subarray(0, end), { byteOffset: 0 })]);
  if (end === bytes.length) return { format: 'der', ...first };
  const message = `${bytes.length - end} bytes after the certificate`;
  return { format: 'der', entries: first.entries, damage: [...first.damage, { kind: 'garbage-entry', byteOffset: end, message }] };
}

function endOfFirst(bytes: Uint8Array): number | 'cut-off' {
  const declared = declaredEnd(bytes);
  if (declared !== undefined && declared > bytes.length) return 'cut-off';
  try {
    const root = readNode(bytes);
    children(root);
    return root.end;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    // Not DER at all: the whole is one garbage entry, whose message readEntry makes
    return bytes.length;
  }
}

/** Where the outermost node says that it ends; undefined where its length is not a plain long form. */
export function declaredEnd(bytes: Uint8Array): number | undefined {
  const count = (bytes[1] ?? 0) & 0x7f;
  if (!startsDer(bytes) || count === 0) return undefined;
  if (bytes.length < 2 + count) return Number.POSITIVE_INFINITY;
  return bytes.subarray(2, 2 + count).reduce((total, octet) => total * 256 + octet, 0) + 2 + count;
}
