import { describe, expect, it } from 'vitest';
import { isRedacted, redactPrivateParts } from '../../src/evidence/redact.ts';
import { issue } from '../certificates.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const rsa = issue({ subject: 'CN=Corp RSA', keyType: 'rsa' });
const redact = (text: string): { text: string; count: number } => {
  const { bytes, count } = redactPrivateParts(Buffer.from(text, 'latin1'));
  return { text: Buffer.from(bytes).toString('latin1'), count };
};
const bodyOf = (pem: string): string[] => pem.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));

describe('redaction of PEM files', () => {
  it('leaves a file of certificates as it is, byte for byte', () => {
    const bundle = `\uFEFF# ACCVRAIZ1\r\nsubject=CN = Corp Root\r\n${root.pem}${root.pem.trimEnd()}${rsa.pem}`;
    expect(redact(Buffer.from(bundle, 'utf8').toString('latin1'))).toEqual({
      text: Buffer.from(bundle, 'utf8').toString('latin1'),
      count: 0,
    });
  });

  const variants: Readonly<Record<string, string>> = {
    'a PKCS#8 block': rsa.keyPem,
    'a SEC 1 block': root.keys.privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    'a PKCS#1 block': rsa.keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    'an encrypted block': rsa.keys.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
    'a block without its end': rsa.keyPem.replace(/-----END.*\n/, ''),
    'a block without its beginning': rsa.keyPem.replace(/-----BEGIN.*\n/, ''),
    'a block whose marker is damaged': rsa.keyPem.replace('-----BEGIN', '---BEGIN'),
    'a block of an unknown label': rsa.keyPem.replaceAll('PRIVATE KEY', 'CORP THING'),
    'a key under the label of a certificate': rsa.keyPem.replaceAll('PRIVATE KEY', 'CERTIFICATE'),
    'a block with CRLF': rsa.keyPem.replaceAll('\n', '\r\n'),
  };
  it.each(Object.entries(variants))('masks %s and keeps the certificates around it', (_name, key) => {
    const { text, count } = redact(`${root.pem}${key}${rsa.pem}`);
    expect(count).toBeGreaterThan(0);
    for (const line of bodyOf(key.replaceAll('\r', '')).filter((one) => !one.includes('BEGIN'))) expect(text).not.toContain(line);
    expect(text.startsWith(root.pem)).toBe(true);
    expect(text.endsWith(rsa.pem)).toBe(true);
    expect(text.length).toBe(root.pem.length + key.length + rsa.pem.length);
    expect([isRedacted(Buffer.from(text)), isRedacted(Buffer.from(`${root.pem}${key}${rsa.pem}`))]).toEqual([true, false]);
  });

  it('masks a key inside of a certificate block that was never closed', () => {
    const open = root.pem.replace(/-----END.*\n/, '');
    const { text } = redact(`${open}${rsa.keyPem}${root.pem}`);
    for (const line of bodyOf(rsa.keyPem)) expect(text).not.toContain(line);
    expect(text.endsWith(root.pem)).toBe(true);
  });

  it('masks credentials that are assigned between the blocks', () => {
    const { text, count } = redact(`${root.pem}db_password = canary-1\n# token: canary-2\n${root.pem}`);
    expect(text).not.toMatch(/canary/);
    expect(count).toBe(2);
    expect(isRedacted(Buffer.from(text))).toBe(true);
  });
});
