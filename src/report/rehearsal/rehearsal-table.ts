import { makePage, type TableOptions } from '../table/page.ts';
import { prose } from '../table/prose.ts';
import { instant } from '../table/when.ts';
import type { RehearsalReport } from './rehearsal-report.ts';
import { rehearsalSection } from './rehearsal-section.ts';

/** What hosts made of their stores, for people. No line is wider than the page; ends in one newline. */
export function rehearsalTable(report: RehearsalReport, options: TableOptions): string {
  const page = makePage(options);
  const what =
    'Handshakes alone, from the hosts themselves, with the trust stores of the next start: what else a service needs for its secrets is not rehearsed';
  const sections = [
    rehearsalSection(page, report),
    ...(report.complete ? [] : [prose(page, 'It was interrupted: hosts that were not reached by then are not in it')]),
    [
      ...prose(page, what),
      ...prose(page, `${page.text(report.tool.name)} ${page.text(report.tool.version)}, predicted for ${instant(page, report.now)}`),
    ],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
