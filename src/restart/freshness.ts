import { dayMs } from '../config/duration.ts';
import { fromInstant, toInstant } from '../config/instant.ts';
import type { HostFacts } from '../evidence/host-evidence.ts';
import type { Host } from '../inventory/host.ts';

interface Collection {
  readonly startedAt: string;
  readonly settings: { readonly maxAgeDays?: number | undefined };
}

/** Evidence older than this does not count where nothing else is configured; hosts are patched weekly or so. Our choice. */
const defaultMaxAgeDays = 7;
/** Clocks of hosts and auditor may differ that much before it is said. */
const toleranceMs = 3_600_000;

/**
 * The evidence of a host if it is recent enough to judge by, else why it is not. Its age is counted to the time of the collection, not to the moment that is
 * judged: a forecast for next year does not make today's evidence stale.
 */
export function whileFresh(host: Host, facts: HostFacts, collection: Collection): HostFacts {
  if (facts.kind === 'missing') return facts;
  const observedAt = fromInstant(facts.evidence.observedAt);
  const startedAt = fromInstant(collection.startedAt);
  if (observedAt === undefined || startedAt === undefined) return { kind: 'missing', reason: 'when it was observed is not known' };
  const maxAgeDays = collection.settings.maxAgeDays ?? defaultMaxAgeDays;
  if (startedAt - observedAt > maxAgeDays * dayMs) {
    const ageDays = Math.floor((startedAt - observedAt) / dayMs);
    return { kind: 'missing', code: 'STALE_EVIDENCE', reason: `its evidence is ${ageDays} days old, more than ${maxAgeDays}` };
  }
  const launchedAt = host.launchedAt === undefined ? undefined : fromInstant(host.launchedAt);
  if (launchedAt !== undefined && launchedAt > observedAt) {
    return { kind: 'missing', code: 'STALE_EVIDENCE', reason: 'its evidence is from before the instance was last launched' };
  }
  return facts;
}

/** What a reader must know where the moment that is judged lies before the collection: what hosts held then is not known. */
export function remarksOnTime(collection: Collection, now: number): readonly string[] {
  const startedAt = fromInstant(collection.startedAt);
  if (startedAt === undefined || now >= startedAt - toleranceMs) return [];
  return [
    `judged for ${toInstant(now)}, before the evidence was made (${collection.startedAt}): only the dates of certificates are those of then, not what hosts and stores held`,
  ];
}
