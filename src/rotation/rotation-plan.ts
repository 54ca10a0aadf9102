import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';

const placed = {
  host: z.string(),
  name: z.string().optional(),
  /** The container (or other root) that it runs in; absent where its files are those of the host. */
  root: z.string().optional(),
  service: z.string(),
};

/** For one store: which of its consumers trust the old CA, the new one, both or neither, and who would fail after the switch. */
export const rotationPlanSchema = z.object({
  store: z.string(),
  /** `current → pending` while something is pending, else `previous → current`; `none` where the store has one generation only. */
  pair: z.enum(['current-pending', 'previous-current', 'none']),
  phases: z.object({
    neither: z.number().int(),
    'old-only': z.number().int(),
    both: z.number().int(),
    'new-only': z.number().int(),
    unknown: z.number().int(),
  }),
  switchAt: z.string().optional(),
  /** CA generations that could not be read: with any, whether something is pending is not known. */
  unread: z.array(z.string()).optional(),
  /** Workloads that would fail once the store has switched. */
  failAfterSwitch: z.array(z.object({ ...placed, phase: z.string() })),
  /** Workloads of which it is not known. */
  unknown: z.array(z.object({ ...placed, reason: z.string() })),
});
export type RotationPlan = Immutable<z.infer<typeof rotationPlanSchema>>;
