import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../src/report/coverage.ts';
import { coverageLedger, type LedgerHost } from '../../src/report/coverage-ledger.ts';
import { tableReport } from '../../src/report/table.ts';
import { auditReport, host, workload as judged, unseen } from './fleet.ts';

type LedgerWorkload = LedgerHost['restart']['workloads'][number];

function workload(service: string, verdict: LedgerWorkload['verdict'], reason = 'timed out'): LedgerWorkload {
  const reasons =
    verdict === 'unknown' ? [{ code: 'UNKNOWN_EVIDENCE' as const, severity: 'medium' as const, proof: { summary: reason } }] : [];
  return { service, verdict, reasons };
}

const hosts = fc.array(
  fc.record({
    account: fc.constantFrom('1', '2', undefined),
    region: fc.constantFrom('eu-west-1', undefined),
    seen: fc.boolean(),
    workloads: fc.array(
      fc.record({
        service: fc.constantFrom('web', 'db'),
        verdict: fc.constantFrom('ready' as const, 'unknown' as const, 'will-fail' as const, 'not-applicable' as const),
        reason: fc.constantFrom('timed out', 'refused'),
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 40 },
);

const build = (plans: typeof hosts extends fc.Arbitrary<infer Plans> ? Plans : never): readonly LedgerHost[] =>
  plans.map(({ account, region, seen, workloads }, index) => ({
    id: `h${index}`,
    name: `h${index}`,
    account,
    region,
    evidence: seen ? { observedAt: '2026-11-22T10:00:00Z' } : {},
    restart: { workloads: workloads.map(({ service, verdict, reason }) => workload(service, verdict, reason)) },
  }));

describe('the ledger', () => {
  it('tells hosts of one name apart by their id', () => {
    const alike = ['i-1', 'i-2'].map((id) => ({ id, name: 'web', evidence: {}, restart: { workloads: [workload('web', 'unknown')] } }));
    expect(coverageLedger(alike)[0]?.holes[0]?.examples).toEqual(['web (i-1)', 'web (i-2)']);
  });

  it('adds up to the coverage, and its holes to what was not judged', () => {
    fc.assert(
      fc.property(hosts, (plans) => {
        const built = build(plans);
        const ledger = coverageLedger(built);
        const coverage = coverageOf(built as unknown as Parameters<typeof coverageOf>[0], []);
        const sum = (of: (row: (typeof ledger)[number]) => number) => ledger.reduce((total, row) => total + of(row), 0);
        expect([sum((row) => row.expected), sum((row) => row.judged)]).toEqual([coverage.expected, coverage.judged]);
        for (const row of ledger) {
          expect(row.holes.reduce((total, hole) => total + hole.count, 0)).toBe(row.expected - row.judged);
          expect(row.seen).toBeLessThanOrEqual(row.expected);
        }
        expect(coverageLedger(built.toReversed())).toEqual(ledger);
      }),
      { numRuns: 200, seed: 20261122 },
    );
  });

  it('tells reasons without the names of hosts, with some of them as examples', () => {
    const lost = (id: string): LedgerHost => ({
      id,
      name: id,
      evidence: {},
      restart: { workloads: [workload('web', 'unknown', `no recorded evidence for ${id} in fleet.jsonl`)] },
    });
    expect(coverageLedger(['d', 'c', 'b', 'a'].map(lost))).toEqual([
      {
        scope: { service: 'web' },
        expected: 4,
        seen: 0,
        judged: 0,
        holes: [{ code: 'UNKNOWN_EVIDENCE', reason: 'no recorded evidence for … in fleet.jsonl', count: 4, examples: ['a', 'b', 'c'] }],
      },
    ]);
  });

  it('stays short where every host has a reason of its own', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      id: `h${index}`,
      name: `h${index}`,
      evidence: {},
      restart: { workloads: [workload('web', 'unknown', `broken in way ${index}`)] },
    }));
    const [row] = coverageLedger(many);
    expect(row?.holes).toHaveLength(21);
    expect(row?.holes.at(-1)).toMatchObject({ reason: '480 other reasons', count: 480 });
  });
});

describe('the table', () => {
  const inAccount = (account: string, name: string, seen: boolean) =>
    host(name, [seen ? judged('web') : unseen('web')], { account, region: 'eu-west-1' });

  it('says where coverage is missing, the worst place first', () => {
    const report = auditReport([
      inAccount('111111111111', 'a', true),
      ...['b', 'c'].map((name) => inAccount('222222222222', name, false)),
      inAccount('333333333333', 'd', false),
    ]);
    const lines = tableReport(report, { color: false, width: 80 }).split('\n');
    const at = lines.findIndex((line) => line.startsWith('WHERE COVERAGE IS MISSING'));
    expect(lines[at + 3]).toMatch(/222222222222\/eu-west-1 +web +2 +\d +0$/);
    expect(lines[at + 4]).toMatch(/333333333333\/eu-west-1 +web +1 +\d +0$/);
    expect(lines[at + 5]).toBe('  1 place is judged completely');
  });

  it('says nothing of it where all hosts stand in one place', () => {
    const report = auditReport([inAccount('1', 'a', true), inAccount('1', 'b', false)]);
    expect(tableReport(report, { color: false, width: 80 })).not.toContain('WHERE COVERAGE IS MISSING');
  });
});
