import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { findProgram } from '../require.ts';

/** A folder for one suite, removed behind its tests; call it where the suite is declared. */
export function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-formats-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a program of the machine in an empty environment; throws with what it said when it fails. */
export function run(program: string, args: readonly string[], folder: string): string {
  const result = attempt(program, args, folder);
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.said}`);
  return result.said;
}

/** Runs a program in an empty environment and tells how it ended. */
export function attempt(
  program: string,
  args: readonly string[],
  folder: string,
): { readonly status: number | null; readonly said: string } {
  const env = { PATH: '/usr/bin:/bin', HOME: folder };
  const result = spawnSync(path.isAbsolute(program) ? program : (findProgram(program) ?? program), args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status: result.status, said: `${result.stdout}${result.stderr}` };
}

const runtimesFolder = '/usr/lib/jvm';

/** One keytool of each Java on this machine, by the folder's name: `[name, path]`. */
export function keytools(): readonly (readonly [string, string])[] {
  const installed = existsSync(runtimesFolder) ? readdirSync(runtimesFolder, { withFileTypes: true }) : [];
  const found = installed
    .filter((entry) => entry.isDirectory())
    .map((entry) => [entry.name, path.join(runtimesFolder, entry.name, 'bin', 'keytool')] as const)
    .filter(([, program]) => existsSync(program));
  const onPath = findProgram('keytool');
  return found.length > 0 || onPath === undefined ? found : [['java', onPath]];
}

/** Imports each PEM file as a trusted certificate under its own name. */
export function importAll(keytool: string, store: string, options: readonly string[], aliases: readonly string[], folder: string): void {
  for (const alias of aliases) {
    const javaOptions = options.filter((option) => option.startsWith('-J'));
    const others = options.filter((option) => !option.startsWith('-J'));
    const args = ['-importcert', '-noprompt', '-alias', alias, '-file', `${alias}.pem`, '-keystore', store, ...others];
    run(keytool, [...javaOptions, ...args], folder);
  }
}

/** Writes a file into the folder. */
export function write(folder: string, name: string, content: string | Uint8Array): void {
  writeFileSync(path.join(folder, name), content);
}

/** A folder for one test, removed when it is over. */
export function folderOfTest(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-formats-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
