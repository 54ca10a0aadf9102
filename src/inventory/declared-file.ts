import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../errors.ts';

/** Path of a file that the configuration names, relative paths starting from the configuration's folder. */
export function declaredPath(baseDirectory: string, declared: string): string {
  return path.resolve(baseDirectory, declared);
}

/** Text of an inventory file; throws ConfigError where it cannot be read, since no host of it would be known. */
export async function readDeclaredFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const causes: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EACCES: 'its permissions forbid it',
      EISDIR: 'it is a folder',
    };
    throw new ConfigError(
      `cannot read the inventory file ${file}: ${causes[code] ?? code}`,
      { file },
      { cause: error, hint: 'paths are relative to the folder of the configuration' },
    );
  }
}
