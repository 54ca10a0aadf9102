import * as z from 'zod';
import { serviceSchema } from './config/config.ts';
import type { Immutable } from './config/immutable.ts';
import { certificateRecordSchema, storeStateSchema } from './credential-store/store-state.ts';
import { blobSchema, hostEvidenceSchema } from './evidence/host-evidence.ts';
import { gapSchema, hostSchema } from './inventory/host.ts';

/** The format's name and version, as the header of a file states it. */
export const evidenceSchemaId = 'snowline/evidence/v1';
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What hosts of one image and service share: their evidence without who and when. */
export const sharedEvidenceSchema = hostEvidenceSchema.omit({ id: true, observedAt: true });

const settingsSchema = z.object({
  serviceTag: z.string(),
  ownerTag: z.string(),
  /** Stores of every service that does not declare its own; absent: only what is declared or detected counts. */
  defaultStores: z.array(z.string()).optional(),
  certificateExpiry: z.object({ high: z.number(), medium: z.number(), low: z.number() }),
  /** Rule files beside the shipped pack, in load order; their texts are blobs. */
  rules: z.array(z.object({ path: z.string(), shownAs: z.string(), sha256: z.string() })),
});

/** When and by what the evidence was made, and the settings under which it is judged. */
export const headerSchema = z.object({
  type: z.literal('header'),
  schema: z.literal(evidenceSchemaId),
  tool: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.string(),
  /** The moment that `assess` judges by unless it is told another one. */
  now: z.string(),
  horizonDays: z.number(),
  settings: settingsSchema,
});
export type Header = Immutable<z.infer<typeof headerSchema>>;

/** One line of an evidence file (snowline/evidence/v1, JSONL): the records may stand in any order, each host once. */
export const recordSchema = z.discriminatedUnion('type', [
  headerSchema,
  z.object({ type: z.literal('inventory'), host: hostSchema }),
  z.object({ type: z.literal('gap'), gap: gapSchema }),
  z.object({ type: z.literal('service'), service: serviceSchema }),
  z.object({ type: z.literal('store'), store: storeStateSchema }),
  z.object({ type: z.literal('certificate'), certificate: certificateRecordSchema }),
  z.object({ type: z.literal('blob'), blob: blobSchema }),
  z.discriminatedUnion('state', [
    z.object({ type: z.literal('host'), state: z.literal('seen'), evidence: hostEvidenceSchema }),
    /** A host that looks just like others: the rest of its evidence is a blob (JSON), once for all of them. */
    z.object({ type: z.literal('host'), state: z.literal('like'), id: z.string().min(1), observedAt: z.string(), evidence: sha256 }),
    /** A host of which there is no evidence, and why. */
    z.object({ type: z.literal('host'), state: z.literal('missing'), id: z.string(), reason: z.string() }),
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
    return malformed(text, line, 'it is not JSON, or was cut off');
  }
  const parsed = recordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return malformed(text, line, `${issue?.path.join('.') ?? 'record'}: ${issue?.message ?? 'not a record'}`);
}

/** JSON Schema of one line, for reports/schema. */
export function evidenceJsonSchema(): object {
  return {
    $id: 'urn:snowline:evidence:v1',
    title: 'One line of a snowline evidence file (snowline/evidence/v1)',
    ...z.toJSONSchema(recordSchema, { io: 'input', target: 'draft-2020-12' }),
  };
}

function malformed(text: string, line: number, reason: string): MalformedLine {
  return {
    type: 'malformed',
    line,
    was: /"type":\s*"([a-z]{1,20})"/.exec(text)?.[1],
    host: /"id":\s*"([^"\\]{1,200})"/.exec(text)?.[1],
    reason,
  };
}
