import { toInstant } from '../config/instant.ts';
import { expectedErrorOf } from '../restart/expected-error.ts';
import type { AcceptanceInterval } from '../trust/acceptance.ts';
import { acceptanceOf, type ClientAnswer } from '../trust/compare-clients.ts';
import type { PathVerdict } from '../trust/path/path-verdict.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { ShownCertificate, VerifyClient } from './verify-report.ts';

/** A client's answer as the report tells it; `name` is what it was asked for. */
export function verifyClient(answer: ClientAnswer, name: string): VerifyClient {
  const { client, store, acceptance, intervals, until } = answer;
  const [first] = intervals;
  const known = store.kind === 'known' ? { anchors: store.anchors.length, remarks: store.remarks } : { remarks: [] };
  return {
    client: client.name,
    title: client.title,
    acceptance,
    ...(until === undefined ? {} : { until: toInstant(until), ends: whyItEnds(answer) }),
    ...(first === undefined ? withoutVerdict(answer) : tell(first.verdict, answer, name)),
    intervals: merged(intervals).map((interval) => ({
      from: toInstant(interval.from),
      ...(Number.isFinite(interval.until) ? { until: toInstant(interval.until) } : {}),
      acceptance: acceptanceOf(interval.verdict),
      ...detailOf(interval.verdict),
    })),
    ...known,
  };
}

/** A certificate by its digest, names and dates. */
export function shownCertificate({ sha256, subject, issuer, notBefore, notAfter }: Certificate): ShownCertificate {
  return { sha256, subject: subject.text, issuer: issuer.text, notBefore: toInstant(notBefore), notAfter: toInstant(notAfter) };
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

function tell(verdict: PathVerdict, { client }: ClientAnswer, name: string): Told {
  switch (verdict.kind) {
    case 'accepted':
      return { path: rolesOf(verdict.path.certificates, true), anchorFile: verdict.path.anchor.file };
    case 'rejected': {
      const { failure } = verdict;
      const expectedError = expectedErrorOf(client, failure, name);
      return {
        path: rolesOf(failure.path, false),
        reason: failure.reason,
        detail: failure.detail,
        ...(expectedError === undefined ? {} : { expectedError }),
      };
    }
    case 'handshake':
      return { path: [], reason: 'no-handshake', detail: verdict.reason };
    case 'unsupported':
      return { path: [], reason: 'unknown', detail: verdict.reason };
  }
}

function detailOf(verdict: PathVerdict): { readonly detail?: string } {
  switch (verdict.kind) {
    case 'accepted':
      return {};
    case 'rejected':
      return { detail: verdict.failure.detail };
    case 'handshake':
    case 'unsupported':
      return { detail: verdict.reason };
  }
}

function rolesOf(path: readonly Certificate[], complete: boolean): VerifyClient['path'] {
  return path.map((certificate, index) => ({
    role: roleAt(index, complete ? path.length - 1 : path.length),
    ...shownCertificate(certificate),
  }));
}

// A leaf that is trusted itself is both; that the path ends there is what matters
function roleAt(index: number, anchor: number): VerifyClient['path'][number]['role'] {
  if (index === anchor && index > 0) return 'anchor';
  return index === 0 ? 'end-entity' : 'intermediate';
}

/** What happens at the end of the acceptance: the certificate of the path that expires then, or what the next verdict says. */
function whyItEnds({ intervals, until }: ClientAnswer): string {
  const verdict = intervals.find((interval) => interval.from === until)?.verdict;
  const path = intervals.findLast((interval) => interval.until === until)?.verdict;
  if (verdict?.kind === 'rejected' && verdict.failure.reason === 'expired' && path?.kind === 'accepted') {
    const { certificates } = path.path;
    const at = certificates.findIndex((certificate) => certificate.sha256 === verdict.failure.at?.sha256);
    if (at !== -1) return `${roleAt(at, certificates.length - 1)} "${certificates[at]?.subject.text ?? ''}" expires`;
  }
  return (verdict === undefined ? undefined : detailOf(verdict).detail) ?? 'the path is no longer accepted';
}

// The path may change where the acceptance does not: for the reader that is one interval
function merged(intervals: readonly AcceptanceInterval[]): readonly AcceptanceInterval[] {
  const found: AcceptanceInterval[] = [];
  for (const interval of intervals) {
    const last = found.at(-1);
    const alike =
      last !== undefined &&
      acceptanceOf(last.verdict) === acceptanceOf(interval.verdict) &&
      detailOf(last.verdict).detail === detailOf(interval.verdict).detail;
    if (alike) found[found.length - 1] = { ...last, until: interval.until };
    else found.push(interval);
  }
  return found;
}
