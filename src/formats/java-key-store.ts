/**
 * JKS and JCEKS, whose trusted certificates are not encrypted: they open without a password, and then without the check of
 * their digest, as for Java itself (sun.security.provider.JavaKeyStore, com.sun.crypto.provider.JceKeyStore).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { ParseError } from '../errors.ts';
import { ByteCursor } from './byte-cursor.ts';
import { asJavaNames } from './java-names.ts';
import { oneLine } from './one-line.ts';
import { readEntry, sortOut } from './read-entry.ts';
import type { Damage, ReadOptions, TrustStoreEntry, TrustStoreReading } from './trust-store.ts';

const privateKeyTag = 1;
const certificateTag = 2;
const secretKeyTag = 3;
/** Bytes of the SHA-1 at the end. */
const digestBytes = 20;

/** Reads the entries of either format in order; never throws. */
export function readJavaKeyStore(bytes: Uint8Array, format: 'jks' | 'jceks', options: ReadOptions): TrustStoreReading {
  const found: (TrustStoreEntry | Damage)[] = [];
  const cursor = new ByteCursor(bytes, format);
  try {
    cursor.skip(4, 'magic number');
    const version = cursor.uint32('version');
    if (version !== 1 && version !== 2) {
      return { format, ...sortOut([{ kind: 'unsupported', byteOffset: 4, message: `key store of version ${version}` }]) };
    }
    const count = cursor.uint32('number of entries');
    for (let index = 0; index < count; index += 1) {
      const item = readItem(cursor, version);
      found.push(...item);
      // Nothing says where a secret key ends: what follows it cannot be read
      if (item.some((one) => 'kind' in one && one.kind === 'unsupported')) return { format, ...sortOut(asJavaNames(found)) };
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    found.push({ kind: 'truncated-tail', byteOffset: error.byteOffset, message: error.message });
    return { format, ...sortOut(asJavaNames(found)) };
  }
  const check = checkDigest(bytes, cursor.position, options);
  return {
    format,
    ...sortOut([...asJavaNames(found), ...check.damage]),
    ...(check.openedWith && { openedWith: check.openedWith }),
  };
}

function readItem(cursor: ByteCursor, version: number): (TrustStoreEntry | Damage)[] {
  const byteOffset = cursor.position;
  const tag = cursor.uint32('tag of an entry');
  const alias = oneLine(cursor.text('alias'));
  cursor.skip(8, 'creation date');
  switch (tag) {
    case certificateTag:
      return [readCertificate(cursor, version, byteOffset, alias)];
    case privateKeyTag: {
      cursor.skip(cursor.uint32('length of a private key'), 'private key');
      const chain = cursor.uint32('length of a chain');
      // sun.security.validator.TrustStoreUtil takes the first certificate of a key's chain for an anchor, and only that
      const first = chain === 0 ? [] : [ofKey(readCertificate(cursor, version, cursor.position, alias))];
      for (let index = 1; index < chain; index += 1) skipCertificate(cursor, version);
      const message = `entry '${alias}' is a private key; of the ${chain} certificates of its chain Java takes the first for an anchor`;
      return [{ kind: 'not-a-certificate', byteOffset, message }, ...first];
    }
    case secretKeyTag:
      return [{ kind: 'unsupported', byteOffset, message: `entry '${alias}' is a secret key; entries behind it cannot be read` }];
    default:
      throw new ParseError(`entry has the unknown tag ${tag}`, { format: cursor.format, byteOffset });
  }
}

function readCertificate(cursor: ByteCursor, version: number, byteOffset: number, alias: string): TrustStoreEntry | Damage {
  const type = version === 2 ? cursor.text('certificate type') : 'X.509';
  const der = cursor.take(cursor.uint32('length of a certificate'), 'certificate');
  if (type !== 'X.509') return { kind: 'not-a-certificate', byteOffset, message: `entry '${alias}' is not an X.509 certificate` };
  return readEntry(der, { byteOffset, alias });
}

function ofKey(found: TrustStoreEntry | Damage): TrustStoreEntry | Damage {
  return 'certificate' in found ? { ...found, ofKey: true } : found;
}

function skipCertificate(cursor: ByteCursor, version: number): void {
  if (version === 2) cursor.text('certificate type');
  cursor.skip(cursor.uint32('length of a certificate'), 'certificate');
}

function checkDigest(
  bytes: Uint8Array,
  end: number,
  options: ReadOptions,
): { damage: Damage[]; openedWith?: TrustStoreReading['openedWith'] } {
  const left = bytes.length - end;
  if (left !== digestBytes) {
    const kind = left < digestBytes ? 'truncated-tail' : 'digest-mismatch';
    return { damage: [{ kind, byteOffset: end, message: `digest has ${left} bytes instead of ${digestBytes}` }] };
  }
  const { password } = options;
  if (password !== undefined && digestFits(bytes, password)) return { damage: [], openedWith: 'given-password' };
  const fallback = options.tryDefaultPasswords === true && ['changeit', ''].some((candidate) => digestFits(bytes, candidate));
  const openedWith = fallback ? { openedWith: 'default-password' as const } : {};
  if (password === undefined) return { damage: [], ...openedWith };
  // Java says the same of both: "keystore was tampered with, or password was incorrect"
  const message = 'digest does not fit: the password is wrong or the file was changed';
  return { damage: [{ kind: fallback ? 'wrong-password' : 'digest-mismatch', byteOffset: end, message }], ...openedWith };
}

// JavaKeyStore.getPreKeyedHash: the password in UTF-16BE, then this phrase, then the file without its digest.
function digestFits(bytes: Uint8Array, password: string): boolean {
  const body = bytes.subarray(0, bytes.length - digestBytes);
  const secret = Buffer.from(password, 'utf16le').swap16();
  const digest = createHash('sha1').update(secret).update('Mighty Aphrodite', 'utf8').update(body).digest();
  return timingSafeEqual(digest, bytes.subarray(body.length));
}
