/**
 * PKCS#12 (RFC 7292) as Java reads it. The structure is read here rather than by node-forge's pkcs12: that one decrypts private
 * keys on its way, loses the attribute by which Java tells a trusted certificate, and re-encodes the certificates it found.
 */
import { ParseError } from '../errors.ts';
import { children, content, type DerNode, expect, readNode, readOid } from '../x509/der.ts';
import { declaredEnd, firstInside, startsDer } from './der-start.ts';
import { type Bag, readBags } from './pkcs12-bags.ts';
import { decrypt } from './pkcs12-decrypt.ts';
import { asJavaEntries } from './pkcs12-java-entries.ts';
import { RoundBudget } from './pkcs12-key.ts';
import { macFits, readMac } from './pkcs12-mac.ts';
import { sortOut } from './read-entry.ts';
import type { Damage, ReadOptions, TrustStoreFormat, TrustStoreReading } from './trust-store.ts';
import { UnsupportedScheme } from './unsupported-scheme.ts';

/** Key stores of Java since 9. */
export const format: TrustStoreFormat = {
  name: 'pkcs12',
  recognise: (bytes) => startsDer(bytes) && firstInside(bytes) === 0x02,
  read: readPkcs12,
};

const plainType = '1.2.840.113549.1.7.1';
const encryptedType = '1.2.840.113549.1.7.6';

interface Candidate {
  readonly password: string;
  readonly from: NonNullable<TrustStoreReading['openedWith']>;
}

/** What is known while the parts of one file are read. */
interface Opening {
  candidates: readonly Candidate[];
  openedWith: Candidate['from'] | undefined;
  readonly budget: RoundBudget;
  readonly found: (Bag | Damage)[];
}

function readPkcs12(bytes: Uint8Array, options: ReadOptions): TrustStoreReading {
  const opening: Opening = { candidates: candidatesOf(options), openedWith: undefined, budget: new RoundBudget(), found: [] };
  attempt(opening, bytes, () => {
    const root = expect(readNode(bytes), 'sequence', 'key store', 0);
    const [version, authSafe, mac] = children(root);
    expect(version, 'integer', 'version', 0);
    const safe = readContentInfo(authSafe, 0);
    if (safe.type !== plainType) throw unsupported('integrity by public key', safe.value);
    const authenticated = expect(safe.value, 'octetString', 'authenticated safe', 0);
    if (mac !== undefined) attempt(opening, bytes, () => checkMac(opening, mac, content(authenticated)));
    const parts = readNode(bytes, authenticated.contentStart, authenticated.end);
    for (const part of children(expect(parts, 'sequence', 'authenticated safe', authenticated.start))) {
      attempt(opening, bytes, () => readPart(opening, part));
    }
    if (root.end < bytes.length) {
      const message = `${bytes.length - root.end} bytes after the key store`;
      opening.found.push({ kind: 'garbage-entry', byteOffset: root.end, message });
    }
  });
  return {
    format: 'pkcs12',
    ...sortOut(asJavaEntries(opening.found)),
    ...(opening.openedWith && { openedWith: opening.openedWith }),
  };
}

function candidatesOf(options: ReadOptions): readonly Candidate[] {
  const defaults = options.tryDefaultPasswords === true ? ['changeit', ''] : [];
  return [
    ...(options.password === undefined ? [] : [{ password: options.password, from: 'given-password' as const }]),
    ...defaults.map((password) => ({ password, from: 'default-password' as const })),
  ];
}

/** Only the password that made the MAC stays a candidate; Java refuses the whole file for another one. */
function checkMac(opening: Opening, node: DerNode, authenticated: Uint8Array): void {
  if (opening.candidates.length === 0) return;
  const mac = readMac(node);
  const fitting = opening.candidates.find(({ password }) => macFits(mac, authenticated, password, opening.budget));
  const given = opening.candidates.some(({ from }) => from === 'given-password');
  if (fitting === undefined || (given && fitting.from !== 'given-password')) {
    opening.found.push({
      kind: 'wrong-password',
      byteOffset: node.start,
      message: 'its mac does not fit, because the password is wrong or the file was changed',
    });
  }
  opening.candidates = fitting === undefined ? [] : [fitting];
  opening.openedWith = fitting?.from;
}

function readPart(opening: Opening, part: DerNode): void {
  const { type, value } = readContentInfo(part, part.start);
  if (type === plainType) {
    const octets = expect(value, 'octetString', 'safe contents', part.start);
    opening.found.push(...readBags(content(octets), octets.contentStart));
    return;
  }
  if (type !== encryptedType) throw unsupported(`content ${type}`, part);
  // RFC 2315 §13: EncryptedData is version, then what is encrypted, how, and the octets
  const [, encrypted] = children(expect(value, 'sequence', 'encrypted data', part.start));
  const [, algorithm, octets] = children(expect(encrypted, 'sequence', 'encrypted content', part.start));
  if (algorithm === undefined || octets === undefined)
    throw new ParseError('encrypted content is missing', { format: 'pkcs12', byteOffset: part.start });
  if (octets.constructed) throw unsupported('encrypted content in pieces', part);
  for (const candidate of opening.candidates) {
    const plain = decrypt(content(octets), algorithm, candidate.password, opening.budget);
    // The ciphers keep positions, so an offset in the plain text is one in the file
    const bags = plain === undefined ? undefined : tryBags(plain, octets.contentStart);
    if (bags === undefined) continue;
    opening.found.push(...bags);
    opening.openedWith = candidate.from;
    return;
  }
  opening.found.push({ kind: 'wrong-password', byteOffset: part.start, message: 'encrypted, and no password opens it' });
}

// A wrong password leaves proper padding once in 256 times, and then noise.
function tryBags(plain: Uint8Array, base: number): readonly Bag[] | undefined {
  try {
    return readBags(plain, base);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return undefined;
  }
}

function readContentInfo(node: DerNode | undefined, offset: number): { readonly type: string; readonly value: DerNode } {
  const [type, wrapper] = children(expect(node, 'sequence', 'content', offset));
  const value = wrapper === undefined ? undefined : children(wrapper)[0];
  if (value === undefined) throw new ParseError('content is missing', { format: 'pkcs12', byteOffset: offset });
  return { type: readOid(expect(type, 'oid', 'type of content', offset)), value };
}

/** Runs one step of the reading; what it throws becomes damage, and the other parts are read all the same. */
function attempt(opening: Opening, bytes: Uint8Array, step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const cutOff = (declaredEnd(bytes) ?? 0) > bytes.length;
    const kind = cutOff ? 'truncated-tail' : error instanceof UnsupportedScheme ? 'unsupported' : 'garbage-entry';
    opening.found.push({ kind, byteOffset: error.byteOffset, message: error.message });
  }
}

function unsupported(what: string, at: DerNode): UnsupportedScheme {
  return new UnsupportedScheme(`${what} is not supported`, { format: 'pkcs12', byteOffset: at.start });
}
