import { toInstant } from '../../config/instant.ts';
import { sha256Of, toBlob } from '../blob-store.ts';
import type { Blob, DirectoryListing, FileEvidence } from '../file-evidence.ts';
import { isOfKernel } from '../machine/kernel-files.ts';
import { type Failure, type FileStatus, type Machine, notRecorded, type TrustContent } from '../machine/machine.ts';
import { readOwners } from './owners.ts';

/** Entries read of one directory; /etc/ssl/certs has 290. Our choice, about 1 s of work. */
const maximumEntries = 4096;

/** Candidate trust stores and their contents, each content once. */
export interface TrustFileReading {
  readonly files: readonly FileEvidence[];
  readonly blobs: readonly Blob[];
  /** Contents that the machine named and the caller does not have, with a path that each is found at. */
  readonly wanted: readonly WantedContent[];
}

/** A content to be asked for. */
export interface WantedContent {
  readonly sha256: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** Reads every path; what is not there or may not be read is evidence too. Known blobs are named and not sent again. */
export async function readTrustFiles(machine: Machine, paths: readonly string[], known: ReadonlySet<string>): Promise<TrustFileReading> {
  const blobs = new Map<string, Blob>();
  // By device and inode: a hashed directory names most of its files twice, and many paths lead to one bundle.
  const contents = new Map<string, Promise<TrustContent>>();
  const keep = (blob: Blob): void => {
    if (!known.has(blob.sha256)) blobs.set(blob.sha256, blob);
  };
  const contentOf = async (file: string, status: FileStatus): Promise<TrustContent> => {
    const key = status.identity ?? file;
    const reading = contents.get(key) ?? machine.trustContent(file);
    contents.set(key, reading);
    return reading;
  };
  const wanted = new Map<string, WantedContent>();
  const digestOf = (path: string, content: TrustContent): string | undefined => {
    if (content.kind === 'named' && !known.has(content.sha256) && !wanted.has(content.sha256)) {
      const { sha256, sizeBytes } = content;
      wanted.set(sha256, { sha256, path, sizeBytes });
    }
    if (content.kind === 'named') return content.sha256;
    if (content.kind !== 'released') return undefined;
    keep(content.blob);
    return content.blob.sha256;
  };
  const owners = await readOwners(machine);
  const files: FileEvidence[] = [];
  for (const path of paths) {
    machine.signal?.throwIfAborted();
    files.push(await readOne(path));
  }
  return { files, blobs: [...blobs.values()], wanted: [...wanted.values()] };

  async function readOne(path: string): Promise<FileEvidence> {
    const status = await machine.stat(path);
    const real = await machine.realPath(path);
    if (status.kind === 'failed') return unseen(path, status);
    if (real.kind === 'failed') return unseen(path, real);
    if (isOfKernel(real.path)) return unseen(path, notOrdinary);
    const seen = {
      path,
      ...(real.path === path ? {} : { realPath: real.path }),
      ...(status.modifiedAt === undefined ? {} : { modifiedAt: toInstant(status.modifiedAt) }),
      owner: owners.get(status.uid) ?? String(status.uid),
      mode: status.mode.toString(8).padStart(4, '0'),
    };
    if (status.kind === 'directory') {
      const listing = await listDirectory(path);
      return 'sha256' in listing ? { ...seen, state: 'directory', ...listing } : { ...seen, state: 'unreadable', ...listing };
    }
    if (status.kind !== 'file') return { ...seen, state: 'unreadable', reason: 'it is neither a file nor a directory' };
    const content = await contentOf(path, status);
    const sha256 = digestOf(path, content);
    if (sha256 !== undefined) {
      const blocks = content.kind === 'named' && content.certificates !== undefined ? { certificates: content.certificates } : {};
      return { ...seen, state: 'file', sha256, sizeBytes: status.sizeBytes, ...blocks };
    }
    return { ...seen, state: 'unreadable', sizeBytes: status.sizeBytes, reason: 'reason' in content ? content.reason : '' };
  }

  async function listDirectory(
    folder: string,
  ): Promise<{ readonly sha256: string; readonly closed?: readonly string[] } | { readonly reason: string }> {
    const listed = await machine.list(folder, maximumEntries);
    machine.signal?.throwIfAborted();
    if (listed.kind === 'failed') return { reason: listed.reason };
    const entries: DirectoryListing['entries'][number][] = [];
    const closed: string[] = [];
    for (const name of listed.names) {
      machine.signal?.throwIfAborted();
      const entry = await machine.stat(`${folder}/${name}`);
      const digest = await entryDigest(`${folder}/${name}`, entry);
      if (digest !== undefined && entry.kind === 'file' && (entry.mode & 0o044) !== 0o044) closed.push(name);
      if (digest === undefined) return { reason: `${name}: ${notRecorded}` };
      entries.push([name, digest]);
    }
    const bytes = Buffer.from(JSON.stringify({ entries } satisfies DirectoryListing), 'utf8');
    const sha256 = sha256Of(bytes);
    keep(toBlob(bytes, { sha256, redacted: 0 }));
    return closed.length === 0 ? { sha256 } : { sha256, closed };
  }

  // Sub-directories count as unreadable: no client reads a directory where it expects a certificate.
  async function entryDigest(file: string, status: FileStatus | Failure): Promise<string | null | undefined> {
    if (status.kind === 'failed' && status.reason === notRecorded) return undefined;
    if (status.kind !== 'file') return null;
    const content = await contentOf(file, status);
    if (content.kind === 'unreadable' && content.reason === notRecorded) return undefined;
    if (content.kind !== 'unrecognised') return digestOf(file, content) ?? null;
    // It matters that there is a file without certificates (VAULT_CAPATH refuses it): it stays one, blank.
    const blank = Buffer.from('x'.repeat(Math.min(status.sizeBytes, 16)));
    return digestOf(file, { kind: 'released', blob: toBlob(blank, { sha256: sha256Of(blank), redacted: 1 }) }) ?? null;
  }
}

const notOrdinary: Failure = { kind: 'failed', reason: 'it is not an ordinary file', missing: false };

function unseen(path: string, { missing, reason }: Failure): FileEvidence {
  return missing ? { path, state: 'missing' } : { path, state: 'unreadable', reason };
}
