import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const root = new URL('../..', import.meta.url).pathname;

/** The built command, as it is published. */
export const program = path.join(root, 'dist/cli/bin.js');

/** Why the built command must not be measured; undefined where it is as new as the sources. */
export function whyNotMeasurable(): string | undefined {
  if (!existsSync(program)) return 'dist is missing: npm run build';
  const built = statSync(program).mtimeMs;
  const newer = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).find(
    (file) => file.endsWith('.ts') && statSync(path.join(root, 'src', file)).mtimeMs > built,
  );
  return newer === undefined ? undefined : `dist is older than src/${newer}: npm run build`;
}

/** Runs this very node with PATH and HOME alone: NODE_OPTIONS and the like would change what is measured. Throws where it cannot be run. */
export function runNode(
  args: readonly string[],
  expectedExit = 0,
  stdio: readonly ('ignore' | 'pipe')[] = ['ignore', 'ignore', 'pipe'],
): SpawnSyncReturns<string> {
  const { PATH = '', HOME = '' } = process.env;
  const run = spawnSync(process.execPath, args, { cwd: root, env: { PATH, HOME }, encoding: 'utf8', stdio: [...stdio] });
  if (run.error !== undefined) throw run.error;
  if (run.status !== expectedExit) throw new Error(`node ${args.join(' ')} ended with ${run.status ?? run.signal}: ${run.stderr}`);
  return run;
}

/** URLs of all modules that a run of node loads, its own built-in ones not counted. */
export function modulesLoadedBy(args: readonly string[]): readonly string[] {
  const hook = new URL('record-loads.ts', import.meta.url).href;
  const run = runNode(['--import', hook, ...args], 0, ['ignore', 'ignore', 'pipe', 'pipe']);
  return (run.output[3] ?? '').split('\n').filter((url) => url !== '' && !url.startsWith('node:'));
}
