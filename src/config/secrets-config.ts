import * as z from 'zod';
import { awsAccess } from './aws-access.ts';
import type { Immutable } from './immutable.ts';

const described = <T extends z.ZodType>(description: string, schema: T): T => schema.meta({ description });
const text = z.string().min(1, { abort: true });
// As Secrets Manager and Vault name them: nothing in it that a terminal or a shell would obey.
const secretId = text.max(2048).regex(/^[\w/+=.@:-]+$/, 'expected the name or the ARN of a secret, or its path in Vault');

/** How the secrets of a store in AWS are described: their state, never their values. */
export const awsStoreSchema = z.strictObject({
  region: described('region of the secrets; without it, that of the endpoint', text).optional(),
  ...awsAccess,
  simulate: described(
    'true: IAM is asked whether the role of each host may read the secrets (iam:SimulatePrincipalPolicy); a simulated allow proves nothing',
    z.boolean(),
  ).optional(),
});

/** A secret that a service reads: its name, or that with the store which has it. */
export const secretSchema = z.union([
  secretId,
  z.strictObject({
    id: described('name or ARN of the secret, or its path in Vault (secret/data/orders)', secretId),
    store: described('the store that has it, where the service uses several', text).optional(),
  }),
]);
export type SecretDeclaration = Immutable<z.infer<typeof secretSchema>>;

/** Records of who fetched which secret when. */
export const fetchesSchema = z.array(
  z.discriminatedUnion('from', [
    z.strictObject({
      from: described('log files of CloudTrail, as it writes them to S3 (JSON, also .gz)', z.literal('cloudtrail')),
      path: described('a file, or a folder with such files, relative to this configuration', text),
    }),
    z.strictObject({
      from: described('the audit log of Vault or OpenBao (a file audit device, also .gz)', z.literal('vault-audit')),
      path: described('a file, or a folder with such files, relative to this configuration', text),
    }),
  ]),
);
export type FetchLog = Immutable<z.infer<typeof fetchesSchema>>[number];
