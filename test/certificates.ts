import { constants, createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';
import { addressBytes } from '../src/trust/path/host-name.ts';

const { asn1 } = forge;
type Asn1 = forge.asn1.Asn1;

/** What makes a certificate; a test states only what is unusual about it. */
export interface CertificateRequest {
  readonly subject: string;
  readonly issuer?: Issued | undefined;
  readonly key?: KeyPair | undefined;
  readonly keyType?:
    | 'ec'
    | 'ec-384'
    | 'ec-521'
    | 'ec-k1'
    | 'rsa'
    | 'rsa-1024'
    | 'rsa-3072'
    | 'rsa-4096'
    | 'rsa-pss'
    | 'ed25519'
    | 'ed448'
    | undefined;
  /** ISO dates, or the very text of a time after `utc:` or `generalized:`. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly ca?: boolean | undefined;
  readonly pathLength?: number | undefined;
  /** DNS names and IP addresses; [] or undefined: no SAN. */
  readonly names?: readonly string[] | undefined;
  readonly eku?: readonly string[] | undefined;
  /** Named bits of keyUsage as a byte: 0x04 keyCertSign, 0x02 cRLSign, 0x80 digitalSignature. null: no extension. */
  readonly keyUsage?: number | null | undefined;
  readonly digest?: 'sha256' | 'sha384' | 'sha512' | 'sha1' | 'md5' | undefined;
  /** `pss`: an RSA key signs with RSASSA-PSS (RFC 4055), the salt as long as the digest; keys of the type rsa-pss always do. */
  readonly padding?: 'pkcs1' | 'pss' | undefined;
  /** 1: the certificate has no extensions, whatever else is asked for. */
  readonly version?: 1 | 3 | undefined;
  /** Content octets in hex; random without it. */
  readonly serial?: string | undefined;
  readonly keyIds?: boolean | undefined;
  /** Further extensions: OID, critical, DER of the value. */
  readonly extra?: readonly { readonly oid: string; readonly critical: boolean; readonly der: Uint8Array }[] | undefined;
}

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export interface Issued {
  readonly der: Buffer;
  readonly pem: string;
  readonly sha256: string;
  readonly subject: string;
  readonly keys: KeyPair;
  readonly keyPem: string;
}

const universal = asn1.Class.UNIVERSAL;
const der = (type: number, constructed: boolean, value: string | Asn1[]): Asn1 => asn1.create(universal, type, constructed, value);
const sequence = (...parts: Asn1[]): Asn1 => der(asn1.Type.SEQUENCE, true, parts);
const oid = (text: string): Asn1 => der(asn1.Type.OID, false, asn1.oidToDer(text).getBytes());
const octets = (bytes: string): Asn1 => der(asn1.Type.OCTETSTRING, false, bytes);
const bits = (bytes: string, unused = 0): Asn1 => der(asn1.Type.BITSTRING, false, String.fromCharCode(unused) + bytes);
const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const encode = (value: Asn1): Buffer => Buffer.from(asn1.toDer(value).getBytes(), 'latin1');
const decode = (bytes: Uint8Array): Asn1 => asn1.fromDer(binary(bytes));

/** A key pair for a certificate; EC P-256 unless asked otherwise, because it is fast to make. */
export function makeKeys(type: NonNullable<CertificateRequest['keyType']> = 'ec'): KeyPair {
  const namedCurve = { ec: 'P-256', 'ec-384': 'P-384', 'ec-521': 'P-521', 'ec-k1': 'secp256k1' }[type as string];
  if (namedCurve !== undefined) return generateKeyPairSync('ec', { namedCurve });
  if (type === 'ed25519') return generateKeyPairSync('ed25519');
  if (type === 'ed448') return generateKeyPairSync('ed448');
  if (type === 'rsa-pss') {
    return generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256' });
  }
  return generateKeyPairSync('rsa', { modulusLength: type === 'rsa' ? 2048 : Number(type.slice('rsa-'.length)) });
}

/** Issues a certificate with a real signature; self-signed without an issuer. */
export function issue(request: CertificateRequest): Issued {
  const keys = request.key ?? makeKeys(request.keyType);
  const signer = request.issuer?.keys ?? keys;
  const digest = request.digest ?? 'sha256';
  const pss = request.padding === 'pss' || signer.privateKey.asymmetricKeyType === 'rsa-pss';
  const algorithm = pss ? pssAlgorithm(digest) : signatureAlgorithm(signer.privateKey, digest);
  const version1 = request.version === 1;
  const tbs = sequence(
    ...(version1 ? [] : [asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, true, [der(asn1.Type.INTEGER, false, '\x02')])]),
    der(asn1.Type.INTEGER, false, binary(request.serial === undefined ? positive(randomBytes(8)) : Buffer.from(request.serial, 'hex'))),
    algorithm,
    nameOf(request.issuer?.subject ?? request.subject),
    sequence(time(request.from ?? '2026-01-01T00:00:00Z'), time(request.until ?? '2036-01-01T00:00:00Z')),
    nameOf(request.subject),
    decode(keys.publicKey.export({ type: 'spki', format: 'der' })),
    ...(version1 ? [] : [asn1.create(asn1.Class.CONTEXT_SPECIFIC, 3, true, [sequence(...extensions(request, keys, signer))])]),
  );
  const tbsBytes = encode(tbs);
  const edwards = signer.privateKey.asymmetricKeyType?.startsWith('ed') === true;
  const padding = pss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING };
  const signature = sign(edwards ? null : digest, tbsBytes, { key: signer.privateKey, ...padding });
  const bytes = encode(sequence(tbs, algorithm, bits(binary(signature))));
  return {
    der: bytes,
    pem: toPem(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    subject: request.subject,
    keys,
    keyPem: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** PEM as openssl writes it: 64 columns, a newline at the end. */
export function toPem(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function positive(bytes: Buffer): Buffer {
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function signatureAlgorithm(key: KeyObject, digest: string): Asn1 {
  if (key.asymmetricKeyType === 'ed25519') return sequence(oid('1.3.101.112'));
  if (key.asymmetricKeyType === 'ed448') return sequence(oid('1.3.101.113'));
  if (key.asymmetricKeyType === 'ec') {
    const arc = { sha256: '3.2', sha384: '3.3', sha512: '3.4', sha1: '1' }[digest] ?? '';
    return sequence(oid(`1.2.840.10045.4.${arc}`));
  }
  const arc = { sha256: 11, sha384: 12, sha512: 13, sha1: 5, md5: 4 }[digest] ?? '';
  return sequence(oid(`1.2.840.113549.1.1.${arc}`), der(asn1.Type.NULL, false, ''));
}

// RFC 4055 §3.1: hash [0], mask generation [1] with the same hash, salt length [2]
function pssAlgorithm(digest: string): Asn1 {
  const arc = {
    sha256: '2.16.840.1.101.3.4.2.1',
    sha384: '2.16.840.1.101.3.4.2.2',
    sha512: '2.16.840.1.101.3.4.2.3',
    sha1: '1.3.14.3.2.26',
  };
  const hash = sequence(oid(arc[digest as keyof typeof arc] ?? ''), der(asn1.Type.NULL, false, ''));
  const salt = { sha256: 32, sha384: 48, sha512: 64, sha1: 20 }[digest] ?? 32;
  const tagged = (tag: number, value: Asn1): Asn1 => asn1.create(asn1.Class.CONTEXT_SPECIFIC, tag, true, [value]);
  return sequence(
    oid('1.2.840.113549.1.1.10'),
    sequence(
      tagged(0, hash),
      tagged(1, sequence(oid('1.2.840.113549.1.1.8'), hash)),
      tagged(2, der(asn1.Type.INTEGER, false, String.fromCharCode(salt))),
    ),
  );
}

const attributeTypes: Record<string, string> = {
  CN: '2.5.4.3',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  C: '2.5.4.6',
  DC: '0.9.2342.19200300.100.1.25',
  email: '1.2.840.113549.1.9.1',
};
const ia5 = new Set(['DC', 'email']);

/**
 * The DER of a distinguished name, written as in openssl -subj without the slashes: `CN=Corp Root G1, O=Corp`; '' is the empty name,
 * `CN:printable=…` a PrintableString instead of a UTF8String.
 */
export function nameDer(subject: string): Buffer {
  return encode(nameOf(subject));
}

function nameOf(subject: string): Asn1 {
  if (subject === '') return sequence();
  const parts = subject.split(', ').map((part) => {
    const [name = '', ...rest] = part.split('=');
    const [type = '', form] = name.split(':');
    const kind = form === 'printable' ? asn1.Type.PRINTABLESTRING : ia5.has(type) ? asn1.Type.IA5STRING : asn1.Type.UTF8;
    const value = der(kind, false, Buffer.from(rest.join('='), 'utf8').toString('latin1'));
    return der(asn1.Type.SET, true, [sequence(oid(attributeTypes[type] ?? type), value)]);
  });
  return sequence(...parts);
}

function time(iso: string): Asn1 {
  if (iso.startsWith('utc:')) return der(asn1.Type.UTCTIME, false, iso.slice(4));
  if (iso.startsWith('generalized:')) return der(asn1.Type.GENERALIZEDTIME, false, iso.slice(12));
  const date = new Date(iso);
  const text = `${date.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
  const year = date.getUTCFullYear();
  return year < 2050 && year >= 1950 ? der(asn1.Type.UTCTIME, false, text.slice(2)) : der(asn1.Type.GENERALIZEDTIME, false, text);
}

function extensions(request: CertificateRequest, keys: KeyPair, signer: KeyPair): Asn1[] {
  const ca = request.ca ?? false;
  const list: Asn1[] = [];
  const add = (id: string, critical: boolean, value: Asn1): void => {
    const parts = [oid(id), ...(critical ? [der(asn1.Type.BOOLEAN, false, '\xff')] : []), octets(binary(encode(value)))];
    list.push(sequence(...parts));
  };
  if (ca) {
    const pathLength = request.pathLength === undefined ? [] : [der(asn1.Type.INTEGER, false, String.fromCharCode(request.pathLength))];
    add('2.5.29.19', true, sequence(der(asn1.Type.BOOLEAN, false, '\xff'), ...pathLength));
  }
  const usage = request.keyUsage === undefined ? (ca ? 0x06 : 0x80) : request.keyUsage;
  if (usage !== null)
    add('2.5.29.15', true, bits(String.fromCharCode(usage), Math.clz32(usage & -usage) === 32 ? 0 : 31 - Math.clz32(usage & -usage)));
  const eku = request.eku ?? (ca ? [] : ['1.3.6.1.5.5.7.3.1']);
  if (eku.length > 0) add('2.5.29.37', false, sequence(...eku.map(oid)));
  if (request.names !== undefined && request.names.length > 0) {
    add(
      '2.5.29.17',
      false,
      sequence(
        ...request.names.map((name) =>
          asn1.create(asn1.Class.CONTEXT_SPECIFIC, isIP(name) === 0 ? 2 : 7, false, isIP(name) === 0 ? name : ipBytes(name)),
        ),
      ),
    );
  }
  if (request.keyIds ?? true) {
    add('2.5.29.14', false, octets(keyId(keys)));
    add('2.5.29.35', false, sequence(asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, false, keyId(signer))));
  }
  for (const extra of request.extra ?? []) add(extra.oid, extra.critical, decode(extra.der));
  return list;
}

function ipBytes(address: string): string {
  if (isIP(address) === 4) return String.fromCharCode(...address.split('.').map(Number));
  const octets = addressBytes(address);
  if (octets === undefined) throw new Error(`${address} is no address`);
  return binary(octets);
}

/** The key identifier that certificates of this key carry. */
export function keyId(keys: KeyPair): string {
  const spki = createPublicKey(keys.privateKey).export({ type: 'spki', format: 'der' });
  return binary(createHash('sha1').update(spki).digest());
}
