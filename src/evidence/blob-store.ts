import { createHash } from 'node:crypto';
import { isRedacted } from './earlier-redaction.ts';
import type { Blob } from './file-evidence.ts';

/** Contents of trust-store files and listings, each once, found by the digest under which evidence names it. */
export interface BlobStore {
  /** Keeps the blob if it is what its name says. The order of blobs of one name does not matter. */
  add(blob: Blob): void;
  /** Content of a blob; undefined where it is unknown or cannot be believed. */
  read(sha256: string): Uint8Array | undefined;
  /** Why `read` gives nothing; undefined where it gives something. */
  whyUnreadable(sha256: string): string | undefined;
}

/**
 * Returns an empty store. A blob that hashes to its name is believed before all others. A redacted one of an earlier recording carries the digest of the
 * original, which nobody can check any more, so it is believed only if it looks redacted and no other of its name says something else: otherwise one host could say what
 * another one trusts.
 */
export function createBlobStore(): BlobStore {
  const proven = new Map<string, Uint8Array>();
  const redacted = new Map<string, Uint8Array>();
  const contested = new Set<string>();
  const reasons = new Map<string, string>();
  const believed = (sha256: string): Uint8Array | undefined =>
    proven.get(sha256) ?? (contested.has(sha256) ? undefined : redacted.get(sha256));
  return {
    add(blob) {
      const { sha256 } = blob;
      if (proven.has(sha256)) return;
      const bytes = contentOf(blob);
      const actual = sha256Of(bytes);
      const other = redacted.get(sha256);
      if (actual === sha256) proven.set(sha256, bytes);
      else if ((blob.redacted ?? 0) <= 0) reasons.set(sha256, `blob ${sha256} does not hash to its name but to ${actual}`);
      else if (!isRedacted(bytes)) reasons.set(sha256, `blob ${sha256} is called redacted but does not look so`);
      else if (other === undefined) redacted.set(sha256, bytes);
      else if (Buffer.compare(other, bytes) !== 0) contested.add(sha256);
    },
    read: believed,
    whyUnreadable(sha256) {
      if (believed(sha256) !== undefined) return undefined;
      if (contested.has(sha256)) return `blob ${sha256} is there twice, redacted, with different contents`;
      return reasons.get(sha256) ?? `the content of blob ${sha256} was not recorded`;
    },
  };
}

/** The bytes of a blob, not checked against its name. */
export function contentOf(blob: Blob): Uint8Array {
  return Buffer.from(blob.content, blob.encoding);
}

/** Whether the bytes are those of the name: not where an earlier recording named what it had redacted by the original. */
export function isProven(blob: Blob): boolean {
  return sha256Of(contentOf(blob)) === blob.sha256;
}

/** Lower-case hex digest, the name of a blob. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Blob of these bytes: as text where they are UTF-8 throughout, because a recording then stays readable. */
export function toBlob(bytes: Uint8Array, original: { readonly sha256: string; readonly redacted: number }): Blob {
  const content = utf8Of(bytes);
  return {
    sha256: original.sha256,
    ...(content === undefined
      ? { encoding: 'base64' as const, content: Buffer.from(bytes).toString('base64') }
      : { encoding: 'utf8' as const, content }),
    ...(original.redacted === 0 ? {} : { redacted: original.redacted }),
  };
}

function utf8Of(bytes: Uint8Array): string | undefined {
  try {
    // ignoreBOM keeps the byte order mark: it is damage that some clients stumble over.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: the caller writes base64.
    return undefined;
  }
}
