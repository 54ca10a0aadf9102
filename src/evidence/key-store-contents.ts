import forge from 'node-forge';

type Asn1 = forge.asn1.Asn1;

/** Whether a key store provably holds certificates alone; otherwise why it must not leave its host. */
export type KeyStoreProof = { readonly kind: 'certificates-alone' } | { readonly kind: 'not-proven'; readonly reason: string };

const proven: KeyStoreProof = { kind: 'certificates-alone' };
const notProven = (reason: string): KeyStoreProof => ({ kind: 'not-proven', reason });

/** Decides by the tags of all entries of a JKS or JCEKS store (JDK source: JavaKeyStore.engineLoad); 2 is a trusted certificate. */
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
      at += 4 + view.getUint32(at);
    }
    // A SHA-1 digest follows, and nothing else may.
    return at + 20 === bytes.byteLength ? proven : notProven('the key store is damaged, so it cannot be shown to hold certificates alone');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return notProven('the key store is truncated, so it cannot be shown to hold certificates alone');
  }
}

const { oids } = forge.pki;
const publicBags = new Set([oids['certBag'], oids['crlBag']]);
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
    if (contents.every((content) => isClear(content))) {
      const bags = contents.flatMap((content) => bagTypes(content));
      return bags.every((type) => publicBags.has(type)) ? proven : notProven('the key store holds a key: its content stays on the host');
    }
    // What lies in clear beside the encrypted part already tells that there is a key.
    if (contents.filter(isClear).some((content) => bagTypes(content).some((type) => !publicBags.has(type)))) {
      return notProven('the key store holds a key: its content stays on the host');
    }
    if (largestInteger(pfx, 0) > maximumIterations) return notProven('the key store asks for too many key-derivation iterations');
  } catch (error) {
    return notProven(`the key store is not PKCS#12 that can be read: ${messageOf(error)}`);
  }
  for (const password of shippedPasswords) {
    const types = openWith(pfx, password);
    if (types === undefined) continue;
    return types.every((type) => publicBags.has(type)) ? proven : notProven('the key store holds a key: its content stays on the host');
  }
  return notProven('the key store is encrypted with a password of its own, so it cannot be shown to hold certificates alone');
}

function openWith(pfx: Asn1, password: string): (string | undefined)[] | undefined {
  try {
    const store = forge.pkcs12.pkcs12FromAsn1(pfx, false, password);
    return store.safeContents.flatMap((safe) => safe.safeBags.map((bag) => bag.type));
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
  return forge.asn1.derToOid(octets(child(contentInfo, 0))) === oids['data'];
}

function bagTypes(contentInfo: Asn1): string[] {
  const safe = forge.asn1.fromDer(octets(child(child(contentInfo, 1), 0)));
  return children(safe).map((bag) => forge.asn1.derToOid(octets(child(bag, 0))));
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
