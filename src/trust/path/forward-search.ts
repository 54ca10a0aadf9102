import type { Certificate } from '../../x509/certificate.ts';
import { candidatePath } from './candidate-path.ts';
import { isCurrent } from './checks/dates.ts';
import { checks } from './checks/registry.ts';
import { type NamedAnchors, namedAnchors } from './named-anchors.ts';
import { followServedChain } from './ordered-chain.ts';
import type { PathFailure, TrustAnchor } from './path-verdict.ts';
import { rfc2253Key } from './rfc2253-name.ts';
import { type Found, missingIssuer, type Search, spend } from './search.ts';
import { settle, type WholePath } from './settle.ts';

/** What one search goes through, and what it has come to. */
interface Walk {
  readonly search: Search;
  readonly anchors: NamedAnchors;
  readonly offered: readonly Certificate[];
  readonly paths: WholePath[];
  readonly failures: PathFailure[];
  exhausted: Found | undefined;
  /** Whether the selector of issuers already asks for validity: from its second use on it does, of anchors too. */
  asksForDates: boolean;
}

/** The end of a path that grows upwards. */
interface Top {
  readonly path: readonly Certificate[];
  /** Issuers of the path that are CAs and not self-issued (ForwardState.traversedCACerts). */
  readonly traversed: number;
  readonly reached: WholePath['reached'];
  readonly ranks: WholePath['ranks'];
}

interface Candidate {
  readonly certificate: Certificate;
  readonly anchor: TrustAnchor | undefined;
}

/**
 * What a client that searches in part comes to, as Java does (JDK 17 to 25, sun.security.validator.PKIXValidator): a served chain in good order is taken as
 * it stands, any other is the pool of a search from the end-entity upwards (sun.security.provider.certpath.SunCertPathBuilder, depthFirstSearchForward).
 * Yields at most one path, the one that the client stays with, then failures.
 *
 * Every path is looked for, not only the first, because the order of candidates (ForwardBuilder.PKIXCertComparator over hash sets, in a TreeSet whose
 * comparator is none) is not modelled beyond its first two ranks.
 */
export function* searchForward(search: Search): Generator<Found> {
  const anchors = namedAnchors(search);
  const followed = followServedChain(search, anchors);
  yield* followed ?? build(search, anchors);
}

function build(search: Search, anchors: NamedAnchors): readonly Found[] {
  const { question, leaf } = search;
  const walk: Walk = {
    search,
    anchors,
    offered: distinct(question.served),
    paths: [],
    failures: [],
    exhausted: undefined,
    asksForDates: false,
  };
  // getMatchingEECerts and getMatchingCACerts ask for a target that is valid now, verifyCert for its critical extensions
  if (isCurrent(leaf, question.at, question.knobs) && passes(walk, [leaf])) {
    extend(walk, { path: [leaf], traversed: 0, reached: 'always', ranks: [0] });
  }
  if (walk.exhausted !== undefined) return [walk.exhausted];
  const settled = settle(search, walk.paths, question.knobs.search.deciding?.built ?? []);
  if (settled[0]?.kind === 'path' || settled[0]?.kind === 'unsupported') return settled;
  // whatever stood against a path, the builder says only that it found none
  const why = [...settled.flatMap((found) => (found.kind === 'failure' ? [found.failure] : [])), ...walk.failures];
  return [missing(search, why), ...why.map((failure): Found => ({ kind: 'failure', failure }))];
}

function missing(search: Search, why: readonly PathFailure[]): Found {
  const [first] = why;
  const found = missingIssuer(search, first?.path ?? [search.leaf], first?.path.at(-1) ?? search.leaf);
  if (found.kind !== 'failure' || first === undefined || first.reason === 'unknown-issuer') return found;
  return { kind: 'failure', failure: { ...found.failure, at: first.at, detail: `no path that the client takes: ${first.detail}` } };
}

// ForwardBuilder.getMatchingCerts, then the loop of depthFirstSearchForward
function extend(walk: Walk, top: Top): void {
  const last = top.path.at(-1) ?? walk.search.leaf;
  const candidates = matching(walk, top, last).filter(({ certificate }) => !top.path.some((taken) => isRepeated(taken, certificate)));
  const usable = candidates.filter(({ certificate, anchor }) => anchor !== undefined || passes(walk, [...top.path, certificate]));
  if (usable.length === 0) {
    const found = missingIssuer(walk.search, top.path, last);
    if (candidates.length === 0 && found.kind === 'failure') walk.failures.push(found.failure);
    return;
  }
  // "Successive certs are self-issued": there the whole loop is left, with the candidates that were still to come
  const barriers = isSelfIssued(last) ? usable.filter(({ certificate, anchor }) => anchor === undefined && isSelfIssued(certificate)) : [];
  const barrier = Math.min(...barriers.map(({ certificate }) => rankOf(walk, last, certificate)));
  for (const candidate of usable) {
    if (barriers.includes(candidate)) continue;
    const rank = rankOf(walk, last, candidate.certificate);
    if (rank > barrier) continue;
    take(walk, { ...top, reached: rank === barrier ? 'perhaps' : top.reached, ranks: [...top.ranks, rank] }, candidate);
    if (walk.exhausted !== undefined) return;
  }
}

function take(walk: Walk, top: Top, { certificate, anchor }: Candidate): void {
  const path = [...top.path, certificate];
  walk.exhausted = spend(walk.search, top.path);
  if (walk.exhausted !== undefined) return;
  // an anchor ends the path: nothing in it is verified
  if (anchor !== undefined) walk.paths.push({ certificates: path, anchor, reached: top.reached, ranks: top.ranks });
  else extend(walk, { ...top, path, traversed: top.traversed + (isSelfIssued(certificate) ? 0 : 1) });
}

// getMatchingCACerts: anchors by name alone, served certificates valid now and with room for the CAs below them
function matching(walk: Walk, top: Top, last: Certificate): readonly Candidate[] {
  const { at, knobs } = walk.search.question;
  const asksForDates = walk.asksForDates;
  walk.asksForDates = true;
  const anchors = walk.anchors
    .named(last.issuer)
    .filter(({ certificate }) => spans(certificate, last) && (!asksForDates || isCurrent(certificate, at, knobs)))
    .map((anchor) => ({ certificate: anchor.certificate, anchor }));
  if (top.traversed >= knobs.search.longestPath - 2) return anchors;
  const issuer = rfc2253Key(last.issuer);
  const offered = walk.offered
    .filter(
      (certificate) =>
        rfc2253Key(certificate.subject) === issuer && isCurrent(certificate, at, knobs) && roomIn(certificate) >= top.traversed,
    )
    .map((certificate): Candidate => ({ certificate, anchor: walk.search.anchors.like(certificate) }));
  return [...anchors, ...offered.filter(({ certificate }) => !anchors.some((anchor) => anchor.certificate.sha256 === certificate.sha256))];
}

// AdaptableX509CertSelector.setValidityPeriod: issuers of version 1 and 2 must be valid as long as what they signed
function spans(issuer: Certificate, certificate: Certificate): boolean {
  return issuer.version >= 3 || (issuer.notBefore <= certificate.notBefore && certificate.notAfter <= issuer.notAfter);
}

// X509Certificate.getBasicConstraints: -1 is no CA
function roomIn({ extensions: { basicConstraints } }: Certificate): number {
  return basicConstraints?.ca === true ? (basicConstraints.pathLength ?? Number.POSITIVE_INFINITY) : -1;
}

// ForwardBuilder.verifyCert
function passes(walk: Walk, path: readonly Certificate[]): boolean {
  const candidate = candidatePath(walk.search.question, path);
  for (const name of walk.search.question.knobs.search.whileSearching) {
    const outcome = checks[name](candidate, path.length - 1);
    if (outcome === undefined) continue;
    // nothing that is asked while searching is beyond the model; if it ever is, the search has no answer
    if (outcome.kind === 'unsupported') walk.exhausted = outcome;
    else walk.failures.push({ reason: outcome.reason, at: path.at(-1), path, detail: outcome.detail });
    return false;
  }
  return true;
}

// PKIXCertComparator: first by key identifier, then by whether the issuer is an anchor's name
function rankOf(walk: Walk, last: Certificate, certificate: Certificate): number {
  const wanted = last.extensions.authorityKeyId?.keyId;
  if (wanted !== undefined && wanted === certificate.extensions.subjectKeyId) return 0;
  return walk.anchors.named(certificate.issuer).length > 0 ? 1 : 2;
}

// SunCertPathBuilder.repeated: the same certificate, or one of the same name, key and subjectAltName
function isRepeated(taken: Certificate, certificate: Certificate): boolean {
  if (taken.sha256 === certificate.sha256) return true;
  return (
    taken.publicKey.sha256 === certificate.publicKey.sha256 &&
    rfc2253Key(taken.subject) === rfc2253Key(certificate.subject) &&
    namesIn(taken) === namesIn(certificate)
  );
}

function namesIn(certificate: Certificate): string | undefined {
  const names = certificate.extensions.subjectAltName;
  return names === undefined ? undefined : JSON.stringify(names);
}

function isSelfIssued(certificate: Certificate): boolean {
  return rfc2253Key(certificate.subject) === rfc2253Key(certificate.issuer);
}

function distinct(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((certificate) => [certificate.sha256, certificate])).values()];
}
