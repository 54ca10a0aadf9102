import type { PathKnobs } from '../../clients/client-profile.ts';
import type { PathReason } from '../../clients/path-reason.ts';
import type { Certificate } from '../../x509/certificate.ts';

/** One certificate that the client trusts, and the file that it came from. */
export interface TrustAnchor {
  readonly certificate: Certificate;
  readonly file: string;
}

/** The question that the whole verdict stands on: would this client accept that chain for that name at that time? */
export interface PathQuestion {
  readonly knobs: PathKnobs;
  /** In the order of the trust store: order decides. */
  readonly anchors: readonly TrustAnchor[];
  /** As served, end-entity first: order decides. */
  readonly served: readonly Certificate[];
  /** Host name or IP literal that the client asked for. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A built and valid path, end-entity first, trust anchor last. */
export interface CertificationPath {
  readonly certificates: readonly Certificate[];
  readonly anchor: TrustAnchor;
}

/** Why one candidate path was not accepted. */
export interface PathFailure {
  readonly reason: PathReason;
  /** The certificate at which it failed. */
  readonly at: Certificate | undefined;
  /** As far as the search came, end-entity first. */
  readonly path: readonly Certificate[];
  /** Lower-case sentence with the names and digests: the missing link. */
  readonly detail: string;
}

/**
 * `accepted` with its proof; `rejected` with the failure of the highest rank and the others; `unsupported` where the chain
 * needs something that the engine does not model: never a guess, the verdict becomes unknown.
 */
export type PathVerdict =
  | { readonly kind: 'accepted'; readonly path: CertificationPath }
  | { readonly kind: 'rejected'; readonly failure: PathFailure; readonly others: readonly PathFailure[] }
  | { readonly kind: 'unsupported'; readonly reason: string };
