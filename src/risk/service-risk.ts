import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';

const countsByVerdict = {
  ready: z.number().int(),
  atRisk: z.number().int(),
  willFail: z.number().int(),
  unknown: z.number().int(),
  notApplicable: z.number().int(),
  latent: z.number().int(),
};

/** What would become of the containers (and other roots) of a service, and of its processes without one: each counts by itself, whatever host it is on. */
const instanceCountsSchema = z.object({
  /** `instance` where some have no container. */
  noun: z.enum(['container', 'instance']),
  total: z.number().int(),
  ...countsByVerdict,
  /** Those that would come back for sure. On a host that loses one, only those that were seen to trust the store: one that uses none may serve something else. */
  survivors: z.number().int(),
});

/** What would happen to a service if all its hosts restarted at once, and what would fall with it. */
export const serviceRiskSchema = z.object({
  name: z.string(),
  owner: z.string().optional(),
  hosts: z.number().int(),
  ...countsByVerdict,
  /** Hosts that would come back for sure: ready, at-risk or consuming no store. Unknown is no survivor. */
  survivors: z.number().int(),
  /** Absent where it runs in no container. Above, a host counts by the worst of its containers. */
  instances: instanceCountsSchema.optional(),
  deploy: z.object({ strategy: z.string(), batch: z.number().int().optional() }).optional(),
  /** Services that fall with it, through dependencies without a fallback, nearest first. */
  blastRadius: z.array(z.string()),
  /** Services that go on: no dependency, or one with a fallback. */
  unaffected: z.array(z.string()),
  /** `outage`: no sure survivor and some host surely lost (with `unknown` above 0 it is possible, not proven), of its instances where it has some; `degraded`: some lost; `unknown`: nothing surely lost but not all judged; `none`. */
  risk: z.enum(['outage', 'degraded', 'unknown', 'none']),
  since: z.string().optional(),
  /** Distinct reason codes of its lost hosts, most frequent first. */
  causes: z.array(z.string()),
  /** One sentence: where a canary would have halted. */
  canary: z.string().optional(),
  /** One sentence: whether rolling back helps. */
  rollback: z.string().optional(),
});
export type ServiceRisk = Immutable<z.infer<typeof serviceRiskSchema>>;
