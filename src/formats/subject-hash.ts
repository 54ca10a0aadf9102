import { createHash } from 'node:crypto';
import { children, content, type DerNode, readNode, tags, whole } from '../x509/der.ts';
import type { Name } from '../x509/name.ts';
import { isFoldable } from '../x509/name-string.ts';

/**
 * The hash by which OpenSSL finds a certificate in a directory, eight hex digits: what `openssl x509 -subject_hash` prints.
 *
 * OpenSSL 1.0.0 and later, crypto/x509/x509_cmp.c, X509_NAME_hash: the first four bytes, little-endian, of the SHA-1 of the
 * canonical encoding of the name. Throws ParseError for a name that is not DER.
 */
export function subjectHash(name: Name): string {
  const rdns = children(readNode(name.der)).map((rdn) => canonicalRdn(rdn));
  // x_name.c, x509_name_canon: the sets one after the other, without the SEQUENCE around them
  const digest = createHash('sha1').update(Buffer.concat(rdns)).digest();
  return digest.subarray(0, 4).reverse().toString('hex');
}

const universalString = 28;
const bmpString = 30;

function canonicalRdn(rdn: DerNode): Buffer {
  const attributes = children(rdn).map((attribute) => {
    const [type, value] = children(attribute);
    const parts = [...(type === undefined ? [] : [whole(type)]), ...(value === undefined ? [] : [canonicalValue(value)])];
    return encode(0x30, Buffer.concat(parts));
  });
  // X.690 §11.6: the components of a SET OF in ascending order
  return encode(0x31, Buffer.concat(attributes.toSorted((a, b) => Buffer.compare(a, b))));
}

function canonicalValue(value: DerNode): Uint8Array {
  if (value.tagClass !== 'universal' || !isFoldable(value.tag)) return whole(value);
  return encode(tags.utf8String, canonicalText(toUtf8(value)));
}

// ASN1_STRING_to_UTF8: T61 is taken for Latin-1, as all one-byte types are.
function toUtf8(value: DerNode): Buffer {
  const bytes = Buffer.from(content(value));
  switch (value.tag) {
    case tags.utf8String:
      return bytes;
    case bmpString:
      return Buffer.from(new TextDecoder('utf-16be').decode(bytes), 'utf8');
    case universalString:
      return Buffer.from(fromUcs4(bytes), 'utf8');
    default:
      return Buffer.from(bytes.toString('latin1'), 'utf8');
  }
}

function fromUcs4(bytes: Buffer): string {
  let text = '';
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) {
    const point = bytes.readUInt32BE(offset);
    text += String.fromCodePoint(point <= 0x10ffff ? point : 0xfffd);
  }
  return text;
}

// x_name.c, asn1_string_canon: white space at the ends goes, inside it becomes one space; ASCII letters become small.
function canonicalText(utf8: Buffer): Buffer {
  // One character a byte: what is beyond ASCII stays as it is
  const text = utf8.toString('latin1').replaceAll(/[ \t\n\v\f\r]+/g, ' ');
  const trimmed = text.slice(text.startsWith(' ') ? 1 : 0, text.endsWith(' ') ? -1 : undefined);
  return Buffer.from(
    trimmed.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()),
    'latin1',
  );
}

function encode(identifier: number, body: Uint8Array): Buffer {
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from([identifier, ...size]), body]);
}
