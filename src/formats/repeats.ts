import type { Certificate } from '../x509/certificate.ts';

/**
 * Entries that concern one another, in the order of the file: a `duplicate` is one certificate that stands there more than once;
 * `same-name-other-key` is one of each of several certificates whose subject is the same and whose key is not, which is what a
 * half-finished rotation leaves, and what makes greedy clients depend on the order.
 */
export interface Repeat<Entry> {
  readonly kind: 'duplicate' | 'same-name-other-key';
  readonly entries: readonly Entry[];
}

/**
 * All repeats among entries: first the duplicates, then the names, each in the order of its first entry. Names are compared folded, as
 * OpenSSL and Java do (RFC 5280 §7.1); keys by the SHA-256 of their SPKI. A certificate re-issued for the same key is neither. The same
 * array is gone through once.
 */
export function findRepeats<Entry extends { readonly certificate: Certificate }>(entries: readonly Entry[]): readonly Repeat<Entry>[] {
  const known = found.get(entries) as readonly Repeat<Entry>[] | undefined;
  const repeats = known ?? compare(entries);
  found.set(entries, repeats);
  return repeats;
}

// A store is looked at for every client and host that has it
const found = new WeakMap<readonly unknown[], readonly Repeat<unknown>[]>();

function compare<Entry extends { readonly certificate: Certificate }>(entries: readonly Entry[]): readonly Repeat<Entry>[] {
  // Digests are made only where a name repeats: equal certificates have equal names
  const names = [...Map.groupBy(entries, (entry) => entry.certificate.subject.folded).values()].filter((same) => same.length > 1);
  const duplicates = names.flatMap((same) =>
    [...Map.groupBy(same, (entry) => entry.certificate.sha256).values()].filter((twice) => twice.length > 1),
  );
  const keys = names.map((same) =>
    [...Map.groupBy(same, (entry) => entry.certificate.publicKey.sha256).values()].flatMap(([first]) => first ?? []),
  );
  return [
    ...duplicates.map((same) => ({ kind: 'duplicate', entries: same }) as const),
    ...keys.filter((one) => one.length > 1).map((one) => ({ kind: 'same-name-other-key', entries: one }) as const),
  ];
}
