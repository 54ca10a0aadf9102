import { compareSeverity } from '../reason-codes.ts';
import type { AuditReport } from '../report/audit-report.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import type { JudgingSettings } from './settings.ts';

/** The exit code of a report: a finding at or above `--fail-on` wins over incompleteness (STYLE 29). */
export function exitCodeOf(report: AuditReport, settings: Pick<JudgingSettings, 'failOn' | 'minCoverage'>): ExitCode {
  const { failOn, minCoverage } = settings;
  if (failOn !== 'none' && report.findings.some((finding) => compareSeverity(finding.severity, failOn) <= 0)) return exitCode.finding;
  // a part of the inventory that was not listed hides an unknown number of hosts: no percentage can be promised then
  const incomplete = report.coverage.percent < minCoverage || ((report.coverage.gaps.length > 0 || !report.complete) && minCoverage > 0);
  return incomplete ? exitCode.incomplete : exitCode.complete;
}
