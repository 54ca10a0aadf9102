import type { Stage } from '../../clients/knobs/path-knobs.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { candidatePath } from './candidate-path.ts';
import type { TrustAnchor } from './path-verdict.ts';
import type { Found, Search } from './search.ts';
import { problemsOf } from './stages.ts';

/** A path to an anchor that a client may take. */
export interface WholePath {
  readonly certificates: readonly Certificate[];
  readonly anchor: TrustAnchor;
  /** Whether the client comes to it in whatever order it looks at candidates. */
  readonly reached: 'always' | 'perhaps';
  /** In which rank of the candidates for its place each certificate stood: a lower one was looked at before; empty where the order is not known. */
  readonly ranks: readonly number[];
}

/** A whole path that passed, or may have, and how the client's last stages end for it. */
interface Ending {
  readonly path: WholePath;
  readonly end: 'accepted' | 'rejected' | 'not-modelled';
  readonly unsupported: string | undefined;
}

/**
 * The one path that a client takes of those that pass the stages `deciding`, then the failures of the others.
 *
 * It stays with the first that passes, whatever its last stages say, and which one is the first hangs on the order of hash tables (identity hashes among
 * them: java.security.cert.TrustAnchor has no hashCode) and on the version. So there is an answer only where all of them come to the same end.
 */
export function settle(search: Search, paths: readonly WholePath[], deciding: readonly Stage[]): readonly Found[] {
  const endings: Ending[] = [];
  const failures: Found[] = [];
  for (const path of paths) {
    const { failures: broken, unsupported } = problemsOf(candidatePath(search.question, path.certificates, path.anchor), deciding, false);
    failures.push(...broken.map((failure): Found => ({ kind: 'failure', failure })));
    if (broken.length === 0) endings.push(endingOf(search, path, unsupported));
  }
  const taken = takenOf(endings);
  return taken === undefined ? failures : [taken, ...failures];
}

function endingOf(search: Search, path: WholePath, doubt: string | undefined): Ending {
  const { failures, unsupported } = problemsOf(
    candidatePath(search.question, path.certificates, path.anchor),
    search.question.knobs.stages,
    false,
  );
  const reached = doubt === undefined ? path.reached : 'perhaps';
  const end = failures.length > 0 ? 'rejected' : unsupported === undefined ? 'accepted' : 'not-modelled';
  return { path: { ...path, reached }, end, unsupported: doubt ?? unsupported };
}

function takenOf(endings: readonly Ending[]): Found | undefined {
  const [first, ...others] = endings;
  if (first === undefined) return undefined;
  // rejected on every path: then it does not matter which the client comes to, or whether to any
  const hopeless = first.end === 'rejected' && others.every(({ end }) => end === 'rejected');
  const chosen = hopeless ? first : endings.find((ending) => isBeforeAllOtherEnds(ending, endings));
  if (chosen === undefined) {
    const unsupported = endings.find((ending) => ending.unsupported !== undefined)?.unsupported;
    return {
      kind: 'unsupported',
      reason: unsupported ?? 'several paths come to different ends, and which of them the client takes is left to chance',
    };
  }
  const { certificates, anchor } = chosen.path;
  return { kind: 'path', certificates, anchor, untrusted: Math.max(1, certificates.length - 1) };
}

function isBeforeAllOtherEnds(ending: Ending, endings: readonly Ending[]): boolean {
  return ending.path.reached === 'always' && endings.every((other) => other.end === ending.end || isBefore(ending.path, other.path));
}

function isBefore(path: WholePath, other: WholePath): boolean {
  const fork = path.certificates.findIndex((certificate, index) => certificate.sha256 !== other.certificates[index]?.sha256);
  const [rank, otherRank] = [path.ranks[fork], other.ranks[fork]];
  return rank !== undefined && otherRank !== undefined && rank < otherRank;
}
