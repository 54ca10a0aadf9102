import path from 'node:path';
import type { Machine } from '../machine/machine.ts';
import type { Runtime } from '../runtime.ts';
import { startOfSite } from './python-site.ts';

// Where each package keeps its bundle, beside a file of its code: Debian's certifi has the one and not the other, and means the system's bundle
const packages = [
  { name: 'certifi', code: 'certifi/core.py', bundle: 'certifi/cacert.pem' },
  { name: 'botocore', code: 'botocore/httpsession.py', bundle: 'botocore/cacert.pem' },
  { name: 'awscli', code: 'awscli/botocore/httpsession.py', bundle: 'awscli/botocore/cacert.pem' },
] as const;

/**
 * Bundles that the packages of a Python bring along (certifi.where(), botocore.httpsession.where()), by package: those that an `import` would find first.
 * Undefined where that is not known for sure: packages of the user's own, a virtual environment that also takes those of the system, a package that a
 * distribution has changed, code that runs at the start of every program. `interpreter` is the program as it is started, before links are followed.
 */
export async function packagedRootsOf(
  machine: Machine,
  runtime: Runtime,
  interpreter: string,
  home: string | undefined,
): Promise<Runtime['packagedRoots']> {
  const [, version] = /^(\d+\.\d+)(?:\.|$)/.exec(runtime.version) ?? [];
  if (version === undefined) return undefined;
  const library = `lib/python${version}/site-packages`;
  const environment = await environmentOf(machine, interpreter);
  if (environment === 'not known') return undefined;
  const sites = environment === undefined ? runtime.sitePackages : [`${environment}/${library}`];
  if (sites === undefined) return undefined;
  const own = environment === undefined && home !== undefined ? [`${home}/.local/${library}`] : [];
  // The first of these that adds folders of its own: what is found behind it may lie in one of them instead.
  let lastSure = Number.POSITIVE_INFINITY;
  for (const [index, site] of [...own, ...sites].entries()) {
    const start = await startOfSite(machine, site);
    if (start === undefined) return undefined;
    if (start.addsFolders) lastSure = Math.min(lastSure, index - own.length);
  }
  const found: Record<string, string> = {};
  for (const { name, code, bundle } of packages) {
    for (const site of own) if ((await isThere(machine, `${site}/${code}`)) !== 'no') return undefined;
    for (const [index, site] of sites.entries()) {
      const there = await isThere(machine, `${site}/${code}`);
      if (there === 'no') continue;
      if (there === 'unknown' || index > lastSure || (await isThere(machine, `${site}/${bundle}`)) !== 'yes') return undefined;
      found[name] = `${site}/${bundle}`;
      break;
    }
  }
  return found;
}

/** The folder of the virtual environment that a program lies in; undefined where it is in none. */
async function environmentOf(machine: Machine, interpreter: string): Promise<string | undefined> {
  const folder = path.posix.dirname(interpreter);
  for (const environment of [folder, path.posix.dirname(folder)]) {
    const read = await machine.programs.readText(`${environment}/pyvenv.cfg`);
    if (read.text === undefined) {
      if (read.missing) continue;
      return 'not known';
    }
    return /^[ \t]*include-system-site-packages[ \t]*=[ \t]*false[ \t]*$/im.test(read.text) ? environment : 'not known';
  }
  return undefined;
}

async function isThere(machine: Machine, file: string): Promise<'yes' | 'no' | 'unknown'> {
  const status = await machine.programs.stat(file);
  if (status.kind !== 'failed') return 'yes';
  return status.missing ? 'no' : 'unknown';
}
