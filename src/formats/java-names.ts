import type { Damage, TrustStoreEntry } from './trust-store.ts';

type Found = TrustStoreEntry | Damage;

/**
 * The entries of a key store, those marked `unmarked` that Java cannot come to by their names: it keeps one entry a name, the last,
 * and asks for names in small letters. `folded` stores put them into small letters on loading too (PKCS#12); `exact` ones do not
 * (JKS, JCEKS), so that a name with a capital letter, which keytool never writes and other tools do, leads nowhere.
 *
 * JDK 17 and 25: JavaKeyStore.engineLoad (entries.put(alias, entry)) and engineIsCertificateEntry (entries.get(convertAlias(alias)));
 * JceKeyStore and PKCS12KeyStore likewise.
 */
export function asJavaNames(found: readonly Found[], names: 'exact' | 'folded'): readonly Found[] {
  const isReached = (alias: string): boolean => names === 'folded' || alias === small(alias);
  const last = new Map<string, Found>();
  for (const item of found) {
    if ('certificate' in item && item.alias !== undefined && item.mark === 'plain' && isReached(item.alias))
      last.set(small(item.alias), item);
  }
  return found.map((item) => {
    if (!('certificate' in item) || item.alias === undefined || item.mark !== 'plain') return item;
    return last.get(small(item.alias)) === item ? item : { ...item, mark: 'unmarked' };
  });
}

function small(alias: string): string {
  return alias.toLowerCase();
}
