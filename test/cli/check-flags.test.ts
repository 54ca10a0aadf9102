import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkFlags } from '../../src/cli/check-flags.ts';
import { isSameFile } from '../../src/cli/same-file.ts';
import { writeRecord } from '../../src/evidence-file.ts';
import { scratch } from '../credential-store/servers.ts';
import { records } from '../small-fleet.ts';
import { run } from './program.ts';

const home = scratch();
afterAll(() => home.remove());
const at = (name: string): string => path.join(home.folder, name);
const evidence = home.write('evidence.jsonl', `${records().map(writeRecord).join('\n')}\n`);
const scan = (flags: Parameters<typeof checkFlags>[1]) => () => checkFlags({ name: 'scan' }, flags);

describe('an empty value', () => {
  it.each([
    ['--journal', { journal: '' }],
    ['--output', { output: '' }],
    ['--max-age', { maxAge: '' }],
    ['--rules', { rules: ['rules', ''] }],
  ])('of %s is told by the name of the flag', (flag, flags) => {
    expect(scan(flags)).toThrow(`${flag} needs a value`);
  });

  it('is a password that opens key stores', () => {
    expect(() => checkFlags({ name: 'verify' }, { storePassword: '', trustStore: ['x'] })).not.toThrow();
  });
});

describe('--output', () => {
  it('is checked before anything is asked, for every command', async () => {
    home.write('hosts.json', '{ "hosts": [{ "name": "a" }] }');
    home.write('f.yaml', 'inventory: [{ source: hosts-file, path: hosts.json }]\nstores: [{ name: a, endpoint: localhost:9 }]\n');
    for (const command of ['rotation', 'scan', 'collect']) {
      const ended = await run([command, '--config', 'f.yaml', '--output', 'nowhere/x'], { cwd: home.folder });
      expect([ended.status, ended.stderr]).toEqual([
        2,
        'error: cannot write nowhere/x (ENOENT)\nhint: its folder is not there: make it, or name another file\n',
      ]);
    }
  });

  it('is not the journal, by whatever name', () => {
    const journal = home.write('journal.jsonl', '');
    symlinkSync('journal.jsonl', at('soft'));
    linkSync(journal, at('hard'));
    for (const output of [journal, at('soft'), at('hard'), `${home.folder}/./journal.jsonl`]) {
      expect(scan({ journal, output })).toThrow('--output and --journal name the same file');
    }
    expect(scan({ journal: at('new'), output: at('new') })).toThrow('--output and --journal name the same file');
    expect(scan({ journal, output: at('another') })).not.toThrow();
  });

  it('is no file that is read', () => {
    const config = home.write('c.yaml', '');
    expect(scan({ config, output: config })).toThrow(/is the file that --config reads/);
    expect(() => checkFlags({ name: 'verify' }, { trustStore: ['x', config], output: config })).toThrow(/that --trust-store reads/);
    expect(() => checkFlags({ name: 'assess' }, { file: '-', output: at('-') })).not.toThrow();
  });

  it('holds no evidence, unless it is to hold evidence', () => {
    expect(scan({ output: evidence })).toThrow(/evidence\.jsonl holds evidence, which would be lost/);
    expect(() => checkFlags({ name: 'collect' }, { output: evidence })).not.toThrow();
    expect(scan({ output: home.write('report.txt', 'an earlier report') })).not.toThrow();
    expect(scan({ output: '/dev/null' })).not.toThrow();
  });
});

describe('isSameFile', () => {
  it('follows links of folders, also to a file that is not there yet', () => {
    mkdirSync(at('folder'));
    symlinkSync('folder', at('link'));
    expect(isSameFile(at('folder/x'), at('link/x'))).toBe(true);
    expect(isSameFile(at('folder/x'), at('folder/y'))).toBe(false);
    writeFileSync(at('folder/x'), '');
    expect(isSameFile(at('folder/x'), at('link/x'))).toBe(true);
    expect(isSameFile(at('folder/x'), at('link/y'))).toBe(false);
  });
});
