import type { DirectoryEntry, DirectoryFile } from './directory.ts';
import { readEveryFile } from './every-file.ts';
import { isHashedName, readHashedDirectory } from './hashed-directory.ts';

/** What two kinds of clients see of one directory, each certificate once. */
export interface DirectoryDifference {
  /** In a file, but no hash leads to it: Go and Java tools see it, OpenSSL does not. */
  readonly inFilesAlone: readonly DirectoryEntry[];
  /** Found by its hash, but in no file of an ordinary name: a link or copy that outlived its file. */
  readonly byHashAlone: readonly DirectoryEntry[];
}

/** The difference between the files of a directory and its hashed names; both empty where `openssl rehash` has nothing to add. Never throws. */
export function compareFilesWithHashes(files: readonly DirectoryFile[]): DirectoryDifference {
  const inFiles = readEveryFile(files.filter(({ name }) => !isHashedName(name))).entries;
  const byHash = readHashedDirectory(files).entries;
  return { inFilesAlone: without(inFiles, byHash), byHashAlone: without(byHash, inFiles) };
}

function without(entries: readonly DirectoryEntry[], others: readonly DirectoryEntry[]): readonly DirectoryEntry[] {
  const seen = new Set(others.map((entry) => entry.certificate.sha256));
  return entries.filter(({ certificate: { sha256 } }) => {
    const isNew = !seen.has(sha256);
    seen.add(sha256);
    return isNew;
  });
}
