import type { Certificate } from '../../x509/certificate.ts';
import { distinct, isSelfSigned, keyIdentifierFits, namesChain } from './issuer-match.ts';
import type { TrustAnchor } from './path-verdict.ts';
import { type Found, maximumDepth, missingIssuer, type Search } from './search.ts';
import { checkSignature, quoted } from './validate.ts';

/**
 * Every path that a client with backtracking could take, in its order, as Go (crypto/x509, buildChains) and Java (PKIX) do: depth first, anchors before
 * served certificates, signatures tested on the way. Lazy: the caller stops at the first valid path.
 */
export function* searchBacktracking(search: Search): Generator<Found> {
  const pinned = search.anchorsByDigest.get(search.leaf.sha256);
  if (pinned !== undefined && ends(search, pinned)) yield { kind: 'path', certificates: [search.leaf], anchor: pinned };
  yield* extend(search, [search.leaf]);
}

function* extend(search: Search, path: readonly Certificate[]): Generator<Found> {
  const last = path.at(-1) ?? search.leaf;
  const { knobs, served } = search.question;
  if (path.length > maximumDepth) {
    yield { kind: 'unsupported', reason: 'a path of that length is not followed' };
    return;
  }
  const taken = new Set(path.map((certificate) => certificate.sha256));
  const anchors = (search.anchorsByName.get(last.issuer.folded) ?? []).filter((anchor) => namesChain(last, anchor.certificate, knobs));
  const offered = distinct(served).filter(
    (candidate) => namesChain(last, candidate, knobs) && !search.anchorsByDigest.has(candidate.sha256),
  );
  const mismatched = [...anchors.map((anchor) => anchor.certificate), ...offered].some((candidate) => !keyIdentifierFits(last, candidate));
  if (knobs.search === 'backtracking-in-part' && (anchors.length + offered.length > 1 || mismatched)) {
    yield {
      kind: 'unsupported',
      reason: `several candidates fit as the issuer of ${quoted(last)}, and which of them the client tries is not modelled`,
    };
    return;
  }
  let tried = false;
  for (const next of [...anchors, ...offered]) {
    const anchor = isAnchor(next) ? next : undefined;
    const certificate = isAnchor(next) ? next.certificate : next;
    // RFC 4158 §2.4.2: a path that meets a certificate again is a loop
    if (taken.has(certificate.sha256)) continue;
    search.budget.steps -= 1;
    if (search.budget.steps < 0) {
      yield { kind: 'unsupported', reason: 'the search for a path was given up' };
      return;
    }
    if (knobs.keyIdentifier === 'must-match' && !keyIdentifierFits(last, certificate)) continue;
    tried = true;
    const breach = checkSignature(last, certificate);
    if (breach !== undefined) {
      // an issuer of the right name with another key is no issuer: the missing link says more than "bad signature"
      yield missingIssuer(search, path, last);
      continue;
    }
    const longer = [...path, certificate];
    if (anchor !== undefined && ends(search, anchor)) yield { kind: 'path', certificates: longer, anchor };
    else yield* extend(search, longer);
  }
  if (!tried) yield missingIssuer(search, path, last);
}

function ends(search: Search, anchor: TrustAnchor): boolean {
  return search.question.knobs.partialChain || isSelfSigned(anchor.certificate);
}

function isAnchor(candidate: TrustAnchor | Certificate): candidate is TrustAnchor {
  return 'file' in candidate;
}
