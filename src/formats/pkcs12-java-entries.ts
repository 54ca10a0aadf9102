import type { Bag } from './pkcs12-bags.ts';
import type { Damage, TrustStoreEntry } from './trust-store.ts';

interface Keyed {
  readonly bag: Bag;
  /** localKeyId, or what Java puts in its place. */
  readonly keyId: string | undefined;
}

/** An entry of the key store that Java makes of the bags; `name` is in small letters: Java keeps one entry a name, the last. */
interface JavaEntry extends Keyed {
  readonly name: string;
}

/**
 * The certificates and the damage in file order, the certificates marked as Java takes them for anchors: trusted entries, and of each entry of a
 * private key the certificate that belongs to the key (sun.security.validator.TrustStoreUtil: the first of its chain). No key is opened for it.
 *
 * JDK 25 PKCS12KeyStore.loadSafeContents, findMatchedCertificate and engineLoad; seen with 17 and 25.
 */
export function asJavaEntries(items: readonly (Bag | Damage)[]): readonly (TrustStoreEntry | Damage)[] {
  const bags = items.filter((item) => isBag(item));
  const { entries, certificates } = loaded(bags);
  const anchors = new Map<Bag, 'trusted' | 'of-key'>();
  const certificateOf = pairing(certificates);
  const names = new Map(entries.map((entry) => [entry.name, entry]));
  for (const entry of names.values()) {
    if (entry.bag.kind === 'certificate') anchors.set(entry.bag, 'trusted');
    const own = entry.bag.kind === 'encrypted-key' ? certificateOf(entry) : undefined;
    if (own !== undefined) anchors.set(own.bag, 'of-key');
  }
  return items.map((item) => (isBag(item) ? marked(item, anchors.get(item)) : item));
}

/** What stands in the store after loading, and the certificates that a key may find its own among. */
function loaded(bags: readonly Bag[]): { readonly entries: readonly JavaEntry[]; readonly certificates: readonly Keyed[] } {
  const entries: JavaEntry[] = [];
  const certificates: Keyed[] = [];
  let keys = 0;
  let unnamed = 0;
  const add = (bag: Bag, keyId: string | undefined): void => {
    if (bag.alias === undefined) unnamed += 1;
    entries.push({ name: (bag.alias ?? String(unnamed)).toLowerCase(), bag, keyId });
  };
  for (const bag of bags) {
    if (bag.kind === 'encrypted-key') keys += 1;
    const keyId = bag.keyId ?? (keys === 1 ? standIn : undefined);
    // a second key without an id is left out
    if (bag.kind === 'encrypted-key' && keyId !== undefined) add(bag, keyId);
    if (bag.kind === 'secret' || (bag.kind === 'certificate' && bag.trusted)) add(bag, bag.keyId);
    else if (bag.kind === 'certificate') certificates.push({ bag, keyId: bag.first ? keyId : bag.keyId });
  }
  return { entries, certificates };
}

/** "01", Java's own localKeyId for the first key of a file, and for a certificate at the head of its part behind that key. */
const standIn = '3031';

/**
 * Which certificate belongs to a key: the first that has both its id and its name; else the last of its id; else the last of its name. By index: a hostile
 * file may hold tens of thousands of either.
 */
function pairing(certificates: readonly Keyed[]): (key: JavaEntry) => Keyed | undefined {
  const [byBoth, byId, byName] = [new Map<string, Keyed>(), new Map<string, Keyed>(), new Map<string, Keyed>()];
  for (const one of certificates) {
    const name = one.bag.alias?.toLowerCase();
    if (one.keyId !== undefined) byId.set(one.keyId, one);
    if (name !== undefined) byName.set(name, one);
    const both = `${one.keyId} ${name}`;
    if (one.keyId !== undefined && name !== undefined && !byBoth.has(both)) byBoth.set(both, one);
  }
  return ({ keyId, name }) => byBoth.get(`${keyId} ${name}`) ?? (keyId === undefined ? undefined : byId.get(keyId)) ?? byName.get(name);
}

function marked({ found }: Bag, anchor: 'trusted' | 'of-key' | undefined): TrustStoreEntry | Damage {
  if (!('certificate' in found)) return found;
  if (anchor === 'of-key') return { ...found, mark: 'plain', ofKey: true };
  return found.mark === 'plain' && anchor === undefined ? { ...found, mark: 'hidden' } : found;
}

function isBag(item: Bag | Damage): item is Bag {
  return 'found' in item;
}
