import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { UsageError } from '../errors.ts';
import { sha256Of } from '../evidence/blob-store.ts';
import type { DirectoryListing, FileEvidence } from '../evidence/file-evidence.ts';
import { readTrustStore } from '../formats/read-trust-store.ts';
import { untilAborted } from './until-aborted.ts';

/** The largest file that is read, as of evidence: 70 times Debian's bundle of all roots. Our choice. */
const maximumBytes = 16 * 1024 * 1024;
/** Entries read of one directory, as of evidence. Our choice. */
const maximumEntries = 4096;

/** Files and directories that were named on the command line, as evidence would hold them, and their contents. */
export interface NamedFiles {
  readonly files: readonly FileEvidence[];
  readonly readBlob: (sha256: string) => Uint8Array | undefined;
}

/** What reading needs from outside. */
export interface Reading {
  readonly workingDirectory: string;
  readonly signal: AbortSignal;
}

/**
 * Reads the trust stores. Throws UsageError where one is not there, cannot be read, holds nothing that is known as a trust store, or is not opened by the
 * password that was given for it: a mistyped path must not look like a rejection.
 */
export async function readNamedFiles(paths: readonly string[], password: string | undefined, reading: Reading): Promise<NamedFiles> {
  const blobs = new Map<string, Uint8Array>();
  const keep = (bytes: Uint8Array): string => {
    const sha256 = sha256Of(bytes);
    blobs.set(sha256, bytes);
    return sha256;
  };
  const files: FileEvidence[] = [];
  for (const named of paths) {
    const absolute = path.resolve(reading.workingDirectory, named);
    if (await isDirectory(absolute, named)) {
      files.push({ path: named, state: 'directory', sha256: keep(await listingOf(absolute, named, reading, keep)) });
      continue;
    }
    const bytes = await readInput(named, reading);
    checkTrustStore(named, bytes, password);
    files.push({ path: named, state: 'file', sha256: keep(bytes) });
  }
  return { files, readBlob: (sha256) => blobs.get(sha256) };
}

/** The bytes of a file, or of stdin for `-`. Throws UsageError where it cannot be read or is too large. */
export async function readInput(named: string, { workingDirectory, signal }: Reading): Promise<Uint8Array> {
  const input: Readable = named === '-' ? process.stdin : createReadStream(path.resolve(workingDirectory, named));
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of untilAborted<Buffer>(input, signal)) {
      size += chunk.length;
      if (size > maximumBytes) throw new UsageError(`${named} is larger than the ${maximumBytes} bytes that are read`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw signal.aborted ? error : unreadable(named, error);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function isDirectory(absolute: string, named: string): Promise<boolean> {
  try {
    return (await stat(absolute)).isDirectory();
  } catch (error) {
    throw unreadable(named, error);
  }
}

// In the order of the file system, as a client meets them; what is no readable file stands there as such
async function listingOf(absolute: string, named: string, reading: Reading, keep: (bytes: Uint8Array) => string): Promise<Uint8Array> {
  const entries: DirectoryListing['entries'][number][] = [];
  try {
    for await (const { name } of await opendir(absolute)) {
      reading.signal.throwIfAborted();
      if (entries.length >= maximumEntries) throw new UsageError(`${named} has more than ${maximumEntries} entries`);
      const file = path.join(absolute, name);
      const isFile = await stat(file).then(
        (stats) => stats.isFile(),
        () => false,
      );
      entries.push([name, isFile ? keep(await readInput(file, reading)) : null]);
    }
  } catch (error) {
    throw reading.signal.aborted ? error : unreadable(named, error);
  }
  return Buffer.from(JSON.stringify({ entries } satisfies DirectoryListing), 'utf8');
}

function checkTrustStore(named: string, bytes: Uint8Array, password: string | undefined): void {
  if (bytes.length === 0) throw new UsageError(`${named} is empty`);
  const { format, damage, openedWith } = readTrustStore(bytes, { password });
  if (format === 'unrecognised') {
    throw new UsageError(`${named} is no trust store`, { hint: 'PEM, DER, PKCS#7, PKCS#12, JKS and JCEKS are read' });
  }
  const closed = damage.some((item) => item.kind === 'wrong-password' || item.kind === 'digest-mismatch');
  if (closed && password !== undefined && openedWith !== 'given-password') {
    throw new UsageError(`--store-password does not open ${named}`, { hint: 'the password is wrong, or the file is damaged' });
  }
}

function unreadable(named: string, error: unknown): Error {
  if (error instanceof UsageError) return error;
  if (!(error instanceof Error) || !('code' in error)) return error instanceof Error ? error : new Error(String(error));
  const why = reasons[String(error.code)] ?? String(error.code);
  return new UsageError(`cannot read ${named === '-' ? 'stdin' : named}: ${why}`, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'a part of the path is not a directory',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ELOOP: 'too many symbolic links',
};
