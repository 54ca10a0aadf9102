import * as z from 'zod';
import { fromInstant } from './instant.ts';

/**
 * Schema of an instant in evidence: a day or a time with its offset, as fromInstant reads it. A verdict that rests on a time must not be reached
 * with one that nobody can read. Its message quotes nothing: what was found may be anything.
 */
export const instantSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/, { error: 'no ISO 8601 date or time', abort: true })
  .refine((text) => fromInstant(text) !== undefined, 'no such date or time');
