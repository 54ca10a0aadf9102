import { describe, expect, it } from 'vitest';
import { rotationTable } from '../../src/report/rotation-table.ts';
import type { RotationPlan } from '../../src/rotation/rotation-plan.ts';
import { everything } from './everything.ts';
import { auditReport } from './fleet.ts';
import { describeReporter } from './reporter-contract.ts';

const plain = { color: false, width: 80 };
const escape = String.fromCodePoint(0x1b);

describeReporter({
  name: 'the rotation checklist',
  render: (report) => rotationTable(report, { color: true, width: 80 }),
  width: 80,
  ownSgr: new RegExp(`${escape}\\[(?:1;31|35|0)m`, 'g'),
});

const pending: RotationPlan = {
  store: 'vault-main',
  pair: 'current-pending',
  phases: { neither: 0, 'old-only': 0, both: 8, 'new-only': 0, unknown: 0 },
  switchAt: '2026-12-01T00:00:00Z',
  failAfterSwitch: [],
  unknown: [],
};

function said(plans: readonly RotationPlan[], overrides: Parameters<typeof auditReport>[1] = {}): string {
  return rotationTable(auditReport([], { rotation: plans, ...overrides }), plain).replaceAll(/\s+/g, ' ');
}

describe('the rotation checklist', () => {
  it('lets the switch go ahead where everybody was judged and trusts the new CA', () => {
    expect(said([pending])).toBe(
      'no workload blocks the switch: all 8 were judged and trust the new CA' +
        ' vault-main: current → pending CA, switch on 2026-12-01 (in 8 days)' +
        ' trust both CAs: 8 · old only: 0 · new only: 0 · neither: 0 · unknown: 0 ',
    );
  });

  it('names who would fail after the switch, grouped by service', () => {
    const failAfterSwitch = Array.from({ length: 9 }, (_, index) => ({ host: `web-${index}`, service: 'web', phase: 'old-only' }));
    const text = said([{ ...pending, phases: { ...pending.phases, 'old-only': 9 }, failAfterSwitch }]);
    expect(text).toMatch(/^9 workloads block the switch vault-main/);
    expect(text).toContain('9 web old only web-0, web-1, web-2');
  });

  it('names containers, and counts their host once', () => {
    const at = (root: string) => ({ host: 'app-1', root, service: 'web' });
    const failAfterSwitch = ['b2', 'b1'].map((root) => ({ ...at(root), phase: 'neither' }));
    const unknown = ['b3', 'b4'].map((root) => ({ ...at(root), reason: `in container ${root}: /ca.pem was not read` }));
    const text = said([{ ...pending, failAfterSwitch, unknown }]);
    expect(text).toMatch(/^2 workloads block the switch/);
    expect(text).toContain('1 web neither app-1 (containers b1 and b2)');
    expect(text).toContain('1 web /ca.pem was not read app-1 (containers b3 and b4)');
  });

  it('tells hosts of one name apart by their id', () => {
    const failAfterSwitch = ['i-1', 'i-2', 'i-3'].map((host) => ({
      host,
      name: host === 'i-3' ? 'db' : 'web',
      service: 'web',
      phase: 'old-only',
    }));
    expect(said([{ ...pending, failAfterSwitch }])).toContain('db, web (i-1), web (i-2)');
  });

  it.each<[string, readonly RotationPlan[], Parameters<typeof auditReport>[1]]>([
    ['a workload is unknown', [{ ...pending, unknown: [{ host: 'a', service: 'web', reason: 'no recorded evidence' }] }], {}],
    ['a phase is unknown that the list does not name', [{ ...pending, phases: { ...pending.phases, unknown: 1 } }], {}],
    [
      'the inventory has a gap',
      [pending],
      { coverage: { expected: 8, judged: 8, percent: 100, gaps: [{ scope: 'x', reason: 'denied' }], ledger: [] } },
    ],
    ['the evidence was cut off', [pending], { complete: false }],
    ['nobody uses the store', [{ ...pending, phases: { ...pending.phases, both: 0 } }], {}],
  ])('gives no all-clear where %s', (_name, plans, overrides) => {
    expect(said(plans, overrides)).toContain('no all-clear');
    expect(said(plans, overrides)).not.toContain('no workload blocks');
  });

  it('tells a log of fetches from a part of the inventory', () => {
    const gaps = [{ kind: 'fetch-log' as const, scope: 'trail.json', reason: 'fetches of secrets: it could not be read' }];
    const text = said([pending], { coverage: { expected: 8, judged: 8, percent: 100, gaps, ledger: [] } });
    expect(text).toContain('this is no all-clear: 1 log of fetches could not be read whole');
    expect(text).not.toContain('inventory');
  });

  it('gives no all-clear where a workload trusts the old CA only, whatever the list says', () => {
    const text = said([{ ...pending, phases: { ...pending.phases, 'old-only': 2 } }]);
    expect(text).toContain('2 workloads do not trust the new CA');
  });

  it('says who is unknown and why', () => {
    expect(said(everything().rotation)).toContain('1 legacy no recorded evidence legacy-1');
  });

  it('says that there is nothing to compare where no store has two generations', () => {
    expect(said([])).toBe('no store has two CA generations to compare, so no switch can be judged ');
  });
});
