import path from 'node:path';
import type { HostEvidence } from '../host-evidence.ts';
import type { RootedMachine } from '../machine/rooted-machine.ts';
import type { Runtime } from '../runtime.ts';
import { pythonInRoot } from './container-python.ts';
import { resolveProgram } from './find-program.ts';
import { javaAt, type RuntimeCatalogue } from './runtimes.ts';

/** What runtimes in a root are, told by files alone: a container's programs are never run. `pid` is the process that runs on it. */
export function runtimesInRoot(view: RootedMachine, os: HostEvidence['os'], pid: number): Pick<RuntimeCatalogue, 'at'> {
  return {
    async at(family, program) {
      if (family === 'java') return (await javaAt(view, program)) ?? { reason: 'no release file beside its java tells which JDK it is' };
      if (family === 'node') return nodeInRoot(view, program, pid);
      if (family === 'python') return pythonInRoot(view, os, program, pid);
      return { reason: `which ${family} it is is told by running it, and no program of a container is run` };
    },
  };
}

/** Node.js as its vendor packs it: with its headers beside it, which tell the version. A distribution's takes OpenSSL from a library. */
async function nodeInRoot(view: RootedMachine, program: string, pid: number): Promise<Runtime | { readonly reason: string }> {
  const real = await resolveProgram(view, program);
  const prefix = path.posix.dirname(path.posix.dirname(real));
  const { text = '' } = await view.readText(path.posix.join(prefix, 'include/node/node_version.h'));
  const numbers = ['MAJOR', 'MINOR', 'PATCH'].map(
    (name) => new RegExp(`^#define NODE_${name}_VERSION (\\d{1,4})\\s*$`, 'm').exec(text)?.[1],
  );
  if (numbers.includes(undefined)) return { reason: 'no header beside its Node.js tells which version it is' };
  const libraries = await view.cryptoLibraries(pid);
  if (libraries === undefined) return { reason: 'whether its Node.js takes OpenSSL from a library is not known: its maps cannot be read' };
  return {
    family: 'node',
    version: numbers.join('.'),
    path: program,
    ...(libraries.some((file) => /\/libcrypto\.so[\d.]*$/.test(file)) ? { tlsLibrary: 'shared OpenSSL' } : {}),
  };
}
