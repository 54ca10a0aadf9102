import { fromInstant, type Instant, toInstant } from '../../config/instant.ts';

/** The moment that a record gives, in whole seconds; undefined for none, and for one that evidence has no form for (a year of five digits). */
export function timeOfRecord(text: string): Instant | undefined {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return undefined;
  const instant = toInstant(at);
  return fromInstant(instant) === undefined ? undefined : instant;
}
