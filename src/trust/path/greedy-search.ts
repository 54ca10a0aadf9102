import type { Certificate } from '../../x509/certificate.ts';
import { distinct, isCurrent, isSelfSigned, keyIdentifierFits, namesChain } from './issuer-match.ts';
import type { TrustAnchor } from './path-verdict.ts';
import { type Found, maximumDepth, missingIssuer, type Search } from './search.ts';
import { quoted } from './validate.ts';

/**
 * Builds the one path that a client without backtracking would take, as OpenSSL 1.1.1 and 3.x do (crypto/x509/x509_vfy.c, build_chain):
 * the trust store first at every step, a certificate that is valid now before one that is not, and never back. Where the store holds several fitting
 * issuers, their order inside OpenSSL is not known to us: all are followed, and the caller compares the outcomes.
 */
export function searchGreedy(search: Search): readonly Found[] {
  return extend(search, [search.leaf], undefined);
}

function extend(search: Search, path: readonly Certificate[], anchor: TrustAnchor | undefined): readonly Found[] {
  const { knobs, served } = search.question;
  const last = path.at(-1) ?? search.leaf;
  search.budget.steps -= 1;
  if (search.budget.steps < 0 || path.length > maximumDepth) return [{ kind: 'unsupported', reason: 'the search for a path was given up' }];
  const selfSigned = isSelfSigned(last);
  if (anchor !== undefined && (selfSigned || knobs.partialChain)) return [{ kind: 'path', certificates: path, anchor }];
  if (selfSigned) {
    // an untrusted self-signed certificate is only accepted if the very same one is in the store: a matching name is not enough
    const same = search.anchorsByDigest.get(last.sha256);
    return [same === undefined ? missingIssuer(search, path, last) : { kind: 'path', certificates: path, anchor: same }];
  }
  if (isAmbiguous(search, last)) {
    return [
      { kind: 'unsupported', reason: `an issuer of ${quoted(last)} may not sign certificates and another may, over which clients differ` },
    ];
  }
  const trusted = bestAnchors(search, last);
  if (trusted.length > 0) return trusted.flatMap((next) => extend(search, [...path, next.certificate], next));
  // once a trusted certificate was taken, the served chain is not looked at any more
  const offered = anchor === undefined ? bestServed(search, path, last, served) : undefined;
  if (offered !== undefined) return extend(search, [...path, offered], undefined);
  const pinned = search.anchorsByDigest.get(search.leaf.sha256);
  if (anchor === undefined && knobs.partialChain && pinned !== undefined) {
    // OpenSSL falls back on the pinned end-entity and still checks the whole chain that it has built above it (build_chain, check_extensions)
    const alone = path.length === 1 && !served.some((candidate) => namesChain(last, candidate, knobs));
    if (alone) return [{ kind: 'path', certificates: [search.leaf], anchor: pinned }];
    return [
      {
        kind: 'unsupported',
        reason: `what stands above ${quoted(search.leaf)}, which is pinned, is checked too, and that is not modelled`,
      },
    ];
  }
  return [missingIssuer(search, path, last)];
}

function bestAnchors(search: Search, last: Certificate): readonly TrustAnchor[] {
  const { knobs, at } = search.question;
  const fitting = (search.anchorsByName.get(last.issuer.folded) ?? []).filter((anchor) => mayIssue(search, last, anchor.certificate));
  const current = fitting.filter((anchor) => isCurrent(anchor.certificate, at, knobs));
  if (current.length > 0) return current;
  return fitting.toSorted((a, b) => b.certificate.notAfter - a.certificate.notAfter).slice(0, 1);
}

function bestServed(
  search: Search,
  path: readonly Certificate[],
  last: Certificate,
  served: readonly Certificate[],
): Certificate | undefined {
  const { knobs, at } = search.question;
  const taken = new Set(path.map((certificate) => certificate.sha256));
  const fitting = distinct(served).filter((candidate) => !taken.has(candidate.sha256) && mayIssue(search, last, candidate));
  return fitting.find((candidate) => isCurrent(candidate, at, knobs)) ?? fitting.toSorted((a, b) => b.notAfter - a.notAfter)[0];
}

// OpenSSL 1.1.1 passes over an issuer without keyCertSign, 3.x may choose it and fail (ossl_x509_likely_issued)
function isAmbiguous(search: Search, last: Certificate): boolean {
  const all = [...(search.anchorsByName.get(last.issuer.folded) ?? []).map((anchor) => anchor.certificate), ...search.question.served];
  const named = distinct(all).filter(
    (candidate) => namesChain(last, candidate, search.question.knobs) && keyIdentifierFits(last, candidate),
  );
  return named.some((candidate) => !maySign(candidate)) && named.some(maySign);
}

function maySign(candidate: Certificate): boolean {
  return candidate.extensions.keyUsage?.has('keyCertSign') !== false;
}

// X509_check_issued: names, key identifier, keyUsage; not the signature
function mayIssue(search: Search, last: Certificate, candidate: Certificate): boolean {
  const { knobs } = search.question;
  if (!maySign(candidate)) return false;
  return namesChain(last, candidate, knobs) && (knobs.keyIdentifier === 'ignored' || keyIdentifierFits(last, candidate));
}
