import { type FileHandle, open } from 'node:fs/promises';
import { nssDatabaseKind } from '../../formats/nss.ts';
import { sha256Of, toBlob } from '../blob-store.ts';
import type { FindsPrograms } from '../reading/find-program.ts';
import { releaseTrustFile } from '../trust-file-content.ts';
import { safeFlags } from './bounded-read.ts';
import type { TrustContent } from './machine.ts';
import { readNssDatabase } from './nss-database.ts';
import type { RunBounds } from './run-program.ts';
import { systemReason } from './system-failure.ts';

/** The largest file that is read: 70 times Debian's bundle of all roots. Our choice. */
const maximumBytes = 16 * 1024 * 1024;

/** How the databases of NSS are read, which takes a program; undefined where they are not read. */
export type DatabaseReader = { readonly machine: FindsPrograms; readonly bounds: RunBounds } | undefined;

/** Content of a file that somebody named as a trust store, as far as it may leave the machine. The path is one that this process can open. */
export async function readTrustContent(databases: DatabaseReader, file: string): Promise<TrustContent> {
  let bytes: Uint8Array;
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, safeFlags(file));
    const stats = await handle.stat();
    if (!stats.isFile()) return unreadable('it is not a file');
    if (stats.size > maximumBytes) return unreadable(`its ${stats.size} bytes are more than the ${maximumBytes} that are read`);
    bytes = await handle.readFile();
  } catch (error) {
    return unreadable(systemReason(error));
  } finally {
    await handle?.close();
  }
  const database = nssDatabaseKind(bytes);
  if (database === 'certificates') {
    return databases === undefined ? unreadable('it is an NSS database, which is not read in a container') : readDatabase(databases, file);
  }
  if (database === 'keys') return unreadable('it is an NSS database of keys: its content stays on the host');
  if (database === 'legacy') return unreadable('it is an NSS database of the form before cert9.db, which is not supported');
  return releaseTrustFile(bytes);
}

// What certutil says stands in for the database, whose own bytes nothing of ours can read.
async function readDatabase({ machine, bounds }: NonNullable<DatabaseReader>, file: string): Promise<TrustContent> {
  const said = await readNssDatabase(machine, bounds, file);
  if ('reason' in said) return unreadable(said.reason);
  const listing = Buffer.from(said.text, 'utf8');
  return { kind: 'released', blob: toBlob(listing, { sha256: sha256Of(listing), redacted: 0 }) };
}

function unreadable(reason: string): TrustContent {
  return { kind: 'unreadable', reason };
}
