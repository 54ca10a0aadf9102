import { toInstant } from '../config/instant.ts';
import { expectedErrorOf } from '../restart/expected-error.ts';
import type { AcceptanceInterval } from '../trust/acceptance.ts';
import { acceptanceOf, type ClientAnswer, type TrustCase } from '../trust/compare-clients.ts';
import type { PathVerdict, TrustAnchor } from '../trust/path/path-verdict.ts';
import type { Certificate } from '../x509/certificate.ts';
import { alternativeNames } from './certificate-names.ts';
import { rejectionDetail } from './rejection-detail.ts';
import type { ShownCertificate, VerifyClient } from './verify-report.ts';

/** A client's answer as the report tells it; `asked` is what it was asked. */
export function verifyClient(answer: ClientAnswer, asked: TrustCase): VerifyClient {
  const { client, store, acceptance, intervals, until } = answer;
  const [first] = intervals;
  const known =
    store.kind === 'known'
      ? {
          stores: store.loaded.map(({ path, because, anchors }) => ({ path, readAs: because, anchors })),
          anchors: store.anchors.length,
          remarks: [...store.remarks, ...remarksOnPath(answer, asked)],
        }
      : { stores: [], remarks: [] };
  return {
    client: client.name,
    title: client.title,
    acceptance,
    ...(until === undefined ? {} : { until: toInstant(until), ends: whyItEnds(answer, asked) }),
    ...(first === undefined ? withoutVerdict(answer) : tell(first.verdict, answer, asked)),
    intervals: merged(intervals, answer, asked).map((interval) => ({
      from: toInstant(interval.from),
      ...(Number.isFinite(interval.until) ? { until: toInstant(interval.until) } : {}),
      acceptance: acceptanceOf(interval.verdict),
      ...detailOf(interval.verdict, answer, asked),
    })),
    ...known,
  };
}

/** What can be said of a client where no chain was read. */
export function unansweredClient({ name, title }: ClientAnswer['client'], detail: string): VerifyClient {
  return { client: name, title, acceptance: 'unknown', reason: 'unknown', detail, path: [], intervals: [], stores: [], remarks: [] };
}

/** A certificate by its digest, names and dates. */
export function shownCertificate(certificate: Certificate): ShownCertificate {
  const { sha256, subject, issuer, notBefore, notAfter } = certificate;
  const names = alternativeNames(certificate);
  return {
    sha256,
    subject: subject.text,
    ...(names === undefined ? {} : { names: [...names] }),
    issuer: issuer.text,
    notBefore: toInstant(notBefore),
    notAfter: toInstant(notAfter),
  };
}

type Told = Pick<VerifyClient, 'path' | 'reason' | 'detail' | 'expectedError' | 'anchorFile'>;

function withoutVerdict({ store }: ClientAnswer): Told {
  if (store.kind === 'unknown') return { path: [], reason: 'unknown', detail: store.reason };
  if (store.fatal === undefined) return { path: [], reason: 'unknown', detail: 'no verdict was found' };
  return {
    path: [],
    reason: 'store-unusable',
    detail: 'it cannot use the trust store, so every connection fails',
    expectedError: store.fatal,
  };
}

function tell(verdict: PathVerdict, answer: ClientAnswer, asked: TrustCase): Told {
  switch (verdict.kind) {
    case 'accepted':
      return { path: rolesOf(verdict.path.certificates, verdict.path.certificates.length - 1), anchorFile: verdict.path.anchor.file };
    case 'rejected': {
      const { failure } = verdict;
      const expectedError = expectedErrorOf(answer.client, failure, asked.name);
      const held = heldOf(failure.path, answer);
      return {
        path: rolesOf(failure.path, held === undefined ? undefined : failure.path.length - 1),
        reason: failure.reason,
        detail: rejectionDetail(failure, answer, asked),
        ...(held === undefined ? {} : { anchorFile: held.file }),
        ...(expectedError === undefined ? {} : { expectedError }),
      };
    }
    case 'handshake':
      return { path: [], reason: 'no-handshake', detail: verdict.reason };
    case 'unsupported':
      return { path: [], reason: 'unknown', detail: verdict.reason };
  }
}

// Where the search came into the trust store: what stands at its end is an anchor, whatever then failed
function heldOf(path: readonly Certificate[], { store }: ClientAnswer): TrustAnchor | undefined {
  const last = path.length > 1 ? path.at(-1) : undefined;
  if (last === undefined || store.kind === 'unknown') return undefined;
  return store.anchors.find(({ certificate }) => certificate.sha256 === last.sha256);
}

function detailOf(verdict: PathVerdict, answer: ClientAnswer, asked: TrustCase): { readonly detail?: string } {
  switch (verdict.kind) {
    case 'accepted':
      return {};
    case 'rejected':
      return { detail: rejectionDetail(verdict.failure, answer, asked) };
    case 'handshake':
    case 'unsupported':
      return { detail: verdict.reason };
  }
}

function rolesOf(path: readonly Certificate[], anchor: number | undefined): VerifyClient['path'] {
  return path.map((certificate, index) => ({ role: roleAt(index, anchor), ...shownCertificate(certificate) }));
}

// A leaf that is trusted itself is both; that the path ends there is what matters
function roleAt(index: number, anchor: number | undefined): VerifyClient['path'][number]['role'] {
  if (index === anchor && index > 0) return 'anchor';
  return index === 0 ? 'end-entity' : 'intermediate';
}

/** What is surprising about a path that is taken: that it ends at once, or at an anchor whose dates would end it for other clients. */
function remarksOnPath({ intervals }: ClientAnswer, { at }: TrustCase): readonly string[] {
  const verdict = intervals[0]?.verdict;
  if (verdict?.kind !== 'accepted') return [];
  const { certificates, anchor } = verdict.path;
  const { subject, notBefore, notAfter } = anchor.certificate;
  const outdated =
    at < notBefore || at >= notAfter
      ? [`the anchor "${subject.text}" is not valid at that time: this client does not look at an anchor's dates`]
      : [];
  if (certificates.length > 1) return outdated;
  return [`the served certificate itself stands in ${anchor.file}: it is trusted as it is, without an issuer`, ...outdated];
}

/** What happens at the end of the acceptance: the certificate of the path that expires then, or what the next verdict says. */
function whyItEnds(answer: ClientAnswer, asked: TrustCase): string {
  const { intervals, until } = answer;
  const verdict = intervals.find((interval) => interval.from === until)?.verdict;
  const path = intervals.findLast((interval) => interval.until === until)?.verdict;
  if (verdict?.kind === 'rejected' && verdict.failure.reason === 'expired' && path?.kind === 'accepted') {
    const { certificates } = path.path;
    const at = certificates.findIndex((certificate) => certificate.sha256 === verdict.failure.at?.sha256);
    if (at !== -1) return `${roleAt(at, certificates.length - 1)} "${certificates[at]?.subject.text ?? ''}" expires`;
  }
  return (verdict === undefined ? undefined : detailOf(verdict, answer, asked).detail) ?? 'the path is no longer accepted';
}

// The path may change where the acceptance does not: for the reader that is one interval
function merged(intervals: readonly AcceptanceInterval[], answer: ClientAnswer, asked: TrustCase): readonly AcceptanceInterval[] {
  const detailAt = ({ verdict }: AcceptanceInterval): string | undefined => detailOf(verdict, answer, asked).detail;
  const found: AcceptanceInterval[] = [];
  for (const interval of intervals) {
    const last = found.at(-1);
    const alike =
      last !== undefined && acceptanceOf(last.verdict) === acceptanceOf(interval.verdict) && detailAt(last) === detailAt(interval);
    if (alike) found[found.length - 1] = { ...last, until: interval.until };
    else found.push(interval);
  }
  return found;
}
