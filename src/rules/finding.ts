import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { severities } from '../reason-codes.ts';

/** Something that a reader should act on or know: from a rule, or from a room's own reason code. */
export const findingSchema = z.object({
  /** Rule id (its path in the pack) or reason code. */
  ruleId: z.string(),
  severity: z.enum(severities),
  host: z.string().optional(),
  service: z.string().optional(),
  message: z.string(),
  remedy: z.string().optional(),
  /** SHA-256 over rule, host or service, and subject: stable from audit to audit. */
  fingerprint: z.string(),
  status: z.enum(['new', 'known', 'resolved']),
});
export type Finding = Immutable<z.infer<typeof findingSchema>>;
