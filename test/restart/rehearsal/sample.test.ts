import { describe, expect, it } from 'vitest';
import { sampleHosts } from '../../../src/restart/rehearsal/sample.ts';

const host = (id: string, service: string, verdict: string) => ({ id, services: [service], restart: { verdict } });
const fleet = [
  ...Array.from({ length: 20 }, (_, index) => host(`web-${index}`, 'web', 'ready')),
  host('api-1', 'api', 'ready'),
  host('db-1', 'db', 'will-fail'),
  host('idle-1', 'idle', 'not-applicable'),
];

describe('a sample of hosts', () => {
  it('takes one of each service and verdict before a second one', () => {
    expect(new Set(sampleHosts(fleet, 3).map(({ services }) => services[0]))).toEqual(new Set(['web', 'api', 'db']));
  });

  it('is the same whatever order they come in, no larger than asked, and without those that use no store', () => {
    const ids = sampleHosts(fleet, 6).map(({ id }) => id);
    expect(sampleHosts(fleet.toReversed(), 6).map(({ id }) => id)).toEqual(ids);
    expect(ids).toHaveLength(6);
    expect(sampleHosts(fleet, 99).map(({ id }) => id)).not.toContain('idle-1');
    expect(sampleHosts(fleet, 0)).toEqual([]);
  });
});
