import type { Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RuntimeFamily } from '../runtime.ts';

/** Files of a standard library that are looked at; CPython 3.11 has 3,000, about 0.1 s. Our choice. */
const maximumLibraryFiles = 20_000;

/**
 * Why a program may not be run to ask its version, or undefined where it may: nobody but root (or the auditor, who is not root) can
 * have written it, any folder above it, or the library that it loads from its own folder. The path must be free of links (realpath(3)).
 */
export async function whyNotToRun(family: RuntimeFamily, real: string): Promise<string | undefined> {
  const may = (await isOurs(real)) && (await hasOwnLibraries(family, real));
  return may ? undefined : `${real} or what it loads may be written by others than root, so it was not run to ask its version`;
}

// A sticky folder (/tmp) is refused too: whoever owns the folder below it can rename what lies there.
async function isOurs(real: string): Promise<boolean> {
  for (let one = real; ; one = path.dirname(one)) {
    const stats = await stat(one).catch(() => undefined);
    if (stats === undefined || !isTrusted(stats)) return false;
    if (one === '/') return true;
  }
}

// /opt/python/bin/python3 runs /opt/python/lib/python3.11/os.py before our script, whatever -I and -S say: getpath.py finds it by
// its place beside the program, as a linker finds libraries ($ORIGIN/../lib). Below /usr lie the distribution's packages.
async function hasOwnLibraries(family: RuntimeFamily, real: string): Promise<boolean> {
  const folder = path.dirname(real);
  const prefix = path.dirname(folder);
  if (prefix === '/' || prefix === '/usr') return true;
  if ((await isThere(path.join(folder, 'pyvenv.cfg'))) || (await isThere(path.join(prefix, 'pyvenv.cfg')))) return false;
  const budget = { left: maximumLibraryFiles };
  for (const library of ['lib', 'lib64', 'jre/lib'].map((name) => path.join(prefix, name))) {
    if (!(await isThere(library))) continue;
    const target = await realpath(library).catch(() => undefined);
    const all = await readdir(library).catch(() => undefined);
    // What cannot be looked at is nothing to rely on.
    if (target === undefined || all === undefined || !(await isOurs(target))) return false;
    const names = all.filter((name) => family === 'java' || /\.so(?:\.|$)/.test(name) || /^python\d/.test(name));
    const trees = await Promise.all(names.map(async (name) => isTreeOurs(path.join(library, name), budget)));
    if (!trees.every(Boolean)) return false;
  }
  return true;
}

async function isTreeOurs(folder: string, budget: { left: number }): Promise<boolean> {
  const stats = await lstat(folder).catch(() => undefined);
  if (stats === undefined) return true;
  if (stats.isSymbolicLink()) {
    const target = await realpath(folder).catch(() => undefined);
    return target === undefined || (budget.left-- > 0 && (await isOurs(target)) && (await isTreeOurs(target, budget)));
  }
  if (!isTrusted(stats)) return false;
  if (!stats.isDirectory()) return true;
  const names = await readdir(folder).catch(() => undefined);
  // -S keeps the packages of a site from being loaded.
  const loaded = names?.filter((name) => name !== 'site-packages' && name !== 'dist-packages');
  if (loaded === undefined || (budget.left -= loaded.length) < 0) return false;
  const trees = await Promise.all(loaded.map(async (name) => isTreeOurs(path.join(folder, name), budget)));
  return trees.every(Boolean);
}

function isTrusted(stats: Stats): boolean {
  return (stats.uid === 0 || stats.uid === process.getuid?.()) && (stats.mode & 0o022) === 0;
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
