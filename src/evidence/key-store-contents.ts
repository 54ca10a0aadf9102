import forge from 'node-forge';
import { isCertificate } from './certificate-grammar.ts';

type Asn1 = forge.asn1.Asn1;

/** Whether a key store provably holds certificates alone; otherwise why it must not leave its host. */
export type KeyStoreProof = { readonly kind: 'certificates-alone' } | { readonly kind: 'not-proven'; readonly reason: string };

const proven: KeyStoreProof = { kind: 'certificates-alone' };
const notProven = (reason: string): KeyStoreProof => ({ kind: 'not-proven', reason });
const disguised = notProven('the key store holds something else under the name of a certificate: its content stays on the host');

/**
 * Decides by all entries of a JKS or JCEKS store (JDK source: JavaKeyStore.engineLoad). Tag 2 is a trusted certificate; that it is one is read from
 * its bytes.
 */
export function proveJavaKeyStore(bytes: Uint8Array): KeyStoreProof {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const version = view.getUint32(4);
    const count = view.getUint32(8);
    let at = 12;
    for (let entry = 0; entry < count; entry += 1) {
      const tag = view.getUint32(at);
      if (tag !== 2) return notProven(`the key store holds a ${tag === 1 ? 'private' : 'secret'} key: its content stays on the host`);
      at += 4;
      at += 2 + view.getUint16(at) + 8;
      if (version === 2) at += 2 + view.getUint16(at);
      const start = at + 4;
      at = start + view.getUint32(at);
      if (at > bytes.byteLength) throw new RangeError('an entry reaches beyond the end');
      if (!isCertificate(bytes.subarray(start, at))) return disguised;
    }
    // A SHA-1 digest follows, and nothing else may.
    return at + 20 === bytes.byteLength ? proven : notProven('the key store is damaged, so it cannot be shown to hold certificates alone');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return notProven('the key store is truncated, so it cannot be shown to hold certificates alone');
  }
}

const { oids } = forge.pki;
// Passwords that programs ship with; nobody's secret. Tried so that an ordinary Java trust store can be judged at all.
const shippedPasswords = ['changeit', ''];
/** JDK's default is 10,000; each costs forge about 10 µs. Our choice: 5 times that, so that a hostile file costs a second. */
const maximumIterations = 50_000;

/** Decides for PKCS#12 (RFC 7292 §4): all bags are certificates, in clear or behind a password that programs ship with. */
export function provePkcs12(bytes: Uint8Array): KeyStoreProof {
  let pfx: Asn1;
  try {
    pfx = forge.asn1.fromDer(Buffer.from(bytes).toString('latin1'));
    const contents = authenticatedSafe(pfx);
    // What lies in clear beside an encrypted part already tells that there is a key.
    const clear = proveBags(contents.filter(isClear).map(clearBags));
    if (clear.kind === 'not-proven' || contents.every(isClear)) return clear;
    if (largestInteger(pfx, 0) > maximumIterations) return notProven('the key store asks for too many key-derivation iterations');
  } catch (error) {
    return notProven(`the key store is not PKCS#12 that can be read: ${messageOf(error)}`);
  }
  for (const password of shippedPasswords) {
    const opened = openWith(pfx, password);
    if (opened !== undefined) return opened;
  }
  return notProven('the key store is encrypted with a password of its own, so it cannot be shown to hold certificates alone');
}

function openWith(pfx: Asn1, password: string): KeyStoreProof | undefined {
  try {
    // Throws where the password is not that of the MAC.
    forge.pkcs12.pkcs12FromAsn1(pfx, false, password);
    return proveBags(authenticatedSafe(pfx).map((content) => (isClear(content) ? clearBags(content) : encryptedBags(content, password))));
  } catch {
    // A wrong password and an algorithm that forge lacks look alike; either way nothing is proven.
    return undefined;
  }
}

function authenticatedSafe(pfx: Asn1): readonly Asn1[] {
  const content = child(child(child(pfx, 1), 1), 0);
  return children(forge.asn1.fromDer(octets(content)));
}

function isClear(contentInfo: Asn1): boolean {
  return oidOf(child(contentInfo, 0)) === oids['data'];
}

function clearBags(contentInfo: Asn1): readonly Asn1[] {
  return children(forge.asn1.fromDer(octets(child(child(contentInfo, 1), 0))));
}

/** What forge's types leave out: forge's lib/pbe.js. */
interface PasswordCiphers {
  readonly getCipher: (algorithm: string, parameters: Asn1, password: string) => forge.cipher.BlockCipher;
}

// EncryptedData { version, { type, algorithm, [0] content } } (RFC 5652 §8). forge reads the bags by itself too, and passes over what it does not know in them.
function encryptedBags(contentInfo: Asn1, password: string): readonly Asn1[] {
  const info = child(child(child(contentInfo, 1), 0), 1);
  const algorithm = child(info, 1);
  const { pbe } = forge.pki as unknown as { readonly pbe: PasswordCiphers };
  const cipher = pbe.getCipher(oidOf(child(algorithm, 0)), child(algorithm, 1), password);
  cipher.update(forge.util.createBuffer(octets(child(info, 2))));
  if (!cipher.finish()) throw new TypeError('the password does not open it');
  return children(forge.asn1.fromDer(cipher.output.getBytes()));
}

// CRLs count as unknown: no program that we know writes them into a trust store.
function proveBags(safes: readonly (readonly Asn1[])[]): KeyStoreProof {
  const bags = safes.flat();
  if (bags.some((bag) => oidOf(child(bag, 0)) !== oids['certBag']))
    return notProven('the key store holds a key: its content stays on the host');
  return bags.every(holdsCertificate) ? proven : disguised;
}

// CertBag { x509Certificate, [0] OCTET STRING }, and behind it the attributes of the bag, if any (RFC 7292 §4.2.3).
function holdsCertificate(bag: Asn1): boolean {
  const value = child(bag, 1);
  const certificate = child(value, 0);
  const wrapped = child(certificate, 1);
  const sizes = [
    children(value).length === 1,
    children(certificate).length === 2,
    children(wrapped).length === 1,
    children(bag).length <= 3,
  ];
  return (
    sizes.every(Boolean) &&
    children(bag).slice(2).flatMap(children).every(isKnownAttribute) &&
    oidOf(child(certificate, 0)) === oids['x509Certificate'] &&
    isCertificate(Buffer.from(octets(child(wrapped, 0)), 'latin1'))
  );
}

// friendlyName, localKeyID, and what Java trusts it for (JDK source: PKCS12KeyStore.TrustedKeyUsage_OID): any other may be a key.
const knownAttributes: ReadonlySet<string | undefined> = new Set([
  oids['friendlyName'],
  oids['localKeyId'],
  '2.16.840.1.113894.746875.1.1',
]);

function isKnownAttribute(attribute: Asn1): boolean {
  const { BMPSTRING, OCTETSTRING, OID } = forge.asn1.Type;
  const types = [BMPSTRING, OCTETSTRING, OID];
  const plain = children(child(attribute, 1)).every((value) => typeof value.value === 'string' && types.includes(value.type));
  return plain && children(attribute).length === 2 && knownAttributes.has(oidOf(child(attribute, 0)));
}

function oidOf(node: Asn1): string {
  return forge.asn1.derToOid(octets(node));
}

/** Iteration counts are the only integers here that matter; the largest bounds the cost of every derivation. */
function largestInteger(node: Asn1, largest: number): number {
  if (typeof node.value !== 'string') return node.value.reduce((most, part) => largestInteger(part, most), largest);
  if (node.type === forge.asn1.Type.INTEGER && node.tagClass === forge.asn1.Class.UNIVERSAL && node.value.length <= 6) {
    return Math.max(largest, Buffer.from(node.value, 'latin1').readUIntBE(0, node.value.length));
  }
  if (node.type === forge.asn1.Type.INTEGER) return Number.POSITIVE_INFINITY;
  return largest;
}

function children(node: Asn1): readonly Asn1[] {
  if (typeof node.value === 'string') throw new TypeError('expected a constructed value');
  return node.value;
}

function child(node: Asn1, index: number): Asn1 {
  const found = children(node)[index];
  if (found === undefined) throw new TypeError(`expected ${index + 1} parts`);
  return found;
}

function octets(node: Asn1): string {
  // BER cuts long strings into pieces.
  return typeof node.value === 'string' ? node.value : node.value.map(octets).join('');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
}
