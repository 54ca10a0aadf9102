import { describe, expect, it } from 'vitest';
import type { LoadedUnit } from '../../../src/evidence/reading/systemctl.ts';
import { whyNotStarted } from '../../../src/evidence/reading/unit-starters.ts';

const unit = (name: string, unusual: Partial<LoadedUnit> = {}): LoadedUnit => ({
  name: `${name}.service`,
  loadState: 'loaded',
  fileState: 'static',
  activeState: 'active',
  fragment: `/etc/systemd/system/${name}.service`,
  dropIns: [],
  mainPid: 0,
  needsReload: false,
  startedBy: [],
  triggeredBy: [],
  busName: '',
  ...unusual,
});
const idle = (units: readonly LoadedUnit[], ...reached: readonly string[]) => [...whyNotStarted(units, new Set(reached)).keys()];

describe('services that start one another', () => {
  it('all start where the first of them does', () => {
    const chain = [
      unit('c', { startedBy: ['b.service'] }),
      unit('b', { startedBy: ['a.service'] }),
      unit('a', { triggeredBy: ['a.timer'] }),
    ];
    expect(idle(chain, 'a.timer')).toEqual([]);
    expect(idle(chain)).toEqual(['c.service', 'b.service', 'a.service']);
  });

  it('do not start themselves in a ring', () => {
    expect(idle([unit('a', { startedBy: ['b.service'] }), unit('b', { startedBy: ['a.service'] })])).toEqual(['a.service', 'b.service']);
  });

  it('do not start by one that has no file, is masked or lies beneath /run', () => {
    const below = unit('b', { startedBy: ['a.service'] });
    for (const unusual of [
      { loadState: 'masked' },
      { loadState: 'not-found' },
      { fileState: 'enabled-runtime' },
      { fileState: 'transient' },
    ]) {
      expect(idle([unit('a', { startedBy: ['multi-user.target'], ...unusual }), below])).toContain('b.service');
    }
  });

  it('are gone through once each, however many there are', () => {
    const names = Array.from({ length: 400 }, (_, at) => `u${at}`);
    const all = names.map((name) => unit(name, { startedBy: names.map((other) => `${other}.service`) }));
    const begun = performance.now();
    expect(idle(all)).toHaveLength(400);
    expect(idle([...all, unit('u'), unit('v', { startedBy: ['u.service'] })], 'u.service')).toHaveLength(400);
    const deep = Array.from({ length: 100_000 }, (_, at) => unit(`d${at}`, { startedBy: [`d${at + 1}.service`] }));
    expect(idle([...deep, unit('d100000')], 'd100000.service')).toEqual([]);
    // our choice: 40 times what it takes here
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});
