import { describe, expect, it } from 'vitest';
import { isProven, sha256Of } from '../../../src/evidence/blob-store.ts';
import { acceptContent } from '../../../src/evidence/probe/accept-content.ts';
import { redactPrivateParts } from '../../../src/evidence/redact.ts';
import { writeNssListing } from '../../../src/formats/nss-listing.ts';
import { issue } from '../../certificates.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const wanted = (bytes: Uint8Array): Parameters<typeof acceptContent>[0] => ({
  sha256: sha256Of(bytes),
  path: '/x',
  sizeBytes: 1,
});

describe('a content that a host sends', () => {
  it('is kept where it is what its name says', () => {
    const bytes = Buffer.from(root.pem);
    expect(acceptContent(wanted(bytes), bytes)).toEqual({
      kind: 'blob',
      blob: { sha256: sha256Of(bytes), encoding: 'utf8', content: root.pem },
    });
    const listing = Buffer.from(writeNssListing([]));
    expect(acceptContent(wanted(listing), listing)).toMatchObject({ kind: 'blob' });
  });

  it('is not kept where it is something else, masked or not', () => {
    const masked = redactPrivateParts(Buffer.from(root.pem + root.keyPem)).bytes;
    for (const bytes of [Buffer.from(root.pem), masked]) {
      expect(acceptContent(wanted(Buffer.from('x')), bytes)).toMatchObject({ kind: 'refused' });
      expect(acceptContent(wanted(Buffer.from(root.pem + root.keyPem)), bytes)).toMatchObject({ kind: 'refused' });
    }
    const text = Buffer.from('password=canary');
    expect(acceptContent(wanted(text), text)).toMatchObject({ kind: 'refused' });
  });

  it('is kept masked under the digest of its masked bytes', () => {
    const { bytes, count } = redactPrivateParts(Buffer.from(root.pem + root.keyPem));
    const accepted = acceptContent(wanted(bytes), bytes);
    expect(accepted).toMatchObject({ kind: 'blob', blob: { sha256: sha256Of(bytes), redacted: count } });
    expect(accepted.kind === 'blob' && isProven(accepted.blob)).toBe(true);
  });

  it('is not kept where the host left a private part in it', () => {
    for (const bytes of [Buffer.from(root.pem + root.keyPem), Buffer.from(`# hunter2\n${root.pem}`)]) {
      expect(acceptContent(wanted(bytes), bytes)).toEqual({
        kind: 'refused',
        reason: 'the host sent a content with a private part that is not masked',
      });
    }
  });
});
