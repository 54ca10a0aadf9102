import { children, content, type DerNode, expect, hex, readOid, tags, whole } from './der.ts';
import type { Name, NameAttribute } from './name.ts';

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

const bmpString = 30;
const universalString = 28;
/** String types that comparison folds (RFC 5280 §7.1; OpenSSL crypto/x509/x_name.c, asn1_string_canon). */
const foldable = new Set<number>([tags.utf8String, 19, 20, 22, 26, universalString, bmpString]);

/** Reads a Name (RFC 5280 §4.1.2.4); throws ParseError where it is none. */
export function readName(node: DerNode): Name {
  const rdns = children(node).map((rdn) => children(expect(rdn, 'set', 'relative distinguished name', rdn.start)).map(readAttribute));
  const der = whole(node);
  return {
    der,
    rdns,
    text: rdns
      .toReversed()
      .map((rdn) => rdn.map((attribute) => `${shortNames[attribute.type] ?? attribute.type}=${attribute.value}`).join('+'))
      .join(', '),
    exact: hex(der),
    folded: JSON.stringify(rdns.map((rdn) => rdn.map((attribute) => [attribute.type, fold(attribute)]))),
  };
}

function readAttribute(node: DerNode): NameAttribute {
  const [type, value] = children(expect(node, 'sequence', 'name attribute', node.start));
  const oid = readOid(expect(type, 'oid', 'attribute type', node.start));
  if (value === undefined) return { type: oid, value: '', tag: 0 };
  return { type: oid, value: decodeText(value), tag: value.tag };
}

function decodeText(node: DerNode): string {
  const bytes = content(node);
  switch (node.tag) {
    case tags.utf8String:
      return new TextDecoder().decode(bytes);
    case bmpString:
      return new TextDecoder('utf-16be').decode(bytes);
    case universalString:
      return decodeUcs4(bytes);
    default:
      return Buffer.from(bytes).toString('latin1');
  }
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

function fold(attribute: NameAttribute): string {
  if (!foldable.has(attribute.tag)) return `#${attribute.tag}:${attribute.value}`;
  // ASCII only, as OpenSSL folds: other letters keep their case
  return attribute.value
    .replaceAll(/[\t\n\v\f\r ]+/g, ' ')
    .trim()
    .replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
