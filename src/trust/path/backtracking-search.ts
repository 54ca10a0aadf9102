import type { CheckName } from '../../clients/knobs/path-knobs.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { candidatePath } from './candidate-path.ts';
import { quoted } from './checks/check.ts';
import { checks } from './checks/registry.ts';
import { isSelfSigned, namesChain } from './issuer-match.ts';
import type { TrustAnchor } from './path-verdict.ts';
import { type Found, failed, missingIssuer, type Search, spend } from './search.ts';

/** Signatures and their strength belong to the link between two certificates: they are asked of the lower one. */
const ofTheLink: ReadonlySet<CheckName> = new Set(['signature', 'signature-strength']);
/** A candidate that fails one of these is no issuer at all, so the search has not come any further (Go, CheckSignatureFrom). */
const ofTheSignature: ReadonlySet<CheckName> = new Set(['certification-authority', 'key-usage', 'signature-strength', 'signature']);

/**
 * Every path that a client with backtracking takes, in its order, as Go does (crypto/x509 verify.go, buildChains): depth first, anchors before served
 * certificates, each candidate checked as it is taken. Lazy: the caller stops at the first valid path.
 */
export function* searchBacktracking(search: Search): Generator<Found> {
  const { knobs } = search.question;
  const pinned = search.anchors.like(search.leaf);
  if (pinned !== undefined && (knobs.search.partialChain || isSelfSigned(pinned.certificate, knobs))) {
    yield { kind: 'path', certificates: [search.leaf], anchor: pinned, untrusted: 0 };
    return;
  }
  yield* extend(search, [search.leaf]);
}

// A node says that it has no issuer only where no candidate got past its signature: otherwise the failure of that one counts
function* extend(search: Search, path: readonly Certificate[]): Generator<Found> {
  const last = path.at(-1) ?? search.leaf;
  const { knobs } = search.question;
  if (path.length >= knobs.search.longestPath) {
    yield failed('path-too-long', last, path, `the path is longer than ${knobs.search.longestPath}`);
    return;
  }
  let entered = false;
  let hint: Found | undefined;
  for (const { certificate, anchor } of candidates(search, last)) {
    if (knobs.search.sameCertificate === 'name-and-key' && isIncomparable(certificate, path)) {
      yield { kind: 'unsupported', reason: `the client falls over the key of ${quoted(certificate)}, which it cannot compare` };
      return;
    }
    if (isTaken(certificate, path, knobs.search.sameCertificate)) continue;
    const exhausted = spend(search, path);
    if (exhausted !== undefined) {
      yield exhausted;
      return;
    }
    const longer = [...path, certificate];
    const problem = firstProblem(search, longer, anchor);
    if (problem !== undefined && ofTheSignature.has(problem.check)) {
      if (problem.found.kind === 'unsupported') yield problem.found;
      hint ??= problem.found;
      continue;
    }
    entered = true;
    if (problem !== undefined) yield problem.found;
    else if (anchor !== undefined) yield { kind: 'path', certificates: longer, anchor, untrusted: path.length };
    else yield* extend(search, longer);
  }
  if (entered) return;
  // an issuer of the right name that may not sign, or whose signature is weak, says more than that there is none
  if (hint?.kind === 'failure' && hint.failure.reason !== 'bad-signature') yield hint;
  yield missingIssuer(search, path, last);
}

interface Candidate {
  readonly certificate: Certificate;
  readonly anchor: TrustAnchor | undefined;
}

function candidates(search: Search, last: Certificate): readonly Candidate[] {
  const { knobs, served } = search.question;
  const rules = knobs.search;
  const anchors = search.anchors
    .named(last.issuer.folded)
    .filter((anchor) => namesChain(last, anchor.certificate, rules))
    .map((anchor) => ({ certificate: anchor.certificate, anchor }));
  // the end-entity is not among the intermediates that the program hands over
  const offered = distinct(served.slice(1))
    .filter((candidate) => namesChain(last, candidate, rules))
    .map((certificate) => ({ certificate, anchor: undefined }));
  return rules.keyIdentifier === 'prefer'
    ? [...byKeyIdentifier(last, anchors), ...byKeyIdentifier(last, offered)]
    : [...anchors, ...offered];
}

// cert_pool.go, findPotentialParents: equal identifiers (both absent are equal), then one of them absent, then others
function byKeyIdentifier(last: Certificate, of: readonly Candidate[]): readonly Candidate[] {
  if (of.length < 2) return of;
  const wanted = last.extensions.authorityKeyId?.keyId ?? '';
  const rank = ({ certificate }: Candidate): number => {
    const own = certificate.extensions.subjectKeyId ?? '';
    return own === wanted ? 0 : own === '' || wanted === '' ? 1 : 2;
  };
  return of.toSorted((a, b) => rank(a) - rank(b));
}

// RFC 4158 §2.4.2: a path that meets a certificate again is a loop; Go counts another certificate for the same name, key and names as the same
function isTaken(candidate: Certificate, path: readonly Certificate[], same: 'bytes' | 'name-and-key'): boolean {
  if (same === 'bytes') return path.some((taken) => taken.sha256 === candidate.sha256);
  for (const taken of path) {
    if (taken.subject.exact !== candidate.subject.exact || taken.publicKey.sha256 !== candidate.publicKey.sha256) continue;
    const [a, b] = [namesIn(taken), namesIn(candidate)];
    if (a === b) return true;
    // alreadyInChain returns at the first with the name and key where only one of the two has a subjectAltName
    if (a === undefined || b === undefined) return false;
  }
  return false;
}

// alreadyInChain panics where a key has no Equal: of a kind that Go keeps as it stands, or DSA (crypto/x509 verify.go, seen with 1.19)
function isIncomparable(candidate: Certificate, path: readonly Certificate[]): boolean {
  const { algorithm } = candidate.publicKey;
  if (algorithm === 'rsa' || algorithm === 'ec' || algorithm === 'ed25519') return false;
  return path.some((taken) => taken.subject.exact === candidate.subject.exact);
}

function namesIn(certificate: Certificate): string | undefined {
  const names = certificate.extensions.subjectAltName;
  return names === undefined ? undefined : JSON.stringify(names);
}

function firstProblem(
  { question }: Search,
  certificates: readonly Certificate[],
  anchor: TrustAnchor | undefined,
): { readonly check: CheckName; readonly found: Found } | undefined {
  const path = candidatePath(question, certificates, anchor);
  const index = certificates.length - 1;
  for (const check of question.knobs.search.whileSearching) {
    const outcome = checks[check](path, ofTheLink.has(check) ? index - 1 : index);
    if (outcome === undefined) continue;
    const found = outcome.kind === 'unsupported' ? outcome : failed(outcome.reason, certificates[index], certificates, outcome.detail);
    return { check, found };
  }
  return undefined;
}

function distinct(certificates: readonly Certificate[]): Certificate[] {
  const seen = new Set<string>();
  return certificates.filter((certificate) => !seen.has(certificate.sha256) && seen.add(certificate.sha256));
}
