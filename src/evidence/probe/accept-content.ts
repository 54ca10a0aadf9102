import { nssListingHeader } from '../../formats/nss-listing.ts';
import { sha256Of, toBlob } from '../blob-store.ts';
import type { Blob } from '../host-evidence.ts';
import type { WantedContent } from '../reading/trust-files.ts';
import { isRedacted } from '../redact.ts';
import { releaseTrustFile } from '../trust-file-content.ts';

/** A content as it may be kept, or why not. */
export type Accepted = { readonly kind: 'blob'; readonly blob: Blob } | { readonly kind: 'refused'; readonly reason: string };

/**
 * Checks what a host sent for a content that it had named: its bytes must have the digest, or look masked where it said that a part
 * would be. The rule of release holds here once more, so that no key is kept even where a host lets one out.
 */
export function acceptContent(wanted: WantedContent, bytes: Uint8Array, maskedParts: number): Accepted {
  const { sha256 } = wanted;
  if (sha256Of(bytes) === sha256) {
    if (Buffer.from(bytes).toString('latin1', 0, nssListingHeader.length) === nssListingHeader) {
      return { kind: 'blob', blob: toBlob(bytes, { sha256, redacted: 0 }) };
    }
    const release = releaseTrustFile(bytes);
    return release.kind === 'released' ? { kind: 'blob', blob: release.blob } : { kind: 'refused', reason: release.reason };
  }
  if (!wanted.redacted || maskedParts < 1)
    return { kind: 'refused', reason: 'the host sent something else than the content that it had named' };
  if (releaseTrustFile(bytes).kind !== 'released' || !isRedacted(bytes)) {
    return { kind: 'refused', reason: 'the host sent a content that is called redacted and does not look so' };
  }
  return { kind: 'blob', blob: toBlob(bytes, { sha256, redacted: maskedParts }) };
}
