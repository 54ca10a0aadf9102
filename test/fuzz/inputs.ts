import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import forge from 'node-forge';
import { type Issued, issue, makeKeys } from '../certificates.ts';
import { ascii, hex, node, sequence, set } from '../x509/der-parts.ts';

const bundle = '/etc/ssl/certs/ca-certificates.crt';

/** A chain with every extension that is read, and a bundle of this machine where there is one. */
export interface Inputs {
  readonly root: Issued;
  readonly intermediate: Issued;
  readonly leaf: Issued;
  readonly certificates: readonly Uint8Array[];
  /** The content of the extension's sequence. */
  readonly nameConstraints: readonly Uint8Array[];
  readonly pem: readonly Uint8Array[];
  readonly pkcs7: readonly Uint8Array[];
  readonly pkcs12: readonly Uint8Array[];
  readonly jks: readonly Uint8Array[];
  readonly jceks: readonly Uint8Array[];
  readonly trusted: readonly Uint8Array[];
}

const subtree = (name: Uint8Array): Uint8Array => sequence(name);
const subtrees = Buffer.concat([
  node(
    0xa0,
    subtree(node(0x82, ascii('corp.internal'))),
    subtree(hex('8708 0a000000 ff000000')),
    subtree(node(0x81, ascii('corp.internal'))),
  ),
  node(
    0xa1,
    subtree(node(0x86, ascii('.corp.example'))),
    subtree(node(0xa4, sequence(set(sequence(hex('0603550406'), hex('1302 5858')))))),
  ),
]);

/** Everything that the parsers are fed with before it is damaged. */
export function makeInputs(): Inputs {
  const root = issue({ subject: 'CN=Root, O=Corp', ca: true, pathLength: 2, keyType: 'rsa' });
  const policy = sequence(hex('06 03 2a0304'));
  const extra = [
    { oid: '2.5.29.30', critical: true, der: sequence(subtrees) },
    { oid: '2.5.29.32', critical: false, der: sequence(policy) },
    { oid: '2.5.29.33', critical: true, der: sequence(sequence(hex('06 03 2a0304'), hex('06 03 2a0305'))) },
    { oid: '2.5.29.36', critical: true, der: hex('3006 8001 01 8101 00') },
    { oid: '2.5.29.54', critical: true, der: hex('0201 02') },
    { oid: '2.5.29.31', critical: false, der: hex('3009 3007 a005 a003 8601 61') },
    { oid: '1.3.6.1.5.5.7.1.1', critical: false, der: sequence(sequence(hex('0608 2b06010505073001'), node(0x86, ascii('http://a')))) },
    { oid: '2.16.840.1.113730.1.1', critical: false, der: hex('0302 00c7') },
  ];
  const intermediate = issue({ subject: 'CN=Issuing, OU=\u00c4', issuer: root, ca: true, extra });
  const names = ['vault.corp.internal', '*.corp.internal', '10.0.0.7', '::1'];
  const leaf = issue({ subject: 'CN=vault', issuer: intermediate, names, eku: ['1.3.6.1.5.5.7.3.1'] });
  const others = [
    issue({ subject: 'CN=ed', keyType: 'ed25519', ca: true, keyUsage: null }),
    issue({ subject: 'CN=x', key: makeKeys('rsa-1024'), digest: 'sha1' }),
  ];
  const issued = [root, intermediate, leaf, ...others];
  const pem = Buffer.from(issued.map((one) => one.pem).join('# comment\r\n'));
  const store = javaKeyStore(issued);
  return {
    root,
    intermediate,
    leaf,
    certificates: [...issued.map((one) => one.der), ...ofThisMachine()],
    nameConstraints: [subtrees],
    pem: [pem, Buffer.concat([hex('efbbbf'), pem]), Buffer.from(trustedPem(leaf))],
    pkcs7: [pkcs7(issued), Buffer.from(wrapped('PKCS7', pkcs7(issued)))],
    pkcs12: [pkcs12(issued, 'changeit', 'aes256'), pkcs12(issued, '', '3des')],
    jks: [store(0xfeedfeed)],
    jceks: [store(0xcececece)],
    trusted: [Buffer.from(trustedPem(root))],
  };
}

function ofThisMachine(): readonly Uint8Array[] {
  if (!existsSync(bundle)) return [];
  const blocks = readFileSync(bundle, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block).raw);
}

function wrapped(label: string, der: Uint8Array): string {
  const body = Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

// OpenSSL's X509_CERT_AUX: trusted and refused uses, and an alias
function trustedPem({ der }: Issued): string {
  const uses = sequence(hex('0608 2b06010505070301'));
  return wrapped(
    'TRUSTED CERTIFICATE',
    Buffer.concat([der, sequence(uses, node(0xa0, hex('0608 2b06010505070302')), node(0x0c, ascii('name')))]),
  );
}

// RFC 5652 §5.1: SignedData of nothing but certificates
function pkcs7(issued: readonly Issued[]): Uint8Array {
  const certificates = node(0xa0, ...issued.map(({ der }) => der));
  const signed = sequence(hex('0201 01'), set(), sequence(hex('0609 2a864886f70d010701')), certificates, set());
  return sequence(hex('0609 2a864886f70d010702'), node(0xa0, signed));
}

function pkcs12(issued: readonly Issued[], password: string, algorithm: 'aes256' | '3des'): Uint8Array {
  const rsa = issued.filter(({ keys }) => keys.publicKey.asymmetricKeyType === 'rsa');
  const certificates = rsa.map(({ pem }) => forge.pki.certificateFromPem(pem));
  // node-forge's types want a key that it does without
  const none = null as unknown as forge.pki.rsa.PrivateKey;
  const store = forge.pkcs12.toPkcs12Asn1(none, certificates, password, { algorithm, count: 20, friendlyName: 'name' });
  return Buffer.from(forge.asn1.toDer(store).getBytes(), 'latin1');
}

// JDK sun.security.provider.JavaKeyStore, engineStore: trusted certificates alone
function javaKeyStore(issued: readonly Issued[]): (magic: number) => Uint8Array {
  return (magic) => {
    const entries = issued.map(({ der, subject }) => [
      number32(2),
      text(subject),
      Buffer.alloc(8),
      text('X.509'),
      number32(der.length),
      der,
    ]);
    const body = Buffer.concat([number32(magic), number32(2), number32(issued.length), ...entries.flat()]);
    const password = Buffer.from('changeit', 'utf16le').swap16();
    return Buffer.concat([body, createHash('sha1').update(password).update('Mighty Aphrodite').update(body).digest()]);
  };
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  return Buffer.concat([Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}
