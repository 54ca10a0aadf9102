import { displayWidth } from './display-width.ts';
import { shortenMiddle } from './fit.ts';
import type { Page } from './page.ts';

/** `1 host`, `8 hosts`, `12,480 hosts`. */
export function count(amount: number, noun: string): string {
  return `${number(amount)} ${amount === 1 ? noun : `${noun}s`}`;
}

/** `12,480`, whatever the locale of the machine. */
export function number(amount: number): string {
  return Number.isFinite(amount) ? String(amount).replace(/\B(?=(\d{3})+$)/g, ',') : '?';
}

/**
 * `a, b, c and 97 more`: as many names as fit into `columns`, each shortened in the middle to 32 columns; one at least.
 * `total` counts the names where `names` holds only a sample of them.
 */
export function someNames(page: Page, names: readonly string[], columns: number, total = names.length): string {
  return listed(
    names.map((name) => shortenMiddle(page.text(name), Math.min(32, columns), page.glyphs.ellipsis)),
    columns,
    total,
  );
}

/** The same of names that are safe and short already. */
export function listed(names: readonly string[], columns: number, total: number): string {
  const shown: string[] = [];
  let width = 0;
  for (const short of names) {
    const rest = total - shown.length - 1;
    const suffix = rest > 0 ? displayWidth(` and ${number(rest)} more`) : 0;
    if (shown.length > 0 && width + displayWidth(short) + suffix > columns) break;
    shown.push(short);
    width += displayWidth(short) + 2;
  }
  const rest = total - shown.length;
  const list = shown.join(', ');
  if (rest === 0) return list;
  return shown.length === 0 ? number(rest) : `${list} and ${number(rest)} more`;
}
