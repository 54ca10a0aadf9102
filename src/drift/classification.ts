import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';

/** Why a host is not what a stack's rule wants: the failed predicate as a sentence. */
export const deviationSchema = z.object({ ruleId: z.string(), stack: z.string(), message: z.string() });

/** Standard stack, snowflake, or unclassified because facts are missing. */
export const classificationSchema = z.object({
  stack: z.enum(['standard', 'snowflake', 'unclassified']),
  /** Name of the stack whose rules all pass, or that the host comes nearest to. */
  stackName: z.string().optional(),
  /** Failed predicates of the nearest stack. */
  deviations: z.array(deviationSchema),
  /** Facts that were missing where that decided. */
  missingFacts: z.array(z.string()),
});
export type Classification = Immutable<z.infer<typeof classificationSchema>>;
