import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/inventory/host.ts';
import type { WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import { createRotationTally } from '../../src/rotation/plan-rotation.ts';
import { current, judge, pending, previous, storeOf, trusting } from '../restart/scene.ts';

const hostNamed = (id: string): Host => ({ id, name: id, source: 'hosts-file', scope: 'x', services: [], reach: 'remote' });

type Parts = Parameters<typeof storeOf>[0];
type Anchors = Parameters<typeof trusting>[0];

/** The plan for hosts with these trust stores; undefined: nothing is known of the host. */
function plan(parts: Parts, trust: Readonly<Record<string, Anchors | undefined>>) {
  const store = storeOf(parts);
  const tally = createRotationTally(store);
  for (const [id, anchors] of Object.entries(trust)) tally.add(hostNamed(id), judge(store, anchors && trusting(anchors)));
  return tally.plan();
}

const rotating: Parts = { served: [current.leaf], current: [current.root], pending: [pending.root], switchAt: '2026-06-20T00:00:00Z' };
const rotated: Parts = { served: [current.leaf], previous: [previous.root], current: [current.root] };
const fleet = {
  c: [current.root],
  a: [current.root, pending.root],
  b: [pending.root],
  d: [previous.root],
  e: undefined,
};

describe('a rotation that is under way', () => {
  const planned = plan(rotating, fleet);

  it('counts the phases of all consumers', () => {
    expect(planned).toMatchObject({ pair: 'current-pending', switchAt: '2026-06-20T00:00:00Z' });
    expect(planned.phases).toEqual({ 'old-only': 1, both: 1, 'new-only': 1, neither: 1, unknown: 1 });
  });

  it('lists who would fail after the switch, in order', () => {
    expect(planned.failAfterSwitch.map(({ host, phase }) => `${host} ${phase}`)).toEqual(['c old-only', 'd neither']);
  });

  it('names the container of each, in order', () => {
    const store = storeOf(rotated);
    const tally = createRotationTally(store);
    for (const root of ['b2', 'b1']) tally.add(hostNamed('a'), { ...judge(store, trusting([previous.root])), root });
    tally.add(hostNamed('a'), { ...judge(store, undefined), root: 'b3' });
    expect(tally.plan().failAfterSwitch.map(({ host, root }) => `${host} ${root}`)).toEqual(['a b1', 'a b2']);
    expect(tally.plan().unknown).toMatchObject([{ host: 'a', root: 'b3' }]);
    expect(planned.failAfterSwitch[0]).not.toHaveProperty('root');
  });

  it('lists apart whom nobody can vouch for', () => {
    expect(planned.unknown).toMatchObject([{ host: 'e', reason: 'no evidence of its trust store' }]);
  });
});

describe('a rotation that is over', () => {
  it('lists those who trust the previous CA alone, or neither', () => {
    const planned = plan(rotated, { a: [previous.root], b: [current.root], c: [pending.root], d: [previous.root, current.root] });
    expect(planned.pair).toBe('previous-current');
    expect(planned.failAfterSwitch.map(({ host, phase }) => `${host} ${phase}`)).toEqual(['a old-only', 'c neither']);
  });
});

describe('a store with one generation', () => {
  it('has no pair, fails nobody and knows nobody', () => {
    const planned = plan({ served: [current.leaf], current: [current.root] }, { a: [current.root], b: [previous.root] });
    expect(planned).toMatchObject({ pair: 'none', failAfterSwitch: [], phases: { unknown: 2 } });
    expect(planned.unknown).toHaveLength(2);
  });
});

describe('a pending generation that cannot be read', () => {
  it('makes every consumer unknown, and nobody safe', () => {
    const planned = plan({ ...rotating, lost: [pending.root] }, fleet);
    expect(planned.phases).toEqual({ 'old-only': 0, both: 0, 'new-only': 0, neither: 0, unknown: 5 });
    expect(planned.unknown).toHaveLength(5);
  });
});

describe('a workload that consumes no store', () => {
  it('is not counted', () => {
    const tally = createRotationTally(storeOf(rotating));
    const idle: WorkloadVerdict = judge(undefined, undefined, { consumer: 'not-detected', store: undefined });
    tally.add(hostNamed('a'), idle);
    expect(tally.plan().phases).toEqual({ 'old-only': 0, both: 0, 'new-only': 0, neither: 0, unknown: 0 });
  });
});
