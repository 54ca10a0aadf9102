import { access, constants, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { type Machine, standardPath } from './machine.ts';

/** Absolute path of the first executable of these names: on the standard PATH, then on the invoking shell's. */
export async function findProgram(machine: Machine, names: readonly string[]): Promise<string | undefined> {
  const folders = [...standardPath.split(':'), ...(machine.environment['PATH'] ?? '').split(':')];
  for (const folder of folders.filter((one) => one.startsWith('/'))) {
    for (const name of names) {
      const file = path.join(folder, name);
      if (await isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** The file behind all links; the path itself where it cannot be resolved. */
export async function resolveProgram(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

/** Words of a script's `#!` line; undefined for binaries and files that cannot be read. */
export async function shebangOf(file: string): Promise<readonly string[] | undefined> {
  const start = await readFile(file).then(
    (bytes) => bytes.subarray(0, 256).toString('latin1'),
    () => '',
  );
  const line = /^#!\s*([^\r\n]+)/.exec(start)?.[1];
  return line?.trim().split(/\s+/);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
