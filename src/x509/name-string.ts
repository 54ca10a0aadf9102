import { isAscii, isUtf8 } from 'node:buffer';
import type { FieldDefect } from './certificate-defect.ts';
import { identifiers } from './der-cursor.ts';

const numericString = 18;
const printableString = 19;
const t61String = 20;
const ia5String = 22;
const visibleString = 26;
const universalString = 28;
const bmpString = 30;

/** String types that comparison folds (RFC 5280 §7.1; ASN1_MASK_CANON in OpenSSL's crypto/x509/x_name.c). */
const foldable = new Set<number>([
  identifiers.utf8String,
  printableString,
  t61String,
  ia5String,
  visibleString,
  universalString,
  bmpString,
]);

/** Whether comparison ignores case and spaces of a string of that universal tag. */
export function isFoldable(tag: number): boolean {
  return foldable.has(tag);
}

/** Text of a name's value of that universal tag; one character a byte where the type has no encoding of its own. Never throws. */
export function decodeNameString(bytes: Uint8Array, tag: number, from: number, to: number): string {
  const octets = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  switch (tag) {
    case identifiers.utf8String:
      return octets.toString('utf8');
    case bmpString:
      // a last odd byte is not swapped, and is lost
      return Buffer.from(octets.subarray(0, octets.length & ~1))
        .swap16()
        .toString('utf16le');
    case universalString:
      return decodeUcs4(octets);
    default:
      return octets.toString('latin1');
  }
}

/** What is wrong with a name's value of that identifier octet; empty where every client reads it. */
export function nameStringDefects(bytes: Uint8Array, identifier: number, from: number, to: number): readonly FieldDefect[] {
  const octets = bytes.subarray(from, to);
  switch (identifier) {
    case identifiers.utf8String:
      return isUtf8(octets) ? none : ['name-undecodable'];
    case bmpString:
      return octets.length % 2 === 0 ? none : ['name-undecodable'];
    case universalString:
      return ['name-value-type', ...(isUcs4(octets) ? none : (['name-undecodable'] as const))];
    case printableString:
      return isPrintable(octets) ? none : ['name-characters'];
    case ia5String:
      return isAscii(octets) ? none : ['name-characters'];
    case numericString:
      return octets.every((octet) => octet === 0x20 || (octet >= 0x30 && octet <= 0x39)) ? none : ['name-characters'];
    case t61String:
      return none;
    default:
      return ['name-value-type', ...(readByOpenssl(identifier) ? none : (['name-value-unprintable'] as const))];
  }
}

const none: readonly FieldDefect[] = [];

/** Tags of B_ASN1_PRINTABLE (asn1.h), with those that ASN1_tag2bit calls unknown (crypto/asn1/tasn_dec.c), constructed or not. */
const printableTags = new Set([3, 7, 8, 9, 11, 12, 13, 14, 15, 16, 18, 19, 20, 22, 28, 29, 30, 31]);

function readByOpenssl(identifier: number): boolean {
  return identifier < 0x40 && printableTags.has(identifier & 0x1f);
}

// X.680 §41.4, and the two that Go tolerates (crypto/x509/parser.go, isPrintable): asterisk and ampersand
const printable = new Uint8Array(256);
for (const octet of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?*&", 'latin1'))
  printable[octet] = 1;

function isPrintable(octets: Uint8Array): boolean {
  // a plain loop: every string of every name goes through it
  for (let at = 0; at < octets.length; at += 1) if (printable[octets[at] ?? 0] !== 1) return false;
  return true;
}

function isUcs4(octets: Uint8Array): boolean {
  if (octets.length % 4 !== 0) return false;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  for (let offset = 0; offset < octets.length; offset += 4) if (view.getUint32(offset) > 0x10ffff) return false;
  return true;
}

function decodeUcs4(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let text = '';
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) {
    const point = view.getUint32(offset);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}
