import type { PathKnobs } from '../../../clients/knobs/path-knobs.ts';
import type { PathReason } from '../../../clients/path-reason.ts';
import type { Certificate } from '../../../x509/certificate.ts';

/** A path as it is judged: the certificates in question and the circumstances. */
export interface CandidatePath {
  readonly knobs: PathKnobs;
  /** End-entity first; the last one is the anchor where `complete`. */
  readonly certificates: readonly Certificate[];
  /** How many of them, from the end-entity on, came with the handshake; the others are the trust store's. */
  readonly untrusted: number;
  /** Whether its last certificate is the anchor; false while the search goes on, too. */
  readonly complete: boolean;
  /** Set where the search ended without an anchor: what is there is still checked by a client that goes on after errors. */
  readonly leadsNowhere?: boolean;
  /** Set where a verifier is asked alone, so that what TLS demands beyond it does not count. */
  readonly withoutHandshake?: boolean | undefined;
  /** File that the anchor came from, where there is an anchor. */
  readonly anchorFile?: string | undefined;
  /** Host name or IP literal; undefined where none is asked for. */
  readonly name: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One rule of path validation that a certificate breaks. */
export interface Breach {
  readonly kind: 'breach';
  readonly reason: PathReason;
  /** Lower-case sentence with names and digests. */
  readonly detail: string;
}

/** Something that the engine does not model: the verdict becomes unknown, never a guess. */
export interface NotModelled {
  readonly kind: 'unsupported';
  readonly reason: string;
}

/** Decides whether the certificate at `index` of the path passes one rule; undefined where it does. */
export type Check = (path: CandidatePath, index: number) => Breach | NotModelled | undefined;

/** A breach with its sentence. */
export function breach(reason: PathReason, detail: string): Breach {
  return { kind: 'breach', reason, detail };
}

/** `"CN=Corp Root G1" (sha256 1a2b3c4d…)`. */
export function quoted(certificate: Certificate): string {
  return `"${certificate.subject.text}" (sha256 ${certificate.sha256.slice(0, 12)}…)`;
}

/** Whether the certificate at `index` is the trust anchor of the path. */
export function isAnchor(path: CandidatePath, index: number): boolean {
  return path.complete && index === path.certificates.length - 1;
}
