import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { format as jceks } from '../../src/formats/jceks.ts';
import { format as jks } from '../../src/formats/jks.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { itKeepsTheFormatContract } from './format-contract.ts';
import { importAll, keytools, makeFolder, run, write } from './vendor-tools.ts';

const roots = { 'root-a': issue({ subject: 'CN=Root A', ca: true }), 'root-b': issue({ subject: 'CN=Root B', ca: true, keyType: 'rsa' }) };
const password = 'mighty secret';

describeWith(['keytool'], 'Java key stores made by keytool', () => {
  const folder = makeFolder();
  for (const [alias, root] of Object.entries(roots)) write(folder, `${alias}.pem`, root.pem);

  for (const [java, keytool] of keytools()) {
    for (const format of [jks, jceks]) {
      const storetype = ['-storetype', format.name.toUpperCase(), '-storepass', password];
      const store = `${java}.${format.name}`;
      const bytes = (): Uint8Array => readFileSync(path.join(folder, store));
      importAll(keytool, store, storetype, Object.keys(roots), folder);

      describe(`${format.name} of ${java}`, () => {
        itKeepsTheFormatContract(format, [
          { name: 'a trust store', bytes, sha256: () => asTheyLie(bytes()), options: { password } },
          { name: 'a trust store without its password', bytes, sha256: () => asTheyLie(bytes()) },
        ]);

        it('knows the aliases, and the password by the digest', () => {
          const reading = readTrustStore(bytes(), { password });
          expect(new Set(reading.entries.map((entry) => entry.alias))).toEqual(new Set(Object.keys(roots)));
          expect(reading.openedWith).toBe('given-password');
          expect(readTrustStore(bytes(), { password: 'another' }).damage).toMatchObject([{ kind: 'digest-mismatch' }]);
        });

        it('reports a private key, and that the store does not hold certificates alone', () => {
          const mixed = `mixed-${store}`;
          const pair = ['-alias', 'server', '-dname', 'CN=server', '-keyalg', 'EC', '-keypass', password];
          run(keytool, ['-genkeypair', ...pair, '-keystore', mixed, ...storetype], folder);
          importAll(keytool, mixed, storetype, ['root-a'], folder);
          const file = readFileSync(path.join(folder, mixed));
          const reading = readTrustStore(file, { password });
          // Java takes the first certificate of a key's chain for an anchor
          expect(new Set(reading.entries.map((entry) => entry.alias))).toEqual(new Set(['root-a', 'server']));
          expect(reading.damage).toMatchObject([{ kind: 'not-a-certificate' }]);
          expect(reading.damage[0]?.message).toContain("'server' is a private key");
        });
      });
    }

    it(`stops at a secret key in a JCEKS store of ${java}`, () => {
      const store = `secret-${java}.jceks`;
      const storetype = ['-storetype', 'JCEKS', '-storepass', password];
      run(
        keytool,
        ['-genseckey', '-alias', 'aes', '-keyalg', 'AES', '-keysize', '128', '-keypass', password, '-keystore', store, ...storetype],
        folder,
      );
      const reading = readTrustStore(readFileSync(path.join(folder, store)), { password });
      expect(reading).toMatchObject({ entries: [], damage: [{ kind: 'unsupported' }] });
    });
  }
});

// Java writes a store in the order of its own hash table: what comes first is found by its bytes, which lie open.
function asTheyLie(file: Uint8Array): string[] {
  const position = (der: Buffer): number => Buffer.from(file).indexOf(der);
  return Object.values(roots)
    .toSorted((one, other) => position(one.der) - position(other.der))
    .map((root) => root.sha256);
}
