import type { PathKnobs } from '../../clients/knobs/path-knobs.ts';
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
  /** In the order of the trust store: order decides. The same array is indexed once for all questions. */
  readonly anchors: readonly TrustAnchor[];
  /** As served, end-entity first: order decides. */
  readonly served: readonly Certificate[];
  /** Host name or IP literal that the client asked for; undefined where it compares none. */
  readonly name: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What this question and others may still spend together, in candidates looked at: hostile input makes many questions. Counts down. */
  readonly work?: { steps: number };
  /** Set where a verifier is asked alone, without a handshake that could fail before trust is looked at. */
  readonly withoutHandshake?: true;
}

/** A built and valid path, end-entity first, trust anchor last (a pinned end-entity may be its own anchor beneath others). */
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
  /** Set where the path had come into the trust store before it broke off: OpenSSL has words of its own for that. */
  readonly inTrustStore?: true;
  /** Set where an anchor has the missing issuer's name, with another key: Java has words of its own for that. */
  readonly anchorNamed?: true;
}

/**
 * `accepted` with its proof; `rejected` with the failure that the client reports, the one that has to be mended first, and the others; `handshake` where client and server would not come as
 * far as trust (a key or curve that the client does not speak); `unsupported` where the chain needs something that the engine does not model: never
 * a guess, the verdict becomes unknown.
 */
export type PathVerdict =
  | { readonly kind: 'accepted'; readonly path: CertificationPath }
  | { readonly kind: 'rejected'; readonly failure: PathFailure; readonly cause: PathFailure; readonly others: readonly PathFailure[] }
  | { readonly kind: 'handshake'; readonly reason: string }
  | { readonly kind: 'unsupported'; readonly reason: string };
