import type { Reason } from '../../restart/restart-verdict.ts';
import type { ServiceRisk } from '../../risk/service-risk.ts';
import { withoutRoot } from '../../risk/without-root.ts';
import { ofTheTrustStore } from './cause-key.ts';
import { causeText } from './cause-text.ts';
import type { ReadStore, ServiceCauses } from './causes.ts';
import type { Page } from './page.ts';
import { countPlaces, type Place, somePlaces } from './places.ts';
import type { Group } from './tally.ts';
import { count } from './words.ts';

/** Why a service is lost, a line or two for each cause: on which hosts where that is not all of them, what shows it, which trust store is read and why that one. */
export function whyLost(page: Page, service: ServiceRisk, causes: ServiceCauses | undefined): readonly string[] {
  const groups = causes?.lost.groups() ?? [];
  const lines = groups.slice(0, maxCauses).flatMap((group) => whyOf(page, service, group, causes?.read.get(group.key)));
  if (groups.length > maxCauses) lines.push(`and ${count(groups.length - maxCauses, 'further cause')}`);
  const also = causes?.also.groups() ?? [];
  for (const { example, count: hosts } of also.slice(0, maxAlso)) lines.push(`also ${causeText(example, count(hosts, 'host'))}`);
  if (also.length > maxAlso)
    lines.push(
      `and also ${also
        .slice(maxAlso)
        .map(({ key }) => key)
        .join(', ')}`,
    );
  return lines.length === 0 ? ['no reason was recorded'] : lines;
}

/** Which hosts are lost, where they are not all of the service; for a service whose cause another block tells. */
export function whichLost(page: Page, service: ServiceRisk, causes: ServiceCauses | undefined): readonly string[] {
  const groups = causes?.lost.groups() ?? [];
  return groups.slice(0, maxCauses).flatMap((group) => where(page, service, group, causes?.read.get(group.key)));
}

const maxCauses = 3;
const maxAlso = 3;

type LostGroup = Group<Reason | undefined, Place>;

function whyOf(page: Page, service: ServiceRisk, group: LostGroup, read: ReadStore | undefined): readonly string[] {
  const { example, count: hosts, held, names } = group;
  return [
    ...(read?.passedOver ?? []).slice(0, maxStores).map((sentence) => page.text(sentence)),
    causeText(example, countPlaces(names, { hosts, roots: held })),
    ...where(page, service, group, read),
    ...(example === undefined ? [] : [page.text(withoutRoot(example.proof.summary, read?.root)), ...reads(page, example, read)]),
  ];
}

function where(page: Page, { hosts }: ServiceRisk, group: LostGroup, read: ReadStore | undefined): readonly string[] {
  if (group.count >= hosts && read?.root === undefined) return [];
  return [`on ${somePlaces(page, group.names, 110, group.count)}`];
}

function reads(page: Page, { code }: Reason, read: ReadStore | undefined): readonly string[] {
  const { paths = [], because = [], root } = read ?? {};
  if (!ofTheTrustStore.has(code) || paths.length === 0 || because.length === 0) return [];
  const shown = paths
    .slice(0, maxStores)
    .map((path, index) => ({ path: withoutRoot(path, root), why: because[index] ?? 'why is not known' }));
  const stores = [...Map.groupBy(shown, ({ why }) => why)].map(([why, alike]) => `${alike.map(({ path }) => path).join(' and ')} (${why})`);
  const more = paths.length - shown.length;
  return [page.text(`it reads ${stores.join(', ')}${more > 0 ? ` and ${more} more` : ''}`)];
}

const maxStores = 3;
