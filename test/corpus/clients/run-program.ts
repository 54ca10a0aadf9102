import { spawn } from 'node:child_process';

/** What a program printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  /** The signal that ended it. */
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is started; the environment is empty but for PATH and what is given. */
export interface Start {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly folder?: string;
}

const timeoutMs = 110_000;

/** Runs a program to its end; one that cannot be started throws, one that does not end is killed. How it ended is the caller's to judge. */
export function runProgram(program: string, args: readonly string[], { environment, input, folder }: Start = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...environment },
      timeout: timeoutMs,
      ...(folder === undefined ? {} : { cwd: folder }),
    });
    const out: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(complaints).toString() });
    });
    // a program that does not read its input to the end is heard all the same
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}

/** The standard output of a program that must end well. */
export async function outputOf(program: string, args: readonly string[], start: Start = {}): Promise<string> {
  const ended = await runProgram(program, args, start);
  if (ended.code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${ended.code ?? ended.signal}: ${ended.stderr.slice(-1000)}`);
  return ended.stdout;
}
