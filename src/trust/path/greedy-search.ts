import type { Certificate } from '../../x509/certificate.ts';
import { quoted } from './checks/check.ts';
import { isCurrent } from './checks/dates.ts';
import { whyUnusable } from './defects.ts';
import { isLikelyIssuer, isSelfIssued, isSelfSigned } from './issuer-match.ts';
import type { TrustAnchor } from './path-verdict.ts';
import { type Found, failed, look, missingIssuer, type Search } from './search.ts';

/**
 * Builds the one path that a client without backtracking takes, as OpenSSL 1.1.1 and 3.x do (crypto/x509/x509_vfy.c, build_chain with
 * X509_V_FLAG_TRUSTED_FIRST): the trust store first at every step, one that is valid now before one that is not, in the order of the store (its stack is sorted by
 * name with a stable sort), and never back. Once a certificate of the store was taken, the served ones are not looked at any more.
 */
export function searchGreedy(search: Search): Found {
  const { knobs, served } = search.question;
  const { partialChain, longestPath } = knobs.search;
  const waiting = [...served];
  const path: Certificate[] = [search.leaf];
  let untrusted = 1;
  let useServed = true;
  for (;;) {
    const last = path.at(-1) ?? search.leaf;
    const exhausted = look(search, search.anchors.named(last.issuer.folded).length + (useServed ? waiting.length : 0));
    if (exhausted !== undefined) return exhausted;
    const anchor = path.length > longestPath ? undefined : anchorFor(search, last);
    const taken = anchor !== undefined && take(search, path, last, anchor);
    if (taken) {
      useServed = false;
      untrusted = Math.min(untrusted, path.length - 1);
      if (partialChain || isSelfSigned(anchor.certificate, knobs)) return { kind: 'path', certificates: path, anchor, untrusted };
      continue;
    }
    const next =
      useServed && path.length <= longestPath && !isSelfSigned(last, knobs) ? servedIssuer(search, path, last, waiting) : undefined;
    if (next === undefined) break;
    waiting.splice(waiting.indexOf(next), 1);
    path.push(next);
    untrusted += 1;
  }
  // check_trust, the "last-resort call": the end-entity itself, where partial chains are accepted and nothing of the store was taken
  const pinned = partialChain && untrusted === path.length ? search.anchors.like(search.leaf) : undefined;
  const odd = pinned === undefined ? undefined : whyUnusable(search.leaf, knobs);
  if (odd !== undefined) return { kind: 'unsupported', reason: `${quoted(search.leaf)} is pinned and has a defect: ${odd}` };
  if (pinned !== undefined) return { kind: 'path', certificates: path, anchor: pinned, untrusted: 0 };
  return whyNoPath(search, path, untrusted);
}

// A self-signed certificate is replaced by its like in the store only if that is the very same: a matching name is not enough
function take(search: Search, path: Certificate[], last: Certificate, anchor: TrustAnchor): boolean {
  if (!isSelfSigned(last, search.question.knobs)) {
    path.push(anchor.certificate);
    return true;
  }
  return last.sha256 === anchor.certificate.sha256;
}

// X509_STORE_CTX_get1_issuer
function anchorFor(search: Search, last: Certificate): TrustAnchor | undefined {
  const { knobs } = search.question;
  const named = search.anchors.named(last.issuer.folded);
  return best(
    search,
    named.filter((anchor) => isLikelyIssuer(last, anchor.certificate, knobs)),
    (anchor) => anchor.certificate,
  );
}

// find_issuer; a self-issued end-entity may be its own issuer
function servedIssuer(
  search: Search,
  path: readonly Certificate[],
  last: Certificate,
  waiting: readonly Certificate[],
): Certificate | undefined {
  const { knobs } = search.question;
  const again = path.length === 1 && isSelfIssued(last);
  const fitting = waiting.filter(
    (candidate) => isLikelyIssuer(last, candidate, knobs) && (again || !path.some((taken) => taken.sha256 === candidate.sha256)),
  );
  return best(search, fitting, (candidate) => candidate);
}

function best<T>(search: Search, fitting: readonly T[], certificateOf: (candidate: T) => Certificate): T | undefined {
  const { knobs, at } = search.question;
  const current = fitting.find((candidate) => isCurrent(certificateOf(candidate), at, knobs));
  if (current !== undefined || fitting.length < 2) return current ?? fitting[0];
  if (knobs.search.whenNoneIsCurrent === 'last') return fitting.at(-1);
  return fitting.reduce((latest, candidate) => (certificateOf(candidate).notAfter > certificateOf(latest).notAfter ? candidate : latest));
}

function whyNoPath(search: Search, path: readonly Certificate[], untrusted: number): Found {
  const { knobs } = search.question;
  const last = path.at(-1) ?? search.leaf;
  if (path.length > knobs.search.longestPath)
    return failed('path-too-long', last, path, `the path is longer than ${knobs.search.longestPath}`);
  const unusable = whyUnusable(last, knobs);
  if (unusable !== undefined) {
    // nothing is an issuer of what cannot be used, so that this is what most programs report
    const detail = `${quoted(last)} has a defect: ${unusable}`;
    const reason = knobs.parsing.unusableEndEntity === 'malformed' ? 'malformed' : 'unknown-issuer';
    return { kind: 'failure', failure: { reason, at: last, path, detail }, cause: { reason: 'malformed', at: last, path, detail } };
  }
  const missing = missingIssuer(search, path, last);
  if (missing.kind !== 'failure' || untrusted === path.length) return missing;
  return { kind: 'failure', failure: { ...missing.failure, inTrustStore: true } };
}
