import type { AuditReport } from '../audit-report.ts';
import { byText } from '../by-text.ts';
import { grid } from './grid.ts';
import type { Page } from './page.ts';
import { instant } from './when.ts';
import { number, someNames } from './words.ts';

/** The credential stores, with what could not be read of each: a store that was not seen judges nobody. */
export function stores(page: Page, report: AuditReport): readonly string[] {
  if (report.stores.length === 0) return [];
  const sorted = [...report.stores].sort((a, b) => byText(a.name, b.name));
  const shown = sorted.slice(0, maxStores);
  const lines = grid(
    page,
    [{ width: 24 }, { width: 'rest' }],
    shown.map((store) => [
      { text: page.text(store.name), name: true },
      { text: [`${someNames(page, [store.endpoint], 40)}: ${chain(page, store)}`, ...gaps(page, store.gaps)], maxLines: 3 },
    ]),
  );
  const more = sorted.length - shown.length;
  return ['Credential stores', ...lines, ...(more > 0 ? [`  and ${number(more)} more`] : [])];
}

const maxStores = 12;
const maxGaps = 4;

function chain(page: Page, { servedChain: served, generations, nodes }: AuditReport['stores'][number]): string {
  if (served.state === 'known')
    return `served chain seen on ${instant(page, served.observedAt)}${served.from === 'file' ? ', in a file' : atNodes(nodes ?? [])}`;
  if (served.state === 'unknown') return `served chain not known: ${page.text(served.reason)}`;
  return generations.current === undefined
    ? 'served chain not looked at, by configuration, and its current CA is not known: nothing can be judged'
    : 'served chain not looked at, by configuration: judged by the current CA';
}

type Node = NonNullable<AuditReport['stores'][number]['nodes']>[number];

function atNodes(nodes: readonly Node[]): string {
  if (nodes.length < 2) return '';
  const known = nodes.flatMap((node) => (node.state === 'known' ? [node.certificates.join()] : []));
  const chains = new Set(known).size;
  const different = chains > 1 ? `, ${number(chains)} different ones` : '';
  return ` at ${known.length === nodes.length ? `all ${number(nodes.length)}` : `${number(known.length)} of ${number(nodes.length)}`} addresses${different}`;
}

function gaps(page: Page, sentences: readonly string[]): readonly string[] {
  const lines = sentences.slice(0, maxGaps).map((gap) => `not read: ${page.text(gap)}`);
  return sentences.length > maxGaps ? [...lines, `and ${number(sentences.length - maxGaps)} more that could not be read`] : lines;
}
