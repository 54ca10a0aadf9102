import { describe, expect, it } from 'vitest';
import { type RehearsalReport, rehearsalJson, rehearsalSchemaId } from '../../../src/report/rehearsal/rehearsal-report.ts';
import { rehearsalTable } from '../../../src/report/rehearsal/rehearsal-table.ts';
import { countRehearsal } from '../../../src/restart/rehearsal/compare.ts';
import type { Rehearsal } from '../../../src/restart/rehearsal/rehearsal-verdict.ts';
import { everyRehearsal, rehearsed } from '../rehearsed.ts';
import { describeReporter } from '../reporter-contract.ts';

const escape = String.fromCodePoint(0x1b);
const reportOf = (rehearsal: Rehearsal | undefined, complete = true): RehearsalReport => ({
  schema: rehearsalSchemaId,
  tool: { name: 'snowline', version: '0.1.0' },
  now: '2026-11-22T14:00:00Z',
  complete,
  ...(rehearsal ?? countRehearsal([])),
});

describeReporter({
  name: 'the table of a rehearsal',
  render: ({ rehearsal }) => rehearsalTable(reportOf(rehearsal), { color: true, width: 80 }),
  width: 80,
  ownSgr: new RegExp(`${escape}\\[(?:1;31|33|35|1;32|32|0)m`, 'g'),
});

describe('the table of a rehearsal', () => {
  const said = (rehearsal: Rehearsal, complete = true): string =>
    rehearsalTable(reportOf(rehearsal, complete), { color: false, width: 100 }).replaceAll(/\s+/g, ' ');

  it('says a disagreement first and at length', () => {
    const text = said(everyRehearsal());
    expect(text).toMatch(/^DISAGREES with reality: 1 of 3 predictions on 3 hosts; 1 could not be compared\. Do not rely on verdicts/);
    expect(text).toMatch(
      /DISAGREES: api on web-1, .* Predicted accepts vault-main: a path .* Reality rejects it .*rejected: curl: \(60\) SSL certificate problem/,
    );
    expect(text).toContain('Mind rehearsed as app, and the unit runs as web');
    expect(text.indexOf('DISAGREES: api')).toBeLessThan(text.indexOf('agrees web-1'));
  });

  it('says who agrees, with the expected error, and what was not compared and why', () => {
    const text = said(everyRehearsal());
    expect(text).toContain('agrees web-1 web trusts vault-main, as predicted, by curl as app');
    expect(text).toContain('agrees db-1 db rejects vault-main, as predicted, by curl as app, with the expected error');
    expect(text).toMatch(
      /not comparable db-1 go vault-main: Go is part of the program openssl as app, .*: accepted \(another client: no comparison\)/,
    );
    expect(text).toContain('gone-1: nothing was rehearsed: timed out: not logged in within 10 s');
  });

  it('says what a handshake does not test, where the verdict is worse than it', () => {
    const lost = rehearsed('web', { verdict: 'will-fail', verdictCode: 'CLIENT_CERT_UNTRUSTED' });
    const text = said(countRehearsal([{ id: 'a', name: 'a', workloads: [lost] }]));
    expect(text).toContain(
      'trusts vault-main, as predicted, by curl as app its verdict is will-fail (CLIENT_CERT_UNTRUSTED), which no rehearsal tests',
    );
    expect(said(countRehearsal([{ id: 'a', name: 'a', workloads: [rehearsed('web', { verdict: 'ready' })] }]))).not.toContain(
      'its verdict',
    );
  });

  it('names the store, and says once what is to be said of many', () => {
    const open = (store: string, root: string) =>
      rehearsed('box', { store, root, result: 'not-comparable', why: `in container ${root}: not seen`, handshakes: [] });
    const workloads = ['0123456789ab', '123456789abc', '23456789abcd'].map((root) => open('one', root));
    const text = said(countRehearsal([{ id: 'a', name: 'a', workloads: [...workloads, open('two', '0123456789ab')] }]));
    expect(text.match(/not comparable a box one: not seen 3 workloads alike/g)).toHaveLength(1);
    expect(text.match(/not comparable a box two: not seen/g)).toHaveLength(1);
  });

  it('tells why nothing could be compared to its end, where it says what to declare', () => {
    const why = `${'which of them it fetches its secrets with is not known, and '.repeat(9)}declare it with client:`;
    const open = rehearsed('web', { result: 'not-comparable', why, handshakes: [] });
    const text = rehearsalTable(reportOf(countRehearsal([{ id: 'a', name: 'a', workloads: [open] }])), { color: false, width: 80 });
    expect(text.replaceAll(/\s+/g, ' ')).toContain('declare it with client:');
  });

  it('says plainly where all agree, and where nothing could be compared', () => {
    const one = countRehearsal([{ id: 'a', name: 'a', workloads: [rehearsed('web')] }]);
    expect(said(one)).toMatch(/^Rehearsed on 1 host: 1 of 1 prediction agrees with what the services' own clients did/);
    expect(said(countRehearsal([]))).toMatch(/^Rehearsed on 0 hosts: nothing could be compared with a prediction/);
    expect(said(one, false)).toContain('It was interrupted');
  });
});

describe('the JSON of a rehearsal', () => {
  it('is the report, and holds nothing that a terminal would obey', () => {
    const report = reportOf(everyRehearsal());
    expect(JSON.parse(rehearsalJson(report))).toEqual(report);
    expect(rehearsalJson({ ...report, tool: { name: 'x\u009b2J\u202e', version: '' } })).not.toMatch(/[\u009b\u202e]/);
  });
});
