import { createHash } from 'node:crypto';
import type { Blob } from './host-evidence.ts';

/** Contents of trust-store files and listings, each once, found by the digest under which evidence names it. */
export interface BlobStore {
  /** Keeps the blob; a second one of the same name is ignored unless the first was unreadable. */
  add(blob: Blob): void;
  /** Content of a blob; undefined where it is unknown or does not hash to its name. */
  read(sha256: string): Uint8Array | undefined;
  /** Why `read` gives nothing; undefined where it gives something. */
  whyUnreadable(sha256: string): string | undefined;
  readonly digests: ReadonlySet<string>;
}

/** Returns an empty store. */
export function createBlobStore(): BlobStore {
  const contents = new Map<string, Uint8Array>();
  const reasons = new Map<string, string>();
  const digests = new Set<string>();
  return {
    digests,
    add(blob) {
      if (digests.has(blob.sha256)) return;
      const bytes = Buffer.from(blob.content, blob.encoding);
      // A redacted blob carries the digest of the original, which nobody here can check any more.
      const actual = (blob.redacted ?? 0) > 0 ? blob.sha256 : sha256Of(bytes);
      if (actual !== blob.sha256) {
        reasons.set(blob.sha256, `blob ${blob.sha256} does not hash to its name but to ${actual}`);
        return;
      }
      reasons.delete(blob.sha256);
      contents.set(blob.sha256, bytes);
      digests.add(blob.sha256);
    },
    read: (sha256) => contents.get(sha256),
    whyUnreadable: (sha256) =>
      contents.has(sha256) ? undefined : (reasons.get(sha256) ?? `the content of blob ${sha256} was not recorded`),
  };
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
