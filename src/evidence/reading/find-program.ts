import path from 'node:path';
import { type Machine, standardPath } from '../machine/machine.ts';

/** Folders of one PATH that are looked into; our choice, an honest one has 20. */
const maximumFolders = 256;

/** What is needed of a machine to find programs. */
export type FindsPrograms = Pick<Machine, 'programs' | 'environment'>;

/**
 * Absolute path of the first executable of these names: on the given PATH, which is by default the standard one and then that of
 * the invoking shell.
 */
export async function findProgram(
  machine: FindsPrograms,
  names: readonly string[],
  searchPath = defaultPath(machine),
): Promise<string | undefined> {
  for (const folder of foldersOf(searchPath)) {
    for (const name of names) {
      const file = path.posix.join(folder, name);
      if ((await machine.programs.isExecutable(file)) === 'yes') return file;
    }
  }
  return undefined;
}

/** Whether a program of these names may be where it is looked for although none was found: some place was not looked at. */
export async function mayBeThere(machine: FindsPrograms, names: readonly string[]): Promise<boolean> {
  for (const folder of foldersOf(defaultPath(machine))) {
    for (const name of names) if ((await machine.programs.isExecutable(path.posix.join(folder, name))) === 'unknown') return true;
  }
  return false;
}

function defaultPath(machine: FindsPrograms): string {
  return `${standardPath}:${machine.environment['PATH'] ?? ''}`;
}

function foldersOf(searchPath: string): readonly string[] {
  return searchPath.split(':', maximumFolders).filter((one) => one.startsWith('/'));
}

/** The file behind all links; the path itself where it cannot be resolved. */
export async function resolveProgram(machine: FindsPrograms, file: string): Promise<string> {
  const real = await machine.programs.realPath(file);
  return real.kind === 'path' ? real.path : file;
}
