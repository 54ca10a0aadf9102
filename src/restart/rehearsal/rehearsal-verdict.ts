import * as z from 'zod';
import type { Immutable } from '../../config/immutable.ts';
import { rehearsalClients, rehearsalOutcomes } from '../../evidence/rehearsal/rehearsal-task.ts';
import { reasonSchema, verdicts } from '../restart-verdict.ts';
import { predictions } from './prediction.ts';

/** One handshake that a host did. */
export const handshakeSchema = z.object({
  client: z.enum(rehearsalClients),
  /** Only the service's own client counts: another one is shown, and agrees with nothing. */
  ofServicesFamily: z.boolean(),
  /** The name that the store is verified by, and where it was connected to. */
  name: z.string(),
  address: z.string(),
  /** Whose permissions were used. */
  user: z.string(),
  program: z.string(),
  outcome: z.enum(rehearsalOutcomes),
  /** What the client said. */
  text: z.string(),
});
export type Handshake = Immutable<z.infer<typeof handshakeSchema>>;

/** Whether prediction and reality are the same. */
export const comparisons = ['agrees', 'disagrees', 'not-comparable'] as const;

/** What was predicted of one workload, and what came of it. */
export const rehearsedWorkloadSchema = z.object({
  service: z.string(),
  store: z.string(),
  root: z.string().optional(),
  /** Name of the client profile. */
  client: z.string().optional(),
  prediction: z.enum(predictions),
  predictedBecause: z.string(),
  /** What a restart now would do, of which the handshake is a part; absent in reports of earlier versions. */
  verdict: z.enum(verdicts).optional(),
  /** The first reason of that verdict. */
  verdictCode: reasonSchema.shape.code.optional(),
  reality: z.enum(predictions),
  result: z.enum(comparisons),
  /** Why it is not comparable, or what to know of the comparison. */
  why: z.string().optional(),
  expectedError: z.string().optional(),
  /** Whether the client printed it. */
  expectedErrorSeen: z.boolean().optional(),
  handshakes: z.array(handshakeSchema),
});
export type RehearsedWorkload = Immutable<z.infer<typeof rehearsedWorkloadSchema>>;

/** One host that was asked to rehearse. */
export const rehearsedHostSchema = z.object({
  id: z.string(),
  name: z.string(),
  transport: z.enum(['local', 'ssh', 'ssm']).optional(),
  /** Why nothing was rehearsed there. */
  reason: z.string().optional(),
  workloads: z.array(rehearsedWorkloadSchema),
});
export type RehearsedHost = Immutable<z.infer<typeof rehearsedHostSchema>>;

/** Prediction against reality: hosts that were asked, and workloads by how they compare. */
export const rehearsalSchema = z.object({
  asked: z.number().int(),
  agree: z.number().int(),
  disagree: z.number().int(),
  notComparable: z.number().int(),
  hosts: z.array(rehearsedHostSchema),
});
export type Rehearsal = Immutable<z.infer<typeof rehearsalSchema>>;
