import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/report/audit-report.ts';
import { scratch } from '../credential-store/servers.ts';
import { type Ran, reportOf, runCli, type Start } from './built-cli.ts';
import { writeReplayedFleet } from './recorded-fleet.ts';

const home = scratch();
const config = readable('snowline.yaml');
const json = ['--format', 'json'];
let evidence: readonly string[] = [];

beforeAll(async () => {
  writeReplayedFleet(home.folder);
  const collected = await cli(['collect', '--config', 'snowline.yaml']);
  evidence = collected.stdout.trimEnd().split('\n');
});
afterAll(() => home.remove());

describe('a configuration that does not say what it must', () => {
  it('names file, line, key and the nearest valid key, every fault of it, and exits with 2', async () => {
    home.write(
      'keys.yaml',
      config().replace('inventory:', 'inventroy:').replace('endpoint:', 'endpiont:').replace('all-at-once', 'all-at-one'),
    );
    const ran = await cli(['scan', '--config', 'keys.yaml']);
    expect(ran).toMatchObject({ status: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^error: keys\.yaml:\d+:\d+: /);
    expect(ran.stderr).toMatch(/keys\.yaml:7:1: unknown key "inventroy" at the top level; did you mean "inventory"\?/);
    expect(ran.stderr).toMatch(/keys\.yaml:3:5: unknown key "endpiont" in stores\[0\]; did you mean "endpoint"\?/);
    expect(ran.stderr).toMatch(
      /keys\.yaml:13:\d+: services\.declared\[0\]\.deploy\.strategy: expected one of .*"all-at-once".*found "all-at-one"/,
    );
  });

  it.each([
    ['is no YAML', 'stores: [', /broken\.yaml:\d+:\d+: /],
    ['is a list', '- a\n', /broken\.yaml:1:1: /],
    ['uses a store that it does not declare', 'services: { declared: [{ name: a, stores: [nowhere] }] }\n', /nowhere/],
  ])('that %s is refused with its place', async (_, text, place) => {
    home.write('broken.yaml', text);
    const ran = await cli(['scan', '--config', 'broken.yaml', '--store', 'https://127.0.0.1:9']);
    expect(ran.stderr).toMatch(place);
    expect(ran).toMatchObject({ status: 2, stdout: '' });
  });

  it.concurrent.each([
    [['scan', '--config', 'nowhere.yaml'], /nowhere\.yaml: cannot read the configuration \(ENOENT\)\nhint: .*snowline init/],
    [['assess', 'nowhere.jsonl'], /nowhere\.jsonl: cannot read the evidence \(ENOENT\)\nhint: .*snowline collect/],
    [['assess', 'snowline.yaml'], /snowline\.yaml has no snowline\/evidence\/v1 header record/],
    [['assess'], /assess needs an evidence file/],
    [['assess', ''], /assess needs an evidence file/],
    [['scan', '--config', 'snowline.yaml', '--rules', 'nowhere'], /nowhere: cannot read the rules \(ENOENT\)/],
    [['scan', '--config', 'snowline.yaml', '--rules', 'ca'], /ca: the folder holds no rule/],
    [['scan', '--config', 'snowline.yaml', '--output', 'nowhere/report'], /cannot write nowhere\/report \(ENOENT\)/],
    [['scan', '--config', 'snowline.yaml', '--output', 'ca'], /cannot write ca \(EISDIR\)/],
    [['scan', '--config', 'snowline.yaml', '--output', 'same', '--journal', './same'], /--output and --journal name the same file/],
    [['probe', '--timeout', '0s'], /--timeout 0s leaves no time for anything\nhint: give it at least 1s/],
    [['collect', '--config', 'snowline.yaml', '--output', 'nowhere/e.jsonl'], /cannot write nowhere\/e\.jsonl \(ENOENT\)/],
    [['init', '--output', 'snowline.yaml'], /snowline\.yaml is there already\nhint: pass --force/],
  ])('or a file that is not there ends %j with 2 and the reason', async (args, reason) => {
    const ran = await cli(args);
    expect(ran.stderr).toMatch(reason);
    expect(ran).toMatchObject({ status: 2, stdout: '' });
  });

  it('and inventory, recordings or CA files that are not there are named too', async () => {
    home.write('inventory.yaml', config().replace('hosts.json', 'no-hosts.json'));
    home.write('recording.yaml', config().replace('fleet.evidence.jsonl', 'no.jsonl'));
    home.write('served.yaml', config().replace('ca/served.pem', 'ca/no.pem').replace('ca/current.pem', 'ca/none.pem'));
    const [inventory, recording, served] = await Promise.all(
      ['inventory', 'recording', 'served'].map((name) => cli(['scan', '--config', `${name}.yaml`, '--fail-on', 'none'])),
    );
    expect(inventory).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('no-hosts.json') });
    expect(recording).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('no.jsonl: cannot read the evidence (ENOENT)'),
    });
    // a store whose files are gone is a store that is not known: nobody is ready for it
    expect(served).toMatchObject({ status: 3, stdout: expect.stringContaining('ca/no.pem') });
    expect(served!.stdout).toMatch(/\b0 ready\b/);
  });
});

describe('a command line that means nothing', () => {
  it.concurrent.each([
    [['scna'], /^error: unknown command scna; did you mean scan\?/],
    [['dance'], /^error: unknown command dance\n/],
    [['scan', '--confg', 'x'], /^error: unknown flag --confg; did you mean --config\?/],
    [['demo', '--fail-onn', 'low'], /^error: unknown flag --fail-onn; did you mean --fail-on\?/],
    [['demo', '--format', 'xml'], /^error: --format "xml" is not one of "table", "json"/],
    [['demo', '--fail-on', 'terrible'], /^error: --fail-on "terrible" is not one of "critical", "high"/],
    [['demo', '--now', '2026-02-31'], /^error: --now 2026-02-31 is not an ISO 8601 date or UTC time/],
    [['demo', '--horizon', 'soon'], /^error: --horizon soon is not a duration/],
    [['demo', '--min-coverage', '101'], /^error: --min-coverage "101" is not a percentage/],
    [['demo', '--min-coverage', 'most'], /^error: --min-coverage "most" is not a percentage/],
    [['scan', '--store', 'nonsense://'], /^error: --store "nonsense:\/\/" is not an endpoint/],
    [['scan'], /^error: no credential store to check against/],
    [['scan', '--config'], /^error: --config needs a value\nhint: snowline scan --help/],
  ])('is refused: %j', async (args, message) => {
    const ran = await cli(args);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).toMatch(/^hint: /m);
    expect(ran).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('evidence with a broken line', () => {
  it('makes the host of that line unknown, with the number of the line, and judges the rest', async () => {
    const at = evidence.findIndex((line) => line.includes('"type":"host"') && line.includes('"orders-2"'));
    expect(at).toBeGreaterThan(0);
    const [cut, wrong] = await Promise.all([
      cli(['assess', '-', ...json], { stdin: replaced(at, evidence[at]!.slice(0, 150)) }),
      cli(['assess', '-', ...json], { stdin: replaced(at, evidence[at]!.replace('"collector":"test"', '"collector":7')) }),
    ]);
    for (const ran of [cut, wrong]) {
      const report = reportOf(ran);
      expect(verdicts(report)).toEqual({
        'orders-1': 'will-fail',
        'orders-2': 'unknown',
        'search-1': 'ready',
        'search-2': 'ready',
        'search-3': 'unknown',
      });
      const [reason] = report.hosts.find(({ id }) => id === 'orders-2')!.restart.reasons;
      expect(reason?.proof.summary).toContain(`line ${at + 1} of stdin is malformed`);
      expect(report).toMatchObject({ complete: false, coverage: { expected: 5, judged: 3, percent: 60 } });
      expect(ran.status).toBe(1);
    }
    expect(cut.stdout).toContain('it is not JSON, or was cut off');
    expect(wrong.stdout).toContain('evidence.collector');
  });

  it('does the same for a recording that a scan replays', async () => {
    const recorded = readable('fleet.evidence.jsonl')().split('\n');
    const at = recorded.findIndex((line) => line.includes('"search-1"'));
    home.write('damaged.jsonl', recorded.map((line, index) => (index === at ? line.slice(0, 200) : line)).join('\n'));
    home.write('damaged.yaml', config().replace('fleet.evidence.jsonl', 'damaged.jsonl'));
    const report = reportOf(await cli(['scan', '--config', 'damaged.yaml', ...json]));
    expect(verdicts(report)).toMatchObject({ 'orders-1': 'will-fail', 'search-1': 'unknown', 'search-2': 'ready' });
    expect(report.hosts.find(({ id }) => id === 'search-1')!.restart.reasons[0]?.proof.summary).toContain(
      `line ${at + 1} of damaged.jsonl is malformed`,
    );
  });

  it('calls nobody a non-consumer once a line is lost that may have declared what it uses', async () => {
    const at = evidence.findIndex((line) => line.includes('"type":"service"') && line.includes('"search"'));
    const report = reportOf(await cli(['assess', '-', ...json], { stdin: replaced(at, '{"type":"serv') }));
    expect(verdicts(report)).toMatchObject({ 'search-1': 'unknown', 'search-2': 'unknown', 'orders-1': 'will-fail' });
  });

  it('judges what is there of evidence without an end, says that it is incomplete, and is never an all-clear', async () => {
    const healthy = evidence.filter(
      (line) => !line.includes('"orders-1"') && !line.includes('"search-3"') && !line.includes('"type":"end"'),
    );
    const [ran, table] = await Promise.all([
      cli(['assess', '-', ...json, '--fail-on', 'critical'], { stdin: `${healthy.join('\n')}\n` }),
      cli(['assess', '-', '--fail-on', 'critical'], { stdin: `${healthy.join('\n')}\n` }),
    ]);
    const report = reportOf(ran);
    expect(verdicts(report)).toEqual({ 'orders-2': 'ready', 'search-1': 'ready', 'search-2': 'ready' });
    expect(report).toMatchObject({ complete: false, coverage: { percent: 100, gaps: [{ scope: 'stdin' }] } });
    expect(report.remarks.join()).toContain('stdin has no end record');
    expect([ran.status, table.status]).toEqual([3, 3]);
    expect(table.stdout).toMatch(/^INCOMPLETE/);
  });
});

describe('evidence that was old when it was replayed', () => {
  const later = new Date(Date.now() + 60 * 86_400_000).toISOString();

  it('is not judged by, and says how old it is', async () => {
    const ran = await cli(['scan', '--config', 'snowline.yaml', ...json], { clock: later });
    const report = reportOf(ran);
    expect(new Set(Object.values(verdicts(report)))).toEqual(new Set(['unknown']));
    expect(report.hosts[0]?.restart.reasons).toMatchObject([
      { code: 'STALE_EVIDENCE', proof: { summary: expect.stringMatching(/its evidence is (59|60) days old/) } },
    ]);
    expect(report.coverage.judged).toBe(0);
  });

  it('is judged by where a forecast is asked for', async () => {
    const report = reportOf(await cli(['assess', '-', ...json, '--now', later], { stdin: `${evidence.join('\n')}\n` }));
    expect(verdicts(report)).toMatchObject({ 'orders-1': 'will-fail', 'orders-2': 'ready' });
  });
});

describe('rules of ones own', () => {
  it.each([['scan'], ['collect'], ['rotation']])(
    'with an unknown fact are refused by %s, with the position, before anything is contacted',
    async (command) => {
      mkdirSync(path.join(home.folder, 'wrong/own'), { recursive: true });
      home.write(
        'wrong/own/typo.yaml',
        readable('rules/own/never-restarted.yaml')().replace("assert: 'restart.verdict", "assert: 'host.reigon"),
      );
      const ran = await cli([command, '--config', 'snowline.yaml', '--rules', 'wrong']);
      expect(ran.stderr).toMatch(/^error: .*wrong\/own\/typo\.yaml:7:\d+: unknown fact host\.reigon; did you mean host\.region\?\n$/);
      expect(ran).toMatchObject({ status: 2, stdout: '' });
    },
  );
});

describe('an inventory without a host', () => {
  it('exits with 3 and the reason, in every format', async () => {
    home.write('none.json', '{ "hosts": [] }');
    home.write('none.yaml', config().replace('hosts.json', 'none.json').replace('all-at-once', 'rolling'));
    const [table, report, rotation] = await Promise.all([
      cli(['scan', '--config', 'none.yaml']),
      cli(['scan', '--config', 'none.yaml', ...json]),
      cli(['rotation', '--config', 'none.yaml']),
    ]);
    expect([table.status, report.status, rotation.status]).toEqual([3, 3, 3]);
    expect(table.stdout).toMatch(/^no host was found, so nothing was judged: this is no all-clear/);
    expect(table.stdout).not.toMatch(/\b(?:0|no) (?:problems|findings)\b/i);
    expect(table.stderr).toContain('the inventory lists no host');
    expect(reportOf(report)).toMatchObject({
      coverage: {
        expected: 0,
        judged: 0,
        percent: 0,
        gaps: expect.arrayContaining([{ kind: 'nothing', scope: 'inventory', reason: 'the inventory lists no host' }]),
      },
      findings: expect.arrayContaining([
        expect.objectContaining({ ruleId: 'COVERAGE_GAP', message: 'inventory: the inventory lists no host' }),
      ]),
    });
  });
});

function cli(args: readonly string[], start: Start = {}): Promise<Ran> {
  return runCli(args, { cwd: home.folder, ...start });
}

function readable(name: string): () => string {
  return () => readFileSync(path.join(home.folder, name), 'utf8');
}

/** The evidence with another text in place of one line. */
function replaced(at: number, text: string): string {
  return `${evidence.map((line, index) => (index === at ? text : line)).join('\n')}\n`;
}

function verdicts(report: AuditReport): Readonly<Record<string, string>> {
  return Object.fromEntries(report.hosts.map((host) => [host.id, host.restart.verdict]));
}
