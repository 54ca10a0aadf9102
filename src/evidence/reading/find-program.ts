import { access, constants, realpath } from 'node:fs/promises';
import path from 'node:path';
import { withOrdinaryFile } from '../machine/bounded-read.ts';
import { type Machine, standardPath } from '../machine/machine.ts';

/**
 * Absolute path of the first executable of these names: on the given PATH, which is by default the standard one and then that of
 * the invoking shell.
 */
export async function findProgram(
  machine: Machine,
  names: readonly string[],
  searchPath = `${standardPath}:${machine.environment['PATH'] ?? ''}`,
): Promise<string | undefined> {
  const folders = searchPath.split(':');
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
  const start = await withOrdinaryFile(file, async (handle) => {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(256), 0, 256, 0);
    return { text: buffer.subarray(0, bytesRead).toString('latin1') };
  }).catch(() => undefined);
  const line = start !== undefined && 'text' in start ? /^#!\s*([^\r\n]+)/.exec(start.text)?.[1] : undefined;
  return line?.trim().split(/\s+/);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
