import type { Collected, HostEvidence } from '../host-evidence.ts';
import type { Transport } from '../transport.ts';

/** What a recording says of a host: its evidence, or why the line that should hold it does not. */
export type Recording =
  | { readonly kind: 'evidence'; readonly evidence: HostEvidence }
  /** `line 17 of fleet.evidence.jsonl is malformed: …` */
  | { readonly kind: 'malformed'; readonly host: string; readonly reason: string };

/**
 * Returns a transport that answers from recordings, by the host's id and else by its name. Where two recordings are of
 * one host the later observation answers; blobs are not part of it, because the reader of the file keeps them itself.
 */
export function replayTransport(recordings: Iterable<Recording>, file: string): Transport {
  const byHost = new Map<string, Recording>();
  for (const recording of recordings) {
    const id = recording.kind === 'evidence' ? recording.evidence.id : recording.host;
    const earlier = byHost.get(id);
    if (earlier === undefined || isLater(recording, earlier)) byHost.set(id, recording);
  }
  return {
    name: 'replay',
    async collect(host, context): Promise<Collected> {
      context.signal?.throwIfAborted();
      const recording = byHost.get(host.id) ?? byHost.get(host.name);
      if (recording === undefined) return { kind: 'missing', reason: `no recorded evidence for ${host.id} in ${file}` };
      if (recording.kind === 'malformed') return { kind: 'missing', reason: recording.reason };
      return { kind: 'evidence', evidence: { ...recording.evidence, id: host.id }, blobs: [] };
    },
  };
}

// A malformed line may be the newer one, and what it said is lost: the host is then unknown rather than judged by the older.
function isLater(recording: Recording, earlier: Recording): boolean {
  if (recording.kind === 'malformed' || earlier.kind === 'malformed') return recording.kind === 'malformed';
  return Date.parse(recording.evidence.observedAt) >= Date.parse(earlier.evidence.observedAt);
}
