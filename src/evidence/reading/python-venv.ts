import path from 'node:path';
import type { Machine } from '../machine/machine.ts';
import { resolveProgram } from './find-program.ts';

/**
 * Why a python of a virtual environment is not simply the program that its link leads to; undefined where it is, or where there is no
 * environment. Python takes its standard library, and so its ssl module, from the `home` that pyvenv.cfg names (PEP 405), not
 * from the folder of the program that really runs.
 */
export async function whyVenvDiffers(machine: Machine, program: string): Promise<string | undefined> {
  const real = await resolveProgram(machine, program);
  const folder = path.dirname(program);
  for (const file of [`${folder}/pyvenv.cfg`, `${path.dirname(folder)}/pyvenv.cfg`]) {
    const read = await machine.programs.readText(file);
    if (read.text === undefined) {
      if (read.missing) continue;
      return `which Python it runs is not known: ${read.reason}`;
    }
    const home = /^[ \t]*home[ \t]*=[ \t]*(.*?)[ \t]*$/im.exec(read.text)?.[1];
    if (home === undefined) continue;
    const names = [path.basename(real), path.basename(program), 'python3', 'python'];
    const leads = await Promise.all(names.map(async (name) => resolveProgram(machine, path.join(home, name))));
    return leads.includes(real) ? undefined : `${file} names a home that does not hold the program which ${program} leads to`;
  }
  return whyNoVenv(machine, program, real);
}

// Without pyvenv.cfg the program finds none of the packages that lie beside it. Distributions have folders of packages beside links of their own.
async function whyNoVenv(machine: Machine, program: string, real: string): Promise<string | undefined> {
  const folder = await machine.programs.realPath(path.dirname(program));
  if (folder.kind === 'failed' || folder.path === path.dirname(real) || /^(?:\/usr(?:\/local)?)?\/s?bin$/.test(folder.path))
    return undefined;
  const libraries = path.join(path.dirname(folder.path), 'lib');
  const listed = await machine.programs.list(libraries);
  for (const name of listed.kind === 'names' ? listed.names : []) {
    if (!/^python\d+\.\d+$/.test(name)) continue;
    const packages = await machine.programs.stat(`${libraries}/${name}/site-packages`);
    if (packages.kind === 'directory') return `${program} finds no packages of its own: the pyvenv.cfg of its environment is not there`;
  }
  return undefined;
}
