import { withoutRoot } from '../risk/without-root.ts';
import type { RotationPlan } from '../rotation/rotation-plan.ts';
import type { AuditReport } from './audit-report.ts';
import { byText } from './by-text.ts';
import { distinctNames } from './distinct-names.ts';
import { gapHoles } from './gap-words.ts';
import { type Column, grid } from './table/grid.ts';
import { makePage, type Page, type TableOptions } from './table/page.ts';
import { placesOf, somePlaces } from './table/places.ts';
import { prose } from './table/prose.ts';
import { remarks } from './table/remarks.ts';
import { consumers, failureVerb, storePhases } from './table/rotation.ts';
import { count, number } from './table/words.ts';
import { withoutNames } from './without-names.ts';

/** The part of a report that the checklist reads. */
export type RotationReport = Pick<AuditReport, 'rotation' | 'now' | 'complete' | 'remarks' | 'coverage'>;

/** The checklist before a CA rotation: for each store the phases, who would fail after the switch, and who is not known. Ends in one newline. */
export function rotationTable(report: RotationReport, options: TableOptions): string {
  const page = makePage(options);
  const plans = [...report.rotation].sort((a, b) => byText(a.store, b.store));
  const sections = [
    remarks(page, report),
    verdict(page, report),
    ...plans.map((plan) => [...storePhases(page, plan, report.now), ...failing(page, plan), ...open(page, plan)]),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** One sentence: may the switch go ahead? Yes only where everybody is known and nobody would fail. */
function verdict(page: Page, report: RotationReport): readonly string[] {
  const plans = report.rotation.filter((plan) => plan.pair !== 'none');
  const failing = plans.reduce((sum, plan) => sum + plan.failAfterSwitch.length, 0);
  const unsure = plans.reduce((sum, plan) => sum + unknownCount(plan), 0);
  const { gaps, expected, judged } = report.coverage;
  const holes = [
    ...(unsure > 0 ? [`${count(unsure, 'workload')} could not be judged`] : []),
    ...(unsure === 0 && judged < expected ? [`${number(expected - judged)} of ${count(expected, 'workload')} could not be judged`] : []),
    ...gapHoles(gaps),
    ...(report.complete ? [] : ['the audit is incomplete']),
  ].join('; ');
  return prose(page, sentence(plans, failing, holes));
}

function sentence(plans: readonly RotationPlan[], failing: number, holes: string): string {
  if (plans.length === 0)
    return `no store has two CA generations to compare, so no switch can be judged${holes === '' ? '' : ` (${holes})`}`;
  if (failing > 0) {
    const verb = plans.some((plan) => plan.pair === 'current-pending') ? 'block the switch' : 'cannot come back since the switch';
    return `${count(failing, 'workload')} ${failing === 1 ? verb.replace('block', 'blocks') : verb}${holes === '' ? '' : `, and there may be more: ${holes}`}`;
  }
  if (holes !== '') return `nothing is known to block the switch, but this is no all-clear: ${holes}`;
  const total = plans.reduce((sum, plan) => sum + consumers(plan), 0);
  if (total === 0) return 'no workload is known to use these stores, so nothing was judged: this is no all-clear';
  const behind = plans.reduce((sum, plan) => sum + plan.phases['old-only'] + plan.phases.neither, 0);
  if (behind > 0) return `nothing is known to fail after the switch, but ${count(behind, 'workload')} do not trust the new CA`;
  return `no workload blocks the switch: all ${number(total)} were judged and trust the new CA`;
}

// Plans of earlier versions hold no names
function namesIn({
  failAfterSwitch,
  unknown,
}: RotationPlan): (one: { readonly host: string; readonly name?: string | undefined }) => string {
  const named = ({ host, name = host }: { readonly host: string; readonly name?: string | undefined }) => ({ id: host, name });
  const nameOf = distinctNames([...failAfterSwitch, ...unknown].map(named));
  return (one) => nameOf(named(one));
}

function failing(page: Page, plan: RotationPlan): readonly string[] {
  if (plan.failAfterSwitch.length === 0) return [];
  const nameOf = namesIn(plan);
  const columns = [
    { title: 'Hosts', width: 7, align: 'right' },
    { title: 'Service', width: 24 },
    { title: 'Trusts', width: 8 },
    { title: 'Which', width: 'rest' },
  ] as const;
  const rows = grouped(plan.failAfterSwitch, ({ service, phase }) => `${service}\n${phase}`).map(([example, alike]) => {
    const places = placesOf(alike, nameOf);
    return [
      number(places.length),
      { text: page.text(example.service), name: true as const },
      example.phase === 'old-only' || example.phase === 'new-only' ? example.phase.replace('-', ' ') : page.text(example.phase),
      somePlaces(page, places, placesColumns),
    ];
  });
  return [`  ${page.paint('bad', count(plan.failAfterSwitch.length, 'workload'))} ${failureVerb(plan)}:`, ...capped(page, columns, rows)];
}

function open(page: Page, plan: RotationPlan): readonly string[] {
  if (unknownCount(plan) === 0) return [];
  const nameOf = namesIn(plan);
  const sharedReason = ({ host, name, root, reason }: (typeof plan.unknown)[number]): string =>
    withoutNames(withoutRoot(reason, root), [host, name]);
  const columns = [
    { title: 'Hosts', width: 7, align: 'right' },
    { title: 'Service', width: 24 },
    { title: 'Reason, and which', width: 'rest' },
  ] as const;
  const rows = grouped(plan.unknown, (one) => `${one.service}\n${sharedReason(one)}`).map(([example, alike]) => {
    const places = placesOf(alike, nameOf);
    const reason = places.length === 1 ? withoutRoot(example.reason, example.root) : sharedReason(example);
    return [
      number(places.length),
      { text: page.text(example.service), name: true as const },
      { text: [page.text(reason), somePlaces(page, places, placesColumns)], maxLines: 3 },
    ];
  });
  return [`  ${page.paint('unsure', 'not judged')}: ${count(unknownCount(plan), 'workload')}`, ...capped(page, columns, rows)];
}

/** The list or the phase count, whichever is larger: an unlisted unknown still is one. */
function unknownCount(plan: RotationPlan): number {
  return Math.max(plan.unknown.length, plan.phases.unknown);
}

const maxRows = 40;
// Two lines of a narrow page, or a little more
const placesColumns = 110;

function capped(page: Page, columns: readonly Column[], rows: Parameters<typeof grid>[2]): readonly string[] {
  const more = rows.length - maxRows;
  const lines = grid(page, columns, rows.slice(0, maxRows));
  return more > 0 ? [...lines, `  and ${number(more)} more groups; the json report lists them all`] : lines;
}

interface Placed {
  readonly host: string;
  readonly name?: string | undefined;
  readonly root?: string | undefined;
  readonly service: string;
}

/** Entries of one key with the first of them, the most frequent first; within, by host and container. */
function grouped<Entry extends Placed>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): readonly (readonly [Entry, readonly Entry[]])[] {
  const sorted = [...entries].sort(
    (a, b) => byText(a.name ?? a.host, b.name ?? b.host) || byText(a.service, b.service) || byText(a.root ?? '', b.root ?? ''),
  );
  return [...Map.groupBy(sorted, keyOf)]
    .sort(([a, some], [b, others]) => others.length - some.length || byText(a, b))
    .flatMap(([, alike]) => (alike[0] === undefined ? [] : [[alike[0], alike] as const]));
}
