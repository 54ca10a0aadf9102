import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/report/audit-report.ts';
import { tableReport } from '../../src/report/table.ts';
import { auditReport, digest, host, now, workload } from './fleet.ts';

const store = { name: 'vault', endpoint: 'vault:443', names: ['vault'], servedChain: { state: 'not-configured' as const }, gaps: [] };
const told = (generations: object): string => {
  const report = auditReport([host('web-1', [workload('web')])], { stores: [{ ...store, generations }] });
  return tableReport(report, { color: false, width: 120 }).replaceAll(/\s+/g, ' ');
};

it('says of a store whose chain is not looked at what its hosts are judged by', () => {
  const current = { certificates: [digest('ca')], since: now, version: '1' };
  expect(told({ current })).toContain('by configuration: judged by the current CA');
  expect(told({})).toContain('by configuration, and its current CA is not known: nothing can be judged');
  expect(told({})).not.toContain('judged by the current CA');
});

describe('the nodes of a store', () => {
  const node = (last: number, what: string) => ({
    state: 'known' as const,
    address: `10.0.0.${last}:443`,
    certificates: [digest(what)],
    protocol: 'TLSv1.3',
    narrower: [],
  });
  const silent = { state: 'unknown' as const, address: '10.0.0.9:443', reason: 'no answer' };
  const line = (nodes: readonly NonNullable<AuditReport['stores'][number]['nodes']>[number][]) => {
    const servedChain = { state: 'known', certificates: [digest('a')], observedAt: now, from: 'handshake' } as const;
    const report = auditReport([host('web-1', [workload('web')])], { stores: [{ ...store, generations: {}, servedChain, nodes }] });
    return tableReport(report, { color: false, width: 120 }).replaceAll(/\s+/g, ' ');
  };

  it('are counted, with those that were not seen and those that serve something else', () => {
    expect(line([node(1, 'a')])).not.toContain('addresses');
    expect(line([node(1, 'a'), node(2, 'a')])).toContain(' at all 2 addresses ');
    expect(line([node(1, 'a'), node(2, 'b'), silent])).toContain(' at 2 of 3 addresses, 2 different ones');
  });
});
