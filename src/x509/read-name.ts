import { damaged, hex } from './der.ts';
import { DerCursor, identifiers } from './der-cursor.ts';
import type { Name, NameAttribute } from './name.ts';
import { decodeNameString, isFoldable } from './name-string.ts';
import { isOid, oidText } from './object-identifier.ts';

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/**
 * Checks that the node that the cursor has just read holds a Name (RFC 5280 §4.1.2.4); throws ParseError where it does not, as every client refuses it.
 * Returns whether an attribute has more than type and value.
 */
export function checkName(cursor: DerCursor): boolean {
  const { bytes } = cursor;
  let extra = false;
  const nameEnd = cursor.end;
  for (let rdn = cursor.content; rdn < nameEnd; ) {
    cursor.take(identifiers.set, rdn, nameEnd, 'relative distinguished name');
    const rdnEnd = cursor.end;
    for (let attribute = cursor.content; attribute < rdnEnd; ) {
      cursor.take(identifiers.sequence, attribute, rdnEnd, 'name attribute');
      const attributeEnd = cursor.end;
      cursor.take(identifiers.oid, cursor.content, attributeEnd, 'attribute type');
      if (!isOid(bytes, cursor.content, cursor.end)) throw damaged('object identifier is cut off', cursor.content);
      const value = cursor.end;
      if (!cursor.read(value, attributeEnd)) throw damaged(`attribute value: ${cursor.failure}`, value);
      if (cursor.end !== attributeEnd) extra = true;
      attribute = attributeEnd;
    }
    rdn = rdnEnd;
  }
  return extra;
}

/** Whether the bytes are exactly one Name, and its attributes no more than type and value; never throws. */
export function isName(bytes: Uint8Array, from: number, to: number): boolean {
  const cursor = new DerCursor(bytes);
  if (!cursor.readAs(identifiers.sequence, from, to) || cursor.end !== to) return false;
  try {
    return !checkName(cursor);
  } catch {
    // ParseError is all that checkName throws, and it means no
    return false;
  }
}

/** A Name whose parts are read when they are asked for: most certificates of a bundle are compared by one key and never shown. */
export class ParsedName implements Name {
  readonly der: Uint8Array;
  #rdns: Name['rdns'] | undefined;
  #text: string | undefined;
  #exact: string | undefined;
  #folded: string | undefined;

  /** `der` is a node that passed checkName. */
  constructor(der: Uint8Array) {
    this.der = der;
  }

  get rdns(): Name['rdns'] {
    this.#rdns ??= readRdns(this.der);
    return this.#rdns;
  }

  get text(): string {
    this.#text ??= this.rdns
      .toReversed()
      .map((rdn) => rdn.map((attribute) => `${shortNames[attribute.type] ?? attribute.type}=${escaped(attribute.value)}`).join('+'))
      .join(', ');
    return this.#text;
  }

  get exact(): string {
    this.#exact ??= hex(this.der);
    return this.#exact;
  }

  get folded(): string {
    this.#folded ??= fold(this.rdns);
    return this.#folded;
  }
}

function readRdns(der: Uint8Array): Name['rdns'] {
  const cursor = new DerCursor(der);
  const rdns: NameAttribute[][] = [];
  cursor.read(0, der.length);
  const nameEnd = cursor.end;
  for (let at = cursor.content; at < nameEnd && cursor.read(at, nameEnd); ) {
    const rdn: NameAttribute[] = [];
    const rdnEnd = cursor.end;
    for (let inner = cursor.content; inner < rdnEnd && cursor.read(inner, rdnEnd); ) {
      const attributeEnd = cursor.end;
      cursor.read(cursor.content, attributeEnd);
      const type = oidText(der, cursor.content, cursor.end);
      cursor.read(cursor.end, attributeEnd);
      const { identifier } = cursor;
      // tags of other classes and constructed values are no strings
      const tag = identifier < 0x1f ? identifier : 0;
      rdn.push({ type, value: decodeNameString(der, tag, cursor.content, cursor.end), tag });
      inner = attributeEnd;
    }
    rdns.push(rdn);
    at = rdnEnd;
  }
  return rdns;
}

// Lengths stand before the values, so that no value can be made to look like another structure
function fold(rdns: Name['rdns']): string {
  let key = '';
  for (const rdn of rdns) {
    const [only] = rdn;
    // X.690 §11.6: the parts of a SET OF have one order, and OpenSSL puts them into it before it compares (x_name.c, x509_name_canon)
    const parts = rdn.length === 1 && only !== undefined ? foldAttribute(only) : rdn.map(foldAttribute).toSorted().join('+');
    key += `/${parts}`;
  }
  return key;
}

const spaces = /[\t\n\v\f\r]| {2}|^ | $/;
// oxlint-disable-next-line no-control-regex
const beyondAscii = /[^\0-\x7f]/;

function foldAttribute({ type, value, tag }: NameAttribute): string {
  if (!isFoldable(tag)) return `${type}#${tag}:${value.length}:${value}`;
  const spaced = spaces.test(value) ? value.replaceAll(/[\t\n\v\f\r ]+/g, ' ').replaceAll(/^ | $/g, '') : value;
  // ASCII only, as OpenSSL folds: other letters keep their case
  const folded = beyondAscii.test(spaced) ? spaced.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : spaced.toLowerCase();
  return `${type}:${folded.length}:${folded}`;
}

// RFC 4514 §2.4: a value cannot pass for another attribute
function escaped(value: string): string {
  return value.replaceAll(/[",+;<>\\]|^[ #]| $/g, String.raw`\$&`);
}
