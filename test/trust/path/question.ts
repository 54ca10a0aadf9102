import type { PathKnobs } from '../../../src/clients/knobs/path-knobs.ts';
import { profileNamed } from '../../../src/clients/registry.ts';
import { judgePath } from '../../../src/trust/path/judge-path.ts';
import type { PathQuestion, PathVerdict } from '../../../src/trust/path/path-verdict.ts';
import type { Certificate } from '../../../src/x509/certificate.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import type { Issued } from '../../certificates.ts';

/** The host name that test chains are for. */
export const storeName = 'vault.corp.internal';
/** Within the validity that test certificates have unless they ask for another. */
export const someDay = Date.parse('2026-06-01T12:00:00Z');

/** One profile of each way to build and validate a path. */
export const clients = ['node-16', 'node-20', 'node-24', 'python', 'curl', 'go', 'java'] as const;
export type Client = (typeof clients)[number];

/** The path knobs of a profile by its name. */
export function knobsOf(client: Client): PathKnobs {
  const profile = profileNamed(client);
  if (profile === undefined) throw new Error(`no profile is called ${client}`);
  return profile.path;
}

/** What a test varies about a question. */
export interface Asked {
  readonly client: Client;
  /** The trust store, in order. */
  readonly store: readonly Issued[];
  /** As served, end-entity first. */
  readonly served: readonly Issued[];
  readonly name?: string;
  readonly at?: number;
}

/** The question as the engine gets it. */
export function questionOf({ client, store, served, name = storeName, at = someDay }: Asked): PathQuestion {
  return {
    knobs: knobsOf(client),
    anchors: store.map((issued) => ({ certificate: read(issued), file: '/etc/ssl/certs/ca-certificates.crt' })),
    served: served.map(read),
    name,
    at,
  };
}

/** The verdict on the question. */
export function ask(asked: Asked): PathVerdict {
  return judgePath(questionOf(asked));
}

/** The verdict as one word: `accepted`, `unsupported`, or the reason of the rejection. */
export function answer(asked: Asked): string {
  const verdict = ask(asked);
  return verdict.kind === 'rejected' ? verdict.failure.reason : verdict.kind;
}

/** The answers of several clients to the same question, by client. */
export function answers(asked: Omit<Asked, 'client'>, of: readonly Client[] = clients): Readonly<Record<string, string>> {
  return Object.fromEntries(of.map((client) => [client, answer({ ...asked, client })]));
}

/** The clients that accept, by name: empty where it is right that nobody does. */
export function accepting(asked: Omit<Asked, 'client'>): readonly string[] {
  return clients.filter((client) => answer({ ...asked, client }) === 'accepted');
}

/** The same answer for every client of the list. */
export function all(word: string, of: readonly Client[] = clients): Readonly<Record<string, string>> {
  return Object.fromEntries(of.map((client) => [client, word]));
}

/** The certificate as the program reads it. */
export function read(issued: Issued): Certificate {
  return parseCertificate(issued.der);
}
