import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../errors.ts';
import { isRuleFile, type PackFile, parsePack } from '../rules/load-pack.ts';
import { packageFiles } from './package-files.ts';

/** The rule files of the shipped pack; a build has read their YAML ahead of time, because that costs more than judging a fleet by them. */
export function shippedRuleFiles(): readonly PackFile[] {
  if (!existsSync(packageFiles.builtRules)) return readRuleFiles(packageFiles.rules, 'rules');
  const built = JSON.parse(readFileSync(packageFiles.builtRules, 'utf8')) as readonly { path: string; value: unknown }[];
  return built.map(({ path, value }) => ({ path, text: '', value, shownAs: `rules/${path}` }));
}

/** The rule files of folders of one's own, checked beside the shipped ones: before a scan contacts anything, and before evidence carries them. */
export function readOwnRules(folders: readonly string[]): readonly PackFile[] {
  const files = folders.flatMap((folder) => readRuleFiles(folder, folder));
  if (files.length > 0) parsePack([...shippedRuleFiles(), ...files]);
  return files;
}

/** The rule files of a folder, sorted by path; throws ConfigError where it cannot be read or holds none. */
export function readRuleFiles(folder: string, shownAs: string): readonly PackFile[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new ConfigError(`cannot read the rules (${code})`, { file: shownAs }, { cause: error });
  }
  const files = names
    .map((name) => name.split(path.sep).join('/'))
    .filter(isRuleFile)
    .toSorted()
    .map((name) => ({ path: name, text: readRule(path.join(folder, name), `${shownAs}/${name}`), shownAs: `${shownAs}/${name}` }));
  // a folder without rules is a typing error: a check that finds nothing to check must not pass
  if (files.length === 0) throw new ConfigError('the folder holds no rule (*.yaml)', { file: shownAs });
  return files;
}

function readRule(file: string, shownAs: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new ConfigError(`cannot read the rule (${code})`, { file: shownAs }, { cause: error });
  }
}
