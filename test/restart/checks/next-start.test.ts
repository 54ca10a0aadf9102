import { describe, expect, it } from 'vitest';
import type { HostEvidence, WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import { current, moment, running, storeOf, trusting, workload } from '../scene.ts';

const store = storeOf({ served: [current.leaf], current: [current.root] });
const noUnit = 'no unit starts this process; its next start is taken to be like the running one';
const process: WorkloadEvidence = {
  ...running('2026-03-01T00:00:00Z'),
  name: 'orders',
  origin: 'process',
  missing: [{ fact: 'unit', reason: noUnit }],
};

function verdictOf(evidence: WorkloadEvidence, unit: string | undefined, units: readonly string[] = []) {
  const others = units.map((name): WorkloadEvidence => ({ ...running('2026-03-01T00:00:00Z'), name, unit: { name, state: 'active' } }));
  const observed: HostEvidence = {
    id: 'i-1',
    collector: 'local/1',
    observedAt: '2026-06-01T00:00:00Z',
    runtimes: [],
    trustFiles: [],
    workloads: [evidence, ...others],
    missing: [],
  };
  const declared = { name: 'orders', ...(unit === undefined ? {} : { unit }) };
  const effective = trusting([current.root], { remarks: evidence.missing === undefined ? [] : [noUnit] });
  return judgeWorkload({ workload: workload({ evidence }), store, effective, observed, declared }, moment);
}

describe('a process that no unit starts', () => {
  it('has an unknown next start, said once, with whom to ask', () => {
    const { verdict, reasons } = verdictOf(process, undefined, ['other.service']);
    expect(verdict).toBe('unknown');
    expect(reasons.filter(({ proof }) => proof.summary.includes(noUnit))).toMatchObject([
      {
        severity: 'medium',
        proof: { summary: `how it would be started again is not known: ${noUnit}` },
        remedy: expect.stringContaining('have a unit of systemd'),
      },
    ]);
  });

  it('names the unit that it is declared to be and that is not there, with those that are', () => {
    const { verdict, reasons } = verdictOf(process, 'nothere.service', ['there.service', 'b.service']);
    expect(verdict).toBe('unknown');
    expect(reasons[0]).toMatchObject({
      proof: {
        summary:
          'how it would be started again is not known: unit nothere.service, which the configuration names for orders, was not seen on the host; seen were b.service, there.service',
      },
      remedy: expect.stringContaining('unit:'),
    });
  });

  it('is another thing than the declared unit, where that is there', () => {
    const { reasons } = verdictOf(process, 'there.service', ['there.service']);
    expect(reasons[0]?.proof.summary).toContain(noUnit);
  });
});

it('a unit of the name of the service is taken for it, whatever unit is declared', () => {
  const unit = { ...running('2026-03-01T00:00:00Z'), unit: { name: 'orders.service', state: 'active' as const } };
  expect(verdictOf(unit, 'nothere.service').verdict).toBe('ready');
});
