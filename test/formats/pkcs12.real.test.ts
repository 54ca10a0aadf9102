import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format } from '../../src/formats/pkcs12.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { itKeepsTheFormatContract } from './format-contract.ts';
import { importAll, keytools, makeFolder, run, write } from './vendor-tools.ts';

const a = issue({ subject: 'CN=Root A', ca: true });
const b = issue({ subject: 'CN=Root B', ca: true, keyType: 'rsa' });
const roots = [a.sha256, b.sha256];
const openJava = ['-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE', '-J-Dkeystore.pkcs12.macAlgorithm=NONE'];

describeWith(['keytool', 'openssl'], 'PKCS#12 key stores', () => {
  const folder = makeFolder();
  write(folder, 'a.pem', a.pem);
  write(folder, 'b.pem', b.pem);
  write(folder, 'both.pem', a.pem + b.pem);
  write(folder, 'key.pem', a.keyPem);
  const bytesOf = (store: string): Uint8Array => readFileSync(path.join(folder, store));

  for (const [java, keytool] of keytools()) {
    const make = (store: string, options: readonly string[]): void => {
      importAll(keytool, store, [...options, '-storetype', 'PKCS12', '-storepass', 'changeit'], ['a', 'b'], folder);
    };
    make(`${java}.p12`, []);
    make(`${java}-legacy.p12`, ['-J-Dkeystore.pkcs12.legacy']);
    make(`${java}-open.p12`, openJava);

    describe(`of ${java}`, () => {
      const options = { password: 'changeit' };
      itKeepsTheFormatContract(format, [
        { name: 'a trust store', bytes: () => bytesOf(`${java}.p12`), sha256: () => roots, options },
        { name: 'a legacy trust store (RC2)', bytes: () => bytesOf(`${java}-legacy.p12`), sha256: () => roots, options },
        { name: 'a trust store without a password', bytes: () => bytesOf(`${java}-open.p12`), sha256: () => roots },
      ]);

      it('takes certificates with the trusted-key attribute for anchors, and knows their aliases', () => {
        const reading = readTrustStore(bytesOf(`${java}.p12`), options);
        expect(reading.entries.map(({ mark, alias }) => [mark, alias])).toEqual([
          ['plain', 'a'],
          ['plain', 'b'],
        ]);
        expect(reading.openedWith).toBe('given-password');
      });

      it('has no entries without its password, as Java has none', () => {
        expect(readTrustStore(bytesOf(`${java}.p12`), {})).toMatchObject({ entries: [], damage: [{ kind: 'wrong-password' }] });
      });

      it('tries the shipped default password only when asked to', () => {
        const reading = readTrustStore(bytesOf(`${java}.p12`), { tryDefaultPasswords: true });
        expect(reading).toMatchObject({ openedWith: 'default-password', damage: [] });
        expect(reading.entries).toHaveLength(2);
      });

      it('refuses a wrong password', () => {
        const reading = readTrustStore(bytesOf(`${java}.p12`), { password: 'changeme' });
        expect(reading.entries).toEqual([]);
        expect(new Set(reading.damage.map((item) => item.kind))).toEqual(new Set(['wrong-password']));
        const rescued = readTrustStore(bytesOf(`${java}.p12`), { password: 'changeme', tryDefaultPasswords: true });
        expect(rescued).toMatchObject({ openedWith: 'default-password', damage: [{ kind: 'wrong-password' }] });
      });
    });
  }

  describe('of openssl', () => {
    const pass = 'pass:pass word';
    const options = { password: 'pass word' };
    const make = (store: string, ...args: string[]): void => {
      run('openssl', ['pkcs12', '-export', '-out', store, '-in', 'both.pem', ...args], folder);
    };
    make('plain.p12', '-nokeys', '-passout', pass);
    make('legacy.p12', '-legacy', '-nokeys', '-passout', pass);
    make('des.p12', '-nokeys', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha512', '-passout', pass);
    make('aes128.p12', '-nokeys', '-certpbe', 'AES-128-CBC', '-macalg', 'sha1', '-passout', pass);
    make('empty.p12', '-nokeys', '-passout', 'pass:');
    make('open.p12', '-nokeys', '-certpbe', 'NONE', '-nomac', '-passout', 'pass:');
    make('key.p12', '-inkey', 'key.pem', '-certpbe', 'NONE', '-passout', pass);

    itKeepsTheFormatContract(format, [
      { name: 'a store with AES-256', bytes: () => bytesOf('plain.p12'), sha256: () => roots, options },
      { name: 'a legacy store (RC2-40)', bytes: () => bytesOf('legacy.p12'), sha256: () => roots, options },
      { name: 'a store with triple DES and a SHA-512 mac', bytes: () => bytesOf('des.p12'), sha256: () => roots, options },
      { name: 'a store with AES-128 and a SHA-1 mac', bytes: () => bytesOf('aes128.p12'), sha256: () => roots, options },
      { name: 'a store with the empty password', bytes: () => bytesOf('empty.p12'), sha256: () => roots, options: { password: '' } },
      { name: 'a store without encryption', bytes: () => bytesOf('open.p12'), sha256: () => roots },
    ]);

    it('marks certificates without the trusted-key attribute, which Java does not take for anchors', () => {
      expect(readTrustStore(bytesOf('plain.p12'), options).entries.map((entry) => entry.mark)).toEqual(['unmarked', 'unmarked']);
      for (const [, keytool] of keytools()) {
        const said = run(keytool, ['-list', '-keystore', 'plain.p12', '-storepass', options.password], folder);
        expect(said).toContain('contains 0 entries');
      }
    });

    it('passes private keys over without decrypting them', () => {
      const reading = readTrustStore(bytesOf('key.p12'), {});
      expect(reading.entries).toHaveLength(2);
      expect(reading.damage).toMatchObject([{ kind: 'not-a-certificate', message: 'entry is a private key' }]);
    });

    it('says how many rounds of key derivation a hostile file asks for, and does not run them', () => {
      make('rounds.p12', '-nokeys', '-iter', '2000', '-passout', pass);
      const file = Buffer.from(bytesOf('rounds.p12'));
      // The last INTEGER 2000 of the file is that of the mac
      const mac = file.lastIndexOf(Buffer.from([0x02, 0x02, 0x07, 0xd0]));
      const deep = setRounds(file, mac);
      const reading = readTrustStore(deep, options);
      expect(reading.entries).toEqual([]);
      const message = '2147483647 rounds of key derivation; snowline stops at 1000000 a file';
      expect(reading.damage).toContainEqual({ kind: 'unsupported', byteOffset: expect.any(Number), message });
    });

    it('survives flipped bytes while it decrypts', () => {
      const file = bytesOf('aes128.p12');
      const property = fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = Uint8Array.from(file);
        changed[at] = (changed[at] ?? 0) ^ mask;
        const reading = format.read(changed, options);
        const digests = reading.entries.map((entry) => entry.certificate.sha256);
        // The mac covers the certificates: they are whole, or the damage is told
        return reading.damage.length > 0 || digests.join() === roots.join();
      });
      expect(fc.check(property, { numRuns: 60 })).toMatchObject({ failed: false });
    });
  });
});

// Replaces the two-byte INTEGER at the end of the file by the largest of four bytes; the two lengths around it grow by two.
function setRounds(file: Buffer, at: number): Buffer {
  const grown = Buffer.concat([file.subarray(0, at), Buffer.from([0x02, 0x04, 0x7f, 0xff, 0xff, 0xff]), file.subarray(at + 4)]);
  // PFX has a length of two bytes
  grown.writeUInt16BE(grown.readUInt16BE(2) + 2, 2);
  for (let start = at - 1; start > 0; start -= 1) {
    // MacData: a SEQUENCE of short length that ends where the INTEGER ended
    if (grown[start] === 0x30 && start + 2 + (grown[start + 1] ?? 0) === at + 4) {
      grown[start + 1] = (grown[start + 1] ?? 0) + 2;
      return grown;
    }
  }
  throw new Error('MacData not found');
}
