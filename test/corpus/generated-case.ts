import type { Issued } from '../certificates.ts';

/**
 * One case as the corpora write it, a JSON object a line: what the client had, was served and asked for. DER is base64, PEM is the server's key.
 * Cases that we generate state no truth: the real clients do.
 */
export interface GeneratedCase {
  readonly id: string;
  readonly source: 'generated';
  readonly description: string;
  /** ISO 8601, UTC: the clock of the client. */
  readonly time: string;
  readonly peer: { readonly kind: 'DNS' | 'IP'; readonly value: string };
  readonly eku: readonly ['serverAuth'];
  readonly leaf: string;
  /** As served, in order. */
  readonly intermediates: readonly string[];
  /** The client's bundle, in order. */
  readonly roots: readonly string[];
  readonly crls: readonly [];
  /** `clock:set`: the case is about another time than that of its making, so only clients whose clock can be set may be asked. */
  readonly features: readonly string[];
  readonly leafKey: string;
}

/** What a theme says about one case; the rest is usual. */
export interface CaseSketch {
  /** `theme::what-is-unusual`. */
  readonly id: string;
  readonly description: string;
  /** End-entity first. */
  readonly served: readonly Issued[];
  /** The trust store, in order. */
  readonly bundle: readonly Issued[];
  /** DNS name or IP address that the client asks for; `storeName` without it. */
  readonly name?: string;
  /** Epoch milliseconds of the client's clock; the time of the making without it. */
  readonly at?: number;
  readonly features?: readonly string[];
}
