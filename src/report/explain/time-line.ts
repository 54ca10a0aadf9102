import { fromInstant } from '../../config/instant.ts';
import { reasonCodes } from '../../reason-codes.ts';
import type { ForecastStep, WorkloadVerdict } from '../../restart/restart-verdict.ts';
import type { AuditReport } from '../audit-report.ts';

/** One moment of a workload's story. */
export interface TimeLineEvent {
  /** ISO instant. */
  readonly at: string;
  readonly text: string;
}

/** What a time line is made of. */
export type TimeLineReport = Pick<AuditReport, 'now' | 'stores' | 'certificates'>;

/**
 * The disk/memory story of one workload, the oldest moment first: when its process started, when its store changed its CA, since when a restart would
 * fail, today, and everything that is known to come.
 */
export function timeLine(workload: WorkloadVerdict, report: TimeLineReport): readonly TimeLineEvent[] {
  const store = report.stores.find(({ name }) => name === workload.store);
  const { current, pending } = store?.generations ?? {};
  const events: (TimeLineEvent | undefined)[] = [
    event(current?.since, `${workload.store ?? ''} began to use its current CA`),
    event(pending?.since, `${workload.store ?? ''} got its pending CA`),
    event(workload.runningSince, 'the process was started: what it loaded then it has in memory'),
    event(workload.latentSince, 'from here on a restart fails, while the process goes on from memory'),
    event(report.now, `now: ${nowText(workload)}`),
    event(store?.switchAt, `${workload.store ?? ''} switches to its pending CA`),
    ...(workload.forecast ?? []).map((step) => event(step.at, stepText(step, report))),
  ];
  const known = events.filter((one) => one !== undefined);
  // Of equal moments the order above stands.
  return known.toSorted((a, b) => (fromInstant(a.at) ?? 0) - (fromInstant(b.at) ?? 0));
}

function event(at: string | undefined, text: string): TimeLineEvent | undefined {
  return at === undefined ? undefined : { at, text };
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

function stepText({ restart, code, failsBecause }: ForecastStep, { certificates }: TimeLineReport): string {
  if (restart === 'works') return 'a restart begins to work';
  const begins = restart === 'fails' ? 'a restart begins to fail' : 'whether a restart works is not known any more';
  const cause = certificates.find(({ sha256 }) => sha256 === failsBecause);
  const why = code === undefined ? '' : `: ${reasonCodes[code].meaning} (${code})`;
  return `${begins}${why}${cause === undefined ? '' : `, "${cause.subject}"`}`;
}
