import type { Certificate } from '../../x509/certificate.ts';
import { distinct, isSelfSigned, keyIdentifierFits, namesChain } from './issuer-match.ts';
import { followServedChain } from './ordered-chain.ts';
import type { TrustAnchor } from './path-verdict.ts';
import { type Found, maximumDepth, missingIssuer, type Search } from './search.ts';
import { hypotheticalAlgorithm, schemeOf } from './signature.ts';
import { checkSignature, quoted } from './validate.ts';

/**
 * Every path that a client with backtracking could take, in its order, as Go (crypto/x509, buildChains) and Java (PKIX) do: depth first, anchors before
 * served certificates, signatures tested on the way. Lazy: the caller stops at the first valid path. Java searches only where the served chain is not in
 * good order, and then looks at the dates of anchors, which it ignores otherwise (seen with JDK 17 on every case of our own corpora).
 */
export function* searchBacktracking(search: Search): Generator<Found> {
  const followed = search.question.knobs.search === 'backtracking-in-part' ? followServedChain(search) : undefined;
  if (followed !== undefined) {
    yield* followed;
    return;
  }
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
  const inPart = knobs.search === 'backtracking-in-part';
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
    if (!keyIdentifierFits(last, certificate) && (inPart || knobs.keyIdentifier === 'must-match')) {
      // seen with JDK 17: such an issuer is taken at some places and passed over at others
      if (inPart)
        yield {
          kind: 'unsupported',
          reason: `an issuer of ${quoted(last)} has another key identifier, and whether it counts is not modelled`,
        };
      continue;
    }
    tried = true;
    const notVerifiable = whyNoSignatureCheck(last, certificate);
    if (notVerifiable !== undefined) {
      yield { kind: 'unsupported', reason: notVerifiable };
      continue;
    }
    if (checkSignature(last, certificate) !== undefined) {
      // an issuer of the right name with another key is no issuer: the missing link says more than "bad signature"
      yield missingIssuer(search, path, last);
      continue;
    }
    const longer = [...path, certificate];
    if (anchor !== undefined && ends(search, anchor))
      yield { kind: 'path', certificates: longer, anchor, ...(inPart ? { anchorDates: 'checked' } : {}) };
    else yield* extend(search, longer);
  }
  if (!tried) yield missingIssuer(search, path, last);
}

// A scheme or key that the engine does not model verifies nowhere here, and well there: a mismatch would be a guess
function whyNoSignatureCheck(certificate: Certificate, issuer: Certificate): string | undefined {
  if (schemeOf(certificate) === undefined && certificate.signature.algorithm !== hypotheticalAlgorithm) {
    return `${quoted(certificate)} has signature algorithm ${certificate.signature.algorithm}, over which clients differ`;
  }
  const { algorithm } = issuer.publicKey;
  return algorithm === 'other' ? `${quoted(issuer)} has a key type that clients treat differently` : undefined;
}

function ends(search: Search, anchor: TrustAnchor): boolean {
  return search.question.knobs.partialChain || isSelfSigned(anchor.certificate);
}

function isAnchor(candidate: TrustAnchor | Certificate): candidate is TrustAnchor {
  return 'file' in candidate;
}
