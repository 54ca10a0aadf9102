import type { Issued } from '../certificates.ts';
import { hex, node } from '../x509/der-parts.ts';

/** A PKCS#12 file without encryption and without a check of its integrity, of these parts with these bags. */
export function pkcs12Of(...parts: readonly (readonly Uint8Array[])[]): Uint8Array {
  const safes = parts.map((bags) => plain(node(0x30, ...bags)));
  return node(0x30, node(0x02, Buffer.from([3])), plain(node(0x30, ...safes)));
}

/** A certificate with these attributes. */
export function certificateBag(certificate: Issued, attributes: readonly Uint8Array[]): Uint8Array {
  const x509 = node(0x30, hex('06 0a 2a864886f70d01091601'), node(0xa0, node(0x04, certificate.der)));
  return bag('06 0b 2a864886f70d010c0a0103', x509, attributes);
}

/** A private key with these attributes; what it holds is none, which nobody finds out who does not open it. */
export function keyBag(attributes: readonly Uint8Array[]): Uint8Array {
  const sealed = node(0x30, node(0x30, hex('06 09 2a864886f70d01050d')), node(0x04, Buffer.from('sealed')));
  return bag('06 0b 2a864886f70d010c0a0102', sealed, attributes);
}

/** The attributes of an entry with that alias. */
export function named(alias: string): readonly Uint8Array[] {
  return [attribute('06 09 2a864886f70d010914', node(0x1e, Buffer.from(alias, 'utf16le').swap16()))];
}

/** The attribute that pairs a key with its certificate. */
export function localKeyId(digits: string): Uint8Array {
  return attribute('06 09 2a864886f70d010915', node(0x04, hex(digits)));
}

/** Java's attribute of a trusted certificate, as keytool writes it. */
export const trustedMark = attribute('06 0c 6086480186f966adca7b0101', hex('06 04 551d2500'));

function plain(contents: Uint8Array): Uint8Array {
  return node(0x30, hex('06 09 2a864886f70d010701'), node(0xa0, node(0x04, contents)));
}

function attribute(id: string, value: Uint8Array): Uint8Array {
  return node(0x30, hex(id), node(0x31, value));
}

function bag(id: string, value: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  return node(0x30, hex(id), node(0xa0, value), ...(attributes.length === 0 ? [] : [node(0x31, ...attributes)]));
}
