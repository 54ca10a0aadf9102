import type { ClientKey } from '../credential-evidence.ts';
import type { MissingFact } from '../host-evidence.ts';
import type { Picture, PictureRecord } from '../probe/picture.ts';
import { knownIn, numberIn, plainText } from '../probe/picture-fields.ts';
import { boundedEffort } from './effort.ts';
import { firstOfEach } from './live-processes.ts';
import { type Answer, type Machine, notRecorded } from './machine.ts';
import { picturedFiles } from './pictured-files.ts';
import { picturedPaths } from './pictured-paths.ts';
import { picturedConnections, picturedProcess, picturedProcesses } from './pictured-processes.ts';
import { picturedRoots } from './pictured-roots.ts';
import { picturedTrustContents } from './pictured-trust-contents.ts';

/** What is known of the run that made a picture. */
export interface PictureOptions {
  readonly signal?: AbortSignal | undefined;
  /** Addresses of credential stores were asked about, so that no connection means that there is none. */
  readonly addressesAsked?: boolean;
}

/** Steps of looking up that are done for one host, about 2 s; an honest one with 10 services needs 18,000. Our choice. */
const maximumSteps = 3_000_000;

/** The machine that a probe's picture shows. Its answers were made on a host that may be compromised. */
export function picturedMachine(picture: Picture, options: PictureOptions = {}): Machine {
  const { signal } = options;
  const effort = boundedEffort(maximumSteps);
  const paths = picturedPaths(picture, effort);
  const files = picturedFiles(picture, paths, effort);
  const trustContent = picturedTrustContents(picture, paths, effort);
  const roots = picturedRoots(picture, { ...files, trustContent });
  const environment = firstOfEach(textOf(picture.find('run', 'environment', '-')));
  return {
    ...files,
    signal,
    programs: files,
    environment: Object.fromEntries(environment),
    home: homeOf(picture),
    askServiceManager: async () => ({
      units: answerOf(picture, 'systemctl-show', '-', 'systemctl'),
      environment: answerOf(picture, 'systemctl-environment', '-', 'systemctl'),
    }),
    askRuntime: async (family, real) => answerOf(picture, `runtime:${family}`, real, real),
    async hasNoCapabilities(real) {
      const record = picture.find('plain', real);
      return record !== undefined && record !== 'contested';
    },
    async askDirectory(user) {
      const answer = answerOf(picture, 'account', user, 'getent');
      return answer.kind === 'answer' ? answer.stdout.split('\n')[0] : undefined;
    },
    processes: async () => picturedProcesses(picture),
    process: async (pid) => picturedProcess(picture, pid),
    rootOf: async (pid) => roots.rootOf(pid),
    cryptoLibraries: async (pid) => roots.libraries(pid),
    connections: async () => (options.addressesAsked === true ? picturedConnections(picture) : undefined),
    clientKeys: async () => keysIn(picture),
    trustContent,
  };
}

/** Facts of the host that the probe says it could not look at. */
export function problemsIn(picture: Picture): readonly MissingFact[] {
  return picture
    .all('problem')
    .filter(({ fields: [fact = ''] }) => /^[A-Za-z][\w.:-]{0,80}$/.test(fact))
    .slice(0, maximumProblems)
    .map(({ fields: [fact = '', reason = ''] }) => ({ fact, reason: plainText(reason === '' ? 'the probe gives no reason' : reason) }));
}

/** Problems, and client keys, that are kept of one host. Our choice. */
const maximumProblems = 200;

// key PATH PUBLIC_SHA256 certificate|key, or key PATH - REASON
function keysIn(picture: Picture): readonly ClientKey[] {
  const records = picture.all('key').slice(0, maximumProblems);
  return records.map(({ fields: [path = '', digest = '', reason] }) => ({
    path: plainText(path),
    ...(/^[0-9a-f]{64}$/.test(digest)
      ? { publicKeySha256: digest, ...(reason === 'key' || reason === 'certificate' ? { holds: reason } : {}) }
      : { reason: plainText(knownIn(reason) ?? 'the probe gives no reason') }),
  }));
}

/** Bytes of one answer; `systemctl show` of 500 services has 0.2 MB. */
const largestAnswer = 4_000_000;

// `run QUESTION EXIT OBJECT`, then |1 and |2 lines.
function answerOf(picture: Picture, question: string, object: string, program: string): Answer {
  const record = picture.find('run', question, object);
  if (record === undefined) return { kind: 'failed', reason: `${program} was not asked, or ${notRecorded}` };
  if (record === 'contested') return { kind: 'failed', reason: `${program} is recorded to have given different answers` };
  const exit = numberIn(record.fields[1], 255);
  if (record.textBytes > largestAnswer) return { kind: 'failed', reason: `${program} printed more than ${largestAnswer} bytes` };
  const lines = record.text();
  const said = (mark: string): string =>
    lines
      .filter((line) => line.startsWith(mark))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  if (exit === 0) return { kind: 'answer', stdout: said('1'), stderr: said('2') };
  const why = plainText(said('2').trim());
  return { kind: 'failed', reason: why === '' ? `${program} ended with exit code ${exit ?? 'unknown'}` : why };
}

function textOf(record: PictureRecord | 'contested' | undefined): readonly string[] {
  if (record === undefined || record === 'contested') return [];
  return record
    .text()
    .filter((line) => line.startsWith('1'))
    .map((line) => line.slice(1));
}

function homeOf(picture: Picture): string | undefined {
  const home = knownIn(recordOf(picture, 'self')?.fields[3]);
  return home?.startsWith('/') === true && home.length <= 4096 ? plainText(home) : undefined;
}

function recordOf(picture: Picture, kind: string): PictureRecord | undefined {
  const record = picture.find(kind);
  return record === 'contested' ? undefined : record;
}
