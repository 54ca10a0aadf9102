import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandNames, options } from '../../src/cli/options.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { parseHostsFile } from '../../src/inventory/hosts-file.ts';
import { notYetReported, reasonCodes } from '../../src/reason-codes.ts';
import { codesInUse, fillTables, markedTables, renderTables } from '../readme-tables.ts';

const location = new URL('../../README.md', import.meta.url);
const readme = existsSync(location) ? readFileSync(location, 'utf8') : '';

describe('README.md', () => {
  it('has a place for every generated table', async () => {
    const missing = Object.keys(await renderTables()).filter((name) => !markedTables(readme).includes(name));
    expect(missing, 'add <!-- begin:NAME --> and <!-- end:NAME --> and run npm run update').toEqual([]);
  });

  it('shows the tables that the code makes', async () => {
    expect(fillTables(readme, await renderTables()) === readme, 'the tables are stale: run npm run update').toBe(true);
  });

  it('says "not yet" of the codes that no source reports, and of no others', () => {
    const used = codesInUse();
    expect(Object.keys(reasonCodes).filter((code) => !used.has(code))).toEqual(notYetReported);
  });

  it('shows files that the program reads', () => {
    const blocks = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
    const [hosts, ...more] = blocks.filter((block) => block.startsWith('# hosts.yaml'));
    expect(more).toEqual([]);
    expect(parseHostsFile(hosts ?? '', 'README.md', 'README.md').length).toBeGreaterThan(0);
    const configs = blocks.filter((block) => block !== hosts);
    expect(configs.length).toBeGreaterThan(1);
    for (const config of configs) expect(() => parseConfig(config, 'README.md')).not.toThrow();
  });

  it('shows commands and flags that there are', () => {
    const lines = [...readme.matchAll(/npx snowline (.*)/g)].map((match) => match[1] ?? '');
    const commands = lines.flatMap((line) => /^[a-z]+(?:-[a-z]+)*/.exec(line)?.[0] ?? []);
    const flags = lines.flatMap((line) => [...line.matchAll(/--([a-z-]+)/g)].map((match) => match[1] ?? ''));
    const known = new Set<string>(commandNames);
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter((command) => !known.has(command))).toEqual([]);
    expect(flags.length).toBeGreaterThan(5);
    expect(flags.filter((flag) => flag !== 'help' && !Object.hasOwn(options, flag))).toEqual([]);
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? '').filter((link) => !link.startsWith('http'));
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((link) => !existsSync(new URL(`../../${link}`, import.meta.url)))).toEqual([]);
  });
});

describe('fillTables', () => {
  it('replaces what stands between the markers and nothing else', () => {
    const text = 'a\n<!-- begin:x -->\nold\n<!-- end:x -->\nb\n<!-- begin:y --><!-- end:y -->\n';
    const filled = 'a\n<!-- begin:x -->\n$& 1\n<!-- end:x -->\nb\n<!-- begin:y -->\n2\n<!-- end:y -->\n';
    expect(fillTables(text, { x: '$& 1', y: '2' })).toBe(filled);
    expect(fillTables(filled, { x: '$& 1', y: '2' })).toBe(filled);
  });

  it('rejects a marker that no table fills and one that is not closed', () => {
    expect(() => fillTables('<!-- begin:z --><!-- end:z -->', { x: '1' })).toThrow('no generated table is called z; there are: x');
    expect(() => fillTables('<!-- begin:x -->', { x: '1' })).toThrow('the table x begins but does not end');
  });
});
