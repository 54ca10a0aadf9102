import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { format } from '../../src/formats/pkcs7.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { itKeepsTheFormatContract } from './format-contract.ts';
import { makeFolder, run, write } from './vendor-tools.ts';

const a = issue({ subject: 'CN=Root A', ca: true });
const b = issue({ subject: 'CN=Root B', ca: true, keyType: 'rsa' });

describeWith(['openssl'], 'PKCS#7 made by openssl crl2pkcs7', () => {
  const folder = makeFolder();
  write(folder, 'both.pem', b.pem + a.pem + b.pem);
  const order = [b.sha256, a.sha256, b.sha256];
  run('openssl', ['crl2pkcs7', '-nocrl', '-certfile', 'both.pem', '-out', 'both.p7b'], folder);
  run('openssl', ['crl2pkcs7', '-nocrl', '-certfile', 'both.pem', '-outform', 'DER', '-out', 'both.p7c'], folder);
  const pem = readFileSync(path.join(folder, 'both.p7b'), 'utf8');

  itKeepsTheFormatContract(format, [
    { name: 'DER', bytes: () => readFileSync(path.join(folder, 'both.p7c')), sha256: () => order },
    { name: 'PEM', bytes: () => Buffer.from(pem), sha256: () => order },
  ]);

  it('leaves a PKCS7 block among certificates to PEM, whose clients pass it over', () => {
    const reading = readTrustStore(Buffer.from(pem + a.pem), {});
    expect(reading.format).toBe('pem');
    expect(reading.entries.map((entry) => entry.certificate.sha256)).toEqual([a.sha256]);
    expect(reading.damage).toMatchObject([{ kind: 'not-a-certificate', message: 'block is PKCS7, not a certificate' }]);
  });
});
