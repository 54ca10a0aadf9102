import type { Reason, Verdict } from '../../restart/restart-verdict.ts';
import type { HostReport } from '../audit-report.ts';

/** What the sections read of a workload. */
export interface JudgedWorkload {
  readonly service: string;
  readonly store?: string | undefined;
  readonly client?: string | undefined;
  readonly root?: string | undefined;
  readonly trustStore?: readonly string[] | undefined;
  readonly trustStoreBecause?: readonly string[] | undefined;
  readonly verdict: Verdict;
  readonly safeUntil?: string | undefined;
  readonly reasons: readonly Reason[];
}

/** The workloads of a host; where none could be told, the host's own verdict stands for each of its services, so that it is not lost from the report. */
export function workloadsOf(host: HostReport): readonly JudgedWorkload[] {
  const { workloads, verdict, safeUntil, reasons } = host.restart;
  if (workloads.length > 0) return workloads;
  const services = host.services.length === 0 ? ['(no service)'] : host.services;
  return services.map((service) => ({ service, verdict, safeUntil, reasons }));
}
