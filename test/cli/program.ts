import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// What node makes of the sources is kept from run to run, by their content: to make it anew takes half of the time of most runs.
const compileCache = path.join(tmpdir(), 'snowline-compiled');
const entry = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));

/** How a run ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that is under way. */
export interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once stderr holds the text; rejects where the program ends before. */
  says(text: string): Promise<void>;
}

/** Starts the program from its sources, with an environment of its own. */
export function start(args: readonly string[], options: { readonly cwd?: string; readonly stdio?: StdioOptions } = {}): Run {
  return follow(process.execPath, [entry, ...args], options);
}

/** Runs the program from its sources to its end. */
export function run(args: readonly string[], options: { readonly cwd?: string; readonly stdio?: StdioOptions } = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** The command line of the program, for a shell. */
export function shellLine(args: readonly string[]): string {
  return [process.execPath, entry, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}

/** Starts any program and collects what it says. */
export function follow(
  program: string,
  args: readonly string[],
  { cwd = '/', stdio = ['ignore', 'pipe', 'pipe'] }: { readonly cwd?: string; readonly stdio?: StdioOptions } = {},
): Run {
  const child = spawn(program, args, {
    cwd,
    stdio,
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', NODE_COMPILE_CACHE: compileCache },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (`${stdout}${stderr}`.includes(text)) resolve();
      };
      child.stdout?.on('data', look);
      child.stderr?.on('data', look);
      child.on('close', () => reject(new Error(`ended without saying "${text}": ${stdout}${stderr}`)));
      look();
    });
  return { child, ended, says };
}
