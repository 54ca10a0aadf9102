import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands/registry.ts';
import { commandNames, type OptionEntry, options } from '../../src/cli/options.ts';
import { parseArgv } from '../../src/cli/parse-argv.ts';
import { UsageError } from '../../src/errors.ts';

const all: readonly Command[] = await Promise.all(commandNames.map(async (name) => (await commands[name]()).command));

async function run(...argv: readonly string[]) {
  const asked = await parseArgv(argv, all);
  if (asked.kind !== 'run') throw new Error(`it printed: ${asked.text}`);
  return { name: asked.command.name, flags: asked.flags };
}

describe('parseArgv', () => {
  it.each(commandNames)('finds the command %s and gives its help with examples', async (name) => {
    expect((await run(name)).name).toBe(name);
    const help = await parseArgv([name, '--help'], all);
    expect(help.kind === 'text' && help.text).toContain('Examples:');
  });

  it('hands the flags over under their names', async () => {
    const { flags } = await run(
      'scan',
      '--store',
      'https://a:1',
      '--min-coverage',
      '80',
      '--fail-on',
      'low',
      '--dry-run',
      '--now',
      '2026-06-01',
    );
    expect(flags).toMatchObject({ store: 'https://a:1', minCoverage: '80', failOn: 'low', dryRun: true, now: '2026-06-01' });
  });

  it('takes a positional argument where the command has one', async () => {
    expect((await run('assess', 'evidence.jsonl')).flags.file).toBe('evidence.jsonl');
    expect((await run('assess', '-')).flags.file).toBe('-');
  });

  it('takes a flag that may stand several times, one value each', async () => {
    const { flags } = await run('assess', '--rules', 'a', '--rules', 'b', 'evidence.jsonl');
    expect(flags).toMatchObject({ rules: ['a', 'b'], file: 'evidence.jsonl' });
  });

  it.each([
    ['an unknown command', ['scann']],
    ['an unknown flag', ['scan', '--confg', 'x']],
    ['a flag of another command', ['demo', '--store', 'https://a:1']],
    ['no command', []],
    ['a severity that does not exist', ['scan', '--fail-on', 'huge']],
    ['a format that does not exist', ['scan', '--format', 'xml']],
    ['a flag without its value', ['scan', '--config']],
    ['two positional arguments', ['assess', 'a', 'b']],
  ])('refuses %s', async (_what, argv) => {
    await expect(parseArgv(argv, all)).rejects.toThrow(UsageError);
  });

  it('names the nearest flag and the nearest command', async () => {
    await expect(parseArgv(['scan', '--confg', 'x'], all)).rejects.toThrow('--config');
    await expect(parseArgv(['scann'], all)).rejects.toThrow('scan');
    await expect(parseArgv(['scann', '--format', 'json'], all)).rejects.toThrow('unknown command scann; did you mean scan?');
  });

  it('says of a flag what it means for that command', async () => {
    const helpOf = async (name: string) => {
      const asked = await parseArgv([name, '--help'], all);
      return asked.kind === 'text' ? asked.text.replaceAll(/\s+/g, ' ') : '';
    };
    expect(await helpOf('init')).toContain('--output file to write (mode 0600; default snowline.yaml); - is stdout');
    expect(await helpOf('scan')).toContain('--output write to this file (mode 0600) instead of stdout');
  });

  it('hands a coverage over as it was written, so that an empty one is not taken for zero', async () => {
    const asked = await parseArgv(['demo', '--min-coverage='], all);
    expect(asked).toMatchObject({ flags: { minCoverage: '' } });
  });
});

describe('the table of flags', () => {
  it.each(Object.entries(options) as [string, OptionEntry][])('--%s belongs to a command and says what it does', (_name, entry) => {
    expect(entry.commands.length).toBeGreaterThan(0);
    expect(entry.description).toMatch(/^[a-z]/);
  });
});
