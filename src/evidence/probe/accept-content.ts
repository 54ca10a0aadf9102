import { nssListingHeader } from '../../formats/nss-listing.ts';
import { sha256Of, toBlob } from '../blob-store.ts';
import type { Blob } from '../file-evidence.ts';
import type { WantedContent } from '../reading/trust-files.ts';
import { releaseTrustFile } from '../trust-file-content.ts';

/** A content as it may be kept, or why not. */
export type Accepted = { readonly kind: 'blob'; readonly blob: Blob } | { readonly kind: 'refused'; readonly reason: string };

/**
 * Checks what a host sent for a content that it had named: its bytes must have the digest, which is that of the masked bytes where a part is private. The
 * rule of release holds here once more, so that no key is kept even where a host lets one out; it changes nothing in what is masked already.
 */
export function acceptContent({ sha256 }: WantedContent, bytes: Uint8Array): Accepted {
  if (sha256Of(bytes) !== sha256) return refused('the host sent something else than the content that it had named');
  if (Buffer.from(bytes).toString('latin1', 0, nssListingHeader.length) === nssListingHeader) {
    return { kind: 'blob', blob: toBlob(bytes, { sha256, redacted: 0 }) };
  }
  const release = releaseTrustFile(bytes);
  if (release.kind !== 'released') return refused(release.reason);
  if (release.blob.sha256 !== sha256) return refused('the host sent a content with a private part that is not masked');
  return { kind: 'blob', blob: release.blob };
}

function refused(reason: string): Accepted {
  return { kind: 'refused', reason };
}
