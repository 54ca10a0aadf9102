import path from 'node:path';
import type { Blob } from '../evidence/host-evidence.ts';
import type { Transport } from '../evidence/transport.ts';
import { type Recording, replayTransport } from '../evidence/transports/replay.ts';
import { readEvidenceFile } from './read-evidence.ts';

/** Recorded evidence, ready to answer for hosts that no transport reaches. */
export interface Recordings {
  readonly transport: Transport;
  readonly blobs: readonly Blob[];
}

/** Reads the host and blob records of evidence files; other records of them are not the evidence of a host and are passed over. */
export async function openRecordings(files: readonly string[]): Promise<Recordings> {
  const recordings: Recording[] = [];
  const blobs = new Map<string, Blob>();
  for (const file of files) {
    for await (const record of readEvidenceFile(file)) {
      if (record.type === 'blob') blobs.set(record.blob.sha256, record.blob);
      else if (record.type === 'host' && record.state === 'seen') recordings.push({ kind: 'evidence', evidence: record.evidence });
      else if (record.type === 'malformed' && record.host !== undefined) {
        const reason = `line ${record.line} of ${path.basename(file)} is malformed: ${record.reason}`;
        recordings.push({ kind: 'malformed', host: record.host, reason });
      }
    }
  }
  const shown = files.map((file) => path.basename(file)).join(', ');
  return { transport: files.length === 0 ? noTransport : replayTransport(recordings, shown), blobs: [...blobs.values()] };
}

const noTransport: Transport = {
  name: 'none',
  collect: async (host) => ({
    kind: 'missing',
    reason: `no transport reaches ${host.name} from here and no recording of it is configured (evidence: replay)`,
  }),
};
