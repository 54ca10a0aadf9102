import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../../src/evidence/blob-store.ts';
import { acceptContent } from '../../../src/evidence/probe/accept-content.ts';
import { redactPrivateParts } from '../../../src/evidence/redact.ts';
import { writeNssListing } from '../../../src/formats/nss-listing.ts';
import { issue } from '../../certificates.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const wanted = (bytes: Uint8Array, redacted = false): Parameters<typeof acceptContent>[0] => ({
  sha256: sha256Of(bytes),
  path: '/x',
  sizeBytes: 1,
  redacted,
});

describe('a content that a host sends', () => {
  it('is kept where it is what its name says', () => {
    const bytes = Buffer.from(root.pem);
    expect(acceptContent(wanted(bytes), bytes, 0)).toEqual({
      kind: 'blob',
      blob: { sha256: sha256Of(bytes), encoding: 'utf8', content: root.pem },
    });
    const listing = Buffer.from(writeNssListing([]));
    expect(acceptContent(wanted(listing), listing, 0)).toMatchObject({ kind: 'blob' });
  });

  it('is not kept where it is something else', () => {
    const bytes = Buffer.from(root.pem);
    expect(acceptContent(wanted(Buffer.from('x')), bytes, 0)).toMatchObject({ kind: 'refused' });
    expect(acceptContent(wanted(Buffer.from('x')), bytes, 1)).toMatchObject({ kind: 'refused' });
    expect(acceptContent(wanted(Buffer.from('x'), true), bytes, 1)).toMatchObject({ kind: 'refused' });
    const text = Buffer.from('password=canary');
    expect(acceptContent(wanted(text), text, 0)).toMatchObject({ kind: 'refused' });
  });

  it('is kept masked where the host said that a part of it is private', () => {
    const original = Buffer.from(root.pem + root.keyPem);
    const { bytes, count } = redactPrivateParts(original);
    const accepted = acceptContent(wanted(original, true), bytes, count);
    expect(accepted).toMatchObject({ kind: 'blob', blob: { sha256: sha256Of(original), redacted: count } });
  });

  it('is masked here where the host did not', () => {
    const original = Buffer.from(root.pem + root.keyPem);
    const accepted = acceptContent(wanted(original), original, 0);
    expect(accepted).toMatchObject({ kind: 'blob', blob: { redacted: 1 } });
    for (const line of root.keyPem.split('\n').filter((one) => one !== '' && !one.startsWith('-')))
      expect(JSON.stringify(accepted)).not.toContain(line);
  });
});
