import { describe, expect, it } from 'vitest';
import { carefulRemedy } from '../../src/restart/careful-remedy.ts';
import { codes, current, judge, previous, storeOf, trusting } from './scene.ts';

const restart = 'then restart one host alone and look before the next';

describe('the remedy of what fails a restart', () => {
  it('begins with what not to do, and ends with one host alone', () => {
    expect(carefulRemedy('renew it', undefined)).toBe(`do not restart it; renew it; ${restart}`);
    expect(carefulRemedy(`do not restart it; renew it, ${restart}`, undefined)).toBe(`do not restart it; renew it, ${restart}`);
    expect(carefulRemedy('renew it', '0123456789ab')).toMatch(/; then start one new container alone and look before the next$/);
    expect(carefulRemedy('renew it', 'root-1')).toMatch(/; then restart one host alone and look before the next$/);
  });

  it('may end with looking again instead', () => {
    expect(carefulRemedy('bring it back, and look again before any restart', undefined)).toBe(
      'do not restart it; bring it back, and look again before any restart',
    );
  });

  it('is told so of every cause, whichever check found it', () => {
    const health = { state: 'known', status: 503, initialized: true, sealed: true, observedAt: '2026-03-03T00:00:00Z' } as const;
    const store = storeOf({ nodes: [{ address: '192.0.2.1', serves: [current.leaf], health }] });
    const { reasons } = judge(store, trusting([previous.root]));
    expect(codes({ reasons }).toSorted()).toEqual(['CURRENT_CA_MISSING', 'STORE_SEALED']);
    for (const { remedy } of reasons) expect(remedy).toMatch(new RegExp(`^do not restart it; .*${restart}$`));
  });

  it('is not told of what is only worth knowing', () => {
    const { verdict, reasons } = judge(storeOf({ served: [current.leaf] }), trusting([], { verification: 'off' }));
    expect(verdict).toBe('ready');
    expect(reasons[0]?.remedy).toMatch(/^switch verification on again/);
  });
});
