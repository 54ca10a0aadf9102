import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { releaseTrustFile } from '../../src/evidence/trust-file-content.ts';
import { issue } from '../certificates.ts';
import { describeWith } from '../require.ts';

describeWith(['keytool', 'openssl'], 'key stores as their tools write them', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-keystores-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const environment = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C' };
  const root = issue({ subject: 'CN=Corp Root', ca: true });
  writeFileSync(path.join(folder, 'root.pem'), root.pem);
  writeFileSync(path.join(folder, 'key.pem'), root.keyPem);

  const run = (program: string, args: readonly string[]): void => {
    execFileSync(program, args, { cwd: folder, env: environment, stdio: 'pipe' });
  };
  const importRoot = (file: string, ...options: string[]): Buffer => {
    run('keytool', ['-importcert', '-noprompt', '-alias', 'root', '-file', 'root.pem', '-keystore', file, ...options]);
    return readFileSync(path.join(folder, file));
  };
  const generateKey = (file: string, type: string): Buffer => {
    const options = ['-genkeypair', '-alias', 'key', '-keyalg', 'EC', '-dname', 'CN=x', '-storetype', type];
    run('keytool', [...options, '-keystore', file, '-storepass', 'changeit', '-keypass', 'changeit']);
    return readFileSync(path.join(folder, file));
  };
  const exportPkcs12 = (file: string, ...options: string[]): Buffer => {
    run('openssl', ['pkcs12', '-export', '-in', 'root.pem', '-out', file, ...options]);
    return readFileSync(path.join(folder, file));
  };

  it('leave the host where they provably hold certificates alone', () => {
    const stores = {
      'a JKS trust store': importRoot('t.jks', '-storetype', 'JKS', '-storepass', 'canary-password'),
      'a JCEKS trust store': importRoot('t.jceks', '-storetype', 'JCEKS', '-storepass', 'canary-password'),
      'a PKCS#12 trust store behind changeit': importRoot('t.p12', '-storetype', 'PKCS12', '-storepass', 'changeit'),
      'a PKCS#12 in clear': exportPkcs12('clear.p12', '-nokeys', '-certpbe', 'NONE', '-nomac', '-passout', 'pass:'),
      'an old PKCS#12 behind changeit': exportPkcs12('old.p12', '-nokeys', '-legacy', '-passout', 'pass:changeit'),
    };
    for (const [name, bytes] of Object.entries(stores)) {
      const release = releaseTrustFile(bytes);
      expect(`${name}: ${release.kind}`).toBe(`${name}: released`);
      const content = release.kind === 'released' ? Buffer.from(release.blob.content, release.blob.encoding) : undefined;
      expect(content?.equals(bytes)).toBe(true);
    }
  });

  it('stay on the host where they hold a key, or where nobody can tell', () => {
    const stores = {
      'a JKS with more behind it': Buffer.concat([
        importRoot('more.jks', '-storetype', 'JKS', '-storepass', 'changeit'),
        Buffer.from('canary'),
      ]),
      'a JKS with a key': generateKey('k.jks', 'JKS'),
      'a JCEKS with a key': generateKey('k.jceks', 'JCEKS'),
      'a PKCS#12 with a key': generateKey('k.p12', 'PKCS12'),
      'a PKCS#12 with a key in clear': exportPkcs12(
        'kc.p12',
        '-inkey',
        'key.pem',
        '-certpbe',
        'NONE',
        '-keypbe',
        'NONE',
        '-nomac',
        '-passout',
        'pass:',
      ),
      'a PKCS#12 with a password of its own': importRoot('own.p12', '-storetype', 'PKCS12', '-storepass', 'canary-password'),
      'a truncated PKCS#12': importRoot('cut.p12', '-storetype', 'PKCS12', '-storepass', 'changeit').subarray(0, 400),
    };
    for (const [name, bytes] of Object.entries(stores)) expect(`${name}: ${releaseTrustFile(bytes).kind}`).toBe(`${name}: withheld`);
  });
});
