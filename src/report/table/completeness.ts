import type { AuditReport } from '../audit-report.ts';

/** Whether everything that could be lost was judged. Each hole alone forbids the all-clear, whatever the others say. */
export function isFullyJudged(report: AuditReport): boolean {
  const { coverage, summary } = report;
  return (
    report.complete &&
    coverage.judged >= coverage.expected &&
    coverage.gaps.length === 0 &&
    summary.unknown === 0 &&
    report.services.every((service) => service.unknown === 0 && service.risk !== 'unknown') &&
    report.hosts.every(
      (host) => host.restart.verdict !== 'unknown' && host.restart.workloads.every((workload) => workload.verdict !== 'unknown'),
    )
  );
}

/** `92.8%`, rounded down: 999,999 of 1,000,000 is not 100%. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return '?%';
  return `${Math.floor(share * 10) / 10}%`;
}
