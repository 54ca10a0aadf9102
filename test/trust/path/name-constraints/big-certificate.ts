import { ascii, hex, node } from '../../../x509/der-parts.ts';

/** A certificate with one extension of any size, which the certificate builder of the other tests is too small for; its signature is none. */
export function bigCertificate(extension: Uint8Array): Uint8Array {
  const name = sequenceOf(node(0x31, sequenceOf(hex('06 03 55040a'), node(0x0c, ascii('Big')))));
  const issuer = sequenceOf(node(0x31, sequenceOf(hex('06 03 55040a'), node(0x0c, ascii('Bigger')))));
  const ecdsa = sequenceOf(hex('06 08 2a8648ce3d040302'));
  const tbs = sequenceOf(
    node(0xa0, hex('02 01 02')),
    hex('02 01 07'),
    ecdsa,
    issuer,
    sequenceOf(node(0x17, ascii('260101000000Z')), node(0x17, ascii('360101000000Z'))),
    name,
    sequenceOf(sequenceOf(hex('06 03 2b6570')), node(0x03, Uint8Array.of(0), new Uint8Array(32))),
    longNode(0xa3, sequenceOf(extension)),
  );
  return sequenceOf(tbs, ecdsa, hex('03 02 00 00'));
}

function sequenceOf(...parts: readonly Uint8Array[]): Uint8Array {
  return longNode(0x30, ...parts);
}

/** A node whose length may have four octets. */
export function longNode(identifier: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content);
  if (body.length < 0x10000) return node(identifier, body);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const first = length.findIndex((octet) => octet !== 0);
  return Buffer.concat([Uint8Array.of(identifier, 0x80 + 4 - first), length.subarray(first), body]);
}
