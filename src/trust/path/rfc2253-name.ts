import type { Name, NameAttribute } from '../../x509/name.ts';

// The attributes that have a keyword in RFC 2253; values of all others are compared by their bytes (sun.security.x509.AVA, AVAKeyword)
const keywords: Readonly<Record<string, string>> = {
  '2.5.4.3': 'cn',
  '2.5.4.6': 'c',
  '2.5.4.7': 'l',
  '2.5.4.8': 'st',
  '2.5.4.9': 'street',
  '2.5.4.10': 'o',
  '2.5.4.11': 'ou',
  '0.9.2342.19200300.100.1.25': 'dc',
  '0.9.2342.19200300.100.1.1': 'uid',
};
const utf8String = 12;
const printableString = 19;

const canonical = new WeakMap<Name, string>();

/**
 * The key by which Java compares names (X500Principal.equals): equal for names whose canonical form of RFC 2253 is equal (sun.security.x509.X500Name,
 * getRFC2253CanonicalName). Case and spaces count in every string that is neither PrintableString nor UTF8String, and in attributes without a keyword
 * (emailAddress, serialNumber): there even the type of the string does.
 */
export function rfc2253Key(name: Name): string {
  const known = canonical.get(name);
  if (known !== undefined) return known;
  const key = JSON.stringify(name.rdns.map((rdn) => rdn.map(canonicalAttribute).toSorted()));
  canonical.set(name, key);
  return key;
}

// AVA.toRFC2253CanonicalString
function canonicalAttribute({ type, value, tag }: NameAttribute): string {
  const keyword = keywords[type];
  if (keyword === undefined || (tag !== utf8String && tag !== printableString)) return `${keyword ?? type}=#${tag}:${value}`;
  // only the space is white among the characters of a PrintableString; Java folds through upper case, so that ß is ss
  return `${keyword}=${trimmed(value.replaceAll(/ {2,}/g, ' ')).toUpperCase().toLowerCase()}`.normalize('NFKD');
}

// String.trim: everything up to the space, control characters among it
function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && text.charCodeAt(from) <= 0x20) from += 1;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to -= 1;
  return text.slice(from, to);
}
