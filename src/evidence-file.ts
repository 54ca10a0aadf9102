import * as z from 'zod';
import { serviceSchema } from './config/config.ts';
import type { Immutable } from './config/immutable.ts';
import { instantSchema } from './config/instant-schema.ts';
import { sha256Schema as sha256 } from './config/sha256-schema.ts';
import { fetchRecordSchema } from './credential-store/fetch-record.ts';
import { secretAccessSchema } from './credential-store/secret-access.ts';
import { certificateRecordSchema, storeStateSchema } from './credential-store/store-state.ts';
import { blobSchema } from './evidence/file-evidence.ts';
import { hostEvidenceSchema } from './evidence/host-evidence.ts';
import { gapSchema, hostSchema } from './inventory/host.ts';

/** The format's name and version, as the header of a file states it. */
export const evidenceSchemaId = 'snowline/evidence/v1';
/** More days than any configured duration has (999999 weeks), and few enough for a calendar. */
const days = z.number().min(0).max(7_000_000);

/** How often the host was asked, where that was more than once. */
const attempts = z.number().int().min(1).optional();

const settingsSchema = z.object({
  serviceTag: z.string(),
  ownerTag: z.string(),
  /** Stores of every service that does not declare its own; absent: only what is declared or detected counts. */
  defaultStores: z.array(z.string()).optional(),
  certificateExpiry: z.object({ high: days, medium: days, low: days }),
  /** How old evidence of a host may be when it is collected or replayed; 7 where absent. */
  maxAgeDays: days.optional(),
  /** Rule files beside the shipped pack, in load order; their texts are blobs. */
  rules: z.array(z.object({ path: z.string(), shownAs: z.string(), sha256: z.string() })),
});

/** When and by what the evidence was made, and the settings under which it is judged. */
export const headerSchema = z.object({
  type: z.literal('header'),
  schema: z.literal(evidenceSchemaId),
  tool: z.object({ name: z.string(), version: z.string() }),
  startedAt: instantSchema,
  /** The moment that `assess` judges by unless it is told another one. */
  now: instantSchema,
  horizonDays: days,
  /** How many service records there are: where fewer are read, declarations were lost. */
  services: z.number().int().optional(),
  /** Digests of what was to be asked and how, by part, so that a collection is continued only as it was begun. */
  plan: z.object({ inventory: sha256, stores: sha256, recordings: sha256 }).optional(),
  settings: settingsSchema,
});
export type Header = Immutable<z.infer<typeof headerSchema>>;

/** One line of an evidence file (snowline/evidence/v1, JSONL): the records may stand in any order, each host once. */
export const recordSchema = z.discriminatedUnion('type', [
  headerSchema,
  /** `way` is a digest of how the host is asked, so that its evidence is not taken for that of another machine which is reached by the same address. */
  z.object({ type: z.literal('inventory'), host: hostSchema, way: z.string().optional() }),
  z.object({ type: z.literal('gap'), gap: gapSchema }),
  /** The inventory was listed to its end: so many hosts and gaps. Without it, hosts may exist that no record names. */
  z.object({ type: z.literal('listed'), hosts: z.number().int(), gaps: z.number().int() }),
  z.object({ type: z.literal('service'), service: serviceSchema }),
  z.object({ type: z.literal('store'), store: storeStateSchema }),
  z.object({ type: z.literal('certificate'), certificate: certificateRecordSchema }),
  /** What IAM's simulation says of one role and one secret. */
  z.object({ type: z.literal('access'), access: secretAccessSchema }),
  /** The last fetch of a secret by one caller, as the store has recorded it. */
  z.object({ type: z.literal('fetch'), fetch: fetchRecordSchema }),
  z.object({ type: z.literal('blob'), blob: blobSchema }),
  z.discriminatedUnion('state', [
    z.object({ type: z.literal('host'), state: z.literal('seen'), evidence: hostEvidenceSchema, attempts }),
    /** A host that looks just like others: the rest of its evidence is a blob (JSON), once for all of them. */
    z.object({ type: z.literal('host'), state: z.literal('like'), id: z.string().min(1), observedAt: instantSchema, evidence: sha256 }),
    /** A host of which there is no evidence, and why. */
    z.object({
      type: z.literal('host'),
      state: z.literal('missing'),
      id: z.string().min(1),
      reason: z.string(),
      code: z.literal('HOST_NEVER_MANAGED').optional(),
      /** Asking again may help: it timed out, was throttled, its credentials had expired. */
      mayRetry: z.boolean().optional(),
      attempts,
    }),
  ]),
  /** The last line: a file without it was cut off. `records` counts the lines before it. */
  z.object({ type: z.literal('end'), records: z.number().int(), interrupted: z.boolean() }),
]);
export type EvidenceRecord = Immutable<z.infer<typeof recordSchema>>;

/** A line that is no record: its number, what it seems to have been, and why it could not be read. */
export interface MalformedLine {
  readonly type: 'malformed';
  /** 1-based. */
  readonly line: number;
  /** Record type and host id, where they can still be made out. */
  readonly was: string | undefined;
  readonly host: string | undefined;
  /** Lower-case sentence that holds none of the line's content. */
  readonly reason: string;
}

/** One line of JSONL without its newline. */
export function writeRecord(record: EvidenceRecord): string {
  return JSON.stringify(record);
}

/** The record of a line, or why it is none; empty lines are none and mean nothing (undefined). */
export function readRecord(text: string, line: number): EvidenceRecord | MalformedLine | undefined {
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the line, which may hold anything
    return cutOff(text, line);
  }
  const parsed = recordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map((step) => (/^[\w-]{1,40}$/.test(String(step)) ? String(step) : '…')).join('.');
  const reason = `${place ?? 'record'}: ${issue?.message ?? 'not a record'}`;
  return { type: 'malformed', line, ...identityOf(value), reason };
}

const unknownRecord = z.object({
  type: z
    .string()
    .regex(/^[a-z]{1,20}$/)
    .optional()
    .catch(undefined),
  id: z.string().optional().catch(undefined),
  evidence: z.object({ id: z.string() }).optional().catch(undefined),
  host: z.object({ id: z.string() }).optional().catch(undefined),
});

// What the record itself says it is. The first type or id in its text may be that of something else in it, a release of Linux say
function identityOf(value: unknown): Pick<MalformedLine, 'was' | 'host'> {
  const found = unknownRecord.safeParse(value).data;
  return { was: found?.type, host: found?.id ?? found?.evidence?.id ?? found?.host?.id };
}

/** JSON Schema of one line, for reports/schema. */
export function evidenceJsonSchema(): object {
  return {
    $id: 'urn:snowline:evidence:v1',
    title: 'One line of a snowline evidence file (snowline/evidence/v1)',
    ...z.toJSONSchema(recordSchema, { io: 'input', target: 'draft-2020-12' }),
  };
}

// Of a line that is not JSON only its text can be asked
function cutOff(text: string, line: number): MalformedLine {
  return {
    type: 'malformed',
    line,
    was: /"type":\s*"([a-z]{1,20})"/.exec(text)?.[1],
    host: /"id":\s*"([^"\\]{1,200})"/.exec(text)?.[1],
    reason: 'it is not JSON, or was cut off',
  };
}
