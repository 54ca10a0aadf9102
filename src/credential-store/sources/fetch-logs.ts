import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import type { FetchLog } from '../../config/secrets-config.ts';
import { ParseError } from '../../errors.ts';
import { type FetchRecord, secretName } from '../fetch-record.ts';
import { type FetchLogKind, fetchLogKinds } from './fetch-log-kinds.ts';

/** Whose fetches of what are looked for. */
export interface WantedFetches {
  /** Ids of hosts: those of instances are found in the records. */
  readonly instances: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  /** Ids of the secrets that services declare. */
  readonly secrets: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((text: string) => void) | undefined;
}

/** A log that could not be read, or not to its end. */
export interface FetchLogGap {
  readonly path: string;
  /** Lower-case sentence that holds none of the log's content. */
  readonly reason: string;
}

/** Bytes of one file after it is unpacked: a hundred times what CloudTrail writes into one. Our choice, so that a file made to fill a disk ends. */
const maximumBytes = 4 * 1024 ** 3;

/**
 * The last fetch of each secret by each wanted host or address, as CloudTrail or Vault have recorded it. Files are read as a stream, so that they may be of any
 * size, and nothing of them is kept but the name of the secret, who and when. What cannot be read is a gap, and then an earlier fetch may stand for the last.
 */
export async function readFetchLogs(
  logs: readonly FetchLog[],
  wanted: WantedFetches,
): Promise<{ readonly fetches: readonly FetchRecord[]; readonly gaps: readonly FetchLogGap[] }> {
  const names = new Set(wanted.secrets.map(secretName));
  const last = new Map<string, FetchRecord>();
  const gaps: FetchLogGap[] = [];
  for (const log of logs) {
    for await (const found of fetchesOfLog(log, gaps, wanted)) {
      if (!names.has(secretName(found.secret))) continue;
      const fetch = ofHost(found, wanted);
      if (fetch === undefined) continue;
      const key = JSON.stringify([fetch.from, fetch.secret, fetch.region, fetch.instance, fetch.address]);
      const known = last.get(key);
      if (known === undefined || known.at < fetch.at) last.set(key, fetch);
    }
  }
  return { fetches: [...last.values()].toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1)), gaps };
}

// Who says that it is another instance is none that is asked for, though it may come from the same address
function ofHost(fetch: FetchRecord, { instances, addresses }: WantedFetches): FetchRecord | undefined {
  const { instance, address, ...rest } = fetch;
  if (instance !== undefined) return instances.has(instance) ? { ...rest, instance } : undefined;
  return address !== undefined && addresses.has(address) ? { ...rest, address } : undefined;
}

async function* fetchesOfLog(log: FetchLog, gaps: FetchLogGap[], { signal, progress }: WantedFetches): AsyncGenerator<FetchRecord> {
  const files = await filesOf(log.path, gaps);
  const kind = fetchLogKinds[log.from];
  for (const file of files) {
    signal?.throwIfAborted();
    progress?.(`reading who fetched which secret: ${file}`);
    try {
      const watched = watchStart(bounded(bytesOf(file, signal), signal));
      let recognised = false;
      let cutOff: string | undefined;
      try {
        for await (const text of kind.records(watched.bytes)) {
          signal?.throwIfAborted();
          recognised ||= kind.isRecord(text);
          const fetch = kind.fetchOf(text);
          if (fetch !== undefined) yield fetch;
        }
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
        cutOff = error.message;
      }
      const reason = recognised || kind.empty.test(watched.start()) ? cutOff : kind.none;
      if (reason !== undefined) gaps.push({ path: file, reason });
    } catch (error) {
      signal?.throwIfAborted();
      gaps.push({ path: file, reason: whyNot(error) });
    }
  }
}

/** Whether each log is there, can be opened and begins as such a log does; a folder with how many files of it would be read. */
export async function checkFetchLogs(
  logs: readonly FetchLog[],
): Promise<readonly { readonly path: string; readonly files: number; readonly gaps: readonly FetchLogGap[] }[]> {
  return Promise.all(
    logs.map(async ({ path: place, from }) => {
      const gaps: FetchLogGap[] = [];
      const files = await filesOf(place, gaps);
      for (const file of files) {
        const reason = await whyNoLog(file, fetchLogKinds[from]).catch(whyNot);
        if (reason !== undefined) gaps.push({ path: file, reason });
      }
      return { path: place, files: files.length, gaps };
    }),
  );
}

/** Of a file that is only looked at, bytes after it is unpacked: the first record of a log ends before. Our choice. */
const firstBytes = 16 * 1024 ** 2;

async function whyNoLog(file: string, kind: FetchLogKind): Promise<string | undefined> {
  const watched = watchStart(beginning(bytesOf(file)));
  try {
    for await (const text of kind.records(watched.bytes)) if (kind.isRecord(text)) return undefined;
  } catch (error) {
    // Only its beginning is looked at
    if (!(error instanceof ParseError)) throw error;
  }
  return kind.empty.test(watched.start()) ? undefined : kind.none;
}

/** What CloudTrail and log rotation call their files; the digests that CloudTrail signs lie beside them and hold no events. */
const logNames = /\.(?:json|jsonl|log)(?:\.gz|[.-]\d+(?:\.gz)?)?$/;

async function filesOf(place: string, gaps: FetchLogGap[]): Promise<readonly string[]> {
  try {
    const found = await stat(place);
    // A pipe would be waited for
    if (!found.isDirectory() && !found.isFile()) {
      gaps.push({ path: place, reason: 'it is neither a file nor a folder' });
      return [];
    }
    if (found.isFile()) return [place];
    const entries = await readdir(place, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && logNames.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name));
    const own = files.filter((file) => !file.includes('CloudTrail-Digest')).toSorted();
    if (own.length === 0) gaps.push({ path: place, reason: 'the folder holds no files called *.json, *.jsonl or *.log, also .gz' });
    return own;
  } catch (error) {
    gaps.push({ path: place, reason: whyNot(error) });
    return [];
  }
}

// By its first bytes and not by its name: whoever fetches files from S3 may unpack them and leave the name
async function* bytesOf(file: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const isPacked = await startsPacked(file);
  const source = createReadStream(file, signal === undefined ? {} : { signal });
  try {
    if (!isPacked) {
      yield* source as AsyncIterable<Buffer>;
      return;
    }
    const unpacked = createGunzip();
    source.on('error', (error) => unpacked.destroy(error));
    yield* source.pipe(unpacked) as AsyncIterable<Buffer>;
  } finally {
    // whoever needs only its beginning leaves no file open
    source.destroy();
  }
}

async function startsPacked(file: string): Promise<boolean> {
  for await (const chunk of createReadStream(file, { end: 1 }) as AsyncIterable<Buffer>) return chunk[0] === 0x1f && chunk[1] === 0x8b;
  return false;
}

interface Watched {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The first thousand characters of what has come by. */
  readonly start: () => string;
}

function watchStart(chunks: AsyncIterable<Uint8Array>): Watched {
  let start = '';
  async function* watch(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      if (start.length < 1000) start += Buffer.from(chunk.subarray(0, 1000)).toString('latin1');
      yield chunk;
    }
  }
  return { bytes: watch(), start: () => start };
}

async function* beginning(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    yield chunk;
    size += chunk.length;
    if (size >= firstBytes) return;
  }
}

async function* bounded(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    // A file may go on for long without a record
    signal?.throwIfAborted();
    size += chunk.length;
    if (size > maximumBytes) throw new RangeError(`longer than ${maximumBytes} bytes`);
    yield chunk;
  }
}

function whyNot(error: unknown): string {
  if (error instanceof RangeError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return `it could not be read to its end (${code})`;
}
