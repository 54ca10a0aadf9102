import type { DamageKind } from '../formats/trust-store.ts';
import type { PathReason } from './path-reason.ts';

/** Where a candidate trust store is named. */
export type TrustSource =
  | { readonly kind: 'option'; readonly name: string }
  | { readonly kind: 'environment'; readonly name: string }
  /** `{home}` stands for the runtime's home (JAVA_HOME, OPENSSLDIR). */
  | { readonly kind: 'path'; readonly path: string }
  /** Roots that are compiled into the runtime. */
  | { readonly kind: 'bundled' };

/** How the client reads what the source names. */
export type Reading = 'pem-file' | 'hashed-directory' | 'every-file' | 'java-keystore' | 'bundled';

/** One place that a client may take trust anchors from. */
export interface TrustLocation {
  readonly source: TrustSource;
  readonly reading: Reading;
  /** Lists of paths are split at this character (SSL_CERT_DIR). */
  readonly separator?: ':';
  /** What an empty value means. */
  readonly whenEmpty: 'unset' | 'verification-off' | 'no-anchors';
  /** What a named file that is not there means: try the `next` location, go on with `no-anchors`, or every connection is an `error`. */
  readonly whenMissing: 'next' | 'no-anchors' | 'error';
}

/** The first location of a slot that is set decides it; a client trusts the union of its slots, in order. */
export interface TrustSlot {
  readonly name: string;
  readonly locations: readonly TrustLocation[];
  /** The slot is skipped where this option is (`with`) or is not (`without`) given. */
  readonly when?: { readonly option: string; readonly is: 'given' | 'absent' };
}

/** What a damaged file costs this client (CLIENTS table §4): nothing, that entry, all that follows, or the whole file. */
export type DamageEffect = 'harmless' | 'skips-entry' | 'stops-reading' | 'no-anchors' | 'error';

/** How the client builds and validates a path. One code path in the engine per knob, never a test of the client's name. */
export interface PathKnobs {
  /** `greedy` takes the first fitting issuer and never goes back; `backtracking` tries the others. */
  readonly search: 'greedy' | 'backtracking';
  /** Where an issuer is looked for first. */
  readonly lookFirst: 'trust-store' | 'served-chain';
  /** A certificate of the trust store ends the path although it is not self-signed. */
  readonly partialChain: boolean;
  readonly anchorDates: 'checked' | 'ignored';
  /** A key identifier that differs rules an issuer out. */
  readonly keyIdentifier: 'must-match' | 'ignored';
  readonly nameComparison: 'folded' | 'exact';
  /** Whether a certificate is still valid in the very second of its notAfter. */
  readonly notAfter: 'inclusive' | 'exclusive';
  readonly commonNameFallback: boolean;
  /** Smallest RSA modulus, bits. */
  readonly minimumRsaBits: number;
  readonly sha1Signatures: 'accepted' | 'rejected';
}

/** When the client reads its trust store again: what a running process holds depends on it. */
export type ReRead = 'at-start' | 'per-client' | 'per-connection';

export interface ErrorText {
  /** What the client prints, as recorded; `{name}` stands for the store's host name, `{names}` for those in the certificate. */
  readonly text: string;
}

/** A TLS client family as data: where it finds its roots, how it validates, what it prints. */
export interface ClientProfile {
  /** `curl`, `python-3.11`, `node-20`, `go`, `java` … */
  readonly name: string;
  readonly title: string;
  readonly family: 'openssl' | 'go' | 'java';
  readonly lookup: readonly TrustSlot[];
  readonly damage: Readonly<Record<DamageKind, DamageEffect>>;
  readonly path: PathKnobs;
  readonly reRead: ReRead;
  readonly errors: Readonly<Partial<Record<PathReason, ErrorText>>> & { readonly 'unknown-issuer': ErrorText };
  /** Where each of it was measured or read: client versions, documents. */
  readonly proof: readonly string[];
}
