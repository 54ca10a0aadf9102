import { describe, expect, it } from 'vitest';
import { dayMs } from '../../src/config/duration.ts';
import { toInstant } from '../../src/config/instant.ts';
import type { Host } from '../../src/inventory/host.ts';
import { shownLimit, whileFresh } from '../../src/restart/freshness.ts';

const second = 1000;
const hour = 3600 * second;
const host: Host = { id: 'i-1', name: 'web-1', source: 'ec2', scope: 'main', services: [], reach: 'remote' };

/** What is said of evidence of this age under this limit; undefined where it counts. */
function reasonFor(ageMs: number, maxAgeDays: number | undefined): string | undefined {
  const now = Date.parse('2026-06-10T00:00:00Z');
  const observedAt = new Date(now - ageMs).toISOString();
  const evidence = { id: 'i-1', collector: 'x/1', observedAt, runtimes: [], trustFiles: [], workloads: [], missing: [] };
  const at = toInstant(now);
  const facts = whileFresh(host, { kind: 'seen', evidence }, { startedAt: at, now: at, settings: { maxAgeDays } });
  return facts.kind === 'missing' ? facts.reason : undefined;
}

describe('evidence that is too old', () => {
  it.each([
    [8 * dayMs, undefined, '8 days old, more than 7'],
    [60 * dayMs, 7, '60 days old, more than 7'],
    [3 * dayMs, 1, '3 days old, more than 1'],
    [36 * hour, 1, '36 h old, more than 24 h'],
    [13 * hour, 0.5, '13 h old, more than 12 h'],
    [90 * 60 * second, 1 / 24, '90 min old, more than 60 min'],
    [36 * second, second / dayMs, '36 s old, more than 1 s'],
    [1400, second / dayMs, '1.4 s old, more than 1 s'],
    [7 * dayMs + 90 * second, 7, '10081 min old, more than 10080 min'],
    [second, 0, '1 s old, more than 0 s'],
  ])('is told in a unit in which it is more than its limit: %d ms, %s days', (ageMs, maxAgeDays, said) => {
    expect(reasonFor(ageMs, maxAgeDays)).toBe(`its evidence is ${said}`);
  });

  it('begins behind the limit', () => {
    expect(reasonFor(second, second / dayMs)).toBeUndefined();
    expect(reasonFor(7 * dayMs, undefined)).toBeUndefined();
  });
});

it.each([
  [undefined, '7 days'],
  [1, '1 day'],
  [1.5, '36 h'],
  [second / dayMs, '1 s'],
  [(90 * second) / dayMs, '90 s'],
  [0, '0 s'],
])('a limit of %s days is shown as %s', (maxAgeDays, shown) => {
  expect(shownLimit(maxAgeDays)).toBe(shown);
});
