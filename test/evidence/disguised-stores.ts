import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { issue } from '../certificates.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const key = root.keys.privateKey.export({ type: 'pkcs8', format: 'der' });

/** A DER element with definite length. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const explicit = (...parts: readonly Uint8Array[]): Buffer => der(0xa0, ...parts);
const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const number = (...bytes: readonly number[]): Buffer => der(0x02, Buffer.from(bytes));
const [none, pkcs7] = [Buffer.alloc(0), '2a864886f70d0107'];

/** JKS with one entry that its tag calls a trusted certificate. */
function javaKeyStore(value: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(value.length);
  const head = Buffer.from('feedfeed0000000200000001000000020004636f72700000000000000000', 'hex');
  return Buffer.concat([head, Buffer.from([0x00, 0x05]), Buffer.from('X.509'), size, value, Buffer.alloc(20)]);
}

function bag(value: Uint8Array, type = '03', certificateType = '2a864886f70d01091601'): Buffer {
  return sequence(oid(`2a864886f70d010c0a01${type}`), explicit(sequence(oid(certificateType), explicit(octets(value)))));
}

const attribute = (type: string, value: Uint8Array): Buffer => sequence(oid(type), der(0x31, value));

/** A bag with a certificate and these attributes. */
function bagWith(...attributes: readonly Uint8Array[]): Buffer {
  const certificate = sequence(oid('2a864886f70d01091601'), explicit(octets(root.der)));
  return sequence(oid('2a864886f70d010c0a0103'), explicit(certificate), der(0x31, ...attributes));
}
const name = attribute('2a864886f70d010914', der(0x1e, Buffer.from('\0c\0a')));

function pkcs12(...contents: readonly Uint8Array[]): Buffer {
  return sequence(number(3), sequence(oid(`${pkcs7}01`), explicit(octets(sequence(...contents)))));
}

const clear = (...bags: readonly Uint8Array[]): Buffer => sequence(oid(`${pkcs7}01`), explicit(octets(sequence(...bags))));

/** Behind the password that programs ship with: PBES2 of PBKDF2 with SHA-256 and AES-256 (RFC 8018 §6.2). */
function encrypted(...bags: readonly Uint8Array[]): Buffer {
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync('changeit', salt, 2048, 32, 'sha256'), iv);
  const content = Buffer.concat([cipher.update(sequence(...bags)), cipher.final()]);
  const derivation = sequence(
    oid('2a864886f70d01050c'),
    sequence(octets(salt), number(0x08, 0x00), sequence(oid('2a864886f70d0209'), der(0x05))),
  );
  const scheme = sequence(oid('2a864886f70d01050d'), sequence(derivation, sequence(oid('60864801650304012a'), octets(iv))));
  const info = sequence(oid(`${pkcs7}01`), scheme, der(0x80, content));
  return sequence(oid(`${pkcs7}06`), explicit(sequence(number(0), info)));
}

/** SignedData (RFC 5652 §5.1) of these parts; as it stands a certs-only message. */
function signedData(parts: {
  readonly digests?: Uint8Array;
  readonly content?: Uint8Array;
  readonly holds?: Uint8Array;
  readonly behind?: Uint8Array;
  readonly signers?: Uint8Array;
}): Buffer {
  const { digests = none, content = none, holds = root.der, behind = none, signers = none } = parts;
  const inner = sequence(oid(`${pkcs7}01`), content);
  return sequence(oid(`${pkcs7}02`), explicit(sequence(number(1), der(0x31, digests), inner, explicit(holds), behind, der(0x31, signers))));
}

const both = Buffer.concat([root.der, key]);
const longCertificate = sequence(root.der.subarray(4), key);

/** Stores of the same make that hold certificates alone, so that what is refused of the others is what they hold. */
export const honestStores: Readonly<Record<string, Buffer>> = {
  'honest.jks': javaKeyStore(root.der),
  'honest.p12': pkcs12(clear(bag(root.der), bag(root.der))),
  'named.p12': pkcs12(clear(bagWith(name, attribute('2a864886f70d010915', octets(randomBytes(20)))))),
  'java.p12': pkcs12(clear(bagWith(name, attribute('6086480186f966adca7b0101', oid('551d2500'))))),
  'encrypted.p12': pkcs12(encrypted(bag(root.der))),
  'honest.p7b': signedData({}),
  'two.p7b': signedData({ holds: Buffer.concat([root.der, root.der]) }),
};

/** Stores that say of everything in them that it is a certificate, and hold a private key. */
export const disguisedStores: Readonly<Record<string, Buffer>> = {
  'key.jks': javaKeyStore(key),
  'behind.jks': javaKeyStore(both),
  'within.jks': javaKeyStore(longCertificate),
  'key.p12': pkcs12(clear(bag(key))),
  'behind.p12': pkcs12(clear(bag(both))),
  'second.p12': pkcs12(clear(bag(root.der), bag(key))),
  'crl.p12': pkcs12(clear(bag(root.der), bag(key, '04', '2a864886f70d01091701'))),
  'sdsi.p12': pkcs12(clear(bag(root.der, '03', '2a864886f70d01091602'))),
  'more.p12': pkcs12(
    clear(
      sequence(oid('2a864886f70d010c0a0103'), explicit(sequence(oid('2a864886f70d01091601'), explicit(octets(root.der), octets(key))))),
    ),
  ),
  'attribute.p12': pkcs12(clear(bagWith(name, attribute('2a864886f70d010917', octets(key))))),
  'name.p12': pkcs12(clear(bagWith(attribute('2a864886f70d010914', key)))),
  'encrypted-key.p12': pkcs12(encrypted(bag(root.der), bag(key))),
  'beside.p12': pkcs12(encrypted(bag(root.der)), clear(bag(key))),
  'content.p7b': signedData({ content: explicit(octets(key)) }),
  'key.p7b': signedData({ holds: key }),
  'second.p7b': signedData({ holds: both }),
  'crls.p7b': signedData({ behind: der(0xa1, key) }),
  'signer.p7b': signedData({ signers: sequence(octets(key)) }),
  'digests.p7b': signedData({ digests: sequence(octets(key)) }),
  'after.p7b': Buffer.concat([signedData({}), key]),
  'after.der': both,
  'within.der': longCertificate,
};
