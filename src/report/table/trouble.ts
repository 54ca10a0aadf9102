import type { Reason } from '../../restart/restart-verdict.ts';
import type { ServiceRisk } from '../../risk/service-risk.ts';
import { forEachRoot } from '../../risk/without-root.ts';
import type { AuditReport } from '../audit-report.ts';
import { byText } from '../by-text.ts';
import { remedyTexts } from '../remedy-steps.ts';
import { causeText } from './cause-text.ts';
import type { Remedy, ServiceCauses } from './causes.ts';
import { grid } from './grid.ts';
import { maxBlocks } from './lost-services.ts';
import type { Page, Tone } from './page.ts';
import type { Place } from './places.ts';
import { prose } from './prose.ts';
import { isSureOutage, lostServices } from './ranking.ts';
import type { Group } from './tally.ts';
import { date, distance, earlier } from './when.ts';
import { number, someNames } from './words.ts';

type State = 'OUTAGE' | 'OUTAGE?' | 'DEGRADED' | 'LOST' | 'AT RISK';
const states: readonly State[] = ['OUTAGE', 'OUTAGE?', 'DEGRADED', 'LOST', 'AT RISK'];
const tones: Readonly<Record<State, Tone>> = { OUTAGE: 'bad', 'OUTAGE?': 'bad', DEGRADED: 'warn', LOST: 'warn', 'AT RISK': 'warn' };

type LostGroup = Group<Reason | undefined, Place>;

interface Row {
  readonly state: State;
  readonly reason: Reason | undefined;
  /** Of a lost row, with what to do about all else that the same workload lacks. */
  readonly remedy: Remedy | undefined;
  /** Further causes of its services, by code. */
  readonly also: Set<string>;
  readonly services: Set<string>;
  hosts: number;
  /** The container that the reason names, of so many. */
  readonly root: string | undefined;
  containers: number;
  /** Since when (lost) or from when (at risk): the earliest of its services. */
  at: string | undefined;
}

/** Services in trouble that have no block of their own, one row for each state and cause, worst first. */
export function trouble(page: Page, report: AuditReport, causes: ReadonlyMap<string, ServiceCauses>): readonly string[] {
  const rows = collectRows(report, causes);
  if (rows.length === 0) return [];
  const shown = rows.slice(0, maxRows);
  const lines = grid(
    page,
    [
      { title: 'State', width: 8 },
      { title: 'When', width: 12 },
      { title: 'Hosts', width: 7, align: 'right' },
      { title: 'Services and cause', width: 'rest' },
    ],
    shown.map((row) => [
      { text: row.state, tone: tones[row.state] },
      { text: when(page, row, report.now) },
      number(row.hosts),
      {
        text: [someNames(page, [...row.services].sort(byText), 90), causeText(row.reason), ...also(row), ...doing(page, row)],
        maxLines: 6,
        steps: true,
      },
    ]),
  );
  const more = rows.length - shown.length;
  return [
    ...prose(page, title(rows, lostServices(report).length > 0)),
    ...lines,
    ...(more > 0 ? [`  and ${number(more)} more groups`] : []),
  ];
}

const maxRows = 12;

function title(rows: readonly Row[], blocksAbove: boolean): string {
  if (rows.every((row) => row.state === 'AT RISK')) return 'At risk: a restart works now, and stops working on the date given';
  return blocksAbove ? 'Other services in trouble' : 'Services in trouble';
}

function collectRows(report: AuditReport, causes: ReadonlyMap<string, ServiceCauses>): readonly Row[] {
  const lost = lostServices(report);
  const told = new Set(lost.slice(0, maxBlocks).map((service) => service.name));
  const services = new Map(report.services.map((service) => [service.name, service]));
  const rows = new Map<string, Row>();
  const add = (
    state: State,
    name: string,
    group: Pick<LostGroup, 'key' | 'example' | 'count' | 'held' | 'names'>,
    at: string | undefined,
    causes?: ServiceCauses,
  ): void => {
    const { example: reason, count: hosts, held, names } = group;
    const key = `${state} ${reason?.code ?? ''}`;
    const row = rows.get(key) ?? {
      state,
      reason,
      remedy: causes?.remedyOf.get(group.key),
      also: new Set<string>(),
      services: new Set<string>(),
      hosts: 0,
      root: names[0]?.roots[0],
      containers: 0,
      at: undefined,
    };
    rows.set(key, row);
    row.services.add(name);
    for (const { key: code } of causes?.also.groups() ?? []) row.also.add(code);
    row.hosts += hosts;
    row.containers += held;
    row.at = earlier(row.at, at);
  };
  for (const [name, cause] of [...causes].sort(([a], [b]) => byText(a, b))) {
    const service = services.get(name);
    if (!told.has(name)) {
      for (const group of cause.lost.groups()) add(lossState(service), name, group, service?.since, cause);
    }
    for (const group of cause.atRisk.groups()) add('AT RISK', name, group, cause.safeUntil);
  }
  // A lost service without a lost workload of its name would otherwise be counted above and named nowhere.
  for (const service of lost.slice(maxBlocks)) {
    if ((causes.get(service.name)?.lostHosts ?? 0) === 0)
      add(lossState(service), service.name, { key: '', example: undefined, count: service.willFail, held: 0, names: [] }, service.since);
  }
  return [...rows.values()].sort(
    (a, b) => states.indexOf(a.state) - states.indexOf(b.state) || b.hosts - a.hosts || byText(a.reason?.code ?? '', b.reason?.code ?? ''),
  );
}

/** `LOST` is the word for hosts whose service the report does not list, `OUTAGE?` for a service of which some hosts were not judged and none survives. */
function lossState(service: ServiceRisk | undefined): State {
  if (service?.risk === 'outage') return isSureOutage(service) ? 'OUTAGE' : 'OUTAGE?';
  return service?.risk === 'degraded' ? 'DEGRADED' : 'LOST';
}

function when(page: Page, row: Row, now: string): readonly string[] {
  if (row.at === undefined) return [row.state === 'AT RISK' ? 'not known' : 'now'];
  return row.state === 'AT RISK' ? [date(page, row.at), distance(now, row.at)] : ['now, since', date(page, row.at)];
}

function also({ also: codes }: Row): readonly string[] {
  return codes.size === 0 ? [] : [`also ${[...codes].sort(byText).join(', ')}`];
}

function doing(page: Page, { reason, remedy, root, containers }: Row): readonly string[] {
  const own = remedy?.own ?? (reason?.remedy === undefined ? [] : [reason.remedy]);
  const lines = remedyTexts(containers > 1 ? own.map((one) => forEachRoot(one, root)) : own);
  return lines.map((line, index) => page.text(index === 0 ? `do: ${line}` : line));
}
