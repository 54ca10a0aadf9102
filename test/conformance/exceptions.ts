import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** By client, as its answers are called, the ids of cases in which we differ, each with its reason. */
export type Exceptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

const file = new URL('../corpus/exceptions.json', import.meta.url);
const shape = z.record(z.string(), z.record(z.string(), z.string().min(20)));

/** The exceptions file: a reason is a sentence, never empty. */
export function readExceptions(): Exceptions {
  return shape.parse(JSON.parse(readFileSync(file, 'utf8')));
}
