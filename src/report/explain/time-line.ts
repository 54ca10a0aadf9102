import { fromInstant } from '../../config/instant.ts';
import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import type { ForecastStep, Reason, WorkloadVerdict } from '../../restart/restart-verdict.ts';
import type { AuditReport } from '../audit-report.ts';

/** One moment of a workload's story. */
export interface TimeLineEvent {
  /** ISO instant. */
  readonly at: string;
  readonly text: string;
  /** What a restart does from then on, where that is what the moment is about. */
  readonly restart?: 'breaks' | 'fixes' | 'open';
}

/** What a time line is made of. */
export type TimeLineReport = Pick<AuditReport, 'now' | 'stores' | 'certificates'>;

/**
 * The disk/memory story of one workload, the oldest moment first: when its process started, when its store changed its CA, what changed on disk since, since
 * when a restart would fail (*restart breaks*) or bring what the process lacks (*restart fixes*), today, and everything that is known to come.
 */
export function timeLine(workload: WorkloadVerdict, report: TimeLineReport): readonly TimeLineEvent[] {
  const store = report.stores.find(({ name }) => name === workload.store);
  const { current, pending } = store?.generations ?? {};
  const theStore = `the store ${workload.store ?? ''}`;
  const events: (TimeLineEvent | undefined)[] = [
    event(workload.runningSince, 'the process started, and keeps what it loaded'),
    event(current?.since, `${theStore} began to use its current CA`),
    event(pending?.since, `${theStore} got its pending CA`),
    fetchEvent(workload),
    ...workload.reasons.map((reason) => changeText(workload, reason)),
    event(workload.latentSince, 'restart breaks: from here on the next start fails, while the process goes on from memory', 'breaks'),
    event(report.now, `now: ${nowText(workload)}`, nowTone(workload)),
    event(store?.switchAt, `${theStore} switches to its pending CA`),
    ...(workload.forecast ?? []).map((step) => stepEvent(step, report)),
  ];
  const known = events.filter((one) => one !== undefined);
  // Of equal moments the order above stands.
  return known.toSorted((a, b) => (fromInstant(a.at) ?? 0) - (fromInstant(b.at) ?? 0));
}

function event(at: string | undefined, text: string, restart?: TimeLineEvent['restart']): TimeLineEvent | undefined {
  return at === undefined ? undefined : { at, text, ...(restart === undefined ? {} : { restart }) };
}

function fetchEvent({ lastFetch }: WorkloadVerdict): TimeLineEvent | undefined {
  if (lastFetch === undefined) return undefined;
  const { at, proof, by } = lastFetch;
  const from = { cloudtrail: 'CloudTrail', 'vault-audit': "Vault's audit log", 'upper-bound': 'LastAccessedDate' }[proof];
  switch (by) {
    case 'instance':
      return event(at, `the host fetched its secret for the last time (${from})`);
    case 'address':
      return event(at, `somebody at the host's address fetched its secret for the last time (${from})`);
    case 'anyone':
      return event(at, `since then at the latest nobody has fetched its secret (${from})`);
  }
}

// What changed since the process had started is in its memory otherwise: where the next start succeeds, a restart brings it in
function changeText({ verdict, reasons }: WorkloadVerdict, { since, code, proof }: Reason): TimeLineEvent | undefined {
  // of several secrets or files each says which it is
  const alone = reasons.filter((one) => one.code === code).length === 1;
  const meaning = alone ? reasonCodes[code].meaning : proof.summary;
  if (verdict !== 'ready' && verdict !== 'at-risk') return event(since, `${meaning} (${code})`);
  return event(since, `restart fixes: ${meaning} (${code}); the next start takes what is there now`, 'fixes');
}

function nowText({ verdict, latent }: WorkloadVerdict): string {
  switch (verdict) {
    case 'ready':
      return 'a restart would bring its secrets back';
    case 'at-risk':
      return 'a restart would bring its secrets back, and not for long';
    case 'will-fail':
      return latent ? 'a restart would lose its secrets, the process still has them' : 'a restart would lose its secrets';
    case 'unknown':
      return 'whether a restart would bring its secrets back is not known';
    case 'not-applicable':
      return 'it uses no credential store';
  }
}

function nowTone({ verdict }: WorkloadVerdict): TimeLineEvent['restart'] {
  if (verdict === 'will-fail') return 'breaks';
  return verdict === 'unknown' ? 'open' : undefined;
}

function stepEvent({ at, restart, code, failsBecause }: ForecastStep, { certificates }: TimeLineReport): TimeLineEvent | undefined {
  if (restart === 'works') return event(at, 'restart fixes: from then on the next start works', 'fixes');
  const cause = certificates.find(({ sha256 }) => sha256 === failsBecause);
  const why = code === undefined ? '' : `: ${whyThen(code, at, cause)}`;
  if (restart === 'unknown') return event(at, `whether a restart works is not known any more${why}`, 'open');
  return event(at, `restart breaks: from then on the next start fails${why}`, 'breaks');
}

// Of an end of validity the date says more than what the code means
function whyThen(code: ReasonCode, at: string, cause: TimeLineReport['certificates'][number] | undefined): string {
  const refused = refusedThen[code];
  if (refused !== undefined && cause !== undefined && fromInstant(cause.notAfter) === fromInstant(at))
    return `"${cause.subject}" ends (${code})`;
  return `${refused ?? reasonCodes[code].meaning} (${code})${cause === undefined ? '' : `, "${cause.subject}"`}`;
}

const refusedThen: Readonly<Partial<Record<ReasonCode, string>>> = {
  PATH_EXPIRES: 'the client accepts the store no more',
  CLIENT_CERT_EXPIRES: 'the store accepts the client certificate no more',
};
