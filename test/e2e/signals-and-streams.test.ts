import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, scratch } from '../credential-store/servers.ts';
import { builtCli, type Ran, reportOf, runCli, type Start, startCli } from './built-cli.ts';
import { writeReplayedFleet } from './recorded-fleet.ts';

const home = scratch();
const json = ['--format', 'json'];
let evidence: readonly string[] = [];

beforeAll(async () => {
  writeReplayedFleet(home.folder);
  const collected = await cli(['collect', '--config', 'snowline.yaml']);
  evidence = collected.stdout.trimEnd().split('\n');
});
afterAll(() => home.remove());

describe('an interruption while the store says nothing', () => {
  let silent: Awaited<ReturnType<typeof listen>>;
  beforeAll(async () => {
    silent = await listen(() => undefined);
    home.write(
      'hanging.yaml',
      readable('snowline.yaml')()
        .replace('vault.corp.internal:8200', `127.0.0.1:${silent.port}`)
        .replace('{ from: file, path: ca/served.pem }', '{ from: tls }'),
    );
  });
  afterAll(() => silent.stop());

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s writes what is complete, says so and exits with %i', async (signal, status) => {
    const ran = await interrupted(signal, ['scan', '--config', 'hanging.yaml', ...json]);
    expect(ran.status).toBe(status);
    expect(ran.stderr).toContain('interrupted: writing what is complete');
    const report = reportOf(ran);
    expect(report.hosts.map(({ restart }) => restart.verdict)).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'unknown']);
    expect(report).toMatchObject({ complete: false, coverage: { judged: 0 } });
    expect(report.remarks.join()).toContain('the collection was interrupted');
  });

  it('leaves evidence that says how it ended and can be assessed', async () => {
    const ran = await interrupted('SIGINT', ['collect', '--config', 'hanging.yaml']);
    expect(ran.status).toBe(130);
    const lines = ran.stdout.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ type: 'end', records: lines.length - 1, interrupted: true });
    expect(lines.filter((line) => line.includes('"type":"host"'))).toHaveLength(5);
    const assessed = await cli(['assess', '-', '--fail-on', 'none'], { stdin: ran.stdout });
    expect(assessed).toMatchObject({ status: 3, stdout: expect.stringMatching(/^INCOMPLETE/) });
  });

  it('ends doctor, which has nothing to write', async () => {
    const ran = await interrupted('SIGTERM', ['doctor', '--config', 'hanging.yaml']);
    expect(ran).toMatchObject({ status: 143, stdout: '' });
  });

  it('ends an assess that waits for its input', async () => {
    const child = spawn(process.execPath, [builtCli, 'assess', '-'], { env: {}, stdio: ['pipe', 'pipe', 'pipe'], timeout: 30_000 });
    // more than a pipe holds: once it is written, somebody reads, and listens for signals since before
    await new Promise((written) => child.stdin.write(`${evidence[0]}\n${'\n'.repeat(4_000_000)}`, written));
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(130);
  });

  async function interrupted(signal: NodeJS.Signals, args: readonly string[]): Promise<Ran> {
    const running = startCli(args, { cwd: home.folder });
    await running.says(args[0] === 'doctor' ? 'reading the chain' : '5 of 5 hosts');
    running.child.kill(signal);
    return running.ended;
  }
});

describe('the streams', () => {
  it.each([
    ['demo'],
    ['demo --format json'],
    ['collect --config snowline.yaml'],
    ['scan --config snowline.yaml 2>&1'],
    ['--help'],
    ['completion'],
  ])('of %s may be closed early', (line) => {
    const script = `{ '${process.execPath}' '${builtCli}' ${line}; echo "exit $?" >&3; } 3>status | head -c 1`;
    const ran = spawnSync('sh', ['-c', script], { cwd: home.folder, env: { PATH: '/usr/bin:/bin' }, encoding: 'utf8', timeout: 30_000 });
    expect(ran.stdout).toHaveLength(1);
    expect(ran.stderr).not.toMatch(/EPIPE|internal error|node:/);
    expect(readable('status')()).toMatch(/^exit [013]\n$/);
  });

  it('stderr stays empty with --quiet, and stdout is the same', async () => {
    const args = ['assess', 'evidence.jsonl'];
    home.write('evidence.jsonl', `${evidence.join('\n')}\n`);
    const [quiet, loud, scanned, collected] = await Promise.all([
      cli([...args, '--quiet']),
      cli(args),
      cli(['scan', '--config', 'snowline.yaml', '--quiet']),
      cli(['collect', '--config', 'snowline.yaml', '--quiet', '--output', 'quiet.jsonl']),
    ]);
    expect(quiet.stdout).toBe(loud.stdout);
    expect(loud.stderr).not.toBe('');
    expect([quiet.stderr, scanned.stderr, collected.stderr]).toEqual(['', '', '']);
    expect(scanned.stdout).not.toBe('');
  });

  it('carry no escape sequences into pipes, whatever the terminal is called', async () => {
    const environments: Readonly<Record<string, string>>[] = [
      { TERM: 'xterm-256color', COLORTERM: 'truecolor' },
      { FORCE_COLOR: '3' },
      { NO_COLOR: '1' },
    ];
    const runs = await Promise.all(environments.map((env) => cli(['scan', '--config', 'snowline.yaml'], { env })));
    for (const ran of runs) expect((ran.stdout + ran.stderr).includes('\u001b')).toBe(false);
  });

  it.skipIf(!existsSync('/usr/bin/script'))('carry none into a terminal with NO_COLOR, and some without', () => {
    const onTerminal = (env: Readonly<Record<string, string>>): string => {
      const line = `'${process.execPath}' '${builtCli}' demo --quiet`;
      const options = { encoding: 'utf8', timeout: 30_000, env: { PATH: '/usr/bin:/bin', TERM: 'xterm', ...env } } as const;
      return spawnSync('/usr/bin/script', ['-qec', line, '/dev/null'], options).stdout;
    };
    expect(onTerminal({}).includes('\u001b[')).toBe(true);
    const plain = onTerminal({ NO_COLOR: '1' });
    expect(plain).toContain('OUTAGE: permissions');
    expect(plain.includes('\u001b')).toBe(false);
  });

  it('write the report to a file with --output, and nothing to stdout', async () => {
    const [ran, printed] = await Promise.all([cli(['demo', '--output', 'report.txt']), cli(['demo'])]);
    expect(ran).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('written to report.txt') });
    expect(readFileSync(path.join(home.folder, 'report.txt'), 'utf8')).toBe(printed.stdout);
  });
});

const otherNode = '/usr/bin/node';
const otherVersion = existsSync(otherNode)
  ? spawnSync(otherNode, ['-p', 'process.versions.node'], { encoding: 'utf8', env: {} }).stdout.trim()
  : '';
const isOld = otherVersion !== '' && Number.parseInt(otherVersion, 10) < 22;

describe('a Node that is too old', () => {
  it.skipIf(!isOld).each([[['demo']], [['--version']], [[]]])(
    `says what is needed and what it is (${otherVersion || 'none here'}): %j`,
    async (args) => {
      const ran = await cli(args, { node: otherNode });
      expect(ran).toMatchObject({ status: 2, stdout: '' });
      expect(ran.stderr).toMatch(/^snowline needs Node 22\.18 or newer, this is \d+\.\d+\.\d+ \(\/usr\/bin\/node\)\nhint: /);
    },
  );
});

function cli(args: readonly string[], start: Start = {}): Promise<Ran> {
  return runCli(args, { cwd: home.folder, ...start });
}

function readable(name: string): () => string {
  return () => readFileSync(path.join(home.folder, name), 'utf8');
}
