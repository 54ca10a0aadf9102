/** Instants are epoch milliseconds inside and ISO 8601 UTC with whole seconds outside. */
export type Instant = string;

/** `2026-11-22T14:00:00Z`; milliseconds are dropped because X.509 times have none. */
export function toInstant(epochMs: number): Instant {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

/** Epoch milliseconds of an ISO 8601 date or date-time; a date means its first moment in UTC; undefined if it is neither. */
export function fromInstant(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)) return undefined;
  // Date.parse turns 31 February into 3 March.
  const date = text.slice(0, 10);
  const midnight = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== date) return undefined;
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}
