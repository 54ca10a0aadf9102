import { z } from 'zod';
import { severities } from '../reason-codes.ts';
import { parseDuration } from './duration.ts';
import type { Immutable } from './immutable.ts';
import { fromInstant } from './instant.ts';

const duration = z.string().refine((text) => parseDuration(text) !== undefined, 'expected a duration such as 30d, 12h or 90m');
const instant = z
  .string()
  .refine((text) => fromInstant(text) !== undefined, 'expected an ISO 8601 date or UTC time such as 2026-11-22T14:00:00Z');
const days = z.number().int().min(0).max(3650);

const awsAccess = {
  /** Role to assume before the call; without it the ambient credentials are used. */
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'expected arn:aws:iam::ACCOUNT:role/NAME')
    .optional(),
  externalId: z.string().optional(),
};

export const ec2InventorySchema = z.strictObject({
  source: z.literal('ec2'),
  /** Regions by name, or `all`: every region that is enabled for the account. */
  regions: z.union([z.literal('all'), z.array(z.string()).min(1)]).meta({ description: 'regions to list, or all that are enabled' }),
  /** Accounts to look into; without it, the account of the ambient credentials. */
  accounts: z
    .array(z.strictObject({ ...awsAccess, name: z.string().optional() }))
    .min(1)
    .optional(),
  /** DescribeInstances filters: name → values. */
  filters: z.record(z.string(), z.array(z.string()).min(1)).optional(),
  /** Page size of DescribeInstances (AWS allows 5–1000). */
  maxResults: z.number().int().min(5).max(1000).default(1000),
  /** Calls under way at once per account and region. */
  concurrency: z.number().int().min(1).max(32).default(4),
});
export type Ec2Inventory = Immutable<z.infer<typeof ec2InventorySchema>>;

export const inventorySchema = z.discriminatedUnion('source', [
  ec2InventorySchema,
  z.strictObject({ source: z.literal('hosts-file'), path: z.string() }),
  /** Output of `ansible-inventory --list`. */
  z.strictObject({ source: z.literal('ansible'), path: z.string() }),
  z.strictObject({ source: z.literal('localhost') }),
]);
export type InventoryDeclaration = Immutable<z.infer<typeof inventorySchema>>;

export const generationsSchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('secrets-manager'),
    /** Name or ARN of the secret that holds the CA bundle (PEM); the only secret whose value is ever read. */
    secretId: z.string(),
    region: z.string().optional(),
    ...awsAccess,
  }),
  z.strictObject({
    from: z.literal('files'),
    current: z.string(),
    pending: z.string().optional(),
    previous: z.string().optional(),
    /** When the current CA became current. */
    currentSince: instant.optional(),
  }),
]);
export type GenerationsDeclaration = Immutable<z.infer<typeof generationsSchema>>;

export const storeSchema = z.strictObject({
  name: z.string().min(1),
  /** `https://host:port` or `host:port`; the port defaults to 443. */
  endpoint: z.string().min(1),
  /** Further names by which clients reach the store. */
  names: z.array(z.string()).optional(),
  servedChain: z
    .discriminatedUnion('from', [
      z.strictObject({ from: z.literal('tls'), /** Connect here instead of the endpoint. */ connect: z.string().optional() }),
      z.strictObject({ from: z.literal('file'), path: z.string() }),
      z.strictObject({ from: z.literal('none') }),
    ])
    .default({ from: 'tls' }),
  generations: generationsSchema.optional(),
  /** When the store will switch to the pending CA. */
  switchAt: instant.optional(),
});
export type StoreDeclaration = Immutable<z.infer<typeof storeSchema>>;

export const serviceSchema = z.strictObject({
  name: z.string().min(1),
  owner: z.string().optional(),
  /** Credential stores that it fetches secrets from; an empty list declares that it uses none. */
  stores: z.array(z.string()).optional(),
  /** systemd unit, where it is not named like the service. */
  unit: z.string().optional(),
  /** Client profile to judge it with, where the evidence does not tell. */
  client: z.string().optional(),
  deploy: z.strictObject({ strategy: z.enum(['all-at-once', 'rolling', 'canary']), batch: z.number().int().min(1).optional() }).optional(),
  /** Services that it needs; `fallback: true` says that it goes on without. */
  dependsOn: z.array(z.union([z.string(), z.strictObject({ service: z.string(), fallback: z.boolean().default(false) })])).optional(),
});
export type ServiceDeclaration = Immutable<z.infer<typeof serviceSchema>>;

/** The shape of snowline.yaml. Its JSON Schema is published from here (reports/schema/config.schema.json). */
export const configSchema = z.strictObject({
  stores: z.array(storeSchema).optional(),
  inventory: z.array(inventorySchema).min(1).optional(),
  evidence: z
    .strictObject({
      /** Recorded evidence (snowline collect) for hosts that no transport reaches. */
      replay: z.array(z.string()).optional(),
    })
    .optional(),
  services: z
    .strictObject({
      /** Tag that names a host's service. */
      tag: z.string().default('service'),
      ownerTag: z.string().default('owner'),
      /** Stores that every service uses unless it declares its own. */
      defaultStores: z.array(z.string()).optional(),
      declared: z.array(serviceSchema).optional(),
    })
    .optional(),
  /** Directories with rules of your own, beside the shipped pack. */
  rules: z.array(z.string()).optional(),
  horizon: duration.optional(),
  failOn: z.enum([...severities, 'none']).optional(),
  minCoverage: z.number().min(0).max(100).optional(),
  certificateExpiry: z.strictObject({ high: days.default(7), medium: days.default(14), low: days.default(30) }).optional(),
});
export type Config = Immutable<z.infer<typeof configSchema>>;
