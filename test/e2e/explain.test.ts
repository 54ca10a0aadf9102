import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { reportOf, root, runCli } from './built-cli.ts';
import { schemaProblems } from './published-schemas.ts';

const evidence = path.join(root, 'reports/examples/incident.evidence.jsonl');
const folder = mkdtempSync(path.join(tmpdir(), 'snowline-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('snowline explain', () => {
  it('tells the story of a lost host in one screen, and ends with 0', async () => {
    const { status, stdout, stderr } = await runCli(['explain', 'permissions-01', '--demo']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(40);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('WILL FAIL: permissions');
    expect(text).toMatch(
      /Path "CN=secrets\.corp\.internal" .*→ "CN=Corp Secrets Issuing CA 2, O=Corp" .*Missing link no anchor named "CN=Corp Secrets Root G2/,
    );
    expect(text).toMatch(
      /2025-07-22 .*the process started, and keeps what it loaded.*2025-11-12 .*restart breaks: from here on.*2026-03-03 .*now: a restart would lose/,
    );
    expect(text).toMatch(/The log will say .*Not the cause .*Do do not restart it/);
  });

  it('takes the id as well as the name, recorded evidence as well as the demo, and stdin', async () => {
    const [byName, byId, byFile, byStdin] = await Promise.all([
      runCli(['explain', 'permissions-01', '--demo']),
      runCli(['explain', 'i-0df4777d8146d9e0f', '--demo']),
      runCli(['explain', 'permissions-01', '--evidence', evidence]),
      runCli(['explain', 'permissions-01', '--evidence', '-'], { stdin: readFileSync(evidence, 'utf8') }),
    ]);
    expect(new Set([byName, byId, byFile, byStdin].map(({ stdout }) => stdout)).size).toBe(1);
  });

  it('gives machines the report of that host alone', async () => {
    const report = reportOf(await runCli(['explain', 'permissions-01', '--demo', '--format', 'json']));
    expect(schemaProblems('audit', report)).toEqual([]);
    expect(report.hosts.map(({ name }) => name)).toEqual(['permissions-01']);
  });

  it('answers for another day', async () => {
    const { stdout } = await runCli(['explain', 'web-01', '--demo', '--now', '2026-12-01']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/WILL FAIL: web.*PATH_EXPIRES/);
  });

  it('writes to a file', async () => {
    const file = path.join(folder, 'host.txt');
    const { stderr } = await runCli(['explain', 'permissions-01', '--demo', '--output', file]);
    expect(stderr).toContain('written to');
    expect(readFileSync(file, 'utf8')).toContain('WILL FAIL: permissions');
  });

  it('says what a reason code means and which check gives it', async () => {
    const { status, stdout } = await runCli(['explain', 'ONLY_OLD_CA']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ONLY_OLD_CA: the trust store holds the previous CA/);
    expect(stdout).toContain('check trust');
    const { stdout: json } = await runCli(['explain', 'ONLY_OLD_CA', '--format', 'json']);
    expect(JSON.parse(json)).toMatchObject({ code: 'ONLY_OLD_CA', checks: expect.arrayContaining(['trust']) });
    expect((await runCli(['explain', 'NO_SURVIVOR'])).stdout).toContain('no check of a host');
  });

  it.each([
    [['explain'], 'explain needs a host or a reason code'],
    [['explain', 'web-01'], 'no credential store to check against'],
    [['explain', 'web-01', '--store', 'https://127.0.0.1:1'], 'no host of the inventory is called web-01'],
    [['explain', 'web-01', '--demo', '--evidence', evidence], 'explain takes either --evidence FILE or --demo'],
    [['explain', 'web-01', '--demo', '--config', 'snowline.yaml'], '--demo is judged as it was recorded, without --config'],
    [['explain', 'permisions-01', '--demo'], 'did you mean permissions-01?'],
    [['explain', 'ONLY_OLD_CAS', '--demo'], 'did you mean ONLY_OLD_CA?'],
    [['explain', 'web-01', '--evidence', '/no/such/file'], 'cannot read the evidence'],
  ])('refuses %j', async (args, message) => {
    const { status, stdout, stderr } = await runCli(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
