import type { MissingFact, Runtime } from '../host-evidence.ts';
import { type AwsConfiguration, readAwsConfiguration } from './aws-config.ts';
import { whyOtherwise } from './container-layer.ts';
import { packagesInRoot } from './container-python.ts';
import type { OpenRoot } from './container-roots.ts';
import { runtimesInRoot } from './container-runtimes.ts';
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
  const program = view.inside(process.program);
  const environment = 'values' in process.environment ? process.environment.values : new Map<string, string>();
  const found = await runtimeOfProgram(view, runtimesInRoot(view, os, process.pid), program);
  const plain = 'runtime' in found ? found.runtime : undefined;
  const packagedRoots =
    plain?.family === 'python' ? await packagesInRoot(view, plain, { program, environment, firstWord: process.firstWord }) : undefined;
  const runtime = plain === undefined || packagedRoots === undefined ? plain : { ...plain, packagedRoots };
  const words = [program, ...process.words.slice(1)];
  const aws = runtime?.family === 'python' || runtime?.family === 'go' ? await awsConfiguration(root, environment, words) : undefined;
  const reading = readLaunch({ environment, words, javaVersion: runtime?.version, aws }, 'running');
  return {
    program,
    runtime,
    launch: reading.launch,
    whyNoRuntime: 'reason' in found ? found.reason : undefined,
    missing: [
      ...process.missing.filter((one) => one.fact !== 'trustFiles'),
      ...reading.missing,
      ...(whyLayerUnknown === undefined ? [] : [{ fact: 'trustFiles', reason: whyLayerUnknown }]),
    ],
  };
}

// Without HOME an SDK asks the directory of users, and which user of the container this is nobody has looked up. Whoever starts containers sets it.
async function awsConfiguration(
  { view, isChanged }: OpenRoot,
  environment: ReadonlyMap<string, string>,
  words: readonly string[],
): Promise<AwsConfiguration> {
  if ((environment.get('HOME') ?? '') === '') return { unread: 'the home of its user is not known, where the AWS configuration would be' };
  const read = await readAwsConfiguration(view, environment, words, undefined);
  if ('unread' in read || isChanged === undefined) return read;
  const unread = await whyOtherwise(view, isChanged, read.files);
  return unread === undefined ? read : { unread };
}
