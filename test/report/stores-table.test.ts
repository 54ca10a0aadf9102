import { expect, it } from 'vitest';
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
