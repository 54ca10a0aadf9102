import { compareSeverity } from '../reason-codes.ts';
import type { AuditReport } from '../report/audit-report.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import type { JudgingSettings } from './settings.ts';

/** The exit code of the rotation checklist: a workload that would fail after a switch is what it looks for; one that is not known makes it incomplete. */
export function exitCodeOfRotation(report: AuditReport, settings: Pick<JudgingSettings, 'failOn' | 'minCoverage'>): ExitCode {
  const compared = report.rotation.filter((plan) => plan.pair !== 'none');
  if (settings.failOn !== 'none' && compared.some((plan) => plan.failAfterSwitch.length > 0)) return exitCode.finding;
  const known = compared.length > 0 && compared.every((plan) => plan.unknown.length === 0 && plan.unread === undefined);
  const whole = known && report.complete && report.coverage.gaps.length === 0;
  return whole || settings.minCoverage === 0 ? exitCode.complete : exitCode.incomplete;
}

/** The exit code of a report: a finding at or above `--fail-on` wins over incompleteness (STYLE 29). */
export function exitCodeOf(report: AuditReport, settings: Pick<JudgingSettings, 'failOn' | 'minCoverage'>): ExitCode {
  const { failOn, minCoverage } = settings;
  if (failOn !== 'none' && report.findings.some((finding) => compareSeverity(finding.severity, failOn) <= 0)) return exitCode.finding;
  // a part of the inventory that was not listed hides an unknown number of hosts, and the other gaps as much: no percentage can be promised then
  const incomplete = report.coverage.percent < minCoverage || ((report.coverage.gaps.length > 0 || !report.complete) && minCoverage > 0);
  return incomplete ? exitCode.incomplete : exitCode.complete;
}
