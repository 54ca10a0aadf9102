import { glob } from 'node:fs/promises';
import type { MissingFact } from '../../host-evidence.ts';
import { parseEnvironmentFile } from './environment-file.ts';
import { at, type Machine, readText } from './machine.ts';
import { lastOf, parseUnit } from './unit-file.ts';
import { commandWords, resolveSpecifiers, splitUnitWords } from './unit-words.ts';

/** What a unit would start, read from its files; in memory only. */
export interface UnitLaunch {
  readonly environment: ReadonlyMap<string, string>;
  /** Words of the main command; empty where there is none. */
  readonly command: readonly string[];
  /** Words of each ExecStartPre: programs that may fetch secrets before the service runs. */
  readonly before: readonly (readonly string[])[];
  readonly user: string | undefined;
  readonly missing: readonly MissingFact[];
}

/** Reads the unit's files and the environment files that they name. `inherited` is the environment of the service manager. */
export async function readUnitLaunch(
  machine: Machine,
  unit: string,
  files: readonly string[],
  inherited: ReadonlyMap<string, string>,
): Promise<UnitLaunch> {
  const missing: MissingFact[] = [];
  const texts: string[] = [];
  for (const file of files) {
    const read = await readText(machine, file);
    if (read.text === undefined) missing.push({ fact: 'nextStart', reason: read.reason });
    else texts.push(read.text);
  }
  const settings = parseUnit(texts);
  const values = (key: string): readonly string[] => (settings.get(`Service.${key}`) ?? []).map((value) => resolveSpecifiers(value, unit));
  const environment = new Map(inherited);
  for (const assignment of values('Environment').flatMap(splitUnitWords)) assign(environment, assignment);
  // Environment files override Environment=, whichever stands first (systemd.exec(5)).
  for (const named of values('EnvironmentFile')) await addFile(machine, named, environment, missing);
  for (const name of values('UnsetEnvironment').flatMap(splitUnitWords)) environment.delete(name.replace(/=.*$/s, ''));
  const [main = ''] = values('ExecStart');
  return {
    environment,
    command: main === '' ? [] : commandWords(main, environment),
    before: values('ExecStartPre').map((line) => commandWords(line, environment)),
    user: lastOf(settings, 'Service.User'),
    missing,
  };
}

async function addFile(machine: Machine, named: string, environment: Map<string, string>, missing: MissingFact[]): Promise<void> {
  const optional = named.startsWith('-');
  const pattern = optional ? named.slice(1) : named;
  for (const file of await matching(machine, pattern)) {
    const read = await readText(machine, file);
    if (read.text !== undefined) {
      for (const [name, value] of parseEnvironmentFile(read.text)) environment.set(name, value);
    } else if (!read.missing) {
      missing.push({ fact: 'nextStart.environment', reason: `environment file ${read.reason}` });
    } else if (!optional) {
      missing.push({ fact: 'nextStart', reason: `environment file ${file} is not there, so the unit would not start` });
    }
  }
}

async function matching(machine: Machine, pattern: string): Promise<readonly string[]> {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const files: string[] = [];
  for await (const file of glob(at(machine, pattern))) files.push(file.slice(machine.root.length));
  return files.sort();
}

function assign(environment: Map<string, string>, assignment: string): void {
  const equals = assignment.indexOf('=');
  if (equals > 0) environment.set(assignment.slice(0, equals), assignment.slice(equals + 1));
}
