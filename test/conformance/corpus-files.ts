import { readFileSync } from 'node:fs';
import type { RecordedClient } from '../../src/clients/recorded-answers.ts';
import { sharedFolder } from '../require.ts';

/** Folder of the shared corpora; a public clone has none. */
export const corpusFolder = `${sharedFolder}corpus/`;
/** The corpora in it, each a file of cases. */
export const corpusNames = ['operational', 'random', 'limbo', 'bettertls-pathbuilding', 'bettertls-nameconstraints', 'pkits'] as const;
export type CorpusName = (typeof corpusNames)[number];

/** One case: what the client had and was served, DER as base64. */
export interface CorpusCase {
  readonly id: string;
  readonly source: string;
  /** The file that it came from. */
  readonly file: string;
  /** ISO 8601: the clock of the client. */
  readonly time: string;
  readonly peer: { readonly kind: string; readonly value: string } | undefined;
  /** Empty: any. */
  readonly eku: readonly string[];
  readonly leaf: string;
  /** As served, in order. */
  readonly intermediates: readonly string[];
  /** The client's bundle, in order. */
  readonly roots: readonly string[];
  readonly crls: readonly string[];
}

/** What the real client answered. SKIP: the handshake failed for a reason other than trust, which says nothing. */
export interface CorpusAnswer {
  readonly id: string;
  readonly outcome: 'SUCCESS' | 'FAILURE' | 'SKIP';
  /** The client's own words, cut at about 160 characters; undefined where none were recorded. */
  readonly error: string | undefined;
}

/** A file that cannot be used, with the line: a fault of the call, not of the engine. */
export class CorpusFileError extends Error {}

/** The file of one of the shared corpora. */
export function corpusFile(name: CorpusName): string {
  return `${corpusFolder}${name}.jsonl`;
}

/** The cases of the files by id; a case that stands in two of them is taken once, from the last. */
export function readCases(files: readonly string[]): ReadonlyMap<string, CorpusCase> {
  return new Map(
    files.flatMap((file) => readLines(file).map((line, index) => caseFrom(line, file, index + 1))).map((one) => [one.id, one]),
  );
}

/** The recorded answers of one client, in order; an id that comes twice is taken once, the last time. */
export function readAnswers(files: readonly string[]): readonly CorpusAnswer[] {
  const answers = files.flatMap((file) => readLines(file).map((line, index) => answerFrom(line, file, index + 1)));
  return [...new Map(answers.map((answer) => [answer.id, answer])).values()];
}

/** Whether the client's answer to the case says something about trust in a TLS server: the README of the corpus. */
export function counts(one: CorpusCase, client: RecordedClient): boolean {
  if (one.crls.length > 0) return false;
  if (one.eku.length > 0 && !one.eku.includes('serverAuth')) return false;
  if (one.peer !== undefined) return one.peer.kind === 'DNS' || one.peer.kind === 'IP';
  return client.recorded === 'library' && (one.id.startsWith('pkits') || /pkits/i.test(one.source));
}

function readLines(file: string): readonly unknown[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CorpusFileError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  return text.split('\n').flatMap((line, index): readonly unknown[] => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line)];
    } catch {
      throw new CorpusFileError(`${file}:${index + 1} is not JSON`);
    }
  });
}

type Fields = Readonly<Record<string, unknown>>;

function caseFrom(line: unknown, file: string, at: number): CorpusCase {
  const fields = fieldsOf(line, file, at);
  const peer = fields['peer'] as { kind?: unknown; value?: unknown } | null | undefined;
  const one: CorpusCase = {
    id: textOf(fields, 'id', file, at),
    source: typeof fields['source'] === 'string' ? fields['source'] : '',
    file,
    time: textOf(fields, 'time', file, at),
    peer: typeof peer?.kind === 'string' && typeof peer.value === 'string' ? { kind: peer.kind, value: peer.value } : undefined,
    eku: listOf(fields, 'eku', file, at),
    leaf: textOf(fields, 'leaf', file, at),
    intermediates: listOf(fields, 'intermediates', file, at),
    roots: listOf(fields, 'roots', file, at),
    crls: listOf(fields, 'crls', file, at),
  };
  if (Number.isNaN(Date.parse(one.time))) throw new CorpusFileError(`${file}:${at} has the time "${one.time}", which is none`);
  return one;
}

function answerFrom(line: unknown, file: string, at: number): CorpusAnswer {
  const fields = fieldsOf(line, file, at);
  const outcome = textOf(fields, 'outcome', file, at);
  if (outcome !== 'SUCCESS' && outcome !== 'FAILURE' && outcome !== 'SKIP') {
    throw new CorpusFileError(`${file}:${at} has the outcome "${outcome}", not SUCCESS, FAILURE or SKIP`);
  }
  return { id: textOf(fields, 'id', file, at), outcome, error: typeof fields['error'] === 'string' ? fields['error'] : undefined };
}

function fieldsOf(line: unknown, file: string, at: number): Fields {
  if (typeof line !== 'object' || line === null) throw new CorpusFileError(`${file}:${at} is not an object`);
  return line as Fields;
}

function textOf(fields: Fields, name: string, file: string, at: number): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new CorpusFileError(`${file}:${at} has no text in "${name}"`);
  return value;
}

// null and an absent field are empty lists, as in the shared corpora; anything else would compare what nobody asked
function listOf(fields: Fields, name: string, file: string, at: number): readonly string[] {
  const value = fields[name] ?? [];
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  throw new CorpusFileError(`${file}:${at} has "${name}", which is no list of texts`);
}
