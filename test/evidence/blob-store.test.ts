import { describe, expect, it } from 'vitest';
import { createBlobStore, sha256Of, toBlob } from '../../src/evidence/blob-store.ts';

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
    expect(store.digests.has(sha256)).toBe(false);
  });

  it('takes the right content after a wrong one, and keeps it', () => {
    const store = createBlobStore();
    store.add({ sha256, encoding: 'utf8', content: 'something else' });
    store.add({ sha256, encoding: 'utf8', content: bytes.toString() });
    store.add({ sha256, encoding: 'utf8', content: 'something else' });
    expect(Buffer.from(store.read(sha256) ?? []).toString()).toBe(bytes.toString());
    expect(store.whyUnreadable(sha256)).toBeUndefined();
  });

  it('takes a redacted blob under the name of the original', () => {
    const store = createBlobStore();
    store.add({ sha256, encoding: 'utf8', content: 'xxxx', redacted: 1 });
    expect(Buffer.from(store.read(sha256) ?? []).toString()).toBe('xxxx');
  });

  it('has a reason for a blob that nobody sent', () => {
    expect(createBlobStore().whyUnreadable(sha256)).toBe(`the content of blob ${sha256} was not recorded`);
  });
});
