import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRuleFiles, shippedRuleFiles } from '../../src/cli/rule-files.ts';
import { ConfigError } from '../../src/errors.ts';
import { parsePack } from '../../src/rules/load-pack.ts';
import { temporaryFolder } from '../inventory/temporary-folder.ts';

describe('readRuleFiles', () => {
  it('finds rules in folders of folders, sorted, and shows them under the name that was given', async () => {
    const folder = await temporaryFolder();
    mkdirSync(path.join(folder, 'b/deep'), { recursive: true });
    for (const file of ['b/deep/two.yml', 'a.yaml', 'b/one.yaml', 'b/README.md']) writeFileSync(path.join(folder, file), `# ${file}\n`);
    expect(readRuleFiles(folder, 'own').map((file) => [file.path, file.shownAs])).toEqual([
      ['a.yaml', 'own/a.yaml'],
      ['b/deep/two.yml', 'own/b/deep/two.yml'],
      ['b/one.yaml', 'own/b/one.yaml'],
    ]);
  });

  it('refuses a folder without a rule: a check that finds nothing to check must not pass', async () => {
    const folder = await temporaryFolder();
    writeFileSync(path.join(folder, 'rule.txt'), 'x');
    expect(() => readRuleFiles(folder, 'own')).toThrow('the folder holds no rule');
  });

  it('refuses a folder that is not there, and a file in its place', async () => {
    const folder = await temporaryFolder();
    writeFileSync(path.join(folder, 'file'), 'x');
    expect(() => readRuleFiles(path.join(folder, 'nowhere'), 'nowhere')).toThrow(ConfigError);
    expect(() => readRuleFiles(path.join(folder, 'file'), 'file')).toThrow(ConfigError);
  });

  it('refuses a folder that has the name of a rule', async () => {
    const folder = await temporaryFolder();
    mkdirSync(path.join(folder, 'folder.yaml'));
    expect(() => readRuleFiles(folder, 'own')).toThrow(ConfigError);
  });
});

it('the shipped pack is found and holds', () => {
  expect(parsePack(shippedRuleFiles()).length).toBeGreaterThan(3);
});
