import { dayMs } from '../../config/duration.ts';
import { fromInstant } from '../../config/instant.ts';
import { shortenMiddle } from './fit.ts';
import type { Page } from './page.ts';

/** `2026-06-21 09:00 UTC`; what is not an instant is printed as it is, shortened. */
export function instant(page: Page, text: string): string {
  const epochMs = fromInstant(text);
  if (epochMs === undefined) return shortenMiddle(page.text(text), 24, page.glyphs.ellipsis);
  return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `2026-06-21`. */
export function date(page: Page, text: string): string {
  const epochMs = fromInstant(text);
  return epochMs === undefined ? shortenMiddle(page.text(text), 10, page.glyphs.ellipsis) : new Date(epochMs).toISOString().slice(0, 10);
}

/** `in 9 days`, `154 days ago`, `in 5 hours`; empty where either end is not an instant. Rounded down, so that no time is promised that is not there. */
export function distance(from: string, to: string): string {
  const start = fromInstant(from);
  const end = fromInstant(to);
  if (start === undefined || end === undefined) return '';
  const spanMs = Math.abs(end - start);
  const span = spanMs >= 2 * dayMs ? `${Math.floor(spanMs / dayMs)} days` : hours(spanMs);
  return end >= start ? `in ${span}` : `${span} ago`;
}

/** Milliseconds from one instant to another; undefined where either is none. */
export function millisecondsBetween(from: string, to: string): number | undefined {
  const start = fromInstant(from);
  const end = fromInstant(to);
  return start === undefined || end === undefined ? undefined : end - start;
}

/** The earlier of two instants, of which either may be missing. */
export function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (millisecondsBetween(a, b) ?? 0) < 0 ? b : a;
}

function hours(spanMs: number): string {
  const whole = Math.floor(spanMs / 3_600_000);
  if (whole === 0) return 'less than an hour';
  return whole === 1 ? '1 hour' : `${whole} hours`;
}
