import { userInfo } from 'node:os';
import { isOfKernel } from './kernel-files.ts';
import { readClientKey } from './live-client-keys.ts';
import { liveFiles } from './live-files.ts';
import { listProcesses, readProcess } from './live-processes.ts';
import { readCryptoLibraries, readRoot } from './live-roots.ts';
import { readTrustContent } from './live-trust-content.ts';
import type { Machine } from './machine.ts';
import { type RunBounds, runProgram } from './run-program.ts';
import { whyNotToRun } from './safe-to-run.ts';

/** How the machine that this runs on is looked at. */
export interface LiveOptions extends RunBounds {
  /** Folder that stands for `/`, without a slash at its end, so that a planted tree can be read the same way; '' is the real one. */
  readonly root: string;
  /** Environment of the invoking shell: where else clients are, and whose home is the asker's. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ownPid: number;
}

/** The machine that this runs on. Programs are asked within the bounds. */
export function liveMachine(options: LiveOptions): Machine {
  const { root, environment, signal } = options;
  const files = liveFiles(root, signal);
  const programs = root === '' ? files : liveFiles('', signal);
  const run = async (program: string, ...args: readonly string[]): ReturnType<typeof runProgram> => runProgram(options, program, args);
  return {
    ...files,
    signal,
    programs,
    environment,
    home: userInfo().homedir,
    async askServiceManager(properties) {
      const [units, said] = await Promise.all([
        run('systemctl', 'show', '--no-pager', '--all', `--property=${properties.join(',')}`, '*.service', '*.target'),
        run('systemctl', 'show-environment', '--no-pager'),
      ]);
      return { units, environment: said };
    },
    async askRuntime(family, real, args) {
      const why = await whyNotToRun(family, real);
      return why === undefined ? run(real, ...args) : { kind: 'failed', reason: why };
    },
    async hasNoCapabilities(real) {
      const answer = await run('getcap', real);
      return answer.kind === 'answer' && `${answer.stdout}${answer.stderr}` === '';
    },
    async askDirectory(user) {
      if (root !== '') return undefined;
      const answer = await run('getent', '--', 'passwd', user);
      return answer.kind === 'answer' ? answer.stdout.split('\n')[0] : undefined;
    },
    processes: async () => listProcesses(files, options),
    process: async (pid) => readProcess(files, pid),
    rootOf: async (pid) => readRoot(files, root, pid, signal),
    cryptoLibraries: async (pid) => readCryptoLibraries(files, pid),
    connections: async () => undefined,
    clientKeys: async (paths) => Promise.all(paths.map(async (path) => readClientKey(path, root + path))),
    async trustContent(file) {
      const real = await files.realPath(file);
      if (real.kind === 'path' && isOfKernel(real.path)) return { kind: 'unreadable', reason: 'it is not an ordinary file' };
      return readTrustContent({ machine: { programs, environment }, bounds: options }, root + file);
    },
  };
}
