import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { scratch } from '../credential-store/servers.ts';
import { follow, run, shellLine, start } from './program.ts';

// Stands in for ssh: notes who was asked, refuses who stands in the file `denied`, else takes its time and prints the picture of a machine that holds nothing.
const stub = `#!/bin/sh
folder=$(dirname "$0")
case " $* " in *" -O "*) exit 0 ;; esac
for last; do
  [ "$previous" = -- ] && host=$last
  [ "$previous" = -E ] && log=$last
  previous=$last
done
set -- $last
while [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done
echo "$host" >> "$folder/asked.log"
cat > /dev/null
if grep -qx "$host" "$folder/denied" 2> /dev/null; then
  echo "audit@$host: Permission denied (publickey)." >> "$log"
  exit 255
fi
sleep 0.15
printf 'begin\\tsnowline-probe/1\\t%s\\t%s\\nclock\\t%s\\t-\\nself\\t0\\t1\\troot\\t/root\\n' "$3" "$2" "$(date +%s)"
printf 'host\\t%s\\tLinux\\tx86_64\\ntools\\tawk stat\\nend\\t%s\\t6\\n' "$host" "$3"
`;
const home = scratch();
afterAll(() => home.remove());
const inFolder = (file: string): string => path.join(home.folder, file);
const names = Array.from({ length: 12 }, (_, index) => `web-${index}`);
chmodSync(home.write('stub-ssh', stub), 0o755);
home.write('hosts.json', JSON.stringify({ hosts: names.map((name) => ({ name, services: 'web' })) }));
home.write(
  'fleet.yaml',
  `inventory: [{ source: hosts-file, path: hosts.json }]
stores: [{ name: vault, endpoint: "vault:443", servedChain: { from: none } }]
services: { defaultStores: [vault] }
collection: { concurrency: 3, ssh: { program: ${inFolder('stub-ssh')} } }
`,
);

const lines = (file: string): readonly string[] =>
  existsSync(inFolder(file)) ? readFileSync(inFolder(file), 'utf8').trimEnd().split('\n') : [];
const collect = ['collect', '--config', 'fleet.yaml', '--output', 'f.jsonl'];
const scan = ['scan', '--config', 'fleet.yaml', '--journal', 'f.jsonl', '--format', 'json', '--fail-on', 'none', '--min-coverage', '0'];
const inHome = { cwd: home.folder };

beforeEach(() => {
  for (const file of ['f.jsonl', 'f.jsonl.lock', 'asked.log', 'denied']) rmSync(inFolder(file), { force: true });
});

// What a report says of hosts, without the moments at which they were looked at
function verdicts(report: string): unknown {
  const { hosts, coverage, summary } = JSON.parse(report.replaceAll(/"observedAt": "[^"]*"/g, '"observedAt": ""'));
  return { hosts, coverage, summary };
}

async function killedAfter(args: readonly string[], hosts: number, signal: NodeJS.Signals) {
  const under = start(args, inHome);
  while (lines('f.jsonl').filter((line) => line.startsWith('{"type":"host"')).length < hosts) await delay(10);
  under.child.kill(signal);
  return under.ended;
}

describe('a scan that is killed in the middle', () => {
  it('is continued to the report of one that was not, and asks nobody twice whom it had seen', async () => {
    const whole = await run(scan.with(4, 'whole.jsonl'), inHome);
    rmSync(inFolder('asked.log'));
    await killedAfter(scan, 4, 'SIGKILL');
    const records = lines('f.jsonl').filter((line) => line.startsWith('{"type":"host","state":"seen"') && line.endsWith('}'));
    const seen = records.map((line): string => JSON.parse(line).evidence.id);
    expect(existsSync(inFolder('f.jsonl.lock'))).toBe(true);
    const assessed = await run(['assess', 'f.jsonl', '--format', 'json'], inHome);
    expect(JSON.parse(assessed.stdout).stores).toMatchObject([{ name: 'vault' }]);
    const resumed = await run([...scan, '--resume'], inHome);
    expect(resumed.stderr).toContain(`${seen.length} of 12 hosts stand`);
    expect(verdicts(resumed.stdout)).toEqual(verdicts(whole.stdout));
    // those that were being asked when it was killed may be asked again: nobody had their answer
    for (const host of seen) expect(lines('asked.log').filter((asked) => asked === host)).toHaveLength(1);
    expect(lines('f.jsonl').at(-1)).toMatch(/^\{"type":"end","records":\d+,"interrupted":false\}$/);
    expect(existsSync(inFolder('f.jsonl.lock'))).toBe(false);
  });
});

describe('a collection that is interrupted', () => {
  it('says what is kept and how to go on', async () => {
    const ended = await killedAfter(collect, 3, 'SIGINT');
    expect(ended.status).toBe(130);
    expect(ended.stderr).toMatch(/\d+ hosts are kept in f\.jsonl: the same command with --resume goes on\n$/);
    const resumed = await run([...collect, '--resume'], inHome);
    expect(resumed.status).toBe(0);
    expect(lines('f.jsonl').filter((line) => line.startsWith('{"type":"host"'))).toHaveLength(12);
  });
});

describe('hosts that let nobody in', () => {
  it('are asked again with --retry-failed once the way in is mended, and nobody else is', async () => {
    home.write('denied', 'web-3\nweb-7\n');
    const first = await run(collect, inHome);
    expect(first.stderr).toContain('2 of the hosts without evidence fail until the cause is mended: --retry-failed then asks them again');
    const second = await run([...collect, '--resume'], inHome);
    expect(second.stderr).toContain(
      '12 of 12 hosts stand, 0 are asked; 2 of those that stand have no evidence: --retry-failed asks them, too',
    );
    rmSync(inFolder('denied'));
    rmSync(inFolder('asked.log'));
    // With another user and key than before
    home.write('other.yaml', readFileSync(inFolder('fleet.yaml'), 'utf8').replace('ssh: {', 'ssh: { user: audit, identityFile: stub-ssh,'));
    const third = await run(['collect', '--config', 'other.yaml', '--output', 'f.jsonl', '--retry-failed'], inHome);
    expect(third.stderr).toContain('10 of 12 hosts stand, 2 are asked');
    expect([...new Set(lines('asked.log'))].toSorted()).toEqual(['web-3', 'web-7']);
    expect(lines('f.jsonl').filter((line) => line.startsWith('{"type":"host","state":"seen"'))).toHaveLength(12);
  });
});

describe('a disk that is full', () => {
  // blocks of 512 bytes in dash
  const limited = (args: readonly string[]) => follow('/bin/sh', ['-c', `ulimit -f 24; exec ${shellLine(args)}`], inHome).ended;

  it('ends a collection with what it holds, and says how to go on', async () => {
    const ended = await limited(collect);
    expect(ended.status).toBe(3);
    expect(ended.stderr).toMatch(
      /cannot write f\.jsonl \(EFBIG\): \d+ hosts? (are|is) kept in f\.jsonl; make room, and the same command with --resume/,
    );
    expect((await run([...collect, '--resume'], inHome)).status).toBe(0);
    expect(lines('f.jsonl').filter((line) => line.startsWith('{"type":"host"'))).toHaveLength(12);
  });

  it('does not keep a scan from its report', async () => {
    const ended = await limited(scan);
    expect(ended.stderr).toContain('warning: cannot write f.jsonl (EFBIG): the scan goes on');
    expect(JSON.parse(ended.stdout)).toMatchObject({ complete: true, summary: { hosts: 12 } });
  });
});

it('refuses to resume without a file to go on with', async () => {
  expect((await run(['collect', '--config', 'fleet.yaml', '--resume'], inHome)).stderr).toContain('--resume has no file to go on with');
  expect((await run(['collect', '--config', 'fleet.yaml', '--retry-failed'], inHome)).stderr).toContain('--retry-failed has no file');
  expect((await run(['scan', '--config', 'fleet.yaml', '--resume'], inHome)).stderr).toContain('--resume has no journal to go on with');
});
