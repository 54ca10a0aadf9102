import type { Host } from '../../inventory/host.ts';
import type { Collected, HostEvidence } from '../host-evidence.ts';
import { type KeptRecord, latestRecord } from '../latest-record.ts';
import type { Transport } from '../transport.ts';

/** What a recording says of a host: its evidence, or why the line that should hold it does not. */
export type Recording =
  | { readonly kind: 'evidence'; readonly evidence: HostEvidence }
  /** `line 17 of fleet.evidence.jsonl is malformed: …` */
  | { readonly kind: 'malformed'; readonly host: string; readonly reason: string }
  /** Evidence that is read when it is asked for; `digest` is that of what it says. */
  | {
      readonly kind: 'placed';
      readonly host: string;
      readonly observedAt: string;
      readonly digest: string;
      read(): Promise<Recording>;
    };

/** How many hosts of an inventory go by a name. An id counts as a name too: a recording under it is of that host, not of another one that is called so. */
export class Bearers {
  readonly #counts = new Map<string, number>();

  constructor(hosts: Iterable<Pick<Host, 'id' | 'name'>> = []) {
    for (const host of hosts) this.add(host);
  }

  add({ id, name }: Pick<Host, 'id' | 'name'>): void {
    for (const key of new Set([id, name])) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}

/**
 * Returns a transport that answers from recordings for the hosts of an inventory: by the host's id, and else by its name where that can mean no other
 * host and no other recording (instances of one group often share their Name tag). Where several recordings are of one id the latest observation
 * answers; blobs are not part of it, because the reader of the file keeps them itself.
 */
export function replayTransport(recordings: Iterable<Recording>, file: string, inventory: Bearers): Transport {
  const byHost = new Map<string, KeptRecord<Recording>>();
  for (const recording of recordings) {
    const id = recording.kind === 'evidence' ? recording.evidence.id : recording.host;
    const observedAt = momentOf(recording);
    byHost.set(id, latestRecord(byHost.get(id), { observedAt, value: recording }));
  }

  const whyNotByName = ({ name }: Host, kept: KeptRecord<Recording>): string | undefined => {
    const others = inventory.count(name);
    if (others > 1)
      return `${others} hosts of the inventory are called ${name}, so the recording of ${name} in ${file} may be of another one`;
    if (kept.repeated) return `${file} holds several recordings of ${name}, which may be of different machines`;
    return undefined;
  };

  return {
    name: 'replay',
    atOnce: true,
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
      const recording = kept.value.kind === 'placed' ? await kept.value.read() : kept.value;
      if (recording.kind === 'placed') return { kind: 'missing', reason: `the recording of ${host.id} in ${file} cannot be read` };
      if (recording.kind === 'malformed') return { kind: 'missing', reason: recording.reason };
      return { kind: 'evidence', evidence: { ...recording.evidence, id: host.id }, blobs: [] };
    },
  };
}

function momentOf(recording: Recording): string | undefined {
  if (recording.kind === 'malformed') return undefined;
  return recording.kind === 'evidence' ? recording.evidence.observedAt : recording.observedAt;
}
