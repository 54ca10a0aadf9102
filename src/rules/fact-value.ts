import { fromInstant } from '../config/instant.ts';
import type { FactName, FactType } from './fact-vocabulary.ts';

/** What a fact can be; whole numbers are BigInt because CEL's int is. */
export type FactValue = string | boolean | bigint | Date | readonly string[] | ReadonlyMap<string, string>;

/** Values of the facts of one subject; a fact that is not in it is missing. */
export type Facts = ReadonlyMap<FactName, FactValue>;

// Our choice: list facts and texts past these bounds are missing, not cut off, since a rule would judge the rest as absent.
// Two nested macros over 256 entries are 65,536 steps, a few milliseconds.
const listEntries = 256;
const textCharacters = 4096;
const listCharacters = 32_768;

/**
 * The value as the fact's type wants it; undefined where it is of another type or past the bounds (256 entries, 4,096
 * characters a text, 32,768 a list or mapping), which makes the fact missing. Instants come as ISO 8601 text, int as a whole number.
 */
export function readFactValue(type: FactType, value: unknown): FactValue | undefined {
  return readers[type](value);
}

const readers: Readonly<Record<FactType, (value: unknown) => FactValue | undefined>> = {
  string: (value) => (isText(value) ? value : undefined),
  bool: (value) => (typeof value === 'boolean' ? value : undefined),
  int: (value) => (typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined),
  instant: (value) => (typeof value === 'string' ? readInstant(value) : undefined),
  list: (value) => (Array.isArray(value) && value.length <= listEntries && areTexts(value) ? value : undefined),
  map: readMap,
};

/** What `readFactValue` takes for the type, for error messages. */
export const factTypeNames: Readonly<Record<FactType, string>> = {
  string: 'text',
  bool: 'true or false',
  int: 'a whole number',
  instant: 'an ISO 8601 time in quotes',
  list: 'a list of texts',
  map: 'a mapping of texts',
};

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= textCharacters;
}

function areTexts(values: readonly unknown[]): values is readonly string[] {
  return values.every(isText) && values.reduce((sum, text) => sum + text.length, 0) <= listCharacters;
}

function readInstant(text: string): Date | undefined {
  const epochMs = fromInstant(text);
  return epochMs === undefined ? undefined : new Date(epochMs);
}

function readMap(value: unknown): ReadonlyMap<string, string> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  return entries.length <= listEntries && areTexts(entries.flat()) ? new Map(entries as [string, string][]) : undefined;
}
