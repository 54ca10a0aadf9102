import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openPrivateFile } from '../../src/cli/private-file.ts';
import { UsageError } from '../../src/errors.ts';
import { writeRecord } from '../../src/evidence-file.ts';
import { scratch } from '../credential-store/servers.ts';
import { describeWith } from '../require.ts';
import { closed, header, records } from '../small-fleet.ts';
import { follow, run } from './program.ts';

const home = scratch();
afterAll(() => home.remove());
const evidence = home.write('evidence.jsonl', `${records().map(writeRecord).join('\n')}\n`);

describeWith(['/dev/full'], 'a full disk', () => {
  it.each([
    [['assess', evidence], 'stdout'],
    [['rotation', evidence, '--format', 'json'], 'stdout'],
    [['collect', '--config', 'fleet.yaml'], 'stdout'],
    [['init', '--output', '-'], 'stdout'],
    [['--version'], 'stdout'],
    [['--help'], 'stdout'],
    [['assess', '--help'], 'stdout'],
    [['assess', evidence, '--output', '/dev/full'], '/dev/full'],
    [['collect', '--config', 'fleet.yaml', '--output', '/dev/full'], '/dev/full'],
  ])('is an error of %j, in one line, and never looks like an audit that found nothing', async (args, target) => {
    home.write(
      'fleet.yaml',
      'inventory: [{ source: hosts-file, path: hosts.json }]\nstores: [{ name: a, endpoint: a, servedChain: { from: none } }]\n',
    );
    home.write('hosts.json', '{ "hosts": [] }');
    const full = openSync('/dev/full', 'w');
    try {
      const ended = await run(args, { cwd: home.folder, stdio: ['ignore', target === 'stdout' ? full : 'pipe', 'pipe'] });
      expect(ended.status).toBe(2);
      expect(ended.stderr).toMatch(
        target === 'stdout' ? /^error: cannot write to stdout \(ENOSPC\)$/m : /^error: cannot write \/dev\/full \(ENOSPC\)$/m,
      );
      expect(ended.stderr).not.toContain('    at ');
      // a report that its file did not take
      expect(ended.stdout).toContain(args[0] === 'assess' && target !== 'stdout' ? 'Coverage 100%' : '');
    } finally {
      closeSync(full);
    }
  });
});

describe('a reader that goes away', () => {
  it.each([[['assess', evidence]], [['--help']], [['assess', '--help']]])('ends %j quietly', async (args) => {
    const under = follow('/bin/sh', ['-c', `"$0" "$@" | true`, process.execPath, path.resolve('src/cli/bin.ts'), ...args], {
      cwd: process.cwd(),
    });
    const ended = await under.ended;
    expect(ended.status).toBe(0);
    expect(ended.stderr).not.toMatch(/error|EPIPE/i);
  });
});

describe('a file that is written', () => {
  it('is for its owner alone, also where it was there before', () => {
    const file = home.write('old.txt', 'what was there');
    expect(statSync(file).mode & 0o777).not.toBe(0o600);
    const opened = openPrivateFile(file);
    opened.write('one\n');
    opened.write('two\n');
    opened.close();
    expect([(statSync(file).mode & 0o777).toString(8), readFileSync(file, 'utf8')]).toEqual(['600', 'one\ntwo\n']);
  });

  it('keeps the mode that it has where it is a pipe or a device, which belong to everybody', async () => {
    const pipe = path.join(home.folder, 'pipe');
    execFileSync('/usr/bin/mkfifo', ['-m', '644', pipe]);
    const reader = follow('/bin/cat', [pipe]);
    const opened = openPrivateFile(pipe);
    opened.write('through');
    opened.close();
    expect((await reader.ended).stdout).toBe('through');
    expect((statSync(pipe).mode & 0o777).toString(8)).toBe('644');
  });

  it('is an error of the user where it cannot be', () => {
    expect(() => openPrivateFile(path.join(home.folder, 'no/such'))).toThrow(UsageError);
  });
});

describe('what evidence says', () => {
  const hostile = 'x\u001b]0;OWNED\u0007\u001b[2J\u202e\r\nerror: forged';

  it.each([
    ['a gap', closed([...records(), { type: 'gap', gap: { scope: hostile, reason: hostile } }])],
    [
      'a rule that is not there',
      closed([
        { ...header, settings: { ...header.settings, rules: [{ path: 'x.yaml', shownAs: hostile, sha256: '0'.repeat(64) }] } },
        ...records().filter(({ type }) => type !== 'header'),
      ]),
    ],
  ])('in %s drives no terminal and forges no line on stderr', async (_, list) => {
    const ended = await run(['assess', home.write('hostile.jsonl', `${list.map(writeRecord).join('\n')}\n`), '--fail-on', 'none']);
    expect(ended.stderr).toContain('OWNED');
    expect(ended.stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(ended.stderr).not.toMatch(/^error: forged/m);
  });
});
