import { describe, expect, it } from 'vitest';
import { isProven } from '../../src/evidence/blob-store.ts';
import { releaseTrustFile } from '../../src/evidence/trust-file-content.ts';
import { issue } from '../certificates.ts';
import { disguisedStores, honestStores } from './disguised-stores.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });

// A JKS store of the given entry tags, as sun.security.provider.JavaKeyStore writes it; the digest is not checked here.
function javaKeyStore(tags: readonly number[], magic = 0xfeedfeed): Buffer {
  const number = (value: number, size: number): Buffer => {
    const bytes = Buffer.alloc(size);
    bytes.writeUIntBE(value, 0, size);
    return bytes;
  };
  const text = (value: string): Buffer => Buffer.concat([number(value.length, 2), Buffer.from(value)]);
  const entries = tags.map((tag) =>
    Buffer.concat([number(tag, 4), text('corp'), Buffer.alloc(8), text('X.509'), number(root.der.length, 4), root.der]),
  );
  return Buffer.concat([number(magic, 4), number(2, 4), number(tags.length, 4), ...entries, Buffer.alloc(20)]);
}

describe('what leaves the host of a trust-store file', () => {
  it('releases certificates in PEM and DER, and an empty file', () => {
    for (const bytes of [Buffer.from(root.pem), root.der, Buffer.alloc(0)]) expect(releaseTrustFile(bytes).kind).toBe('released');
  });

  it('releases a Java key store of certificates, byte for byte', () => {
    const store = javaKeyStore([2, 2]);
    const release = releaseTrustFile(store);
    expect(release.kind === 'released' && Buffer.from(release.blob.content, release.blob.encoding).equals(store)).toBe(true);
  });

  it.each([
    ['a private key', javaKeyStore([2, 1])],
    ['a secret key', javaKeyStore([2, 3], 0xcececece)],
    ['a damaged end', Buffer.concat([javaKeyStore([2]), Buffer.from('more')])],
    ['a truncated end', javaKeyStore([2]).subarray(0, 60)],
  ])('withholds a Java key store with %s', (_name, bytes) => {
    expect(releaseTrustFile(bytes).kind).toBe('withheld');
  });

  it.each(Object.entries(honestStores))('releases %s, which holds certificates alone', (_name, bytes) => {
    expect(releaseTrustFile(bytes).kind).toBe('released');
  });

  it.each(Object.entries(disguisedStores))('keeps %s, which holds a key under the name of a certificate', (_name, bytes) => {
    expect(releaseTrustFile(bytes).kind).not.toBe('released');
  });

  it.each([
    ['a private key in DER', root.keys.privateKey.export({ type: 'pkcs8', format: 'der' })],
    ['a private key in PEM alone', Buffer.from(root.keyPem)],
    ['an encrypted key in DER', root.keys.privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' })],
    ['the password file', Buffer.from('root:$6$canary:19000:0:99999:7:::\n')],
    ['a certificate with something behind it', Buffer.concat([root.der, Buffer.from('canary')])],
  ])('keeps %s on the host', (_name, bytes) => {
    const release = releaseTrustFile(bytes);
    expect(release.kind).toBe('unrecognised');
    expect(JSON.stringify(release)).not.toContain('canary');
  });

  it('is named by its masked bytes where a part of it is masked, so that everybody can check it', () => {
    const release = releaseTrustFile(Buffer.from(root.pem + root.keyPem));
    expect(release.kind === 'released' ? [release.blob.redacted, isProven(release.blob)] : release.reason).toEqual([1, true]);
  });
});
