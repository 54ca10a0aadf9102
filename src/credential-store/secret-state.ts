import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';

const versionSchema = z.object({
  version: z.string(),
  /** CreatedDate of the version; absent where it was not to be had. */
  since: instantSchema.optional(),
});

/** The customer key that encrypts a secret. */
export const secretKeySchema = z.discriminatedUnion('state', [
  z.object({
    id: z.string(),
    state: z.literal('known'),
    /** As KMS names it: Enabled, Disabled, PendingDeletion, PendingImport …; `NotFound` where it is gone. */
    keyState: z.string(),
    /** When KMS deletes it. */
    deletionDate: instantSchema.optional(),
    /** When its imported key material ends, from then on it is of no use. */
    validTo: instantSchema.optional(),
  }),
  z.object({ id: z.string(), state: z.literal('unknown'), reason: z.string() }),
]);
export type SecretKey = Immutable<z.infer<typeof secretKeySchema>>;

/** What Secrets Manager says about a secret that a service reads: never its value. */
export const secretStateSchema = z.discriminatedUnion('state', [
  z.object({
    /** As the configuration names it. */
    id: z.string(),
    state: z.literal('known'),
    observedAt: instantSchema,
    arn: z.string(),
    /** The version labelled AWSCURRENT; absent where there is none, and then there is no value to fetch. */
    current: versionSchema.optional(),
    /** The version labelled AWSPENDING, where that is another one: a finished rotation may leave the label on the current version. */
    pending: versionSchema.optional(),
    /** When anything of it was changed last, a label or a tag too. */
    changedAt: instantSchema.optional(),
    /** Present where it is scheduled for deletion: when that was asked for, or when it will be; services differ in which of the two they give. */
    deletedDate: instantSchema.optional(),
    rotation: z.object({ enabled: z.boolean(), lastAt: instantSchema.optional(), nextAt: instantSchema.optional() }).optional(),
    /** The first moment of the day (UTC) on which anybody fetched it last; absent where nobody ever did. */
    lastAccessedDay: instantSchema.optional(),
    /** Absent for aws/secretsmanager, the key of AWS, which nobody can disable. */
    key: secretKeySchema.optional(),
    /** Whether it has a policy of its own, which may allow what the role's policies do not; asked only where access is simulated. */
    policy: z.enum(['none', 'present', 'unknown']).optional(),
    /** What else could not be read of it, in sentences. */
    unread: z.array(z.string()).optional(),
  }),
  /** It does not exist where the auditor looked. */
  z.object({ id: z.string(), state: z.literal('missing'), observedAt: instantSchema, region: z.string() }),
  z.object({ id: z.string(), state: z.literal('unknown'), reason: z.string() }),
]);
export type SecretState = Immutable<z.infer<typeof secretStateSchema>>;
/** One that could be described. */
export type KnownSecret = Extract<SecretState, { readonly state: 'known' }>;
