import type { AuditReport, HostReport } from '../audit-report.ts';
import { grid } from './grid.ts';
import type { Page } from './page.ts';
import { prose } from './prose.ts';
import { Tally } from './tally.ts';
import { number, someNames } from './words.ts';

/** Hosts that were looked at and not seen whole, most often without root: services may run there that no list names, so what was judged may not be all. */
export function seenInPart(page: Page, report: AuditReport): readonly string[] {
  const tally = new Tally<string>();
  for (const host of report.hosts) {
    for (const [shared, reason] of reasonsOf(host)) tally.add(shared, reason, host.name);
  }
  const groups = tally.groups();
  if (groups.length === 0) return [];
  const rows = groups.slice(0, maxGroups).map(({ key, example, count, names }) => [
    { text: number(count) },
    {
      text: [
        page.text(count === 1 ? example : key),
        someNames(page, names, page.width, count),
        ...(/\bwithout root\b/.test(key) ? ['do: look as root there: run snowline as root, or set become in collection.ssh'] : []),
      ],
      maxLines: 4,
    },
  ]);
  const hidden = groups.length - maxGroups;
  return [
    ...prose(page, 'SEEN IN PART: services may be missing from the list', { begins: { word: 'SEEN IN PART', tone: 'unsure' } }),
    ...grid(
      page,
      [
        { title: 'Hosts', width: 7, align: 'right' },
        { title: 'What was not seen, and where', width: 'rest' },
      ],
      rows,
    ),
    ...(hidden > 0 ? [`  and ${number(hidden)} more reasons`] : []),
  ];
}

const maxGroups = 4;

// Facts of a whole host that hide services of it, by the reason without its numbers, which would make every host's another one
function reasonsOf({ evidence }: HostReport): ReadonlyMap<string, string> {
  const hiding = evidence.missing.filter(({ fact }) => fact === 'workloads' || fact === 'root');
  return new Map(hiding.map(({ reason }) => [reason.replaceAll(/\b\d+\b/g, '…'), reason]));
}
