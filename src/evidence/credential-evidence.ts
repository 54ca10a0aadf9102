import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';
import { sha256Schema } from '../config/sha256-schema.ts';

/** A file that a program proves itself to a store with, or gets its identity for: that it is there, whom it is open to and its dates, never what it holds. */
export const credentialFileSchema = z.object({
  /** The variable that names it, or the key of `identity:` in the configuration. */
  named: z.enum(['AWS_WEB_IDENTITY_TOKEN_FILE', 'tokenFile', 'roleIdFile', 'secretIdFile']),
  path: z.string(),
  /** `unknown`: it was not told, for the `reason`. */
  state: z.enum(['file', 'missing', 'unknown']),
  reason: z.string().optional(),
  owner: z.string().optional(),
  /** Octal permission bits of what it leads to. */
  mode: z.string().optional(),
  modifiedAt: instantSchema.optional(),
  /** Whether the user of the program may read it; of a file that is there. */
  readable: z.enum(['yes', 'no', 'unknown']).optional(),
  /** Until when it is valid as it says itself (`exp` of a JSON web token), where whoever looked could see that. */
  expiresAt: instantSchema.optional(),
});
export type CredentialFile = Immutable<z.infer<typeof credentialFileSchema>>;

/** Where a program would find an identity at its next start, beside its variables; absent where nobody looked. */
export const credentialSourcesSchema = z.object({
  /** Of the keys in the environment: id and secret are set, both with the token of a session, or the id alone. Absent where none is, and in earlier recordings. */
  keys: z.enum(['whole', 'session', 'half']).optional(),
  /** AWS_PROFILE names a profile, for which some SDKs pass over those keys. */
  profile: z.literal(true).optional(),
  /** Whether the profile of the shared files of AWS (~/.aws) names a credential, or where to get one; `doubtful` where it may do so in vain. */
  sharedFiles: z.enum(['absent', 'present', 'doubtful', 'unknown']),
  /** Why that is doubtful or unknown. */
  reason: z.string().optional(),
  /** Of a container: whether it has the network of its host, or one of its own. */
  network: z.enum(['host', 'own']).optional(),
  /** The firmware of its machine says that it is an instance of EC2. */
  instance: z.literal(true).optional(),
  files: z.array(credentialFileSchema),
});
export type CredentialSources = Immutable<z.infer<typeof credentialSourcesSchema>>;

/** A certificate or private key that a client shows to a credential store: of a key nothing but its public half's digest. */
export const clientKeySchema = z.object({
  path: z.string(),
  /** What that digest is of: the key, where both lie in the file. Absent in recordings of earlier versions, which did not tell. */
  holds: z.enum(['certificate', 'key']).optional(),
  /** SHA-256 of the DER of its SubjectPublicKeyInfo. */
  publicKeySha256: sha256Schema.optional(),
  /** Why that is not known. */
  reason: z.string().optional(),
  owner: z.string().optional(),
  /** Octal permission bits of what it leads to. */
  mode: z.string().optional(),
  /** Users of units that are in its group; `USER:GROUP` where the unit sets a group of its own. */
  members: z.array(z.string()).optional(),
  modifiedAt: instantSchema.optional(),
  /** Nothing lies there. */
  missing: z.literal(true).optional(),
});
export type ClientKey = Immutable<z.infer<typeof clientKeySchema>>;
