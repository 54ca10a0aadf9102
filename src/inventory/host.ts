import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';

/** Which hosts exist: one host as an inventory source lists it, before anybody looked at it. */
export const hostSchema = z.object({
  /** Unique in an audit: instance id for EC2, host name elsewhere. */
  id: z.string().min(1),
  name: z.string(),
  source: z.enum(['ec2', 'hosts-file', 'ansible', 'localhost']),
  /** Where it was listed: `123456789012/eu-west-1` for EC2, the file's path for files, `localhost`. Coverage is counted by it. */
  scope: z.string(),
  /** Names of the services that the inventory says run here (tag, group or key); empty where it does not say. */
  services: z.array(z.string()),
  account: z.string().optional(),
  region: z.string().optional(),
  address: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  /** `local`: this machine. `remote`: evidence comes from a recording, until a transport reaches it. */
  reach: z.enum(['local', 'remote']),
  state: z.string().optional(),
  launchedAt: instantSchema.optional(),
  imageId: z.string().optional(),
  launchTemplate: z.object({ id: z.string(), version: z.string() }).optional(),
  autoScalingGroup: z.string().optional(),
  instanceProfile: z.string().optional(),
  instanceType: z.string().optional(),
});
export type Host = Immutable<z.infer<typeof hostSchema>>;

/** A part of the inventory that could not be listed: a denied account, a failing region, an unreadable file. Never silent. */
export const gapSchema = z.object({
  /** `123456789012/eu-west-1`, a file's path, or a host's id. */
  scope: z.string(),
  /** Lower-case sentence with the cause. */
  reason: z.string(),
  /** How many hosts are hidden by it, where that is known. */
  hosts: z.number().int().optional(),
});
export type Gap = Immutable<z.infer<typeof gapSchema>>;

/** What a source yields, as it comes in. */
export type InventoryItem = { readonly kind: 'host'; readonly host: Host } | { readonly kind: 'gap'; readonly gap: Gap };
