import { describe, expect, it } from 'vitest';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { findRepeats } from '../../src/formats/repeats.ts';
import { issue, makeKeys } from '../certificates.ts';

const key = makeKeys();
const old = issue({ subject: 'CN=Corp Root', ca: true, key });
const renewed = issue({ subject: 'CN=Corp Root', ca: true, key, until: '2040-01-01T00:00:00Z' });
const rekeyed = issue({ subject: 'CN=Corp Root', ca: true });
const folded = issue({ subject: 'CN=corp  ROOT', ca: true });
const other = issue({ subject: 'CN=Other Root', ca: true, key });

function repeatsOf(...roots: readonly { readonly pem: string }[]): readonly (readonly [string, readonly number[]])[] {
  const lengths = roots.map((root) => root.pem.length);
  const offsets = lengths.map((_, index) => lengths.slice(0, index).reduce((sum, length) => sum + length, 0));
  const { entries: all } = readTrustStore(Buffer.from(roots.map((root) => root.pem).join('')));
  return findRepeats(all).map(({ kind, entries }) => [kind, entries.map((entry) => offsets.indexOf(entry.byteOffset))]);
}

describe('repeats in a trust store', () => {
  it('names each place of a certificate that stands there more than once', () => {
    expect(repeatsOf(old, other, old, old)).toEqual([['duplicate', [0, 2, 3]]]);
  });

  it('names one certificate of each key that a name has, and folds names as OpenSSL does', () => {
    expect(repeatsOf(old, rekeyed, renewed, folded)).toEqual([['same-name-other-key', [0, 1, 3]]]);
  });

  it('takes neither a re-issued certificate nor one key under two names for a repeat', () => {
    expect(repeatsOf(old, renewed, other)).toEqual([]);
  });

  it('tells duplicates before names', () => {
    expect(repeatsOf(rekeyed, old, old).map(([kind]) => kind)).toEqual(['duplicate', 'same-name-other-key']);
    expect(findRepeats([])).toEqual([]);
  });
});

describe('an entry that cannot be read', () => {
  it('has its offset and says the how-manyth of the file it is', () => {
    const bad = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const { damage } = readTrustStore(Buffer.from(old.pem + bad + other.pem + bad));
    expect(damage).toMatchObject([
      { kind: 'garbage-entry', position: 2, byteOffset: old.pem.length },
      { kind: 'garbage-entry', position: 4, byteOffset: old.pem.length + bad.length + other.pem.length },
    ]);
  });

  it('has no position where the damage lies between entries', () => {
    const { damage } = readTrustStore(Buffer.from(old.pem.trimEnd() + other.pem));
    expect(damage).toMatchObject([{ kind: 'missing-newline' }]);
    expect(damage[0]).not.toHaveProperty('position');
  });
});
