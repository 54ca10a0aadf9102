import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** One attribute of a subject: its OID is commonName unless another is given, its text a UTF8String unless another tag is. */
export interface Attribute {
  readonly oid?: Buffer;
  readonly tag?: number;
  readonly value: string | Buffer;
}

/** What a certificate says about its names; everything else is plain. */
export interface Naming {
  /** Relative distinguished names. */
  readonly subject?: readonly (readonly Attribute[])[];
  /** Encoded general names; undefined: no extension, an empty list: an empty sequence. */
  readonly names?: readonly Buffer[];
}

const commonName = Buffer.from('550403', 'hex');
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let serial = 0x1000;

/** One DER node of contents shorter than 65,536 octets. */
export function node(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length =
    content.length < 128
      ? [content.length]
      : content.length < 256
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** A self-signed certificate with those names and the key of {@link namedKey}: its own trust anchor. */
export function namedCertificate({ subject = [], names }: Naming): Buffer {
  const subjectDer = node(0x30, ...subject.map((rdn) => node(0x31, ...rdn.map(attributeDer))));
  const algorithm = node(0x30, node(6, Buffer.from('2a8648ce3d040302', 'hex')));
  const extension = names && node(0x30, node(6, Buffer.from('551d11', 'hex')), node(4, node(0x30, ...names)));
  const tbs = node(
    0x30,
    node(0xa0, node(2, Buffer.from([2]))),
    node(2, Buffer.from([(serial += 1) >> 8, serial & 0xff])),
    algorithm,
    // an issuer that is empty is refused by some clients; the certificate issues itself all the same where its own name is not
    subject.length === 0 ? node(0x30, node(0x31, attributeDer({ value: 'nobody' }))) : subjectDer,
    node(0x30, ...['250101000000Z', '491231235959Z'].map((time) => node(0x17, Buffer.from(time)))),
    subject.length === 0 ? node(0x30, node(0x31, attributeDer({ value: 'nobody' }))) : subjectDer,
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    ...(extension === undefined ? [] : [node(0xa3, node(0x30, extension))]),
  );
  return node(0x30, tbs, algorithm, node(3, Buffer.from([0]), sign('sha256', tbs, keys.privateKey)));
}

/** The key of every {@link namedCertificate}. */
export function namedKey(): KeyObject {
  return keys.privateKey;
}

function attributeDer({ oid = commonName, tag = 12, value }: Attribute): Buffer {
  return node(0x30, node(6, oid), node(tag, Buffer.from(value)));
}
