import type { Stats } from 'node:fs';
import { constants, type FileHandle, open, opendir, realpath, stat } from 'node:fs/promises';
import { toInstant } from '../../config/instant.ts';
import { nssDatabaseKind } from '../../formats/nss.ts';
import { sha256Of, toBlob } from '../blob-store.ts';
import type { Blob, DirectoryListing, FileEvidence } from '../host-evidence.ts';
import { at, isMissing, type Machine, readText, systemReason } from '../machine/machine.ts';
import { readNssDatabase } from '../machine/nss-database.ts';
import { releaseTrustFile } from '../trust-file-content.ts';

/** The largest file that is read: 70 times Debian's bundle of all roots. Our choice. */
const maximumBytes = 16 * 1024 * 1024;
/** Entries read of one directory; /etc/ssl/certs has 290. Our choice, about 1 s of work. */
const maximumEntries = 4096;

/** Candidate trust stores and their contents, each content once. */
export interface TrustFileReading {
  readonly files: readonly FileEvidence[];
  readonly blobs: readonly Blob[];
}

type Content = { readonly sha256: string } | { readonly reason: string; readonly masked?: Blob };

/** Reads every path; what is not there or may not be read is evidence too. Known blobs are named and not sent again. */
export async function readTrustFiles(machine: Machine, paths: readonly string[], known: ReadonlySet<string>): Promise<TrustFileReading> {
  const blobs = new Map<string, Blob>();
  // By device and inode: a hashed directory names most of its files twice, and many paths lead to one bundle.
  const contents = new Map<string, Promise<Content>>();
  const keep = (blob: Blob): void => {
    if (!known.has(blob.sha256)) blobs.set(blob.sha256, blob);
  };
  const contentOf = async (file: string, stats: Stats): Promise<Content> => {
    const key = `${stats.dev}:${stats.ino}`;
    const reading = contents.get(key) ?? readContent(machine, file, keep);
    contents.set(key, reading);
    return reading;
  };
  const owners = await readOwners(machine);
  const files: FileEvidence[] = [];
  for (const path of paths) {
    machine.signal?.throwIfAborted();
    files.push(await readOne(path));
  }
  return { files, blobs: [...blobs.values()] };

  async function readOne(path: string): Promise<FileEvidence> {
    const file = at(machine, path);
    let stats: Stats;
    let real: string;
    try {
      stats = await stat(file);
      real = (await realpath(file)).slice(machine.root.length);
    } catch (error) {
      return isMissing(error) ? { path, state: 'missing' } : { path, state: 'unreadable', reason: systemReason(error) };
    }
    const seen = {
      path,
      ...(real === path ? {} : { realPath: real }),
      modifiedAt: toInstant(stats.mtimeMs),
      owner: owners.get(stats.uid) ?? String(stats.uid),
      mode: (stats.mode & 0o7777).toString(8).padStart(4, '0'),
    };
    if (stats.isDirectory()) {
      const listing = await listDirectory(file);
      return 'sha256' in listing ? { ...seen, state: 'directory', ...listing } : { ...seen, state: 'unreadable', ...listing };
    }
    if (!stats.isFile()) return { ...seen, state: 'unreadable', reason: 'it is neither a file nor a directory' };
    const content = await contentOf(file, stats);
    if ('sha256' in content) return { ...seen, state: 'file', sha256: content.sha256, sizeBytes: stats.size };
    return { ...seen, state: 'unreadable', sizeBytes: stats.size, reason: content.reason };
  }

  async function listDirectory(folder: string): Promise<{ readonly sha256: string } | { readonly reason: string }> {
    const entries: DirectoryListing['entries'][number][] = [];
    try {
      // opendir keeps the order of the file system; readdir would sort (libuv: uv__fs_scandir_sort).
      for await (const entry of await opendir(folder)) {
        machine.signal?.throwIfAborted();
        if (entries.length >= maximumEntries) return { reason: `it has more than ${maximumEntries} entries` };
        entries.push([entry.name, await entryDigest(`${folder}/${entry.name}`)]);
      }
    } catch (error) {
      machine.signal?.throwIfAborted();
      return { reason: systemReason(error) };
    }
    const bytes = Buffer.from(JSON.stringify({ entries } satisfies DirectoryListing), 'utf8');
    const sha256 = sha256Of(bytes);
    keep(toBlob(bytes, { sha256, redacted: 0 }));
    return { sha256 };
  }

  // Sub-directories count as unreadable: no client reads a directory where it expects a certificate.
  async function entryDigest(file: string): Promise<string | null> {
    const stats = await stat(file).catch(() => undefined);
    if (stats === undefined || !stats.isFile()) return null;
    const content = await contentOf(file, stats);
    if ('sha256' in content) return content.sha256;
    if (content.masked === undefined) return null;
    keep(content.masked);
    return content.masked.sha256;
  }
}

async function readContent(machine: Machine, file: string, keep: (blob: Blob) => void): Promise<Content> {
  let bytes: Uint8Array;
  let handle: FileHandle | undefined;
  try {
    // Non-blocking, so that a pipe that took the file's place cannot hold us up.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) return { reason: 'it is not a file' };
    if (stats.size > maximumBytes) return { reason: `its ${stats.size} bytes are more than the ${maximumBytes} that are read` };
    bytes = await handle.readFile();
  } catch (error) {
    return { reason: systemReason(error) };
  } finally {
    await handle?.close();
  }
  const database = nssDatabaseKind(bytes);
  if (database === 'certificates') return readDatabase(machine, file, keep);
  if (database === 'keys') return { reason: 'it is an NSS database of keys: its content stays on the host' };
  if (database === 'legacy') return { reason: 'it is an NSS database of the form before cert9.db, which is not supported' };
  const release = releaseTrustFile(bytes);
  if (release.kind === 'released') {
    keep(release.blob);
    return { sha256: release.blob.sha256 };
  }
  if (release.kind === 'withheld') return { reason: release.reason };
  // In a directory it matters that there is a file without certificates (VAULT_CAPATH refuses it): it stays one, blank.
  const blank = Buffer.from('x'.repeat(Math.min(bytes.byteLength, 16)));
  return { reason: release.reason, masked: toBlob(blank, { sha256: sha256Of(blank), redacted: 1 }) };
}

// What certutil says stands in for the database, whose own bytes nothing of ours can read.
async function readDatabase(machine: Machine, file: string, keep: (blob: Blob) => void): Promise<Content> {
  const said = await readNssDatabase(machine, file);
  if ('reason' in said) return said;
  const listing = Buffer.from(said.text, 'utf8');
  const blob = toBlob(listing, { sha256: sha256Of(listing), redacted: 0 });
  keep(blob);
  return { sha256: blob.sha256 };
}

async function readOwners(machine: Machine): Promise<ReadonlyMap<number, string>> {
  const { text } = await readText(machine, '/etc/passwd');
  const lines = (text ?? '').split('\n').map((line) => line.split(':'));
  return new Map(lines.map(([name = '', , uid = '']) => [Number(uid || Number.NaN), name]));
}
