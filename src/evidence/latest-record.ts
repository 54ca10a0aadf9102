import { fromInstant } from '../config/instant.ts';

/** One record of a host. `observedAt` is absent of a record that says only that there is no evidence. */
export interface DatedRecord<Value> {
  readonly observedAt: string | undefined;
  readonly value: Value;
}

/** The record that counts of a host, and what the others say of it. */
export interface KeptRecord<Value> extends DatedRecord<Value> {
  /** There was another record of the host, and it said something else. */
  readonly repeated: boolean;
  /** Another one of the very same moment said something else, so neither can be believed. */
  readonly contested: boolean;
}

/**
 * Of the records of one host the one that counts, whatever their order: the latest observation. One without evidence beats them all: a line that could
 * not be read may have been the newest, and a host of which that is not known is unknown rather than judged by what it was before.
 */
export function latestRecord<Value>(kept: KeptRecord<Value> | undefined, record: DatedRecord<Value>): KeptRecord<Value> {
  if (kept === undefined) return { ...record, repeated: false, contested: false };
  if (JSON.stringify(kept.value) === JSON.stringify(record.value)) return kept;
  const [before, after] = [momentOf(kept), momentOf(record)];
  if (after > before) return { ...record, repeated: true, contested: false };
  return { ...kept, repeated: true, contested: kept.contested || (after === before && Number.isFinite(after)) };
}

function momentOf({ observedAt }: DatedRecord<unknown>): number {
  return (observedAt === undefined ? undefined : fromInstant(observedAt)) ?? Number.POSITIVE_INFINITY;
}
