import { dayMs } from '../config/duration.ts';
import { fromInstant } from '../config/instant.ts';
import { UsageError } from '../errors.ts';
import { CompactHosts } from '../evidence/fleet/compact-hosts.ts';
import { type EvidenceRecord, type Header, readRecord } from '../evidence-file.ts';
import type { Host } from '../inventory/host.ts';
import { isDatedAhead } from '../restart/freshness.ts';
import { placedLines } from './evidence-lines.ts';
import { machineIdentity } from './machine-identity.ts';

/** What an earlier run recorded, as far as it still stands. */
export interface EarlierRecords {
  readonly header: Header;
  /** The hosts that it listed; undefined where it did not come to the end of the inventory, a part could not be listed, or that was more than a day ago: then they are listed again. */
  readonly inventory: CompactHosts | undefined;
  /**
   * What stands of a host that is reached by this way (host-way.ts), so that it is not asked again: its evidence, or that there was none. Undefined where it
   * is asked: always of this machine, which takes no time, since another one may be called the same.
   */
  readonly standing: (host: Host, way: string) => 'seen' | 'missing' | undefined;
  /** Why a host that was seen and is listed as it was does not stand: it was reached by another way, or its evidence is older than `maxAgeDays` by now. */
  readonly whatChanged: (host: Host, way: string) => 'way' | 'age' | undefined;
  /** Ids of hosts that have a record. */
  readonly recorded: readonly string[];
  /** The blobs, and the records of these hosts: read from the file once more. */
  records(ids: ReadonlySet<string>): AsyncGenerator<EvidenceRecord>;
  /** What a reader should know of how the file was found. */
  readonly remarks: readonly string[];
}

/** A listing that is older is made anew: hosts come and go. Our choice. */
const listingAgeMs = dayMs;

/** What does not stand: evidence that is too old, and with `retryFailed` whatever is none. */
export interface Standing {
  /** Epoch ms. */
  readonly now: number;
  readonly maxAgeDays: number;
  readonly retryFailed: boolean;
}

/**
 * What a journal holds; undefined where it holds nothing yet (it ends in its header). Everything before the first line that cannot be read stands: a run that
 * was killed may have torn the last one. Throws UsageError where it is no evidence at all, ConfigError where it cannot be read.
 *
 * Hosts that were seen are not asked again unless their evidence is too old, dated ahead or from before their launch, or the inventory means another machine
 * by the id now. Hosts of which there is no evidence are asked again only where the run had come to its end (or was interrupted, with the reasons before
 * somebody's eyes) and the reason may have passed; a run that crashed is finished first, as it would have been. With `retryFailed` they are asked in any case.
 */
export async function readEarlier(file: string, asked: Standing, signal: AbortSignal): Promise<EarlierRecords | undefined> {
  const hosts = new Map<string, Kept>();
  const identities = new Map<string, Identity>();
  const inventory = new CompactHosts();
  const remarks: string[] = [];
  let header: Header | undefined;
  let listed = false;
  let gaps = 0;
  let ended = false;
  let lines = 0;
  let torn = false;
  for await (const { text, line, ended: whole } of placedLines(file, signal)) {
    const record = readRecord(text, line);
    if (record?.type === 'malformed') {
      torn = !whole;
      if (whole) remarks.push(`line ${line} of ${file} cannot be read, so nothing from there on counts: ${record.reason}`);
      break;
    }
    lines = line;
    if (record === undefined) continue;
    if (header === undefined && record.type !== 'header') break;
    if (record.type === 'header') header ??= record;
    else if (record.type === 'inventory') {
      const { id } = record.host;
      const [machine, way] = [machineIdentity(record.host), record.way ?? ''];
      const known = identities.get(id) ?? { machine, way };
      // two listings of one id that differ are no machine's
      identities.set(id, known.machine === machine && known.way === way ? known : { machine: '', way });
      inventory.push(record.host);
    } else if (record.type === 'gap') gaps += record.gap.kind === undefined ? 1 : 0;
    else if (record.type === 'listed') listed = true;
    else if (record.type === 'end') ended = true;
    else if (record.type === 'host') {
      const { id, kept } = keptOf(record);
      hosts.set(id, kept);
    }
  }
  if (header === undefined) {
    if (lines === 0 && (torn || remarks.length === 0)) return undefined;
    throw new UsageError(`${file} is no evidence of snowline that could be continued`, {
      hint: 'name the file that was begun, or write to another one without --resume',
    });
  }
  const oldest = asked.now - asked.maxAgeDays * dayMs;
  const standing = (host: Host, way: string): 'seen' | 'missing' | undefined => {
    const kept = hosts.get(host.id);
    const identity = identities.get(host.id);
    if (kept === undefined || host.reach === 'local' || identity?.machine !== machineIdentity(host) || identity.way !== way)
      return undefined;
    if (kept.observedAt === undefined) return asked.retryFailed || (ended && kept.mayRetry) ? undefined : 'missing';
    const launchedAt = host.launchedAt === undefined ? 0 : (fromInstant(host.launchedAt) ?? 0);
    const counts = kept.observedAt >= oldest && kept.observedAt >= launchedAt && !isDatedAhead(kept.observedAt, asked.now);
    return counts ? 'seen' : undefined;
  };

  const startedAt = fromInstant(header.startedAt) ?? 0;
  const isRecent = asked.now - startedAt <= listingAgeMs && !isDatedAhead(startedAt, asked.now);

  return {
    header,
    inventory: listed && gaps === 0 && isRecent ? inventory : undefined,
    standing,
    whatChanged: (host, way) => {
      const identity = identities.get(host.id);
      if (identity?.machine !== machineIdentity(host)) return undefined;
      if (identity.way !== way) return 'way';
      const observedAt = hosts.get(host.id)?.observedAt;
      return observedAt !== undefined && observedAt < oldest && host.reach !== 'local' ? 'age' : undefined;
    },
    recorded: [...hosts.keys()],
    remarks,
    async *records(ids) {
      for await (const { text, line } of placedLines(file, signal)) {
        if (line > lines) return;
        const record = readRecord(text, line);
        if (record?.type === 'blob') yield record;
        else if (record?.type === 'host' && ids.has(keptOf(record).id)) yield record;
      }
    },
  };
}

/** Which machine an inventory record means, and how it was reached, as digests. */
interface Identity {
  readonly machine: string;
  readonly way: string;
}

/** What is kept in memory of a host's record. */
interface Kept {
  /** Epoch ms; undefined where there is no evidence. */
  readonly observedAt: number | undefined;
  readonly mayRetry: boolean;
}

function keptOf(record: Extract<EvidenceRecord, { readonly type: 'host' }>): { readonly id: string; readonly kept: Kept } {
  if (record.state === 'missing') return { id: record.id, kept: { observedAt: undefined, mayRetry: record.mayRetry === true } };
  const { id, observedAt } = record.state === 'seen' ? record.evidence : record;
  return { id, kept: { observedAt: fromInstant(observedAt), mayRetry: false } };
}
