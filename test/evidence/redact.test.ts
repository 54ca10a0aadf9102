import { describe, expect, it } from 'vitest';
import { redactPrivateParts } from '../../src/evidence/redact.ts';
import { format } from '../../src/formats/pem.ts';
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
    const bundle = `\uFEFF${root.pem}\r\n\u0000${root.pem.trimEnd()}${rsa.pem}-----END CERTIFICATE----\n`;
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
    expect(redact(text).text).toBe(text);
  });

  it('masks a key inside of a certificate block that was never closed', () => {
    const open = root.pem.replace(/-----END.*\n/, '');
    const { text } = redact(`${open}${rsa.keyPem}${root.pem}`);
    for (const line of bodyOf(rsa.keyPem)) expect(text).not.toContain(line);
    expect(text.endsWith(root.pem)).toBe(true);
  });

  const hidden: Readonly<Record<string, string>> = {
    'a comment': '# Issuer: canary\n',
    'a credential': 'aws_secret_access_key = canary\n',
    'a bearer token': 'Authorization: Bearer canary.canary\n',
    'a JWK': '{"kty":"RSA","d":"canary"}',
    'the text of a key': `privateExponent:\n    00:ca:na:ry\n# canary\n`,
    'base64 in a comment': '# MIIEvQIBADANBgkqhkiG9w0BAQEFAASCcanary\n',
    'text before a marker': 'canary -----BEGIN CERTIFICATE-----\n',
    'text behind a marker': '-----END CERTIFICATE-----canary\n',
    'a marker with hyphens in its label': '-----BEGIN A-canary-----\ncanary\n-----END A-canary-----\n',
    'a header in a certificate block': root.pem.replace('\n', '\nComment: canary\n\n'),
    'base64 behind a certificate': root.pem.replace('-----END', 'canarycanary\n-----END'),
    'a line that begins like a marker and goes on': `-----BEGIN ${'A '.repeat(50)} canary\n`,
  };
  it.each(Object.entries(hidden))('masks %s', (_name, part) => {
    const { text, count } = redact(`${root.pem}${part}\n${rsa.pem}`);
    expect(text).not.toMatch(/canary|ca:na:ry/);
    expect(count).toBeGreaterThan(0);
    expect(text.length).toBe(root.pem.length + part.length + 1 + rsa.pem.length);
    expect(redact(text).text).toBe(text);
  });

  const block = (der: Uint8Array, label = 'CERTIFICATE'): string =>
    `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;
  const sequence = (...parts: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([0x30, 0x82, content.length >> 8, content.length & 255]), content]);
  };
  const key = rsa.keys.privateKey.export({ type: 'pkcs8', format: 'der' });
  const encrypted = rsa.keys.privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' });
  it.each([
    ['a certificate with a key behind it', block(Buffer.concat([root.der, key]))],
    ['a certificate and a key in one sequence', block(sequence(root.der, key))],
    ['a key in the place of settings of trust, under the wrong label', block(Buffer.concat([root.der, sequence(key)]))],
    ['a key in the place of settings of trust', block(Buffer.concat([root.der, key]), 'TRUSTED CERTIFICATE')],
    ['an encrypted key there', block(Buffer.concat([root.der, encrypted]), 'TRUSTED CERTIFICATE')],
    ['a cut certificate', block(root.der.subarray(0, -3))],
    ['a key as PKCS7', block(key, 'PKCS7')],
    ['base64 with signs in the middle', block(root.der).replace(/(?<=\nMII)./, '=')],
  ])('masks under a public label %s', (_name, pem) => {
    const { text, count } = redact(pem);
    expect(count).toBe(1);
    expect(text.split('\n')[1]).toMatch(/^[x=]+$/);
  });

  const serverAuth = Buffer.from('06082b06010505070301', 'hex');
  it.each([
    ['none', sequence()],
    ['a use', sequence(sequence(serverAuth))],
    ['two uses and a name', sequence(sequence(serverAuth, serverAuth), Buffer.from([0x0c, 1, 0x41]))],
    ['a refused use', sequence(Buffer.concat([Buffer.from([0xa0, serverAuth.length]), serverAuth]))],
  ])('shows settings of trust behind a certificate under the label for them: %s', (_name, settings) => {
    const pem = block(Buffer.concat([root.der, settings]), 'TRUSTED CERTIFICATE');
    expect(redact(pem)).toEqual({ text: pem, count: 0 });
  });

  it.each([
    ['-----BEGIN CANARY-----\n-----END CANARY-----\n', '-----BEGIN XXXXXX-----\n-----END XXXXXX-----\n'],
    ['-----BEGIN CANARY KEY-----\n-----END CANARI KEY-----\n', '-----BEGIN XXXXXX KEY-----\n-----END YYYYYY KEY-----\n'],
    ['-----BEGIN CERTIFICATE canary-----\n', '-----BEGIN CERTIFICATE XXXXXX-----\n'],
    ['---BEGIN CANARY KEY---\n', '---BEGIN XXXXXX KEY---\n'],
  ])('masks what a label says, and keeps whether END fits BEGIN: %j', (part, masked) => {
    const { text, count } = redact(`${root.pem}${part}${rsa.pem}`);
    expect(text.replace(rsa.pem, '')).toBe(`${root.pem}${masked}`);
    expect(count).toBeGreaterThan(0);
    expect(redact(text)).toEqual({ text, count });
  });

  it('leaves to clients what they stumble over', () => {
    const odd = [
      '-----BEGIN CORP-KEY-----\nnot base64!\n-----END CORP-KEY-----\n',
      '-----BEGIN CORP THING-----\nAAAA\n-----END CORP THINK-----\n',
      root.pem.replace('\n', '\nComment: yes\n\n'),
      root.pem.replace('MII', 'MI!'),
      root.pem.replace('MII', 'MI'),
      block(root.der.subarray(0, -3)),
      root.pem.replace(/-----END.*/, '-----END CERTIFICATE----'),
      `\u00ef\u00bb\u00bf# comment\n\u00ef\u00bb\u00bf`,
    ];
    for (const part of odd) {
      const text = `${root.pem}${part}\n${rsa.pem}`;
      const read = (pem: string): unknown => {
        const { entries, damage } = format.read(Buffer.from(pem, 'latin1'), {});
        return [entries.map((one) => one.certificate.sha256), damage.map(({ kind, byteOffset }) => [kind, byteOffset])];
      };
      expect(redact(text).text).not.toBe(text);
      expect([part, read(redact(text).text)]).toEqual([part, read(text)]);
    }
  });
});
