import type { Damage, TrustStoreEntry } from './trust-store.ts';

/** One name in a directory; no bytes where it is a dangling link, a directory, or unreadable. */
export interface DirectoryFile {
  readonly name: string;
  readonly bytes: Uint8Array | undefined;
}

/** A certificate and the file that it was read from; offsets are those in that file. */
export interface DirectoryEntry extends TrustStoreEntry {
  readonly fileName: string;
}

/**
 * What is wrong with a directory: `stale-link` has a hash that is not that of the subject; `dangling-link` leads nowhere;
 * `numbering-gap` is never reached, since one before it is missing or damaged; `not-linked` is a certificate without its hash
 * link; `damaged-file` is damage inside a file; `no-certificates` is a file without any.
 */
export type DirectoryProblem = 'stale-link' | 'dangling-link' | 'numbering-gap' | 'not-linked' | 'damaged-file' | 'no-certificates';

/** Something wrong in a directory and the name at which it was found. */
export interface DirectoryDamage extends Damage {
  readonly fileName: string;
  readonly problem: DirectoryProblem;
  /** For `not-linked`: whether `openssl rehash` would make the link (see rehash.ts). */
  readonly rehash?: 'links-it' | 'passes-over';
  /** For `not-linked`: SHA-256 of the certificate. */
  readonly certificate?: string;
}

/** What a client sees of a directory, and what it does not see. */
export interface DirectoryReading {
  readonly entries: readonly DirectoryEntry[];
  readonly damage: readonly DirectoryDamage[];
}
