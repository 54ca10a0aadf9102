import { unitsOf } from '../../risk/restart-units.ts';
import type { ServiceRisk } from '../../risk/service-risk.ts';
import type { AuditReport } from '../audit-report.ts';
import { byText } from '../by-text.ts';

/** Services that a restart now would take away in whole or in part, worst first: outages, then those that may be one, then what takes most with it. */
export function lostServices(report: AuditReport): readonly ServiceRisk[] {
  return report.services
    .filter((service) => service.risk === 'outage' || service.risk === 'degraded')
    .sort((a, b) => rank(a) - rank(b) || b.blastRadius.length - a.blastRadius.length || b.willFail - a.willFail || byText(a.name, b.name));
}

function rank(service: ServiceRisk): number {
  if (isSureOutage(service)) return 0;
  return service.risk === 'outage' ? 1 : 2;
}

/** Whether none of its hosts would survive, as far as that can be known: all were judged. One that was not may survive. */
export function isSureOutage(service: ServiceRisk): boolean {
  return service.risk === 'outage' && unitsOf(service).unknown === 0;
}
