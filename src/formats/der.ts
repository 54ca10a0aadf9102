import { ParseError } from '../errors.ts';
import { children, readNode } from '../x509/der.ts';
import { declaredEnd, firstInside, startsDer } from './der-start.ts';
import { readEntry, sortOut } from './read-entry.ts';
import type { Damage, TrustStoreFormat, TrustStoreReading } from './trust-store.ts';

/** One certificate as DER. */
export const format: TrustStoreFormat = {
  name: 'der',
  recognise: (bytes) => startsDer(bytes) && firstInside(bytes) === 0x30,
  read: readDer,
};

function readDer(bytes: Uint8Array): TrustStoreReading {
  const end = endOfFirst(bytes);
  if (end === 'cut-off') {
    return { format: 'der', ...sortOut([{ kind: 'truncated-tail', byteOffset: 0, message: 'file ends inside the certificate' }]) };
  }
  const rest: Damage[] = [];
  if (end < bytes.length)
    rest.push({ kind: 'garbage-entry', byteOffset: end, message: `${bytes.length - end} bytes after the certificate` });
  return { format: 'der', ...sortOut([readEntry(bytes.subarray(0, end), { byteOffset: 0 }), ...rest]) };
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
