import type { AuditReport } from '../audit-report.ts';
import type { ServiceCauses } from './causes.ts';
import { causeSignature, lostService } from './lost-service.ts';
import type { Page } from './page.ts';
import { lostServices } from './ranking.ts';

/** Blocks of the worst services; the others follow in the table of groups. */
export const maxBlocks = 5;

/** One block for each of the worst lost services, the same cause told once. */
export function lostServiceBlocks(
  page: Page,
  report: AuditReport,
  causes: ReadonlyMap<string, ServiceCauses>,
): readonly (readonly string[])[] {
  const told = new Map<string, string>();
  return lostServices(report)
    .slice(0, maxBlocks)
    .map((service) => {
      const own = causes.get(service.name);
      const signature = causeSignature(own);
      const sameAs = signature === undefined ? undefined : told.get(signature);
      if (signature !== undefined && sameAs === undefined) told.set(signature, service.name);
      return lostService(page, { service, causes: own, sameAs }, report.now);
    });
}
