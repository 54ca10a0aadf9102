import type { AuditReport } from './audit-report.ts';
import { byText } from './by-text.ts';
import { distinctNames } from './distinct-names.ts';
import { rehearsalSection } from './rehearsal/rehearsal-section.ts';
import { collectCauses } from './table/causes.ts';
import { certificates } from './table/certificates.ts';
import { classification } from './table/classification.ts';
import { closing } from './table/closing.ts';
import { ledger } from './table/coverage-ledger.ts';
import { findings } from './table/findings.ts';
import { headline } from './table/headline.ts';
import { lostServiceBlocks } from './table/lost-services.ts';
import { notJudged } from './table/not-judged.ts';
import { makePage, type TableOptions } from './table/page.ts';
import { remarks } from './table/remarks.ts';
import { rotation } from './table/rotation.ts';
import { seenInPart } from './table/seen-in-part.ts';
import { stores } from './table/stores.ts';
import { trouble } from './table/trouble.ts';

/**
 * The report for people: what would be lost, since when, why and what to do, worst first. Its length depends on how many
 * things are wrong, not on how many hosts there are; no line is wider than the page. Ends in one newline.
 */
export function tableReport(report: AuditReport, options: TableOptions): string {
  const page = makePage(options);
  // The names shown as examples are the first in this order, whatever order the evidence came in.
  const nameOf = distinctNames(report.hosts);
  const hosts = report.hosts.map((host) => ({ ...host, name: nameOf(host) }));
  const sorted = { ...report, hosts: hosts.sort((a, b) => byText(a.name, b.name) || byText(a.id, b.id)) };
  const causes = collectCauses(sorted.hosts);
  const sections = [
    remarks(page, sorted),
    headline(page, sorted, causes),
    ...lostServiceBlocks(page, sorted, causes),
    trouble(page, sorted, causes),
    notJudged(page, sorted),
    seenInPart(page, sorted),
    ledger(page, sorted),
    stores(page, sorted),
    rotation(page, sorted.rotation, sorted.now),
    certificates(page, sorted),
    classification(page, sorted),
    findings(page, sorted),
    report.rehearsal === undefined ? [] : rehearsalSection(page, report.rehearsal),
    closing(page, sorted),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}
