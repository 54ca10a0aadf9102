import type { RotationPlan } from '../../rotation/rotation-plan.ts';
import { byText } from '../by-text.ts';
import { flow } from './flow.ts';
import type { Page } from './page.ts';
import { prose } from './prose.ts';
import { Tally } from './tally.ts';
import { date, distance } from './when.ts';
import { count, number, someNames } from './words.ts';

/** For each store in a few lines: which CA its consumers trust, and how many would fail after the switch. */
export function rotation(page: Page, plans: readonly RotationPlan[], now: string): readonly string[] {
  if (plans.length === 0) return [];
  const sorted = [...plans].sort((a, b) => byText(a.store, b.store));
  const lines = sorted.slice(0, maxStores).flatMap((plan) => [...storePhases(page, plan, now), ...blockers(page, plan)]);
  const more = sorted.length - maxStores;
  return ['CA rotation', ...lines, ...(more > 0 ? [`  and ${number(more)} more stores`] : [])];
}

const maxStores = 12;

/** Name, pair, date and phase counts of one store's rotation. */
export function storePhases(page: Page, plan: RotationPlan, now: string): readonly string[] {
  const name = someNames(page, [plan.store], 32);
  const unread = (plan.unread ?? []).map((reason) => `not read: ${page.text(reason)}; so whether another switch is pending is not known`);
  const doubts = unread.flatMap((line) => prose(page, line, { indent: '    ' }));
  if (plan.pair === 'none')
    return [...prose(page, `${name}: no second CA generation is known, so no switch can be judged`, { indent: '  ' }), ...doubts];
  const pair = plan.pair === 'current-pending' ? `current ${page.glyphs.arrow} pending CA` : `previous ${page.glyphs.arrow} current CA`;
  const { phases } = plan;
  const title = prose(page, `${name}: ${pair}, ${switchDate(page, plan, now)}`, { indent: '  ' });
  const trusted = [
    { text: `trust both CAs: ${number(phases.both)}` },
    { text: `old only: ${number(phases['old-only'])}` },
    { text: `new only: ${number(phases['new-only'])}` },
    { text: `neither: ${number(phases.neither)}` },
    { text: `unknown: ${number(phases.unknown)}` },
  ];
  return [...title, ...flow(page, trusted, '    '), ...doubts];
}

/** What the listed workloads would do, for people. */
export function failureVerb(plan: RotationPlan): string {
  return plan.pair === 'previous-current' ? 'cannot come back since the switch' : 'would fail after the switch';
}

function switchDate(page: Page, plan: RotationPlan, now: string): string {
  if (plan.pair === 'previous-current') return 'already switched';
  if (plan.switchAt === undefined) return 'no switch date configured';
  const span = distance(now, plan.switchAt);
  return `switch on ${date(page, plan.switchAt)}${span === '' ? '' : ` (${span})`}`;
}

function blockers(page: Page, plan: RotationPlan): readonly string[] {
  if (plan.pair === 'none') return [];
  const failing = plan.failAfterSwitch;
  const open = Math.max(plan.unknown.length, plan.phases.unknown);
  const lines: string[] = [];
  if (failing.length > 0) lines.push(`${count(failing.length, 'workload')} ${failureVerb(plan)}: ${services(page, failing)}`);
  if (open > 0) lines.push(`${count(open, 'workload')} not judged${plan.unknown.length > 0 ? `: ${services(page, plan.unknown)}` : ''}`);
  if (lines.length === 0) lines.push(consumers(plan) === 0 ? 'no workload is known to use it' : `no workload ${failureVerb(plan)}`);
  return lines.flatMap((line) => prose(page, line, { indent: '    ' }));
}

/** Workloads that the plan counts, whatever they trust. */
export function consumers({ phases }: RotationPlan): number {
  return phases.both + phases['old-only'] + phases['new-only'] + phases.neither + phases.unknown;
}

/** `permissions (8), search (2) and 4 more`. */
function services(page: Page, workloads: readonly { readonly service: string; readonly host: string }[]): string {
  const tally = new Tally<string>();
  for (const workload of workloads) tally.add(workload.service, workload.service, workload.host);
  const names = tally.groups().map((group) => `${someNames(page, [group.example], 22)} (${number(group.count)})`);
  return someNames(page, names, page.width);
}
