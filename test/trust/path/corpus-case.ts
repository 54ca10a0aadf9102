import { readFileSync } from 'node:fs';
import { ParseError } from '../../../src/errors.ts';
import type { Certificate } from '../../../src/x509/certificate.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import { sharedFolder } from '../../require.ts';

export const corpusFolder = `${sharedFolder}corpus/`;
export const corpusFiles = ['operational', 'random', 'limbo', 'bettertls-pathbuilding', 'bettertls-nameconstraints', 'pkits'] as const;

/** One case of a corpus: what the client had and was served, DER as base64. */
export interface CorpusCase {
  readonly id: string;
  readonly time: string;
  readonly peer: { readonly kind: string; readonly value: string } | null;
  readonly eku: readonly string[] | null;
  readonly leaf: string;
  readonly intermediates: readonly string[];
  readonly roots: readonly string[];
  readonly crls: readonly string[];
}

/** What the real client answered. SKIP: the handshake failed for a reason other than trust, which says nothing. */
export interface CorpusAnswer {
  readonly id: string;
  readonly outcome: 'SUCCESS' | 'FAILURE' | 'SKIP';
}

/** The cases of one corpus by id. */
export function readCases(name: (typeof corpusFiles)[number]): ReadonlyMap<string, CorpusCase> {
  return new Map((readLines(`${corpusFolder}${name}.jsonl`) as readonly CorpusCase[]).map((one) => [one.id, one]));
}

/** The recorded answers of one client. */
export function readAnswers(client: string): readonly CorpusAnswer[] {
  return readLines(`${corpusFolder}answers/${client}.jsonl`) as readonly CorpusAnswer[];
}

/** Whether an answer to the case says something about trust of a TLS server: the README of the corpus. */
export function counts(one: CorpusCase): boolean {
  const forServers = one.eku === null || one.eku.length === 0 || one.eku.includes('serverAuth');
  return one.peer !== null && ['DNS', 'IP'].includes(one.peer.kind) && forServers && one.crls.length === 0;
}

const parsed = new Map<string, Certificate | undefined>();

/** The certificate, once for all cases; undefined where our reader refuses it. */
export function certificateIn(base64: string): Certificate | undefined {
  if (!parsed.has(base64)) parsed.set(base64, tryParse(Buffer.from(base64, 'base64')));
  return parsed.get(base64);
}

function tryParse(der: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return undefined;
  }
}

function readLines(file: string): readonly unknown[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}
