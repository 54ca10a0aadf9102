import type { Certificate } from '../x509/certificate.ts';
import { judgePath } from './path/judge-path.ts';
import type { PathQuestion, PathVerdict } from './path/path-verdict.ts';
import { validityOf } from './path/validate.ts';

/** A time interval [from, until) in which the verdict does not change; epoch ms, Infinity where it never ends. */
export interface AcceptanceInterval {
  readonly from: number;
  readonly until: number;
  readonly verdict: PathVerdict;
}

/**
 * The verdict for all times from `question.at` on, as adjoining intervals. The engine is asked once in each elementary interval between the validity
 * boundaries of all certificates that the search could meet: a greedy client takes another path at another time, so a union over paths would be wrong.
 */
export function acceptanceFrom(question: PathQuestion): readonly AcceptanceInterval[] {
  const concerned = reachable(question);
  const boundaries = concerned.flatMap((certificate) => {
    const { from, until } = validityOf(certificate, question.knobs);
    return [from, until];
  });
  const times = [...new Set([question.at, ...boundaries.filter((time) => time > question.at)])].toSorted((a, b) => a - b);
  return times.map((from, index) => ({
    from,
    until: times[index + 1] ?? Number.POSITIVE_INFINITY,
    verdict: judgePath({ ...question, at: from }),
  }));
}

/** The first moment after the start at which the verdict is no longer the accepted one; undefined if it never ends or is not accepted at the start. */
export function acceptedUntil(intervals: readonly AcceptanceInterval[]): number | undefined {
  if (intervals[0]?.verdict.kind !== 'accepted') return undefined;
  return intervals.find((interval) => interval.verdict.kind !== 'accepted')?.from;
}

// Certificates that some path from the end-entity could touch: their names are asked for by one that is already there
function reachable(question: PathQuestion): readonly Certificate[] {
  const bySubject = new Map<string, Certificate[]>();
  for (const certificate of [...question.served, ...question.anchors.map((anchor) => anchor.certificate)]) {
    const same = bySubject.get(certificate.subject.folded);
    if (same === undefined) bySubject.set(certificate.subject.folded, [certificate]);
    else same.push(certificate);
  }
  const [leaf] = question.served;
  const found = new Map<string, Certificate>();
  const waiting = leaf === undefined ? [] : [leaf];
  for (let certificate = waiting.pop(); certificate !== undefined; certificate = waiting.pop()) {
    if (found.has(certificate.sha256)) continue;
    found.set(certificate.sha256, certificate);
    waiting.push(...(bySubject.get(certificate.issuer.folded) ?? []));
  }
  return [...found.values()];
}
