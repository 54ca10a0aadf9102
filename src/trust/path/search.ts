import type { PathReason } from '../../clients/path-reason.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { type AnchorIndex, indexOf } from './anchor-index.ts';
import { quoted } from './checks/check.ts';
import { isSelfIssued } from './issuer-match.ts';
import type { PathFailure, PathQuestion, TrustAnchor } from './path-verdict.ts';

/** A question with its anchors indexed and what the search may still spend. */
export interface Search {
  readonly question: PathQuestion;
  readonly leaf: Certificate;
  readonly anchors: AnchorIndex;
  readonly budget: { steps: number; signatures: number };
}

/** What a strategy found: a path to an anchor (its stages are still to be checked), a failure, or something that it does not model. */
export type Found =
  | {
      readonly kind: 'path';
      /** End-entity first. The last one is the anchor, but for a pinned end-entity: then all above it came with the handshake. */
      readonly certificates: readonly Certificate[];
      readonly anchor: TrustAnchor;
      /** How many of them, from the end-entity on, came with the handshake. */
      readonly untrusted: number;
      /** Set where the client looks at the anchor's dates although it ignores them on other ways to a path. */
      readonly anchorDates?: 'checked';
    }
  /** `cause` where what has to be mended is not what the client reports. */
  | { readonly kind: 'failure'; readonly failure: PathFailure; readonly cause?: PathFailure }
  | { readonly kind: 'unsupported'; readonly reason: string };

/**
 * Steps of one search: a fleet's real searches take under ten, cyclic cross-signs without a bound take for ever. A search that runs out is
 * unsupported, so its verdict is unknown. Our choice; clients with a bound of their own have it in their profile.
 */
export const maximumSteps = 100_000;

/** Signatures that one search may ask for where the client has no bound: 0.1 s at 50 µs each. Our choice. */
const maximumSignatures = 2_000;

/** The indexed search for a question; `leaf` is the first served certificate. */
export function prepare(question: PathQuestion, leaf: Certificate): Search {
  const signatures = question.knobs.search.signatureBudget ?? maximumSignatures;
  return { question, leaf, anchors: indexOf(question.anchors, question.knobs), budget: { steps: maximumSteps, signatures } };
}

/** Counts candidates that are looked at; undefined while there is some budget left. */
export function look(search: Search, candidates: number): Found | undefined {
  const { budget, question } = search;
  budget.steps -= candidates;
  if (question.work !== undefined) question.work.steps -= candidates;
  if (budget.steps >= 0 && (question.work?.steps ?? 0) >= 0) return undefined;
  return { kind: 'unsupported', reason: 'the search for a path was given up' };
}

/** Counts one more candidate and its signature; undefined while there is some budget left. */
export function spend(search: Search, path: readonly Certificate[]): Found | undefined {
  const exhausted = look(search, 1);
  if (exhausted !== undefined) return exhausted;
  search.budget.signatures -= 1;
  if (search.budget.signatures >= 0) return undefined;
  if (search.question.knobs.search.signatureBudget === undefined)
    return { kind: 'unsupported', reason: 'the search for a path was given up' };
  return failed('unknown-issuer', path.at(-1), path, 'the client gives up before it comes to a path: it tries no more signatures');
}

/** A failure as a strategy yields it. */
export function failed(reason: PathReason, at: Certificate | undefined, path: readonly Certificate[], detail: string): Found {
  return { kind: 'failure', failure: { reason, at, path, detail } };
}

/** The missing link in words: what was wanted, and what the trust store holds in its place. */
export function missingIssuer(search: Search, path: readonly Certificate[], last: Certificate): Found {
  const { anchors } = search;
  if (anchors.isEmpty) return failed('no-trust-anchors', last, path, 'the trust store holds no anchor');
  const sameName = anchors.named(last.issuer.folded);
  const count = anchors.count();
  const held = `${whereOf(search)} (${count} ${count === 1 ? 'anchor' : 'anchors'})`;
  const detail = isSelfIssued(last)
    ? `${quoted(last)} is self-signed and not in ${held}`
    : sameName.length === 0
      ? `no anchor named "${last.issuer.text}" in ${held}`
      : `no anchor named "${last.issuer.text}" with the key that signed ${quoted(last)}; the trust store holds ${sameName.length} of that name with another key`;
  const failure: PathFailure = { reason: 'unknown-issuer', at: last, path, detail };
  return { kind: 'failure', failure: sameName.length === 0 ? failure : { ...failure, anchorNamed: true } };
}

function whereOf({ question: { anchors } }: Search): string {
  const known = wheres.get(anchors) ?? whereAre([...new Set(anchors.map(({ file }) => file))]);
  wheres.set(anchors, known);
  return known;
}

// A search may end in many places, and a store's folder holds 145 files
const wheres = new WeakMap<readonly TrustAnchor[], string>();

/** `the trust store /etc/ssl/cert.pem and /etc/ssl/certs`: three places at most; many files of one folder are that folder. What is no file has words of its own. */
function whereAre(files: readonly string[]): string {
  const inFolder = Map.groupBy(files, folderOf);
  const places = [...new Set(files.map((file) => ((inFolder.get(folderOf(file))?.length ?? 0) > 2 ? folderOf(file) : file)))];
  const shown = places.length > 3 ? [...places.slice(0, 3), `${places.length - 3} more`] : places;
  const [first] = shown;
  if (first === undefined) return 'the trust store';
  const named = `${shown.slice(0, -1).join(', ')}${shown.length > 1 ? ' and ' : ''}${shown.at(-1)}`;
  return first.startsWith('the ') ? named : `the trust store ${named}`;
}

// A file of a container is called `/etc/ssl/certs/ca.pem in container 0123456789ab` (effective-store/own-root.ts)
function folderOf(file: string): string {
  return file.replace(/(?<=.)\/[^/]*?((?: in (?:container [^ /]+|root-\d+))?)$/, '$1');
}
