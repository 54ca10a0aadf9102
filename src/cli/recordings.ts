import path from 'node:path';
import { contentOf, createBlobStore, sha256Of } from '../evidence/blob-store.ts';
import type { Blob } from '../evidence/file-evidence.ts';
import { createExpander, type LikeRecord } from '../evidence/shared-evidence.ts';
import type { Transport } from '../evidence/transport.ts';
import { type Bearers, type Recording, replayTransport } from '../evidence/transports/replay.ts';
import { type EvidenceRecord, readRecord } from '../evidence-file.ts';
import { LineReader, type PlacedLine, placedLines } from './evidence-lines.ts';

/** Recorded evidence, ready to answer for hosts. The files stay where they are: of each record only its place is kept in memory. */
export interface Recordings {
  /** How many contents were recorded. */
  readonly contents: number;
  /** Every content that was recorded under a name, also where two of one name differ: which of them to believe is decided where they are read. */
  blobs(): AsyncGenerator<Blob>;
  /** The transport for the hosts of an inventory, which decides what a name can mean; undefined where nothing was recorded. */
  transportFor(inventory: Bearers): Transport | undefined;
  close(): Promise<void>;
}

/** Reads the places of host and blob records of evidence files; other records of them are not the evidence of a host and are passed over. */
export async function openRecordings(files: readonly string[], signal: AbortSignal): Promise<Recordings> {
  const recordings: Recording[] = [];
  const blobs = new Map<string, ReadAgain>();
  const readers: LineReader[] = [];
  const shared = openShared(blobs);
  for (const file of files) {
    const reader = new LineReader(file);
    readers.push(reader);
    const shown = path.basename(file);
    for await (const placed of placedLines(file, signal)) {
      const record = readRecord(placed.text, placed.line);
      if (record === undefined) continue;
      const again = readAgain(reader, placed, record.type === 'malformed' ? undefined : record);
      if (record.type === 'blob') blobs.set(`${record.blob.sha256} ${sha256Of(contentOf(record.blob))}`, again);
      else if (record.type === 'malformed' && record.host !== undefined) {
        recordings.push({ kind: 'malformed', host: record.host, reason: `line ${record.line} of ${shown} is malformed: ${record.reason}` });
      } else if (record.type === 'host' && record.state !== 'missing') {
        const { id, observedAt } = record.state === 'seen' ? record.evidence : record;
        const digest = sha256Of(Buffer.from(JSON.stringify(record.state === 'seen' ? record.evidence : record)));
        recordings.push({ kind: 'placed', host: id, observedAt, digest, read: () => readHost(again, shown, id, shared) });
      }
    }
  }
  const shown = files.map((file) => path.basename(file)).join(', ');
  return {
    contents: blobs.size,
    async *blobs() {
      for (const again of blobs.values()) {
        const record = await again();
        if (record?.type === 'blob') yield record.blob;
      }
    },
    transportFor: (inventory) => (files.length === 0 ? undefined : replayTransport(recordings, shown, inventory)),
    async close() {
      await Promise.all(readers.map((reader) => reader.close()));
    },
  };
}

type ReadAgain = () => Promise<EvidenceRecord | undefined>;

// The record once more, from its place; from memory where the file is a pipe, which is read but once
function readAgain(reader: LineReader, placed: PlacedLine, record: EvidenceRecord | undefined): ReadAgain {
  const { offset, length, line, text } = placed;
  return reader.repeatable ? placedRecord(reader, offset, length, line, shortDigest(text)) : async () => record;
}

// Apart from the above, since all closures of a function keep what one of them uses: here nothing of the line but its place. Undefined where the file was
// changed meanwhile
function placedRecord(reader: LineReader, offset: number, length: number, line: number, digest: string): ReadAgain {
  return async () => {
    const text = await reader.read({ offset, length });
    const read = shortDigest(text) === digest ? readRecord(text, line) : undefined;
    return read?.type === 'malformed' ? undefined : read;
  };
}

function shortDigest(text: string): string {
  return sha256Of(Buffer.from(text)).slice(0, 32);
}

async function readHost(
  again: ReadAgain,
  shown: string,
  host: string,
  shared: (record: LikeRecord) => Promise<Recording>,
): Promise<Recording> {
  const record = await again();
  if (record?.type === 'host' && record.state === 'seen') return { kind: 'evidence', evidence: record.evidence };
  if (record?.type !== 'host' || record.state !== 'like')
    return { kind: 'malformed', host, reason: `${shown} was changed while it was read` };
  const recording = await shared(record);
  return recording.kind === 'malformed' ? { ...recording, reason: `${shown}: ${recording.reason}` } : recording;
}

// What hosts share stands in blobs, which may come after the hosts that name them
function openShared(blobs: ReadonlyMap<string, ReadAgain>): (record: LikeRecord) => Promise<Recording> {
  const store = createBlobStore();
  const expand = createExpander(store);
  const added = new Map<string, Promise<void>>();
  const add = async (digest: string): Promise<void> => {
    for (const [key, again] of blobs) {
      if (!key.startsWith(`${digest} `)) continue;
      const record = await again();
      if (record?.type === 'blob') store.add(record.blob);
    }
  };
  return async (record) => {
    const adding = added.get(record.evidence) ?? add(record.evidence);
    added.set(record.evidence, adding);
    await adding;
    const facts = expand(record);
    return facts.kind === 'seen'
      ? { kind: 'evidence', evidence: facts.evidence }
      : { kind: 'malformed', host: record.id, reason: facts.reason };
  };
}
