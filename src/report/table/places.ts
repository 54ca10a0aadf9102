import { rootCalled } from '../../trust/effective-store/own-root.ts';
import { displayWidth } from './display-width.ts';
import { shortenMiddle } from './fit.ts';
import type { Page } from './page.ts';
import { listed, number } from './words.ts';

/** A host and, where they are meant and not its own files, its containers and other roots. */
export interface Place {
  readonly host: string;
  readonly roots: readonly string[];
}

/** The host with the containers of these workloads of it. */
export function placeOf(host: string, workloads: readonly { readonly root?: string | undefined }[]): Place {
  return { host, roots: [...new Set(workloads.flatMap(({ root }) => root ?? []))] };
}

/** The places of entries that each name their host and root, a host once. */
export function placesOf<Entry extends { readonly root?: string | undefined }>(
  entries: readonly Entry[],
  hostOf: (entry: Entry) => string,
): readonly Place[] {
  return [...Map.groupBy(entries, hostOf)].map(([host, own]) => placeOf(host, own));
}

/**
 * `web-1 (container 0123456789ab), web-2 (containers 123456789abc, 23456789abcd and 3 more) and 97 more`: as many as fit into `columns`, one at least. A
 * host is shortened in the middle; the id of a container is whole, since it is what somebody searches for. `total` counts the hosts.
 */
export function somePlaces(page: Page, places: readonly Place[], columns: number, total = places.length): string {
  const room = total === 1 ? columns : Math.floor(columns / 2);
  return listed(
    places.slice(0, mostNamed).map((place) => named(page, place, room)),
    columns,
    total,
  );
}

// No line holds more: what comes after them need not be laid out
const mostNamed = 40;
const widestHost = 32;
// Of ours: names that people gave to containers may be of any length
const widestId = 64;

function named(page: Page, { host, roots }: Place, columns: number): string {
  const { ellipsis } = page.glyphs;
  const name = shortenMiddle(page.text(host), Math.min(widestHost, columns), ellipsis);
  if (roots.length === 0) return name;
  const room = columns - displayWidth(name) - displayWidth(' (containers )');
  const contained = roots.every((root) => rootCalled(root) !== root);
  const ids = roots.map((root) => shortenMiddle(page.text(contained ? root : rootCalled(root)), widestId, ellipsis));
  const what = !contained ? '' : roots.length === 1 ? 'container ' : 'containers ';
  return `${name} (${what}${enumerated(ids, room)})`;
}

// `a, b and c` where all fit, else `a, b and 3 more`
function enumerated(ids: readonly string[], columns: number): string {
  const text = listed(ids, columns, ids.length);
  const last = ids.at(-1);
  return last !== undefined && ids.length > 1 && text === ids.join(', ') ? `${ids.slice(0, -1).join(', ')} and ${last}` : text;
}

/** `2 containers`, `3 hosts`, as the places are; `counted` where the list of places is a sample. */
export function countPlaces(places: readonly Place[], counted: { readonly hosts: number; readonly roots: number }): string {
  const allRooted = places.every(({ roots }) => roots.length > 0 && roots.every((root) => rootCalled(root) !== root));
  const [amount, noun] = allRooted && counted.roots > 0 ? [counted.roots, 'container'] : [counted.hosts, 'host'];
  return `${number(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}
