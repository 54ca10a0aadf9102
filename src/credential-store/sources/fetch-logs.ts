import type { FetchLog } from '../../config/secrets-config.ts';
import { ParseError } from '../../errors.ts';
import { type FetchRecord, secretName } from '../fetch-record.ts';
import { type FetchLogKind, fetchLogKinds } from './fetch-log-kinds.ts';
import { beginning, bounded, bytesOf, watchStart } from './log-bytes.ts';
import { type FetchLogGap, filesOf, whyNot } from './log-files.ts';

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
