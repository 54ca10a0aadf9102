import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';

/** The last successful fetch of one secret by one caller, from the records that the store keeps of them. Of the secret it holds nothing but its name. */
export const fetchRecordSchema = z.object({
  from: z.enum(['cloudtrail', 'vault-audit']),
  at: instantSchema,
  /** As the caller named it: name or ARN in Secrets Manager, path in Vault (its namespace before it). */
  secret: z.string(),
  region: z.string().optional(),
  /** Instance that the caller's credentials were made for, by the name of its session. */
  instance: z.string().optional(),
  /** Where the call came from; behind NAT or a proxy that is not the host. */
  address: z.string().optional(),
});
export type FetchRecord = Immutable<z.infer<typeof fetchRecordSchema>>;

/** Last segment of an ARN of Secrets Manager without the dash and six characters that it adds; other texts as they are. */
export function secretName(id: string): string {
  const name = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]*:\d*:secret:(.+)$/.exec(id)?.[1];
  return name === undefined ? id : name.replace(/-[A-Za-z0-9]{6}$/, '');
}
