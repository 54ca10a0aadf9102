import { createHash, createPublicKey, sign } from 'node:crypto';
import forge from 'node-forge';
import { type Issued, toPem } from '../../../certificates.ts';

const { asn1 } = forge;
type Asn1 = forge.asn1.Asn1;

/** What is unusual about a certificate that was issued in the usual way. */
export interface Remake {
  /** AlgorithmIdentifier (DER) of its signature, in both places. */
  readonly algorithm?: Uint8Array;
  /** SubjectPublicKeyInfo (DER). */
  readonly spki?: Uint8Array;
  /** Makes the signature over the new tbsCertificate. */
  readonly signature: (tbs: Buffer) => Uint8Array;
}

/** The certificate with another algorithm, key or signature: what no library would make. */
export function remade(issued: Issued, { algorithm, spki, signature }: Remake): Issued {
  const certificate = decode(issued.der);
  const [tbs, outer] = certificate.value as Asn1[];
  if (tbs === undefined || outer === undefined) throw new Error('no certificate');
  const parts = tbs.value as Asn1[];
  if (algorithm !== undefined) parts[2] = decode(algorithm);
  if (spki !== undefined) parts[6] = decode(spki);
  const tbsBytes = encode(tbs);
  const value = `\0${Buffer.from(signature(tbsBytes)).toString('latin1')}`;
  const bits = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.BITSTRING, false, value);
  const der = encode(
    asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, [decode(tbsBytes), algorithm ? decode(algorithm) : outer, bits]),
  );
  return { ...issued, der, pem: toPem(der), sha256: createHash('sha256').update(der).digest('hex') };
}

/** Signs in a way that node:crypto knows, by the key of `issuer`. */
export function signedBy(issuer: Issued, digest: string | null, options: object = {}): Remake['signature'] {
  return (tbs) => sign(digest, tbs, { key: issuer.keys.privateKey, ...options });
}

/** SubjectPublicKeyInfo of the issued certificate's key. */
export function spkiOf(issued: Issued): Buffer {
  return createPublicKey(issued.keys.privateKey).export({ type: 'spki', format: 'der' });
}

/** DER of an AlgorithmIdentifier; the parameters as DER, none without. */
export function algorithmDer(oid: string, parameters: Uint8Array = new Uint8Array()): Buffer {
  const id = encode(asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(oid).getBytes()));
  return derOf(0x30, id, parameters);
}

/** DER of NULL. */
export const nullDer = Buffer.of(5, 0);

/** DER of a node with that identifier octet and those contents. */
export function derOf(identifier: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(identifier, body.length), body]);
  const octets = body.length.toString(16).padStart(body.length < 256 ? 2 : 4, '0');
  return Buffer.concat([Buffer.of(identifier, 0x80 + octets.length / 2), Buffer.from(octets, 'hex'), body]);
}

/** RSASSA-PSS-params; what is left out stands for its default (RFC 4055 §3.1). */
export function pssAlgorithm(parts: {
  readonly digest?: string;
  readonly mask?: string;
  readonly salt?: number;
  readonly trailer?: number;
}): Buffer {
  const { digest, mask, salt, trailer } = parts;
  return algorithmDer(
    '1.2.840.113549.1.1.10',
    derOf(
      0x30,
      ...(digest === undefined ? [] : [derOf(0xa0, algorithmDer(digest, nullDer))]),
      ...(mask === undefined ? [] : [derOf(0xa1, algorithmDer('1.2.840.113549.1.1.8', algorithmDer(mask, nullDer)))]),
      ...(salt === undefined ? [] : [derOf(0xa2, derOf(2, Buffer.of(salt)))]),
      ...(trailer === undefined ? [] : [derOf(0xa3, derOf(2, Buffer.of(trailer)))]),
    ),
  );
}

const decode = (bytes: Uint8Array): Asn1 => asn1.fromDer(Buffer.from(bytes).toString('latin1'), { decodeBitStrings: false } as never);
const encode = (value: Asn1): Buffer => Buffer.from(asn1.toDer(value).getBytes(), 'latin1');
