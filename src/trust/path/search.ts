import type { Certificate } from '../../x509/certificate.ts';
import type { PathFailure, PathQuestion, TrustAnchor } from './path-verdict.ts';
import { quoted } from './validate.ts';

/** A question with its anchors indexed, so that one question looks at a 145-root bundle once. */
export interface Search {
  readonly question: PathQuestion;
  readonly leaf: Certificate;
  /** Anchors by the name that their subordinates ask for, in the order of the trust store. */
  readonly anchorsByName: ReadonlyMap<string, readonly TrustAnchor[]>;
  readonly anchorsByDigest: ReadonlyMap<string, TrustAnchor>;
  readonly budget: { steps: number };
}

/** What a strategy found: a path to an anchor (not validated yet), a failure, or something it does not model. */
export type Found =
  | {
      readonly kind: 'path';
      readonly certificates: readonly Certificate[];
      readonly anchor: TrustAnchor;
      /** Set where the client looks at the anchor's dates although it ignores them on other ways to a path. */
      readonly anchorDates?: 'checked';
    }
  | { readonly kind: 'failure'; readonly failure: PathFailure }
  | { readonly kind: 'unsupported'; readonly reason: string };

/**
 * Steps of one search: a fleet's real searches take under ten, cyclic cross-signs without a bound take for ever. A search that runs out is
 * unsupported, so its verdict is unknown. Our choice.
 */
export const maximumSteps = 2_000;
/** Longest path that is followed; rustls stops at 6 intermediates, OpenSSL at 100. Our choice for the plain cases. */
export const maximumDepth = 12;

/** The indexed search for a question; `leaf` is the first served certificate. */
export function prepare(question: PathQuestion, leaf: Certificate): Search {
  const anchorsByName = new Map<string, TrustAnchor[]>();
  const anchorsByDigest = new Map<string, TrustAnchor>();
  for (const anchor of question.anchors) {
    const { sha256, subject } = anchor.certificate;
    if (anchorsByDigest.has(sha256)) continue;
    anchorsByDigest.set(sha256, anchor);
    const same = anchorsByName.get(subject.folded);
    if (same === undefined) anchorsByName.set(subject.folded, [anchor]);
    else same.push(anchor);
  }
  return { question, leaf, anchorsByName, anchorsByDigest, budget: { steps: maximumSteps } };
}

/** The missing link in words: what was wanted, and what the trust store holds in its place. */
export function missingIssuer(search: Search, path: readonly Certificate[], last: Certificate): Found {
  const sameName = search.anchorsByName.get(last.issuer.folded) ?? [];
  const held = `the trust store${whereOf(search)} (${search.anchorsByDigest.size} ${search.anchorsByDigest.size === 1 ? 'anchor' : 'anchors'})`;
  const detail =
    last.subject.folded === last.issuer.folded
      ? `${quoted(last)} is self-signed and not in ${held}`
      : sameName.length === 0
        ? `no anchor named "${last.issuer.text}" in ${held}`
        : `no anchor named "${last.issuer.text}" with the key that signed ${quoted(last)}; the trust store holds ${sameName.length} of that name with another key`;
  return { kind: 'failure', failure: { reason: 'unknown-issuer', at: last, path, detail } };
}

function whereOf({ question }: Search): string {
  const files = [...new Set(question.anchors.map((anchor) => anchor.file))];
  return files.length === 0 || files.length > 2 ? '' : ` ${files.join(' and ')}`;
}
