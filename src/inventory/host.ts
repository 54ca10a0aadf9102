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
  /** What the image is called and when it was made; `state` is EC2's, or `gone`: deregistered, or not shared with the account any more. */
  image: z
    .object({
      state: z.string(),
      name: z.string().optional(),
      owner: z.string().optional(),
      createdAt: instantSchema.optional(),
      deprecatedAt: instantSchema.optional(),
    })
    .optional(),
  /** `version` is the one that the host was launched from; the others are those of the template today. */
  launchTemplate: z
    .object({
      id: z.string(),
      version: z.string(),
      name: z.string().optional(),
      defaultVersion: z.string().optional(),
      latestVersion: z.string().optional(),
      state: z.literal('gone').optional(),
    })
    .optional(),
  autoScalingGroup: z.string().optional(),
  instanceProfile: z.string().optional(),
  /** How the instance hands out its identity (EC2, MetadataOptions); recorded wherever EC2 tells it, and where it stands a missing `instanceProfile` is none. */
  metadataService: z
    .object({
      endpoint: z.enum(['enabled', 'disabled']),
      tokens: z.enum(['optional', 'required']),
      /** Networks that the answer to the request for a token may pass. */
      hopLimit: z.number().int(),
      /** A change of these was asked for and is not there yet. */
      pending: z.literal(true).optional(),
    })
    .optional(),
  instanceType: z.string().optional(),
  /** SHA-256 of the user data; empty where there is none, absent where nobody asked. */
  userDataSha256: z.string().optional(),
  /** What SSM knows of it; `ping` is empty where SSM does not list it: its agent was never registered there. */
  ssm: z
    .object({
      ping: z.string(),
      agentVersion: z.string().optional(),
      platform: z.string().optional(),
      lastPingAt: instantSchema.optional(),
    })
    .optional(),
  /** Telling packages with their versions as SSM's inventory had them at `capturedAt`. */
  packages: z.object({ names: z.array(z.string()), capturedAt: instantSchema }).optional(),
  /** Facts that the inventory asked for and did not get, with the reason. */
  missing: z.array(z.object({ fact: z.string(), reason: z.string() })).optional(),
});
export type Host = Immutable<z.infer<typeof hostSchema>>;

/**
 * What nobody could look at: a part of the inventory that could not be listed (a denied account, a failing region, an unreadable file), or what else
 * the verdicts rest on. Never silent.
 */
export const gapSchema = z.object({
  /** What it is: a log of fetches, a CA generation, a declared service, lines of the evidence, or that there is nothing to judge; absent where it is a part of the inventory. */
  kind: z.enum(['fetch-log', 'generations', 'service', 'evidence', 'nothing']).optional(),
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
