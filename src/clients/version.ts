import type { VersionRange } from './client-family.ts';

/**
 * Numbers of the first version that stands in a text such as `go1.19.8`, `OpenSSL 1.1.1w  11 Sep 2023` or `17.0.15+6`;
 * undefined where none does.
 */
export function numbersOf(text: string): readonly number[] | undefined {
  const match = /\d+(?:\.\d+)*/.exec(text);
  return match?.[0].split('.').map(Number);
}

/** Whether a version stands in the range; the lower end is closed, the upper one open. */
export function inRange(version: readonly number[], range: VersionRange): boolean {
  return compare(version, numbersOf(range.from) ?? []) >= 0 && compare(version, numbersOf(range.below) ?? []) < 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
