import { rankOf } from '../../clients/path-reason.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { searchBacktracking } from './backtracking-search.ts';
import { searchGreedy } from './greedy-search.ts';
import { matchHostName } from './host-name.ts';
import type { PathFailure, PathQuestion, PathVerdict } from './path-verdict.ts';
import { whyNotPlain } from './plainness.ts';
import { type Found, prepare } from './search.ts';
import { type Breach, checkDates, checkIssuer, checkPurpose, checkSignature, checkStrength, quoted } from './validate.ts';

type Path = Extract<Found, { kind: 'path' }>;

/**
 * Whether the client would accept the served chain for that name at that time (RFC 4158 building, RFC 5280 §6 validation), with the path as its
 * proof or the failure of the highest rank. What the engine does not model is `unsupported`, never a guess.
 *
 * Not done, with the reason: revocation (§6.3; no client of ours asks for it by default), policies (§6.1.1 (c)) and name constraints (§6.1.4 (g)):
 * a path that carries them is unsupported.
 */
export function judgePath(question: PathQuestion): PathVerdict {
  const [leaf] = question.served;
  if (leaf === undefined) return { kind: 'unsupported', reason: 'the served chain is empty' };
  if (question.anchors.length === 0) {
    return rejected([{ reason: 'no-trust-anchors', at: undefined, path: [leaf], detail: 'the trust store holds no anchor' }]);
  }
  if (question.knobs.search === 'greedy' && question.knobs.lookFirst === 'served-chain') {
    return { kind: 'unsupported', reason: 'a client that looks at the served chain first is not modelled yet' };
  }
  const search = prepare(question, leaf);
  return question.knobs.search === 'greedy'
    ? unanimous(searchGreedy(search).map((found) => validate(question, found)))
    : firstAccepted(searchBacktracking(search), question);
}

// Several equally fitting issuers in the store: an answer only where all of them lead to the same one
function unanimous(verdicts: readonly PathVerdict[]): PathVerdict {
  const unsupported = verdicts.find((verdict) => verdict.kind === 'unsupported');
  if (unsupported !== undefined) return unsupported;
  const accepted = verdicts.filter((verdict) => verdict.kind === 'accepted');
  const [first] = accepted;
  if (first !== undefined && accepted.length === verdicts.length) return first;
  if (first !== undefined)
    return { kind: 'unsupported', reason: 'several anchors of the same name fit, and they lead to different outcomes' };
  return rejected(verdicts.flatMap((verdict) => (verdict.kind === 'rejected' ? [verdict.failure] : [])));
}

function firstAccepted(candidates: Iterable<Found>, question: PathQuestion): PathVerdict {
  const failures: PathFailure[] = [];
  let unsupported: PathVerdict | undefined;
  for (const found of candidates) {
    const verdict = validate(question, found);
    if (verdict.kind === 'accepted') return verdict;
    if (verdict.kind === 'unsupported') unsupported ??= verdict;
    else failures.push(verdict.failure);
  }
  return unsupported ?? rejected(failures);
}

function rejected(failures: readonly PathFailure[]): PathVerdict {
  const [failure, ...others] = failures.toSorted((a, b) => rankOf(b.reason) - rankOf(a.reason));
  return failure === undefined ? { kind: 'unsupported', reason: 'no path and no reason' } : { kind: 'rejected', failure, others };
}

function validate(question: PathQuestion, found: Found): PathVerdict {
  if (found.kind === 'failure') return rejected([found.failure]);
  if (found.kind === 'unsupported') return found;
  const notModelled = whyUnsupported(question, found);
  if (notModelled !== undefined) return { kind: 'unsupported', reason: notModelled };
  const failure = firstBreach(question, found);
  if (failure !== undefined) return rejected([failure]);
  return { kind: 'accepted', path: { certificates: found.certificates, anchor: found.anchor } };
}

function roleOf(index: number, length: number): 'end-entity' | 'intermediate' | 'anchor' {
  return index === length - 1 ? 'anchor' : index === 0 ? 'end-entity' : 'intermediate';
}

function whyUnsupported(question: PathQuestion, found: Path): string | undefined {
  const { certificates } = found;
  for (const [index, certificate] of certificates.entries()) {
    const reason = whyNotPlain(certificate, roleOf(index, certificates.length));
    if (reason !== undefined) return `${quoted(certificate)} has ${reason}, over which clients differ`;
    // nested purposes: Java ignores them, others do not; anyExtendedKeyUsage: accepted by some
    const purposes = certificate.extensions.extendedKeyUsage;
    if (checkPurpose(certificate) !== undefined && (index > 0 || purposes?.includes('2.5.29.37.0') === true)) {
      return `${quoted(certificate)} has an extended key usage over which clients differ`;
    }
  }
  const anchor = certificates.at(-1);
  if (
    certificates.length > 1 &&
    anchor !== undefined &&
    checkIssuer(anchor, belowOf(certificates, certificates.length - 1))?.reason === 'path-too-long'
  ) {
    return `${quoted(anchor)} is an anchor with a path length that is exceeded, over which clients differ`;
  }
  const [leaf] = certificates;
  if (leaf !== undefined && matchHostName(leaf, question.name, question.knobs.commonNameFallback) === 'unsupported') {
    return `${quoted(leaf)} carries names in a form over which clients differ`;
  }
  return undefined;
}

// RFC 5280 §6.1.4 (l): self-issued certificates do not count
function belowOf(certificates: readonly Certificate[], index: number): number {
  return certificates.slice(1, index).filter((certificate) => certificate.subject.folded !== certificate.issuer.folded).length;
}

function firstBreach(question: PathQuestion, found: Path): PathFailure | undefined {
  for (const [breach, at] of breaches(question, found)) {
    if (breach !== undefined) return { ...breach, at, path: found.certificates };
  }
  return undefined;
}

function* breaches(question: PathQuestion, found: Path): Generator<readonly [Breach | undefined, Certificate]> {
  const { knobs, at, name } = question;
  const path = found.certificates;
  const datesOfAnchor = found.anchorDates ?? knobs.anchorDates;
  const top = path.length - 1;
  for (const [index, certificate] of path.entries()) {
    if (index > 0) yield [checkIssuer(certificate, belowOf(path, index)), certificate];
    else yield [checkPurpose(certificate), certificate];
    yield [checkStrength(certificate, index === top, knobs), certificate];
  }
  for (const [index, certificate] of [...path.entries()].toReversed()) {
    const issuer = path[index + 1];
    if (issuer !== undefined) yield [checkSignature(certificate, issuer), certificate];
    if (index < top || datesOfAnchor === 'checked') yield [checkDates(certificate, at, knobs), certificate];
  }
  const [leaf] = path;
  if (leaf !== undefined && matchHostName(leaf, name, knobs.commonNameFallback) === 'mismatch') {
    yield [{ reason: 'name-mismatch', detail: `${quoted(leaf)} is not for "${name}"` }, leaf];
  }
}
