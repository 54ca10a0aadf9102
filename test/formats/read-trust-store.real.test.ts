import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { describeWith } from '../require.ts';

const bundle = '/etc/ssl/certs/ca-certificates.crt';
const keyStore = '/etc/ssl/certs/java/cacerts';

describeWith([bundle, keyStore], 'the trust stores of this machine', () => {
  it('hold the same certificates as a PEM bundle and as a Java key store', () => {
    const [pem, java] = [readTrustStore(readFileSync(bundle)), readTrustStore(readFileSync(keyStore), { tryDefaultPasswords: true })];
    expect([pem.damage, java.damage]).toEqual([[], []]);
    expect(java.format).toMatch(/jks|pkcs12/);
    const set = (reading: typeof pem): Set<string> => new Set(reading.entries.map((entry) => entry.certificate.sha256));
    expect(set(java)).toEqual(set(pem));
    expect(set(pem).size).toBeGreaterThan(100);
  });
});
