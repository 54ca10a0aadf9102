import path from 'node:path';
import type { Machine } from '../machine/machine.ts';
import type { Runtime, RuntimeFamily } from '../runtime.ts';
import { findProgram, resolveProgram } from './find-program.ts';
import type { RuntimeCatalogue } from './runtimes.ts';

/** The runtime that a program runs on, or why it is not known: then its TLS client is not known either. */
export type ProgramRuntime =
  | {
      readonly runtime: Runtime;
      /** The interpreter of a script, or the program itself, as it is named before links are followed. */
      readonly interpreter: string;
    }
  | { readonly reason: string };

/** Tells by the program's own name, by the interpreter of a script, or by Go's mark in a binary. */
export async function runtimeOfProgram(
  machine: Machine,
  catalogue: Pick<RuntimeCatalogue, 'at'>,
  program: string,
  searchPath?: string,
  depth = 0,
): Promise<ProgramRuntime> {
  if (program.includes('/') && !program.startsWith('/'))
    return { reason: `${path.basename(program)} is named by a path that depends on the folder it is started in` };
  const file = program.startsWith('/') ? program : await findProgram(machine, [program], searchPath);
  if (file === undefined)
    return { reason: program === '' ? 'it names no program to start' : `${path.basename(program)} was not found on its PATH` };
  const real = await resolveProgram(machine, file);
  const family = familyByName(path.basename(file)) ?? familyByName(path.basename(real));
  if (family !== undefined) {
    const found = await catalogue.at(family, file);
    return 'reason' in found ? found : { runtime: found, interpreter: file };
  }
  const shebang = await machine.programs.shebang(real);
  const interpreter = interpreterOf(shebang);
  if (interpreter !== undefined && depth < 3) {
    const given = shebang?.slice(shebang.lastIndexOf(interpreter) + 1) ?? [];
    const before = path.basename(shebang?.[0] ?? '') === 'env' ? shebang?.slice(1, shebang.indexOf(interpreter)) : [];
    if (before?.some((word) => word !== '-S') === true || (given.length > 0 && familyByName(path.basename(interpreter)) !== 'python'))
      return { reason: `the first line of ${path.basename(file)} gives options or variables that were not read` };
    if (/^(?:ba|da|z|k)?sh$/.test(path.basename(interpreter)))
      return { reason: `${path.basename(file)} is a shell script: what it starts was not read` };
    return runtimeOfProgram(machine, catalogue, interpreter, searchPath, depth + 1);
  }
  const go = await machine.programs.goVersion(real);
  if (go !== undefined) return { runtime: { family: 'go', version: go, path: file }, interpreter: file };
  return { reason: `${path.basename(file)} is not a program whose TLS client is known` };
}

function familyByName(name: string): RuntimeFamily | undefined {
  if (name === 'java' || name === 'curl') return name;
  if (name === 'node' || name === 'nodejs') return 'node';
  return /^python(?:\d+(?:\.\d+)?)?$/.test(name) ? 'python' : undefined;
}

// `#!/usr/bin/env -S node --flag` names the interpreter after env's own options.
function interpreterOf(words: readonly string[] | undefined): string | undefined {
  if (words === undefined || path.basename(words[0] ?? '') !== 'env') return words?.[0];
  return words.slice(1).find((word) => !word.startsWith('-') && !word.includes('='));
}
