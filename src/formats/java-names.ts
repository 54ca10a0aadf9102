import type { Damage, TrustStoreEntry } from './trust-store.ts';

type Found = TrustStoreEntry | Damage;

/**
 * The entries of a JKS or JCEKS, those marked `hidden` that Java cannot come to by their names: it keeps one entry a name, the last, and asks for names
 * in small letters without having stored them so. A name with a capital letter, which keytool never writes and other tools do, leads nowhere.
 *
 * JDK 17 and 25: JavaKeyStore.engineLoad (entries.put(alias, entry)) and engineIsCertificateEntry (entries.get(convertAlias(alias)));
 * JceKeyStore likewise. PKCS#12 puts names into small letters on loading too (pkcs12-java-entries.ts).
 */
export function asJavaNames(found: readonly Found[]): readonly Found[] {
  const isReached = (alias: string): boolean => alias === small(alias);
  const last = new Map<string, Found>();
  for (const item of found) {
    if ('certificate' in item && item.alias !== undefined && item.mark === 'plain' && isReached(item.alias))
      last.set(small(item.alias), item);
  }
  return found.map((item) => {
    if (!('certificate' in item) || item.alias === undefined || item.mark !== 'plain') return item;
    return last.get(small(item.alias)) === item ? item : { ...item, mark: 'hidden' };
  });
}

function small(alias: string): string {
  return alias.toLowerCase();
}
