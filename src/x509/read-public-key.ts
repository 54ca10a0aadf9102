import { hash } from 'node:crypto';
import type { PublicKey } from './certificate.ts';
import { damaged } from './der.ts';
import { DerCursor, identifiers } from './der-cursor.ts';
import { curveBits } from './elliptic-curves.ts';
import { isOid, oidText } from './object-identifier.ts';

const algorithms: Readonly<Record<string, PublicKey['algorithm']>> = {
  '1.2.840.113549.1.1.1': 'rsa',
  '1.2.840.113549.1.1.10': 'rsa-pss',
  '1.2.840.10045.2.1': 'ec',
  '1.3.101.112': 'ed25519',
  '1.3.101.113': 'ed448',
};

/** OID of DSA keys (RFC 3279 §2.3.2). */
export const dsaKey = '1.2.840.10040.4.1';

/** Where the parts of a SubjectPublicKeyInfo stand in its bytes. */
export interface PublicKeyLayout {
  /** OID of the algorithm, dotted. */
  readonly oid: string;
  /** Identifier octet of the parameters; undefined where there are none. */
  readonly parameters: number | undefined;
  readonly parametersStart: number;
  readonly parametersEnd: number;
  /** First octet of the key itself, after the count of unused bits. */
  readonly keyStart: number;
  readonly keyEnd: number;
}

/**
 * Checks that the node that the cursor has just read is a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7); throws ParseError where every client refuses it. The key
 * inside is not looked at. Returns whether it has more than its two parts.
 */
export function checkPublicKey(cursor: DerCursor): boolean {
  const { end, bytes } = cursor;
  cursor.take(identifiers.sequence, cursor.content, end, 'key algorithm');
  const key = cursor.end;
  const extra = checkAlgorithm(cursor, 'key algorithm');
  cursor.take(identifiers.bitString, key, end, 'public key');
  if (cursor.end === cursor.content || (bytes[cursor.content] ?? 0) > 7) throw damaged('public key is no bit string', cursor.content);
  return extra || cursor.end !== end;
}

/** Checks the AlgorithmIdentifier that the cursor has just read (RFC 5280 §4.1.1.2): an OID, then at most one more. Returns whether there is more. */
export function checkAlgorithm(cursor: DerCursor, what: string): boolean {
  const { end, bytes } = cursor;
  cursor.take(identifiers.oid, cursor.content, end, what);
  if (!isOid(bytes, cursor.content, cursor.end)) throw damaged('object identifier is cut off', cursor.content);
  const parameters = cursor.end;
  if (parameters === end) return false;
  if (!cursor.read(parameters, end)) throw damaged(`${what}: ${cursor.failure}`, parameters);
  return cursor.end !== end;
}

/** Where the parts stand in a SubjectPublicKeyInfo that passed checkPublicKey. */
export function layoutOf(spki: Uint8Array): PublicKeyLayout {
  const cursor = new DerCursor(spki);
  cursor.read(0, spki.length);
  cursor.read(cursor.content, spki.length);
  const algorithmEnd = cursor.end;
  cursor.read(cursor.content, algorithmEnd);
  const oid = oidText(spki, cursor.content, cursor.end);
  const parametersStart = cursor.end;
  const parameters = parametersStart < algorithmEnd && cursor.read(parametersStart, algorithmEnd) ? cursor.identifier : undefined;
  cursor.read(algorithmEnd, spki.length);
  return { oid, parameters, parametersStart, parametersEnd: algorithmEnd, keyStart: cursor.content + 1, keyEnd: cursor.end };
}

/** A public key whose parts are read when they are asked for; building a key object costs more and is only needed for signatures. */
export class ParsedPublicKey implements PublicKey {
  readonly spki: Uint8Array;
  #sha256: string | undefined;
  #parts: Pick<PublicKey, 'oid' | 'algorithm' | 'bits' | 'curve'> | undefined;

  /** `spki` is a node that passed checkPublicKey. */
  constructor(spki: Uint8Array) {
    this.spki = spki;
  }

  get sha256(): string {
    this.#sha256 ??= hash('sha256', this.spki, 'hex');
    return this.#sha256;
  }

  get oid(): string {
    return this.#read().oid;
  }

  get algorithm(): PublicKey['algorithm'] {
    return this.#read().algorithm;
  }

  get bits(): number | undefined {
    return this.#read().bits;
  }

  get curve(): string | undefined {
    return this.#read().curve;
  }

  #read(): Pick<PublicKey, 'oid' | 'algorithm' | 'bits' | 'curve'> {
    this.#parts ??= readParts(this.spki);
    return this.#parts;
  }
}

function readParts(spki: Uint8Array): Pick<PublicKey, 'oid' | 'algorithm' | 'bits' | 'curve'> {
  const layout = layoutOf(spki);
  const algorithm = algorithms[layout.oid] ?? 'other';
  const curve = algorithm === 'ec' ? curveOf(spki, layout) : undefined;
  return { oid: layout.oid, algorithm, bits: bitsOf(spki, layout, algorithm, curve), curve };
}

function curveOf(spki: Uint8Array, layout: PublicKeyLayout): string {
  if (layout.parameters !== identifiers.oid) return 'explicit';
  const cursor = new DerCursor(spki);
  cursor.read(layout.parametersStart, layout.parametersEnd);
  return oidText(spki, cursor.content, cursor.end);
}

function bitsOf(
  spki: Uint8Array,
  layout: PublicKeyLayout,
  algorithm: PublicKey['algorithm'],
  curve: string | undefined,
): number | undefined {
  if (algorithm === 'ec') return curveBits(curve ?? '');
  const cursor = new DerCursor(spki);
  // RFC 3279 §2.3.2: Dss-Parms ::= SEQUENCE { p INTEGER, … }
  if (layout.oid === dsaKey) return firstIntegerBits(cursor, layout.parametersStart, layout.parametersEnd);
  // RFC 8017 appendix A.1.1: RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
  return algorithm === 'rsa' || algorithm === 'rsa-pss' ? firstIntegerBits(cursor, layout.keyStart, layout.keyEnd) : undefined;
}

function firstIntegerBits(cursor: DerCursor, from: number, to: number): number | undefined {
  if (!cursor.readAs(identifiers.sequence, from, to) || !cursor.readAs(identifiers.integer, cursor.content, cursor.end)) return undefined;
  const octets = cursor.bytes.subarray(cursor.content, cursor.end);
  const leading = octets.findIndex((octet) => octet !== 0);
  return leading === -1 ? 0 : (octets.length - leading) * 8 - (Math.clz32(octets[leading] ?? 0) - 24);
}
