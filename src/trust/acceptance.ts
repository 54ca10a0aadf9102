import type { Certificate } from '../x509/certificate.ts';
import type { Name } from '../x509/name.ts';
import { validityOf } from './path/checks/dates.ts';
import { judgePath } from './path/judge-path.ts';
import type { PathQuestion, PathVerdict, TrustAnchor } from './path/path-verdict.ts';

/** A time interval [from, until) in which the verdict does not change; epoch ms, Infinity where it never ends. */
export interface AcceptanceInterval {
  readonly from: number;
  readonly until: number;
  readonly verdict: PathVerdict;
}

/** Candidates that all intervals together may look at, some seconds of work: a real store with two dozen boundaries takes a few hundred. Our choice. */
const maximumWork = 200_000;

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
  const work = { steps: maximumWork };
  const times = [...new Set([question.at, ...boundaries.filter((time) => time > question.at)])].toSorted((a, b) => a - b);
  return times.map((from, index) => ({
    from,
    until: times[index + 1] ?? Number.POSITIVE_INFINITY,
    verdict: judgePath({ ...question, at: from, work }),
  }));
}

/** The first moment after the start at which the verdict is no longer the accepted one; undefined if it never ends or is not accepted at the start. */
export function acceptedUntil(intervals: readonly AcceptanceInterval[]): number | undefined {
  if (intervals[0]?.verdict.kind !== 'accepted') return undefined;
  return intervals.find((interval) => interval.verdict.kind !== 'accepted')?.from;
}

// Certificates that some path from the end-entity could touch: their names are asked for by one that is already there
function reachable({ served, anchors }: PathQuestion): readonly Certificate[] {
  const offered = byCoarseName(served);
  const trusted = known(anchors);
  const found = new Map<string, Certificate>();
  const waiting = served.slice(0, 1);
  for (let certificate = waiting.pop(); certificate !== undefined; certificate = waiting.pop()) {
    if (found.has(certificate.sha256)) continue;
    found.set(certificate.sha256, certificate);
    const issuer = coarse(certificate.issuer);
    waiting.push(...(offered.get(issuer) ?? []), ...(trusted.get(issuer) ?? []));
  }
  return [...found.values()];
}

// One boundary too many only costs a question, one too few a wrong date: names are compared more coarsely than any client compares them
function coarse(name: Name): string {
  const values = name.rdns.flat().map(({ value }) =>
    value
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, ''),
  );
  return values.toSorted().join('|');
}

function byCoarseName(certificates: readonly Certificate[]): ReadonlyMap<string, readonly Certificate[]> {
  return Map.groupBy(certificates, (certificate) => coarse(certificate.subject));
}

const stores = new WeakMap<readonly TrustAnchor[], ReadonlyMap<string, readonly Certificate[]>>();

function known(anchors: readonly TrustAnchor[]): ReadonlyMap<string, readonly Certificate[]> {
  const before = stores.get(anchors);
  if (before !== undefined) return before;
  const indexed = byCoarseName(anchors.map((anchor) => anchor.certificate));
  stores.set(anchors, indexed);
  return indexed;
}
