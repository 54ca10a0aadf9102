import path from 'node:path';
import { type Failure, type Machine, type Names, notRecorded } from '../machine/machine.ts';

/** What a folder of packages adds to the folders that Python looks through; undefined where it may run code that changes which package counts. */
export interface SiteStart {
  /** Further folders come after it, and before those of the sites that follow. */
  readonly addsFolders: boolean;
}

/** Entries of one folder of packages, and files of .pth in it; our choices: large ones have 2,000 and 10. */
const maximumEntries = 10_000;
const maximumFiles = 64;

/**
 * What Python does with a folder of packages before its program runs (CPython 3.8 to 3.14, Lib/site.py: addpackage, execsitecustomize): each line of a .pth file
 * is code where it begins with `import`, and else a folder; sitecustomize and usercustomize are imported. What pip-system-certs installs is such a line, and
 * with it requests does not read certifi any more. Code that setuptools and virtualenv write is known.
 *
 * A sitecustomize beside the standard library (Debian has one) is taken for a part of Python, whose own files are not read either.
 */
export async function startOfSite(machine: Machine, site: string): Promise<SiteStart | undefined> {
  const files = await startFilesOf(machine, site);
  if (files === undefined || files.length > maximumFiles) return undefined;
  const lines: string[] = [];
  for (const file of files) {
    const { text } = await machine.programs.readText(file);
    if (text === undefined) return undefined;
    lines.push(...linesOf(text));
  }
  if (lines.some((line) => /^import[ \t]/.test(line) && !isHarmless(line.trimEnd()))) return undefined;
  const folders = lines.filter((line) => !/^import[ \t]/.test(line));
  for (const folder of folders) {
    // The probe tells no others, and of other code than is known only that it is there.
    if (!/^\/[\w./+@-]+$/.test(folder)) return undefined;
    if (!(await hasNoModules(machine, folder))) return undefined;
  }
  return { addsFolders: folders.length > 0 };
}

const modules = ['sitecustomize', 'usercustomize'] as const;

/** Its .pth files; undefined where they are not known, or where there are modules that run at the start. */
async function startFilesOf(machine: Machine, site: string): Promise<readonly string[] | undefined> {
  const listed = await namesIn(machine, site);
  if (listed.kind === 'failed') return listed.missing ? [] : undefined;
  if (listed.names.some((name) => modules.some((module) => name === module || name.startsWith(`${module}.`)))) return undefined;
  return listed.names.filter((name) => name.endsWith('.pth')).map((name) => `${site}/${name}`);
}

// The probe lists these alone: a whole folder of packages is long.
async function namesIn(machine: Machine, site: string): Promise<Names | Failure> {
  const listed = await machine.programs.list(site, maximumEntries);
  if (listed.kind === 'names' || listed.reason !== notRecorded) return listed;
  const matched = await machine.programs.matching(`${site}/{*.pth,.*.pth,*customize*}`);
  return matched.kind === 'names' ? { ...matched, names: matched.names.map((name) => path.posix.basename(name)) } : matched;
}

async function hasNoModules(machine: Machine, folder: string): Promise<boolean> {
  for (const module of modules) {
    const status = await machine.programs.stat(path.posix.join(folder, `${module}.py`));
    if (status.kind !== 'failed' || !status.missing) return false;
  }
  return true;
}

// Wherever one version of Python or another ends a line, and at all other control characters but tabs, which no honest line has.
function linesOf(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/(?!\t)[\p{Cc}\u2028\u2029]/u);
  return lines.map((line) => (/^import[ \t]/.test(line) ? line : line.trim())).filter((line) => line !== '' && !line.startsWith('#'));
}

function isHarmless(line: string): boolean {
  const name = namespaceOf(line);
  return harmless.some((known) => known.test(line)) || (name !== undefined && !/^(?:certifi|botocore|awscli|requests)\b/.test(name));
}

// virtualenv (src/virtualenv/create/via_global_ref/_virtualenv.py) and setuptools' shim (setup.py, install_with_pth) change distutils alone; the finder of an
// editable install (setuptools/command/editable_wheel.py) is asked after all folders were.
const harmless = [
  /^import _virtualenv$/,
  /^import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os\.environ\.get\(var, '(?:stdlib|local)'\) == 'local'; enabled and __import__\('_distutils_hack'\)(?:\.add_shim\(\))?;?$/,
  /^import (__editable___\w+_finder); \1\.install\(\)$/,
];

// setuptools/namespaces.py, _nspkg_tmpl: makes one name a namespace.
const namespace =
  /^import sys, types, os;has_mfs = sys\.version_info > \(3, 5\);p = os\.path\.join\(sys\._getframe\(1\)\.f_locals\['sitedir'\], \*\((?:'\w+',? ?)+\)\);importlib = has_mfs and __import__\('importlib\.util'\);has_mfs and __import__\('importlib\.machinery'\);m = has_mfs and sys\.modules\.setdefault\('([\w.]+)', importlib\.util\.module_from_spec\(importlib\.machinery\.PathFinder\.find_spec\('\1', \[os\.path\.dirname\(p\)\]\)\)\);m = m or sys\.modules\.setdefault\('\1', types\.ModuleType\('\1'\)\);mp = \(m or \[\]\) and m\.__dict__\.setdefault\('__path__',\[\]\);\(p not in mp\) and mp\.append\(p\)(?:;m and setattr\(sys\.modules\['[\w.]+'\], '\w+', m\))?$/;

function namespaceOf(line: string): string | undefined {
  return namespace.exec(line)?.[1];
}
