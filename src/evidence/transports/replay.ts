import type { Host } from '../../inventory/host.ts';
import type { Collected, HostEvidence } from '../host-evidence.ts';
import { type KeptRecord, latestRecord } from '../latest-record.ts';
import type { Transport } from '../transport.ts';

/** What a recording says of a host: its evidence, or why the line that should hold it does not. */
export type Recording =
  | { readonly kind: 'evidence'; readonly evidence: HostEvidence }
  /** `line 17 of fleet.evidence.jsonl is malformed: …` */
  | { readonly kind: 'malformed'; readonly host: string; readonly reason: string };

/**
 * Returns a transport that answers from recordings for the hosts of an inventory: by the host's id, and else by its name where that can mean no other
 * host and no other recording (instances of one group often share their Name tag). Where several recordings are of one id the latest observation
 * answers; blobs are not part of it, because the reader of the file keeps them itself.
 */
export function replayTransport(recordings: Iterable<Recording>, file: string, inventory: readonly Host[]): Transport {
  const byHost = new Map<string, KeptRecord<Recording>>();
  for (const recording of recordings) {
    const isEvidence = recording.kind === 'evidence';
    const id = isEvidence ? recording.evidence.id : recording.host;
    const observedAt = isEvidence ? recording.evidence.observedAt : undefined;
    byHost.set(id, latestRecord(byHost.get(id), { observedAt, value: recording }));
  }
  const bearers = countBearers(inventory);

  const whyNotByName = ({ name }: Host, kept: KeptRecord<Recording>): string | undefined => {
    const others = bearers.get(name) ?? 0;
    if (others > 1)
      return `${others} hosts of the inventory are called ${name}, so the recording of ${name} in ${file} may be of another one`;
    if (kept.repeated) return `${file} holds several recordings of ${name}, which may be of different machines`;
    return undefined;
  };

  return {
    name: 'replay',
    async collect(host, context): Promise<Collected> {
      context.signal?.throwIfAborted();
      const exact = byHost.get(host.id);
      const kept = exact ?? byHost.get(host.name);
      if (kept === undefined) return { kind: 'missing', reason: `no recorded evidence for ${host.id} in ${file}` };
      const doubt = exact === undefined ? whyNotByName(host, kept) : undefined;
      if (doubt !== undefined) return { kind: 'missing', reason: doubt };
      if (kept.contested) {
        return { kind: 'missing', reason: `${file} holds two recordings of ${host.id} of the same moment that differ` };
      }
      const recording = kept.value;
      if (recording.kind === 'malformed') return { kind: 'missing', reason: recording.reason };
      return { kind: 'evidence', evidence: { ...recording.evidence, id: host.id }, blobs: [] };
    },
  };
}

// An id counts as a name too: a recording under it is of that host, not of another one that is called so
function countBearers(inventory: readonly Host[]): ReadonlyMap<string, number> {
  const bearers = new Map<string, number>();
  for (const { id, name } of inventory) {
    for (const key of new Set([id, name])) bearers.set(key, (bearers.get(key) ?? 0) + 1);
  }
  return bearers;
}
