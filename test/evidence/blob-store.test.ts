import { describe, expect, it } from 'vitest';
import { type BlobStore, createBlobStore, sha256Of, toBlob } from '../../src/evidence/blob-store.ts';
import type { Blob } from '../../src/evidence/file-evidence.ts';
import { redactPrivateParts } from '../../src/evidence/redact.ts';
import { issue } from '../certificates.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const other = issue({ subject: 'CN=Other Root', ca: true });
const bytes = Buffer.from('-----BEGIN CERTIFICATE-----\n');
const sha256 = sha256Of(bytes);

describe('the blob store', () => {
  it('gives back the bytes of a blob, whether they are text or not', () => {
    for (const content of [bytes, Buffer.from([0xff, 0xfe, 0x00, 0x80]), Buffer.from('\uFEFFwith a byte order mark'), Buffer.alloc(0)]) {
      const store = createBlobStore();
      store.add(toBlob(content, { sha256: sha256Of(content), redacted: 0 }));
      expect(Buffer.from(store.read(sha256Of(content)) ?? [1]).equals(content)).toBe(true);
    }
  });

  it('refuses a blob whose content is not that of its name, and says so', () => {
    const store = createBlobStore();
    store.add({ sha256, encoding: 'utf8', content: 'something else' });
    expect(store.read(sha256)).toBeUndefined();
    expect(store.whyUnreadable(sha256)).toContain('does not hash to its name');
  });

  it('takes the right content after a wrong one, and keeps it', () => {
    const store = createBlobStore();
    store.add({ sha256, encoding: 'utf8', content: 'something else' });
    store.add({ sha256, encoding: 'utf8', content: bytes.toString() });
    store.add({ sha256, encoding: 'utf8', content: 'something else' });
    expect(Buffer.from(store.read(sha256) ?? []).toString()).toBe(bytes.toString());
    expect(store.whyUnreadable(sha256)).toBeUndefined();
  });

  const original = `${root.pem}${root.keyPem}`;
  const name = sha256Of(Buffer.from(original));
  const redact = (pem: string): Blob => {
    const { bytes: clean, count } = redactPrivateParts(Buffer.from(pem));
    return toBlob(clean, { sha256: name, redacted: count });
  };
  const inEveryOrder = (blobs: readonly Blob[]): readonly BlobStore[] =>
    [blobs, blobs.toReversed()].map((order) => {
      const store = createBlobStore();
      for (const blob of order) store.add(blob);
      return store;
    });

  it('takes a redacted blob under the name of the original', () => {
    for (const store of inEveryOrder([redact(original), redact(original)])) {
      expect(Buffer.from(store.read(name) ?? []).toString()).toMatch(
        /^-----BEGIN CERTIFICATE-----[^-]*-----END[^-]*-----\n-----BEGIN PRIVATE KEY-----\nx/,
      );
      expect(store.whyUnreadable(name)).toBeUndefined();
    }
  });

  it('believes the content that hashes to its name before one that is called redacted, in any order', () => {
    const poison = redact(`${other.pem}${other.keyPem}`);
    for (const store of inEveryOrder([poison, toBlob(Buffer.from(original), { sha256: name, redacted: 0 })])) {
      expect(Buffer.from(store.read(name) ?? []).toString()).toBe(original);
    }
  });

  it.each([
    ['has nothing masked in it', other.pem],
    ['is empty', ''],
    ['still holds a key', `${other.pem}${root.keyPem}xxxx\n`],
  ])('does not believe a blob that is called redacted and %s', (_, content) => {
    for (const store of inEveryOrder([{ sha256: name, encoding: 'utf8', content, redacted: 1 }])) {
      expect(store.read(name)).toBeUndefined();
      expect(store.whyUnreadable(name)).toBe(`blob ${name} is called redacted but does not look so`);
    }
  });

  it('believes neither of two redacted blobs of one name that differ', () => {
    for (const store of inEveryOrder([redact(original), redact(`${other.pem}${other.keyPem}`), redact(original)])) {
      expect(store.read(name)).toBeUndefined();
      expect(store.whyUnreadable(name)).toBe(`blob ${name} is there twice, redacted, with different contents`);
    }
  });

  it('lets a blob that is wrong by its own name spoil no other', () => {
    const wrong: Blob = { sha256: name, encoding: 'utf8', content: 'something else' };
    for (const store of inEveryOrder([wrong, redact(original)])) expect(store.whyUnreadable(name)).toBeUndefined();
  });

  it('has a reason for a blob that nobody sent', () => {
    expect(createBlobStore().whyUnreadable(sha256)).toBe(`the content of blob ${sha256} was not recorded`);
  });
});
