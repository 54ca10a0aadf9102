import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';

/**
 * What IAM's simulation says of one role and one secret. An allow proves nothing (the simulation knows neither the secret's own policy nor the key's), and
 * a deny counts only where nothing was missing from the question.
 */
export const secretAccessSchema = z.object({
  /** ARN of the instance profile whose role it is. */
  instanceProfile: z.string(),
  /** ARN of the secret. */
  secret: z.string(),
  observedAt: instantSchema,
  decision: z.enum(['allowed', 'implicit-deny', 'explicit-deny', 'unknown']),
  /** ARN of the role; absent where the profile could not be read. */
  role: z.string().optional(),
  /** Keys of conditions in its policies that the simulation had no value for: with one the answer might be another. */
  missingContext: z.array(z.string()).optional(),
  /** Why it is unknown. */
  reason: z.string().optional(),
});
export type SecretAccess = Immutable<z.infer<typeof secretAccessSchema>>;
