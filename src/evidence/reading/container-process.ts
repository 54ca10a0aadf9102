import type { MissingFact } from '../host-evidence.ts';
import { standardPath } from '../machine/machine.ts';
import { type NotedFiles, noteFiles } from '../machine/noted-files.ts';
import type { RootedMachine } from '../machine/rooted-machine.ts';
import type { Runtime } from '../runtime.ts';
import { type AwsConfiguration, readAwsConfiguration } from './aws-config.ts';
import { whyOtherwise } from './container-layer.ts';
import { type PythonStart, packagesInRoot } from './container-python.ts';
import type { OpenRoot } from './container-roots.ts';
import { runtimesInRoot } from './container-runtimes.ts';
import { findProgram, resolveProgram } from './find-program.ts';
import { ignoredByProcess } from './ignored-variables.ts';
import { type LaunchReading, readLaunch } from './launch.ts';
import type { SeenProcess } from './processes.ts';
import { runtimeOfProgram } from './program-runtime.ts';

/** What a running process shows of its start, by the files that it sees. */
export interface ProcessReading {
  readonly program: string;
  readonly runtime: Runtime | undefined;
  readonly launch: LaunchReading['launch'];
  /** Why that is absent. */
  readonly whyNoRuntime: string | undefined;
  /** What else is not known of it. */
  readonly missing: readonly MissingFact[];
}

/** Describes a process with files of its own by those, as if it had been looked at from inside. Nothing in there is run. */
export async function readInRoot(root: OpenRoot, process: SeenProcess): Promise<ProcessReading> {
  const { view, os, whyLayerUnknown } = root;
  const noted = noteFiles(view);
  const program = view.inside(process.program);
  const environment = 'values' in process.environment ? process.environment.values : new Map<string, string>();
  const found = await runtimeOfProgram(noted.view, runtimesInRoot(noted.view, os, process.pid), program);
  const plain = 'runtime' in found ? found.runtime : undefined;
  const packagedRoots =
    plain?.family === 'python' ? await packagesOf(root, plain, { program, environment, firstWord: process.firstWord }) : undefined;
  const runtime = plain === undefined || packagedRoots === undefined ? plain : { ...plain, packagedRoots };
  const words = [program, ...process.words.slice(1)];
  const aws = runtime?.family === 'python' || runtime?.family === 'go' ? await awsConfiguration(root, environment, words) : undefined;
  const reading = readLaunch({ environment, words, javaVersion: runtime?.version, aws }, 'running');
  const named = await namesOf(view, program, process.firstWord, environment.get('PATH'));
  const otherwise = await whyAnother(root, [...named, ...noted.asked]);
  return {
    program,
    runtime,
    launch: reading.launch,
    whyNoRuntime: 'reason' in found ? found.reason : undefined,
    missing: [
      ...process.missing.filter((one) => one.fact !== 'trustFiles'),
      ...reading.missing,
      ...ignoredByProcess(process, runtime?.family),
      ...(whyLayerUnknown === undefined ? [] : [{ fact: 'trustFiles', reason: whyLayerUnknown }]),
      ...(otherwise === undefined ? [] : [{ fact: 'nextStart', reason: otherwise }]),
    ],
  };
}

/** The names that lead to a program from the word that it was started by: on its PATH also those that would come first. */
async function namesOf(view: RootedMachine, program: string, word: string | undefined, search = standardPath): Promise<Iterable<string>> {
  // The probe tells no other words.
  if (word === undefined || !/^[A-Za-z0-9._/+-]+$/.test(word)) return [];
  if (word.includes('/')) return word.startsWith('/') ? [word] : [];
  const noted = noteFiles(view);
  const found = await findProgram(noted.view, [word], search);
  return found !== undefined && (await resolveProgram(view, found)) === (await resolveProgram(view, program)) ? noted.asked : [];
}

// What was not found decides as well: a new container may have it.
async function packagesOf(root: OpenRoot, runtime: Runtime, start: PythonStart): Promise<Runtime['packagedRoots']> {
  const noted = noteFiles(root.view);
  const packaged = await packagesInRoot(noted.view, runtime, start);
  return (await whyDecidedOtherwise(root, noted)) === undefined ? packaged : undefined;
}

async function whyDecidedOtherwise({ view, isChanged }: OpenRoot, { asked }: NotedFiles): Promise<string | undefined> {
  return isChanged === undefined ? undefined : whyOtherwise(view, isChanged, asked, true);
}

async function whyAnother({ view, isChanged }: OpenRoot, files: readonly string[]): Promise<string | undefined> {
  return isChanged === undefined ? undefined : whyOtherwise(view, isChanged, new Set(files));
}

// Without HOME an SDK asks the directory of users, and which user of the container this is nobody has looked up. Whoever starts containers sets it.
async function awsConfiguration(
  root: OpenRoot,
  environment: ReadonlyMap<string, string>,
  words: readonly string[],
): Promise<AwsConfiguration> {
  if ((environment.get('HOME') ?? '') === '') return { unread: 'the home of its user is not known, where the AWS configuration would be' };
  const noted = noteFiles(root.view);
  const read = await readAwsConfiguration(noted.view, environment, words, undefined);
  const unread = await whyDecidedOtherwise(root, noted);
  return unread === undefined ? read : { unread };
}
