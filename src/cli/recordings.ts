import path from 'node:path';
import { contentOf, createBlobStore, sha256Of } from '../evidence/blob-store.ts';
import type { Blob } from '../evidence/host-evidence.ts';
import { createExpander, type LikeRecord } from '../evidence/shared-evidence.ts';
import type { Transport } from '../evidence/transport.ts';
import { type Recording, replayTransport } from '../evidence/transports/replay.ts';
import type { Host } from '../inventory/host.ts';
import { readEvidenceFile } from './read-evidence.ts';

/** Recorded evidence, ready to answer for hosts that no transport reaches. */
export interface Recordings {
  /** Every content that was recorded under a name, also where two of one name differ: which of them to believe is decided where they are read. */
  readonly blobs: readonly Blob[];
  /** The transport for the hosts of an inventory, which decides what a name can mean. */
  transportFor(inventory: readonly Host[]): Transport;
}

/** Reads the host and blob records of evidence files; other records of them are not the evidence of a host and are passed over. */
export async function openRecordings(files: readonly string[], signal: AbortSignal): Promise<Recordings> {
  const recordings: Recording[] = [];
  const likes: { readonly record: LikeRecord; readonly file: string }[] = [];
  const blobs = new Map<string, Blob>();
  for (const file of files) {
    for await (const record of readEvidenceFile(file, signal)) {
      if (record.type === 'blob') blobs.set(`${record.blob.sha256} ${sha256Of(contentOf(record.blob))}`, record.blob);
      else if (record.type === 'host' && record.state === 'seen') recordings.push({ kind: 'evidence', evidence: record.evidence });
      else if (record.type === 'host' && record.state === 'like') likes.push({ record, file });
      else if (record.type === 'malformed' && record.host !== undefined) {
        const reason = `line ${record.line} of ${path.basename(file)} is malformed: ${record.reason}`;
        recordings.push({ kind: 'malformed', host: record.host, reason });
      }
    }
  }
  recordings.push(...expanded(likes, blobs.values()));
  const shown = files.map((file) => path.basename(file)).join(', ');
  return {
    blobs: [...blobs.values()],
    transportFor: (inventory) => (files.length === 0 ? noTransport : replayTransport(recordings, shown, inventory)),
  };
}

function expanded(likes: readonly { readonly record: LikeRecord; readonly file: string }[], blobs: Iterable<Blob>): readonly Recording[] {
  const store = createBlobStore();
  for (const blob of blobs) store.add(blob);
  const expand = createExpander(store);
  return likes.map(({ record, file }) => {
    const facts = expand(record);
    if (facts.kind === 'seen') return { kind: 'evidence', evidence: facts.evidence };
    return { kind: 'malformed', host: record.id, reason: `${path.basename(file)}: ${facts.reason}` };
  });
}

const noTransport: Transport = {
  name: 'none',
  collect: async (host) => ({
    kind: 'missing',
    reason: `no transport reaches ${host.name} from here and no recording of it is configured (evidence: replay)`,
  }),
};
