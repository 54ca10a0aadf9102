import type { BasicConstraints, Extensions, KeyUsageBit, NetscapeCertTypeBit } from './certificate.ts';
import { hex } from './der.ts';
import { identifiers } from './der-cursor.ts';
import type { ExtensionValue } from './extension-value.ts';
import { readGeneralNames } from './read-general-names.ts';
import { smallInteger } from './small-integer.ts';

// RFC 5280 §4.2.1.3, in bit order
const keyUsageBits: readonly KeyUsageBit[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

// OpenSSL crypto/x509/v3_bitst.c, in bit order
const netscapeBits: readonly NetscapeCertTypeBit[] = [
  'sslClient',
  'sslServer',
  'smime',
  'objectSigning',
  'reserved',
  'sslCa',
  'smimeCa',
  'objectSigningCa',
];

/** RFC 5280 §4.2.1.9. */
export function readBasicConstraints(value: ExtensionValue): BasicConstraints | undefined {
  const { cursor, oid, critical } = value;
  if (cursor.identifier !== identifiers.sequence) return undefined;
  const { end } = cursor;
  let at = cursor.content;
  let ca: boolean | undefined = false;
  if (at < end && cursor.readAs(identifiers.boolean, at, end)) {
    ca = value.boolean();
    at = cursor.end;
    if (ca === undefined) return undefined;
  }
  if (at === end) return { critical, ca, pathLength: undefined };
  if (!cursor.readAs(identifiers.integer, at, end) || cursor.content === cursor.end || cursor.end !== end) return undefined;
  const negative = (cursor.bytes[cursor.content] ?? 0) >= 0x80;
  const pathLength = smallInteger(cursor.bytes, cursor.content, cursor.end);
  if (negative) value.defects.push({ kind: 'negative-path-length', oid });
  else if (pathLength === undefined) return undefined;
  if (!ca) value.defects.push({ kind: 'path-length-without-ca', oid });
  return { critical, ca, pathLength };
}

/** RFC 5280 §4.2.1.3. */
export function readKeyUsage(value: ExtensionValue): ReadonlySet<KeyUsageBit> | undefined {
  return readBits(value, keyUsageBits);
}

/** The bits of netscape-cert-type; the reserved one too. */
export function readNetscapeCertType(value: ExtensionValue): ReadonlySet<NetscapeCertTypeBit> | undefined {
  return readBits(value, netscapeBits);
}

/** RFC 5280 §4.2.1.2, as hex. */
export function readSubjectKeyId(value: ExtensionValue): string | undefined {
  return value.cursor.identifier === identifiers.octetString ? hex(value.content()) : undefined;
}

/** RFC 5280 §4.2.1.1. */
export function readAuthorityKeyId(value: ExtensionValue): Extensions['authorityKeyId'] {
  let keyId: string | undefined;
  let issuer: NonNullable<Extensions['authorityKeyId']>['issuer'];
  let serial: string | undefined;
  let previous = 0;
  const whole = value.eachInside(() => {
    const { cursor, oid } = value;
    const { identifier } = cursor;
    if ((identifier & 0x1f) < previous) return false;
    previous = (identifier & 0x1f) + 1;
    if (identifier === 0x80) keyId = hex(value.content());
    else if (identifier === 0x82) serial = hex(value.content());
    else if (identifier === 0xa1) {
      const names = readGeneralNames(cursor.bytes, cursor.content, cursor.end, oid);
      if (names === undefined) return false;
      issuer = names.names;
      for (const defect of names.defects) value.defects.push(defect);
    } else return false;
    return true;
  });
  return whole ? { keyId, issuer, serial } : undefined;
}

// X.690 §8.6: a first octet that counts the unused bits of the last, which are zero in DER (§11.2.1) and masked by OpenSSL (c2i_ASN1_BIT_STRING)
function readBits<Bit>(value: ExtensionValue, names: readonly Bit[]): ReadonlySet<Bit> | undefined {
  if (value.cursor.identifier !== identifiers.bitString) return undefined;
  const octets = value.content();
  const unused = octets[0];
  if (unused === undefined || unused > 7 || (octets.length === 1 && unused > 0)) return undefined;
  if (octets.length > 1 && ((octets.at(-1) ?? 0) & ~(0xff << unused)) !== 0) value.defects.push({ kind: 'padding-bits', oid: value.oid });
  const used = (octets.length - 1) * 8 - unused;
  return new Set(names.filter((_, bit) => bit < used && ((octets[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0));
}
