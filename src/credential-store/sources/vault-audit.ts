import * as z from 'zod';
import type { FetchRecord } from '../fetch-record.ts';
import { timeOfRecord } from './record-time.ts';

// Only what is used of https://developer.hashicorp.com/vault/docs/audit; its values are hashed (HMAC) and are not looked at
const entrySchema = z.object({
  type: z.literal('response'),
  time: z.string(),
  error: z.string().optional(),
  auth: z.object({ display_name: z.string().optional(), metadata: z.record(z.string(), z.unknown()).nullish() }).optional(),
  request: z.object({
    operation: z.string(),
    path: z.string().min(1),
    remote_address: z.string().optional(),
    namespace: z.object({ path: z.string().optional() }).optional(),
  }),
  response: z.object({ data: z.record(z.string(), z.unknown()) }),
});

const anyEntrySchema = z.object({ time: z.string(), type: z.string(), request: z.object({}) });

/** Whether this is an entry of an audit log of Vault, whatever it records. */
export function isEntry(text: string): boolean {
  return text.includes('"request"') && anyEntrySchema.safeParse(parsed(text)).success;
}

/** The fetch that an entry of Vault's audit log records; undefined for any other entry, for one that was refused and for one without an answer. */
export function fetchOfEntry(text: string): FetchRecord | undefined {
  if (!text.includes('"response"')) return undefined;
  const entry = entrySchema.safeParse(parsed(text)).data;
  if (entry === undefined || (entry.error ?? '') !== '') return undefined;
  const { operation, path, remote_address: address, namespace } = entry.request;
  // dynamic secrets are made by reading them; a deleted version of KV 2 answers with its metadata and no data
  if (operation !== 'read' || entry.response.data['data'] === null) return undefined;
  const at = timeOfRecord(entry.time);
  if (at === undefined) return undefined;
  const instance = instanceOf(entry.auth);
  return {
    from: 'vault-audit',
    at,
    secret: `${namespace?.path ?? ''}${path}`,
    ...(instance === undefined ? {} : { instance }),
    ...(address === undefined || address === '' ? {} : { address }),
  };
}

/**
 * The instance that has logged in by the AWS method: by its id alone (type ec2), or as the session of its role (type iam); builtin/credential/aws/path_login.go,
 * pathLoginUpdateEc2 and pathLoginUpdateIam.
 */
function instanceOf(auth: z.infer<typeof entrySchema>['auth']): string | undefined {
  const named = auth?.metadata?.['instance_id'];
  const text = typeof named === 'string' ? named : (auth?.display_name ?? '');
  return /(?:^|[-/])(i-[0-9a-f]{8,17})$/.exec(text)?.[1];
}

// A word may stand before it: the device's own `prefix` (https://developer.hashicorp.com/vault/docs/audit#common-configuration-options), or what syslog puts there
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.slice(Math.max(0, text.indexOf('{'))));
  } catch {
    // Cut off or no JSON: then it records nothing
    return undefined;
  }
}
