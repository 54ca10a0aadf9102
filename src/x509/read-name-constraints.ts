import type { Certificate, GeneralName } from './certificate.ts';
import { DerCursor, identifiers } from './der-cursor.ts';
import { oidText } from './object-identifier.ts';
import { readGeneralNames } from './read-general-names.ts';

const oid = '2.5.29.30';
const otherName = 0;
const registeredId = 8;

/** What a subtree is of, or a name that is held against it. An address of a subtree holds its mask in the second half. */
export type ConstrainedName =
  | Exclude<GeneralName, { kind: 'other' }>
  /** `type` is the OID of an otherName or a registeredID where it is known; `fits` whether the name is in the encoding of its form. */
  | { readonly kind: 'other'; readonly tag: number; readonly type: string | undefined; readonly fits: boolean };

/** One GeneralSubtree (RFC 5280 §4.2.1.10). */
export interface Subtree {
  readonly base: ConstrainedName;
  /** Undefined where absent, which means 0. */
  readonly minimum: bigint | undefined;
  readonly maximum: bigint | undefined;
  /** What follows the base is nothing but minimum and maximum, each an INTEGER. */
  readonly wellFormed: boolean;
}

/** Name constraints as they stand in a certificate, read and not judged. */
export interface NameConstraints {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
  /** Whether a length inside is not in its shortest form (X.690 §10.1). */
  readonly longLengths: boolean;
}

/** What reading name constraints came to. */
export type NameConstraintsReading =
  | { readonly kind: 'absent' }
  | { readonly kind: 'constraints'; readonly constraints: NameConstraints }
  /** Not the structure of RFC 5280; what follows from that differs from client to client. */
  | { readonly kind: 'malformed'; readonly reason: string };

/** Reads the name constraints of a certificate (RFC 5280 §4.2.1.10). Never throws: damage is a value. */
export function nameConstraintsOf(certificate: Certificate): NameConstraintsReading {
  const bytes = certificate.extensions.nameConstraints;
  if (bytes === undefined) return { kind: 'absent' };
  if (certificate.defects.some((defect) => defect.kind === 'malformed-extension' && defect.oid === oid))
    return malformed('it is no sequence of subtrees');
  return readNameConstraintsContent(bytes);
}

/** Reads the content of the extension's SEQUENCE. Never throws. */
export function readNameConstraintsContent(bytes: Uint8Array): NameConstraintsReading {
  const cursor = new DerCursor(bytes);
  const lists = new Map<number, readonly Subtree[]>();
  for (let at = 0; at < bytes.length; ) {
    if (!cursor.read(at, bytes.length)) return malformed(cursor.failure);
    const { identifier, content, end } = cursor;
    if (identifier !== 0xa0 && identifier !== 0xa1) return malformed('something else than permitted and excluded subtrees stands in it');
    if (lists.has(identifier) || lists.has(0xa1)) return malformed('permitted or excluded subtrees stand twice, or in the wrong order');
    const subtrees = readSubtrees(cursor, content, end);
    if (typeof subtrees === 'string') return malformed(subtrees);
    lists.set(identifier, subtrees);
    at = end;
  }
  return {
    kind: 'constraints',
    constraints: { permitted: lists.get(0xa0) ?? [], excluded: lists.get(0xa1) ?? [], longLengths: cursor.relaxed },
  };
}

function malformed(reason: string): NameConstraintsReading {
  return { kind: 'malformed', reason };
}

function readSubtrees(cursor: DerCursor, from: number, to: number): readonly Subtree[] | string {
  const subtrees: Subtree[] = [];
  for (let at = from; at < to; ) {
    if (!cursor.readAs(identifiers.sequence, at, to)) return 'a subtree is no sequence';
    const { content, end } = cursor;
    if (!cursor.read(content, end)) return 'a subtree has no name';
    const base = baseOf(cursor.bytes, content, cursor.end);
    if (base === undefined) return 'a subtree has no name';
    subtrees.push({ base, ...readDistances(cursor, cursor.end, end) });
    at = end;
  }
  return subtrees;
}

function baseOf(bytes: Uint8Array, from: number, to: number): ConstrainedName | undefined {
  const reading = readGeneralNames(bytes, from, to, oid);
  const [name] = reading?.names ?? [];
  if (name === undefined || name.kind !== 'other') return name;
  const fits = !(reading?.defects.some((defect) => defect.kind === 'malformed-general-name') ?? false);
  return { kind: 'other', tag: name.tag, type: fits ? typeOf(bytes, from, to, name.tag) : undefined, fits };
}

function typeOf(bytes: Uint8Array, from: number, to: number, tag: number): string | undefined {
  const cursor = new DerCursor(bytes);
  if (tag === registeredId) return cursor.read(from, to) ? oidText(bytes, cursor.content, cursor.end) : undefined;
  if (tag !== otherName) return undefined;
  if (!cursor.read(from, to) || !cursor.readAs(identifiers.oid, cursor.content, cursor.end)) return undefined;
  return oidText(bytes, cursor.content, cursor.end);
}

// minimum [0] and maximum [1], implicit INTEGERs in that order
function readDistances(cursor: DerCursor, from: number, to: number): Omit<Subtree, 'base'> {
  const distances: { minimum: bigint | undefined; maximum: bigint | undefined } = { minimum: undefined, maximum: undefined };
  let last = 0;
  for (let at = from; at < to; at = cursor.end) {
    if (!cursor.read(at, to)) return { ...distances, wellFormed: false };
    const value = integerOf(cursor.bytes.subarray(cursor.content, cursor.end));
    if (value === undefined || cursor.identifier <= last || (cursor.identifier !== 0x80 && cursor.identifier !== 0x81)) {
      return { ...distances, wellFormed: false };
    }
    distances[cursor.identifier === 0x80 ? 'minimum' : 'maximum'] = value;
    last = cursor.identifier;
  }
  return { ...distances, wellFormed: true };
}

/** Two's complement (X.690 §8.3); undefined for no octets or too many. More octets than a distance can need are cut at 2^64, which is far beyond any. */
function integerOf(octets: Uint8Array): bigint | undefined {
  const [first, second] = octets;
  if (first === undefined || (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))))
    return undefined;
  if (octets.length > 8) return first >= 0x80 ? -(1n << 64n) : 1n << 64n;
  return BigInt.asIntN(octets.length * 8, BigInt(`0x${Buffer.from(octets).toString('hex')}`));
}
