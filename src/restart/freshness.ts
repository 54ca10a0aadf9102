import { dayMs } from '../config/duration.ts';
import { fromInstant, toInstant } from '../config/instant.ts';
import type { HostFacts } from '../evidence/host-evidence.ts';
import type { Host } from '../inventory/host.ts';

interface Collection {
  readonly startedAt: string;
  /** When it was gone on with last (--resume); `startedAt` where it never was. */
  readonly now: string;
  readonly settings: { readonly maxAgeDays?: number | undefined };
}

/** Evidence older than this does not count where nothing else is configured; hosts are patched weekly or so. Our choice. */
const defaultMaxAgeDays = 7;
/** Clocks of hosts and auditor may differ that much before it is said. */
const toleranceMs = 3_600_000;
/** A header is written when a collection begins: what it sees after that long cannot be told from what is dated ahead. Our choice. */
const longestRunMs = dayMs;

/** Whether evidence is dated more than an hour after `now` (epoch ms both): then no age can be told of it, and it would never grow old. */
export function isDatedAhead(observedAt: number, now: number): boolean {
  return observedAt - now > toleranceMs;
}

/**
 * The evidence of a host if it is recent enough to judge by, else why it is not. Its age is counted to the time of the collection, not to the moment that is
 * judged: a forecast for next year does not make today's evidence stale. Of a collection that was resumed that is the time of the last run: what the first
 * one saw has grown older since.
 */
export function whileFresh(host: Host, facts: HostFacts, collection: Collection): HostFacts {
  if (facts.kind === 'missing') return facts;
  const observedAt = fromInstant(facts.evidence.observedAt);
  const startedAt = fromInstant(collection.startedAt);
  const resumedAt = fromInstant(collection.now);
  if (observedAt === undefined || startedAt === undefined || resumedAt === undefined) {
    return { kind: 'missing', reason: 'when it was observed is not known' };
  }
  const collectedAt = Math.max(startedAt, resumedAt);
  const maxAgeDays = collection.settings.maxAgeDays ?? defaultMaxAgeDays;
  if (collectedAt - observedAt > limitOf(maxAgeDays)) {
    return { kind: 'missing', code: 'STALE_EVIDENCE', reason: `its evidence is ${shownAge(collectedAt - observedAt, maxAgeDays)}` };
  }
  if (isDatedAhead(observedAt, collectedAt + longestRunMs)) {
    const reason = `its evidence is dated ${facts.evidence.observedAt}, long after the collection (${toInstant(collectedAt)})`;
    return { kind: 'missing', code: 'STALE_EVIDENCE', reason };
  }
  const launchedAt = host.launchedAt === undefined ? undefined : fromInstant(host.launchedAt);
  if (launchedAt !== undefined && launchedAt > observedAt) {
    return { kind: 'missing', code: 'STALE_EVIDENCE', reason: 'its evidence is from before the instance was last launched' };
  }
  return facts;
}

/** Units in which an age is told, the longest first; the limit of most audits is whole days. */
const units = [
  { name: ' days', ms: dayMs },
  { name: ' h', ms: 3_600_000 },
  { name: ' min', ms: 60_000 },
  { name: ' s', ms: 1000 },
] as const;

/** `8 days old, more than 7`, `36 s old, more than 1 s`: an age above its limit, in the longest unit that tells the two apart. */
function shownAge(ageMs: number, maxAgeDays: number): string {
  const limitMs = limitOf(maxAgeDays);
  const unit = units.find(({ ms }) => limitMs % ms === 0 && Math.floor(ageMs / ms) > limitMs / ms);
  if (unit === undefined) return `${Math.ceil(ageMs / 100) / 10} s old, more than ${shownLimit(maxAgeDays)}`;
  const limit = `${limitMs / unit.ms}${unit.ms === dayMs ? '' : unit.name}`;
  return `${Math.floor(ageMs / unit.ms)}${unit.name} old, more than ${limit}`;
}

/** How old evidence may be, in the longest unit of which it is whole: `7 days`, `36 h`, `1 s`. */
export function shownLimit(maxAgeDays = defaultMaxAgeDays): string {
  const limitMs = limitOf(maxAgeDays);
  if (limitMs === dayMs) return '1 day';
  const unit = units.find(({ ms }) => limitMs % ms === 0 && limitMs > 0);
  return unit === undefined ? `${limitMs / 1000} s` : `${limitMs / unit.ms}${unit.name}`;
}

// A second is no round part of a day
function limitOf(maxAgeDays: number): number {
  return Math.round(maxAgeDays * dayMs);
}

/** What a reader must know where the moment that is judged lies before the collection: what hosts held then is not known. */
export function remarksOnTime(collection: Collection, now: number): readonly string[] {
  const startedAt = fromInstant(collection.startedAt);
  if (startedAt === undefined || now >= startedAt - toleranceMs) return [];
  return [
    `judged for ${toInstant(now)}, before the evidence was made (${collection.startedAt}): only the dates of certificates are those of then, not what hosts and stores held`,
  ];
}
