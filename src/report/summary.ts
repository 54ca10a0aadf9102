import type { ServiceRisk } from '../risk/service-risk.ts';
import type { AuditReport, HostReport } from './audit-report.ts';

/** The counts at the top of the report. */
export function summarise(hosts: readonly HostReport[], services: readonly ServiceRisk[]): AuditReport['summary'] {
  const verdict = (wanted: HostReport['restart']['verdict']): number => hosts.filter((host) => host.restart.verdict === wanted).length;
  const stack = (wanted: HostReport['stack']): number => hosts.filter((host) => host.stack === wanted).length;
  return {
    hosts: hosts.length,
    ready: verdict('ready'),
    atRisk: verdict('at-risk'),
    willFail: verdict('will-fail'),
    unknown: verdict('unknown'),
    notApplicable: verdict('not-applicable'),
    latent: hosts.filter((host) => host.restart.latent).length,
    standard: stack('standard'),
    snowflake: stack('snowflake'),
    unclassified: stack('unclassified'),
    services: services.length,
    noSurvivor: services.filter((service) => service.risk === 'outage').length,
  };
}
