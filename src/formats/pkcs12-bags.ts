import { children, content, type DerNode, expect, hex, is, readNode, readOid } from '../x509/der.ts';
import { oneLine } from './one-line.ts';
import { readEntry } from './read-entry.ts';
import type { Damage, TrustStoreEntry } from './trust-store.ts';

type BagKind = 'certificate' | 'encrypted-key' | 'secret' | 'other';

/** One bag with its attributes, which are never encrypted by themselves: which bags belong together is told without opening a key. */
export interface Bag {
  readonly kind: BagKind;
  readonly found: TrustStoreEntry | Damage;
  /** friendlyName to the letter; what is shown of it stands in `found`. */
  readonly alias: string | undefined;
  /** localKeyId in hex: a key and its certificate have the same. */
  readonly keyId: string | undefined;
  /** Whether it has Oracle's trustedKeyUsage: sun.security.pkcs12.PKCS12KeyStore takes certificates without it for no trusted entries. */
  readonly trusted: boolean;
  /** Whether it stands first in its part of the file. */
  readonly first: boolean;
}

// RFC 7292 §4.2; none of them is decrypted or looked into
const kinds: Readonly<Record<string, { readonly kind: BagKind; readonly name: string }>> = {
  // JDK 25 PKCS12KeyStore.loadSafeContents passes over a key that is not encrypted as over any bag that it does not know
  '1.2.840.113549.1.12.10.1.1': { kind: 'other', name: 'private key' },
  '1.2.840.113549.1.12.10.1.2': { kind: 'encrypted-key', name: 'private key' },
  '1.2.840.113549.1.12.10.1.3': { kind: 'certificate', name: 'certificate' },
  '1.2.840.113549.1.12.10.1.4': { kind: 'other', name: 'revocation list' },
  '1.2.840.113549.1.12.10.1.5': { kind: 'secret', name: 'secret' },
  '1.2.840.113549.1.12.10.1.6': { kind: 'other', name: 'nested bag' },
};
const x509Certificate = '1.2.840.113549.1.9.22.1';
const friendlyName = '1.2.840.113549.1.9.20';
const localKeyId = '1.2.840.113549.1.9.21';
const trustedKeyUsage = '2.16.840.1.113894.746875.1.1';

/** The bags of SafeContents in order; throws ParseError where it is damaged. `base` is added to offsets. */
export function readBags(safeContents: Uint8Array, base: number): readonly Bag[] {
  const root = expect(readNode(safeContents), 'sequence', 'safe contents', 0);
  return children(root).map((bag, index) => ({ ...readBag(bag, base + bag.start), first: index === 0 }));
}

function readBag(bag: DerNode, byteOffset: number): Omit<Bag, 'first'> {
  const [id, value, attributes] = children(expect(bag, 'sequence', 'bag', bag.start));
  const { kind, name } = kinds[readOid(expect(id, 'oid', 'kind of bag', bag.start))] ?? { kind: 'other', name: 'bag of an unknown kind' };
  const described = readAttributes(attributes);
  const alias = described.alias === undefined ? undefined : oneLine(described.alias);
  if (kind !== 'certificate' || value === undefined) {
    const named = alias === undefined ? '' : ` '${alias}'`;
    return { kind, ...described, found: { kind: 'not-a-certificate', byteOffset, message: `entry${named} is a ${name}` } };
  }
  const [type, wrapper] = children(expect(children(value)[0], 'sequence', 'certificate bag', bag.start));
  if (readOid(expect(type, 'oid', 'kind of certificate', bag.start)) !== x509Certificate || wrapper === undefined) {
    return { kind: 'other', ...described, found: { kind: 'not-a-certificate', byteOffset, message: 'certificate is not X.509' } };
  }
  const der = content(expect(children(wrapper)[0], 'octetString', 'certificate', bag.start));
  return { kind, ...described, found: readEntry(der, { byteOffset, alias, mark: described.trusted ? 'plain' : 'unmarked' }) };
}

function readAttributes(node: DerNode | undefined): Pick<Bag, 'alias' | 'keyId' | 'trusted'> {
  const attributes = is(node, 'set') ? children(node).map((attribute) => children(attribute)) : [];
  // of an attribute that stands there twice the last counts, as for Java
  const find = (oid: string): DerNode[] | undefined => attributes.findLast(([type]) => is(type, 'oid') && readOid(type) === oid);
  const valueOf = (oid: string): DerNode | undefined => {
    const values = find(oid)?.[1];
    return values === undefined ? undefined : children(values)[0];
  };
  const name = valueOf(friendlyName);
  const keyId = valueOf(localKeyId);
  return {
    // BMPString
    alias: name === undefined ? undefined : new TextDecoder('utf-16be').decode(content(name)),
    // Java refuses the whole file for another type (DerValue.getOctetString), and no key may find its certificate by it
    keyId: keyId === undefined ? undefined : hex(content(expect(keyId, 'octetString', 'localKeyId', keyId.start))),
    trusted: find(trustedKeyUsage) !== undefined,
  };
}
