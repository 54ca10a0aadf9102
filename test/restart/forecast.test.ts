import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs } from '../../src/config/duration.ts';
import type { WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import { issue } from '../certificates.ts';
import { authority, current, host, judge, moment, now, pending, storeOf, trusting } from './scene.ts';

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
const day = (count: number): string => iso(now + count * dayMs);
const steps = ({ forecast }: WorkloadVerdict) => forecast?.map(({ at, restart, code }) => [at, restart, code]);

describe('a forecast', () => {
  it('is absent where nothing that is known ends', () => {
    expect(judge(undefined, trusting([current.root])).forecast).toBeUndefined();
    expect(judge(storeOf({ served: [current.leaf] }), trusting([current.root], { verification: 'off' })).forecast).toBeUndefined();
  });

  it('names the certificate that ends first, to the second', () => {
    const made = authority('CN=R', { leaf: { until: '2026-07-15T12:34:56Z' } });
    const { forecast, safeUntil } = judge(storeOf({ served: [made.leaf] }), trusting([made.root]));
    expect(forecast?.[0]).toEqual({
      at: '2026-07-15T12:34:56Z',
      restart: 'fails',
      code: 'PATH_EXPIRES',
      failsBecause: made.leaf.sha256,
    });
    expect(safeUntil).toBe('2026-07-15T12:34:56Z');
  });

  it('tells when a restart that would fail now begins to work', () => {
    const made = authority('CN=R', { leaf: { from: day(3), until: day(9) } });
    const verdict = judge(storeOf({ served: [made.leaf] }), trusting([made.root]));
    expect(verdict.verdict).toBe('will-fail');
    expect(steps(verdict)?.slice(0, 2)).toEqual([
      [day(3), 'works', undefined],
      [day(9), 'fails', 'PATH_EXPIRES'],
    ]);
  });

  const ending = authority('CN=Corp Root G2', { leaf: { until: day(5) } });
  const switching = (at: number, parts: Parameters<typeof storeOf>[0] = {}) =>
    storeOf({ served: [ending.leaf], current: [ending.root], switchAt: day(at), ...parts });

  it('leaves what is served today behind at the day of the switch', () => {
    const verdict = judge(switching(3, { pending: [pending.root] }), trusting([ending.root, pending.root]));
    expect(verdict.verdict).toBe('ready');
    expect(steps(verdict)?.map(([at]) => at)).not.toContain(day(5));
  });

  it('counts the end of what is served where the switch is overdue, and may not come', () => {
    const verdict = judge(switching(-1, { pending: [pending.root] }), trusting([ending.root, pending.root]));
    expect(verdict).toMatchObject({ verdict: 'at-risk', safeUntil: day(5) });
  });

  it('is unknown from a switch on of which no CA is known', () => {
    expect(steps(judge(switching(40), trusting([ending.root])))).toEqual([
      [day(5), 'fails', 'PATH_EXPIRES'],
      [day(40), 'unknown', 'UNKNOWN_EVIDENCE'],
    ]);
  });

  it('fails from the switch on where the pending CA is missing', () => {
    const verdict = judge(storeOf({ served: [current.leaf], pending: [pending.root], switchAt: day(40) }), trusting([current.root]));
    expect(steps(verdict)?.[0]).toEqual([day(40), 'fails', 'PENDING_CA_MISSING']);
  });

  // Clients that take the first certificate of a name, whatever its dates, and others that go on: each has its own days.
  it.each(['node-20', 'go', 'java', 'openssl-1.1.1', 'python'])('of %s agrees with the verdict of each later day', (client) => {
    const lasting = (min: number) => fc.tuple(fc.integer({ min: -20, max: 60 }), fc.integer({ min, max: 60 }));
    // What lives shorter is renewed (short-lived.ts)
    const [dates, ofLeaf] = [lasting(1), lasting(33)];
    const root = issue({ subject: 'CN=Shared Root', ca: true });
    const seen = { works: 0, fails: 0 };
    fc.assert(
      fc.property(fc.array(dates, { minLength: 1, maxLength: 4 }), ofLeaf, fc.boolean(), (rootDates, leafDates, reissued) => {
        const validity = ([from, lasts]: readonly [number, number]) => ({ from: day(from), until: day(from + lasts) });
        const anchors = rootDates.map((one) => issue({ subject: 'CN=Shared Root', ca: true, key: root.keys, ...validity(one) }));
        const leaf = issue({ subject: `CN=${host}`, issuer: root, names: [host], ...validity(leafDates) });
        const store = storeOf({ served: reissued ? [leaf, ...anchors.slice(0, 1)] : [leaf] });
        const trust = trusting(anchors, {}, client);
        const made = judge(store, trust);
        for (let count = 0; count < 130; count += 1) {
          const at = now + count * dayMs + 7;
          const said = made.forecast?.findLast((step) => Date.parse(step.at) <= at)?.restart ?? restartOf(made);
          const then = restartOf(judge(store, trust, {}, { ...moment, now: at }));
          expect([count, said]).toEqual([count, then]);
          seen[then] += 1;
        }
      }),
      { numRuns: 20 },
    );
    expect(seen.works).toBeGreaterThan(50);
    expect(seen.fails).toBeGreaterThan(50);
  });
});

function restartOf({ verdict }: WorkloadVerdict): 'works' | 'fails' {
  if (verdict === 'unknown') throw new Error('a verdict that nobody expects here');
  return verdict === 'will-fail' ? 'fails' : 'works';
}
