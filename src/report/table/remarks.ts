import type { AuditReport } from '../audit-report.ts';
import type { Page } from './page.ts';
import { prose } from './prose.ts';
import { number } from './words.ts';

/** What limits the whole report (cut-off evidence, an interrupted audit). Stands first: it changes how all the rest is read. */
export function remarks(page: Page, report: Pick<AuditReport, 'complete' | 'remarks'>): readonly string[] {
  const lines = report.remarks
    .slice(0, maxRemarks)
    .flatMap((remark) => prose(page, page.text(remark), { indent: '  - ', hang: '    ', maxLines: 3 }));
  const more = report.remarks.length - maxRemarks;
  if (more > 0) lines.push(`  and ${number(more)} more remarks`);
  if (report.complete) return lines.length === 0 ? [] : ['Remarks', ...lines];
  const title = 'INCOMPLETE: this audit did not see everything that it should have seen';
  return [...prose(page, title, { begins: { word: 'INCOMPLETE', tone: 'unsure' } }), ...lines];
}

const maxRemarks = 8;
