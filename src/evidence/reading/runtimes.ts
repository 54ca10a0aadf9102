import type { Blob } from '../file-evidence.ts';
import type { MissingFact } from '../host-evidence.ts';
import { type Machine, notRecorded } from '../machine/machine.ts';
import { type Runtime, type RuntimeFamily, runtimeFamilies } from '../runtime.ts';
import { findProgram, mayBeThere, resolveProgram } from './find-program.ts';
import { whyVenvDiffers } from './python-venv.ts';
import { probeRuntime, type RuntimeAnswer, runtimeProbes } from './runtime-probes.ts';
import type { WantedContent } from './trust-files.ts';

/** Runtimes of the machine; asks each program once, however many services run it. */
export interface RuntimeCatalogue {
  /** The one that PATH leads to, first; others that were met after it. */
  readonly installed: () => readonly Runtime[];
  readonly blobs: () => readonly Blob[];
  /** Roots that a runtime carries and that were named only. */
  readonly wanted: () => readonly WantedContent[];
  readonly missing: readonly MissingFact[];
  /** The runtime of a family at this path; a reason where it may not be run or does not answer. */
  readonly at: (family: RuntimeFamily, program: string) => Promise<Runtime | { readonly reason: string }>;
}

/** Programs of services that are asked beside those on PATH; our choice, each costs up to a second. */
const maximumProbes = 32;

/** Asks the programs of all families that PATH leads to, at once, and keeps the answers. */
export async function openRuntimes(machine: Machine): Promise<RuntimeCatalogue> {
  const answers = new Map<string, Promise<RuntimeAnswer>>();
  const runtimes: Runtime[] = [];
  const blobs: Blob[] = [];
  const wanted: WantedContent[] = [];
  const missing: MissingFact[] = [];
  const askOnce = async (family: RuntimeFamily, program: string): Promise<RuntimeAnswer> => {
    const real = await resolveProgram(machine, program);
    const key = `${family} ${real}`;
    const earlier = answers.get(key);
    if (earlier !== undefined) return earlier;
    if (answers.size >= maximumProbes) return { kind: 'failed', reason: `more than ${maximumProbes} programs to ask` };
    const asked = probeRuntime(machine, family, program, real);
    answers.set(key, asked);
    return asked;
  };
  const keep = (answer: RuntimeAnswer): void => {
    if (answer.kind === 'failed' || runtimes.includes(answer.runtime)) return;
    runtimes.push(answer.runtime);
    blobs.push(...answer.blobs);
    wanted.push(...answer.wanted);
  };
  const first = runtimeFamilies.map(async (family) => {
    const program = await findProgram(machine, runtimeProbes[family].names);
    if (program !== undefined) return askOnce(family, program);
    const doubt = { kind: 'failed' as const, reason: `whether ${family} is installed is not known: ${notRecorded}` };
    return (await mayBeThere(machine, runtimeProbes[family].names)) ? doubt : undefined;
  });
  for (const [index, answer] of (await Promise.all(first)).entries()) {
    if (answer === undefined) continue;
    if (answer.kind === 'failed') missing.push({ fact: `runtimes.${runtimeFamilies[index]}`, reason: answer.reason });
    keep(answer);
  }
  await addOtherJavas(machine, runtimes);
  return {
    installed: () => runtimes,
    blobs: () => blobs,
    wanted: () => wanted,
    missing,
    async at(family, program) {
      if (family === 'java') {
        const known = await javaAt(machine, program);
        if (known !== undefined) return runtimes.find((runtime) => runtime.home === known.home) ?? known;
      }
      const elsewhere = family === 'python' ? await whyVenvDiffers(machine, program) : undefined;
      if (elsewhere !== undefined) return { reason: elsewhere };
      const answer = await askOnce(family, program);
      keep(answer);
      return answer.kind === 'failed' ? answer : answer.runtime;
    },
  };
}

/** A JDK says in its `release` file what it is, so it need not be run. */
export async function javaAt(machine: Machine, program: string): Promise<Runtime | undefined> {
  const real = await resolveProgram(machine, program);
  const home = real.replace(/\/bin\/java$/, '');
  const version = home === real ? undefined : await javaVersionIn(machine, home);
  // java.home of JDK 8 is the jre folder inside it.
  return version === undefined || version.startsWith('1.') ? undefined : { family: 'java', path: program, home, version };
}

async function javaVersionIn(machine: Machine, home: string): Promise<string | undefined> {
  const { text } = await machine.programs.readText(`${home}/release`);
  return /^JAVA_VERSION="([0-9][\w.+-]*)"$/m.exec(text ?? '')?.[1];
}

async function addOtherJavas(machine: Machine, runtimes: Runtime[]): Promise<void> {
  const folder = '/usr/lib/jvm';
  const listed = await machine.programs.list(folder);
  for (const name of listed.kind === 'names' ? [...listed.names].sort() : []) {
    const java = await javaAt(machine, `${folder}/${name}/bin/java`);
    if (java !== undefined && !runtimes.some((runtime) => runtime.home === java.home)) runtimes.push(java);
  }
}
