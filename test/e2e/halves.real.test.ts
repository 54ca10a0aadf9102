import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditReport } from '../../src/report/audit-report.ts';
import { scratch } from '../credential-store/servers.ts';
import { describeWith } from '../require.ts';
import { reportOf, runCli, type Start } from './built-cli.ts';
import { schemaProblems } from './published-schemas.ts';
import { writeReplayedFleet } from './recorded-fleet.ts';

describeWith([], 'collect and assess, the two halves of scan', () => {
  const home = scratch();
  const day = 86_400_000;
  const clock = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
  const later = new Date(Date.parse(clock) + 2 * day).toISOString();
  const inFolder = (start: Start = {}): Start => ({ cwd: home.folder, ...start });
  const config = ['--config', 'snowline.yaml'];
  const json = ['--format', 'json'];
  let evidence = '';
  beforeAll(async () => {
    writeReplayedFleet(home.folder);
    const collected = await runCli(['collect', ...config], inFolder({ clock }));
    if (collected.status !== 0) throw new Error(collected.stderr);
    evidence = collected.stdout;
    writeFileSync(path.join(home.folder, 'evidence.jsonl'), evidence);
  });
  afterAll(() => home.remove());

  it('give byte for byte what scan gives at the same moment', async () => {
    const [scanned, assessed, piped] = await Promise.all([
      runCli(['scan', ...config, ...json], inFolder({ clock })),
      // assessed on another day, and in another folder: nothing of either stands in the report
      runCli(['assess', path.join(home.folder, 'evidence.jsonl'), ...json], { clock: later, cwd: '/' }),
      runCli(['assess', '-', ...json], inFolder({ clock: later, stdin: evidence })),
    ]);
    expect(summaryOf(reportOf(scanned))).toEqual({
      'orders-1': 'will-fail',
      'orders-2': 'ready',
      'search-1': 'ready',
      'search-2': 'ready',
      'search-3': 'unknown',
    });
    expect(assessed.stdout === scanned.stdout).toBe(true);
    expect(piped.stdout === scanned.stdout).toBe(true);
    expect([scanned.status, assessed.status, piped.status]).toEqual([1, 1, 1]);
  });

  it('give the same for another moment, horizon and table, and the rotation too', async () => {
    const now = ['--now', later, '--horizon', '365d'];
    const pairs = await Promise.all(
      [
        ['scan', 'assess', ...now, ...json],
        ['scan', 'assess', ...now],
        ['rotation', 'rotation', ...json],
        ['rotation', 'rotation'],
      ].map(([first = '', second = '', ...flags]) =>
        Promise.all([
          runCli([first, ...config, ...flags], inFolder({ clock })),
          runCli([second, 'evidence.jsonl', ...flags], inFolder({ clock: later })),
        ]),
      ),
    );
    for (const [scanned, assessed] of pairs) {
      expect(assessed.stdout).toBe(scanned.stdout);
      expect(assessed.status).toBe(scanned.status);
      expect(scanned.stdout.length).toBeGreaterThan(200);
    }
  });

  it('differ on a running clock in nothing but when it was looked', async () => {
    const judged = new Date(Date.parse(later) + day).toISOString();
    const [scanned, collected] = await Promise.all([
      runCli(['scan', ...config, ...json, '--now', judged], inFolder()),
      runCli(['collect', ...config], inFolder({ clock: later })),
    ]);
    const assessed = await runCli(['assess', '-', ...json, '--now', judged], inFolder({ stdin: collected.stdout }));
    expect(assessed.stdout).not.toBe(scanned.stdout);
    expect(withoutLooking(reportOf(assessed))).toEqual(withoutLooking(reportOf(scanned)));
  });

  it('give the same twice for the same inputs and moment', async () => {
    const runs = await Promise.all([1, 2].map(() => runCli(['assess', 'evidence.jsonl', ...json, '--now', later], inFolder())));
    expect(runs[0]!.stdout.length).toBeGreaterThan(1000);
    expect(runs[1]!.stdout).toBe(runs[0]!.stdout);
    const again = await runCli(['collect', ...config], inFolder({ clock }));
    expect(again.stdout).toBe(evidence);
  });

  it('carry the rules of the configuration in the evidence', async () => {
    const report = reportOf(await runCli(['assess', '-', ...json], { cwd: '/', stdin: evidence }));
    expect(report.findings.filter(({ ruleId }) => ruleId.startsWith('own/'))).toMatchObject([
      { ruleId: 'own/never-restarted', host: 'orders-1', message: 'orders-1 would not come back' },
    ]);
  });

  it('speak by the published schemas', async () => {
    const lines = evidence.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.flatMap((line) => schemaProblems('evidence', JSON.parse(line)))).toEqual([]);
    const reports = await Promise.all([
      runCli(['assess', 'evidence.jsonl', ...json], inFolder()),
      runCli(['rotation', 'evidence.jsonl', ...json], inFolder()),
      runCli(['assess', '-', ...json], inFolder({ stdin: lines.slice(0, -4).join('\n') })),
    ]);
    for (const ran of reports) expect(schemaProblems('audit', reportOf(ran))).toEqual([]);
  });

  it('write evidence and reports for their owner alone, also over a file that others could read', async () => {
    const file = (name: string) => path.join(home.folder, name);
    // Longer than what takes its place; evidence may only replace evidence.
    for (const [name, text] of [
      ['old.jsonl', evidence + evidence],
      ['old.json', 'x'.repeat(1_000_000)],
    ] as const) {
      writeFileSync(file(name), text);
      chmodSync(file(name), 0o644);
    }
    const outputs = await Promise.all([
      runCli(['collect', ...config, '--output', 'new.jsonl'], inFolder({ clock })),
      runCli(['collect', ...config, '--output', 'old.jsonl'], inFolder({ clock })),
      runCli(['scan', ...config, '--output', 'new.txt'], inFolder({ clock })),
      runCli(['assess', 'evidence.jsonl', ...json, '--output', 'old.json'], inFolder()),
    ]);
    for (const ran of outputs) expect(ran.stdout).toBe('');
    const modes = ['new.jsonl', 'old.jsonl', 'new.txt', 'old.json'].map((name) => (statSync(file(name)).mode & 0o777).toString(8));
    expect(modes).toEqual(['600', '600', '600', '600']);
    expect(readFileSync(file('new.jsonl'), 'utf8')).toBe(evidence);
    expect(readFileSync(file('old.jsonl'), 'utf8')).toBe(evidence);
    expect(reportOf(await runCli(['assess', 'evidence.jsonl', ...json], inFolder()))).toEqual(
      JSON.parse(readFileSync(file('old.json'), 'utf8')),
    );
  });
});

function summaryOf(report: AuditReport): Readonly<Record<string, string>> {
  return Object.fromEntries(report.hosts.map((host) => [host.id, host.restart.verdict]));
}

/** Two collections are made at two moments; the report says so in these two places. */
function withoutLooking(report: AuditReport): unknown {
  const stores = report.stores.map((store) => ({ ...store, servedChain: { ...store.servedChain, observedAt: '' } }));
  return { ...report, startedAt: '', stores };
}
