import { children, content, type DerNode, expect, is, readNode, readOid } from '../x509/der.ts';
import { oneLine } from './one-line.ts';
import { readEntry } from './read-entry.ts';
import type { Damage, TrustStoreEntry } from './trust-store.ts';

const certificateBag = '1.2.840.113549.1.12.10.1.3';
// RFC 7292 §4.2; none of them is decrypted or looked into
const otherBags: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.12.10.1.1': 'private key',
  '1.2.840.113549.1.12.10.1.2': 'private key',
  '1.2.840.113549.1.12.10.1.4': 'revocation list',
  '1.2.840.113549.1.12.10.1.5': 'secret',
  '1.2.840.113549.1.12.10.1.6': 'nested bag',
};
const x509Certificate = '1.2.840.113549.1.9.22.1';
const friendlyName = '1.2.840.113549.1.9.20';
/** Oracle's trustedKeyUsage: sun.security.pkcs12.PKCS12KeyStore takes certificates without it for no anchors. */
const trustedKeyUsage = '2.16.840.1.113894.746875.1.1';

/** The certificates of SafeContents in order, and what else lies among them; throws ParseError where it is damaged. `base` is added to offsets. */
export function readBags(safeContents: Uint8Array, base: number): (TrustStoreEntry | Damage)[] {
  const root = expect(readNode(safeContents), 'sequence', 'safe contents', 0);
  return children(root).map((bag) => readBag(bag, base + bag.start));
}

function readBag(bag: DerNode, byteOffset: number): TrustStoreEntry | Damage {
  const [id, value, attributes] = children(expect(bag, 'sequence', 'bag', bag.start));
  const kind = readOid(expect(id, 'oid', 'kind of bag', bag.start));
  const { alias, trusted } = readAttributes(attributes);
  if (kind !== certificateBag || value === undefined) {
    const named = alias === undefined ? '' : ` '${alias}'`;
    return { kind: 'not-a-certificate', byteOffset, message: `entry${named} is a ${otherBags[kind] ?? 'bag of an unknown kind'}` };
  }
  const [type, wrapper] = children(expect(children(value)[0], 'sequence', 'certificate bag', bag.start));
  if (readOid(expect(type, 'oid', 'kind of certificate', bag.start)) !== x509Certificate || wrapper === undefined) {
    return { kind: 'not-a-certificate', byteOffset, message: 'certificate is not X.509' };
  }
  const der = content(expect(children(wrapper)[0], 'octetString', 'certificate', bag.start));
  return readEntry(der, { byteOffset, alias, mark: trusted ? 'plain' : 'unmarked' });
}

function readAttributes(node: DerNode | undefined): { readonly alias: string | undefined; readonly trusted: boolean } {
  const attributes = is(node, 'set') ? children(node).map((attribute) => children(attribute)) : [];
  const find = (oid: string): DerNode[] | undefined => attributes.find(([type]) => is(type, 'oid') && readOid(type) === oid);
  const values = find(friendlyName)?.[1];
  const name = values === undefined ? undefined : children(values)[0];
  return {
    // BMPString
    alias: name === undefined ? undefined : oneLine(new TextDecoder('utf-16be').decode(content(name))),
    trusted: find(trustedKeyUsage) !== undefined,
  };
}
