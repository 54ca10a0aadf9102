import { contentOf, isProven, sha256Of } from '../evidence/blob-store.ts';
import type { Blob } from '../evidence/file-evidence.ts';

/** Which contents were written. */
export class WrittenContents {
  /** Digests of contents that hash to them: only those stand in for a file of another host, since what a recording calls redacted may be anything. */
  readonly proven = new Set<string>();
  readonly #redacted = new Set<string>();

  /** Whether it was not written yet; from then on it counts as written. */
  isNew(blob: Blob): boolean {
    if (this.proven.has(blob.sha256)) return false;
    if (isProven(blob)) {
      this.proven.add(blob.sha256);
      return true;
    }
    const key = `${blob.sha256} ${sha256Of(contentOf(blob))}`;
    const isNew = !this.#redacted.has(key);
    this.#redacted.add(key);
    return isNew;
  }
}
