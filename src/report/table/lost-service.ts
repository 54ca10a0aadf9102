import { unitsOf } from '../../risk/restart-units.ts';
import type { ServiceRisk } from '../../risk/service-risk.ts';
import { logText } from '../log-text.ts';
import { remedyTexts } from '../remedy-steps.ts';
import type { ServiceCauses } from './causes.ts';
import { flow, type Piece } from './flow.ts';
import { type Cell, grid } from './grid.ts';
import type { Page } from './page.ts';
import { somePlaces } from './places.ts';
import { prose } from './prose.ts';
import { isSureOutage } from './ranking.ts';
import { distance, instant, millisecondsBetween } from './when.ts';
import { whichLost, whyLost } from './why-lost.ts';
import { count, number, someNames } from './words.ts';

/** A lost service and, where an earlier block already told this cause, the name of that block's service. */
export interface LostService {
  readonly service: ServiceRisk;
  readonly causes: ServiceCauses | undefined;
  readonly sameAs: string | undefined;
}

/** The block of one lost service: what, why, since when, what falls with it, what the log will say, what to do. */
export function lostService(page: Page, lost: LostService, now: string): readonly string[] {
  const { service } = lost;
  const brief = lost.sameAs !== undefined;
  const rows: (readonly [string, Cell])[] = [['Why', { text: why(page, lost), maxLines: 5 }]];
  rows.push(...comesBack(page, lost));
  // A further service of a cause already told says only what is its own.
  if (!brief || service.since !== undefined) rows.push(['Since', { text: since(page, service, now) }]);
  if (!brief || service.blastRadius.length > 0) rows.push(['Falls with it', { text: falls(page, service) }]);
  // where nothing depends on it, all others go on: a list of them would tell nothing, and some of them may be lost for reasons of their own
  if (service.blastRadius.length > 0 && service.unaffected.length > 0)
    rows.push(['Goes on', { text: someNames(page, service.unaffected, 110) }]);
  if (!brief) rows.push(...firstAid(page, lost.causes));
  if (service.canary !== undefined) rows.push(['Canary', { text: page.text(service.canary) }]);
  if (service.rollback !== undefined) rows.push(['Roll-back', { text: page.text(service.rollback) }]);
  return [...title(page, service), ...grid(page, [{ width: 16, fixed: true }, { width: 'rest' }], rows)];
}

/** Equal for services whose hosts are lost for the same reasons and need the same remedy: told once is enough. */
export function causeSignature(causes: ServiceCauses | undefined): string | undefined {
  if (causes === undefined || causes.lost.size === 0) return undefined;
  const parts = [
    causes.lost.groups().map((group) => group.example?.code ?? ''),
    keys(causes.logs),
    keys(causes.notThis),
    keys(causes.remedies),
  ];
  return JSON.stringify(parts.map((part) => [...new Set(part)].sort()));
}

function keys(tally: { groups(): readonly { readonly key: string }[] }): readonly string[] {
  return tally.groups().map((group) => group.key);
}

function title(page: Page, service: ServiceRisk): readonly string[] {
  const name = someNames(page, [service.name], 32);
  const { noun, total, ready, willFail, unknown, latent } = unitsOf(service);
  const hosts = `${number(willFail)} of ${count(total, noun)} lost at the next restart`;
  const word = service.risk === 'degraded' ? 'DEGRADED' : isSureOutage(service) ? 'OUTAGE' : 'OUTAGE POSSIBLE';
  const begins = { word, tone: service.risk === 'degraded' ? 'warn' : 'bad' } as const;
  const notes: Piece[] = [];
  // without a date it follows from the trust store alone, which fits the CA of before (restart/latency.ts)
  const surely = service.since === undefined ? 'probably still' : 'still';
  if (noun !== 'host' && ready > 0) notes.push({ text: `${number(ready)} ready` });
  if (latent > 0) notes.push({ text: `${number(latent)} ${surely} working from memory` });
  if (unknown > 0) notes.push({ text: `${number(unknown)} not judged` });
  if (noun !== 'host' && service.hosts > 1) notes.push({ text: `on ${number(service.willFail)} of ${count(service.hosts, 'host')}` });
  if (service.owner !== undefined) notes.push({ text: `owner ${someNames(page, [service.owner], 32)}` });
  if (service.deploy !== undefined) notes.push({ text: deployment(page, service.deploy) });
  return [...prose(page, `${word}: ${name}, ${hosts}`, { begins, hang: '  ' }), ...flow(page, notes, '  ')];
}

function deployment(page: Page, deploy: NonNullable<ServiceRisk['deploy']>): string {
  const strategy = someNames(page, [deploy.strategy.replaceAll('-', ' ')], 24);
  return deploy.batch === undefined ? `deployed ${strategy}` : `deployed ${strategy}, ${count(deploy.batch, 'host')} at a time`;
}

function why(page: Page, { service, causes, sameAs }: LostService): readonly string[] {
  if (sameAs === undefined) return whyLost(page, service, causes);
  const codes = [...new Set(causes?.lost.groups().map((group) => group.example?.code ?? 'no reason recorded'))];
  const same = `the same cause as ${someNames(page, [sameAs], 32)} above, and the same remedy (${codes.join(', ')})`;
  return [same, ...whichLost(page, service, causes)];
}

// A host's name does not say which of its containers are lost
function comesBack(page: Page, { causes }: LostService): readonly (readonly [string, Cell])[] {
  const [ready] = causes?.ready.groups() ?? [];
  return ready === undefined ? [] : [['Comes back', { text: somePlaces(page, ready.names, 110, ready.count) }]];
}

function since(page: Page, service: ServiceRisk, now: string): string {
  const unnoticed = service.latent > 0 ? '; unnoticed, because running processes hold their secrets in memory' : '';
  if (service.since === undefined)
    return service.latent > 0
      ? 'not known; probably unnoticed, because running processes may still hold their secrets in memory'
      : 'not known';
  // judged for a day before the evidence was made: when it began is not known then
  if ((millisecondsBetween(now, service.since) ?? 0) > 0) return `not known${unnoticed}`;
  const ago = distance(now, service.since);
  return `${instant(page, service.since)}${ago === '' ? '' : `, ${ago}`}${unnoticed}`;
}

function falls(page: Page, service: ServiceRisk): string {
  return service.blastRadius.length === 0 ? 'no other service is declared to need it' : someNames(page, service.blastRadius, 110);
}

function firstAid(page: Page, causes: ServiceCauses | undefined): readonly (readonly [string, Cell])[] {
  const logs = causes?.logs.groups() ?? [];
  const rows: [string, readonly string[]][] = [
    [
      'The log will say',
      logs.slice(0, 3).map(({ example, count: hosts }) => {
        const clients = example.client === undefined ? '' : `${page.text(example.client)}, `;
        return logs.length === 1
          ? page.text(logText(example.error))
          : `${page.text(logText(example.error))} (${clients}${count(hosts, 'host')})`;
      }),
    ],
    ['Not the cause', (causes?.notThis.groups() ?? []).slice(0, 2).map((group) => page.text(group.example))],
    [
      'Do',
      (causes?.remedies.groups() ?? [])
        .slice(0, 3)
        .flatMap(({ example, count: places }) => remedyTexts(places === 1 ? example.own : example.each))
        .map((line) => page.text(line)),
    ],
  ];
  return rows.flatMap(([label, text]) => (text.length === 0 ? [] : [[label, { text, maxLines: 8, steps: true }] as const]));
}
