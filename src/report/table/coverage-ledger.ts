import type { AuditReport } from '../audit-report.ts';
import type { LedgerRow } from '../coverage-ledger.ts';
import { grid } from './grid.ts';
import type { Page } from './page.ts';
import { prose } from './prose.ts';
import { number } from './words.ts';

const mostRows = 8;

/** Where the holes are: expected against seen and judged by account, region and service. Left out where one place says it all. */
export function ledger(page: Page, report: AuditReport): readonly string[] {
  const rows = report.coverage.ledger;
  const holed = rows.filter((row) => row.judged < row.expected).toSorted((a, b) => b.expected - b.judged - (a.expected - a.judged));
  const places = new Set(rows.map(({ scope }) => `${scope.account ?? ''}/${scope.region ?? ''}`));
  if (holed.length === 0 || places.size < 2) return [];
  const whole = rows.length - holed.length;
  const lines = grid(
    page,
    [
      { title: 'Where', width: 30 },
      { title: 'Service', width: 18 },
      { title: 'Expected', width: 8, align: 'right' },
      { title: 'Seen', width: 6, align: 'right' },
      { title: 'Judged', width: 6, align: 'right' },
    ],
    holed
      .slice(0, mostRows)
      .map((row) => [
        { text: page.text(placeOf(row)), name: true as const },
        { text: page.text(row.scope.service), name: true as const },
        number(row.expected),
        number(row.seen),
        number(row.judged),
      ]),
  );
  const hidden = holed.length - mostRows;
  return [
    ...prose(page, 'WHERE COVERAGE IS MISSING (workloads)', { begins: { word: 'WHERE COVERAGE IS MISSING', tone: 'unsure' } }),
    ...lines,
    ...(hidden > 0 ? [`  and ${number(hidden)} more places`] : []),
    ...(whole > 0 ? [`  ${number(whole)} ${whole === 1 ? 'place is' : 'places are'} judged completely`] : []),
  ];
}

function placeOf({ scope: { account, region } }: LedgerRow): string {
  return [account, region].filter((part) => part !== undefined).join('/') || '(no account)';
}
