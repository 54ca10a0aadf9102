import type { AuditReport } from '../audit-report.ts';
import { grid } from './grid.ts';
import type { Page } from './page.ts';
import { prose } from './prose.ts';
import { Tally } from './tally.ts';
import { count, number, someNames } from './words.ts';

/** How many hosts stand on a standard stack, and by what the snowflakes deviate from it. */
export function classification(page: Page, report: AuditReport): readonly string[] {
  const { standard, snowflake, unclassified } = report.summary;
  if (standard + snowflake + unclassified === 0) return [];
  const dot = ` ${page.glyphs.dot} `;
  const title = `Standard stack: ${number(standard)} standard${dot}${count(snowflake, 'snowflake')}${dot}${number(unclassified)} unclassified`;
  const deviations = new Tally<string>();
  const missing = new Tally<string>();
  for (const host of report.hosts) {
    const own = host.stack === 'snowflake' ? host.deviations.map((deviation) => deviation.message) : [];
    for (const message of new Set(own)) deviations.add(message, message, host.name);
    if (host.stack !== 'unclassified') continue;
    // a host that nobody looked at lacks every fact: said once, not once a fact
    const why = host.evidence.observedAt === undefined ? 'no evidence of the host' : whatIsMissing(host.missingFacts);
    missing.add(why, why, host.name);
  }
  const rows = [
    ...deviations.groups().map((group) => ({ count: group.count, text: page.text(group.example), names: group.names })),
    ...missing.groups().map((group) => ({ count: group.count, text: page.text(group.example), names: group.names })),
  ];
  const shown = rows.slice(0, maxRows);
  const lines = grid(
    page,
    [
      { title: 'Hosts', width: 7, align: 'right' },
      { title: 'Deviation, and which', width: 'rest' },
    ],
    shown.map((row) => [number(row.count), { text: [row.text, someNames(page, row.names, page.width - 14, row.count)], maxLines: 2 }]),
  );
  return [...prose(page, title), ...lines, ...(rows.length > maxRows ? [`  and ${number(rows.length - maxRows)} more deviations`] : [])];
}

const maxRows = 8;

function whatIsMissing(facts: readonly string[]): string {
  return facts.length === 0 ? 'no rule of some stack applies' : `facts missing: ${facts.join(', ')}`;
}
