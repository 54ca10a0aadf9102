import { spawn } from 'node:child_process';

/** A program to run within bounds. */
export interface BoundedRun {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: string;
  readonly timeoutMs: number;
  /** More of stdout than this ends the program. */
  readonly maximumBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** How it went. `ending`: by itself, or by one of the bounds; `stdout` is what came until then. */
export type RunOutcome =
  | {
      readonly kind: 'ended';
      readonly ending: 'itself' | 'time' | 'bytes' | 'aborted';
      readonly exitCode: number | null;
      readonly stdout: Buffer;
      /** The first of it: enough for a reason. */
      readonly stderr: string;
    }
  | { readonly kind: 'not-started'; readonly code: string };

/** Bytes of stderr that are kept: a shell's complaint stands in its first lines, a banner may come before it. */
const stderrLimit = 16_384;
/** Milliseconds that output may come after the program's end: who still holds the pipe then (a connection kept in the background) says nothing more. */
const drainMs = 1_000;

/**
 * Runs a program in a session of its own: no terminal to ask on, no Ctrl-C that reaches it before us, and one signal that ends it with all that it
 * started. Never rejects.
 */
export async function runBounded(run: BoundedRun): Promise<RunOutcome> {
  if (run.signal?.aborted === true) return { kind: 'ended', ending: 'aborted', exitCode: null, stdout: Buffer.alloc(0), stderr: '' };
  const { promise, resolve } = Promise.withResolvers<RunOutcome>();
  const child = spawn(run.program, run.arguments, { env: run.environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  let outputBytes = 0;
  let errorBytes = 0;
  let ending: 'itself' | 'time' | 'bytes' | 'aborted' = 'itself';
  let exitCode: number | null = null;
  let exited = false;
  let closed = false;
  let drain: NodeJS.Timeout | undefined;

  const end = (why: typeof ending): void => {
    if (exited || ending !== 'itself') return;
    ending = why;
    if (child.pid !== undefined) killGroup(child.pid);
  };
  const onAbort = (): void => end('aborted');
  const timer = setTimeout(() => end('time'), run.timeoutMs);
  run.signal?.addEventListener('abort', onAbort, { once: true });
  const settle = (outcome: RunOutcome): void => {
    clearTimeout(timer);
    clearTimeout(drain);
    run.signal?.removeEventListener('abort', onAbort);
    child.stdout.destroy();
    child.stderr.destroy();
    resolve(outcome);
  };
  const finish = (): void =>
    settle({ kind: 'ended', ending, exitCode, stdout: Buffer.concat(output), stderr: Buffer.concat(errors).toString('utf8') });

  child.stdout.on('data', (chunk: Buffer) => {
    if (ending !== 'itself') return;
    const room = run.maximumBytes - outputBytes;
    output.push(chunk.byteLength > room ? chunk.subarray(0, room) : chunk);
    outputBytes += chunk.byteLength;
    if (outputBytes <= run.maximumBytes) return;
    // It may have ended already, with the flood still in the pipe.
    if (exited) ending = 'bytes';
    else end('bytes');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (errorBytes < stderrLimit) errors.push(chunk.subarray(0, stderrLimit - errorBytes));
    errorBytes += chunk.byteLength;
  });
  child.stdout.on('close', () => {
    closed = true;
    if (exited) finish();
  });
  // A host that does not read the script to its end is no fault here: what it printed tells more.
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => {
    if (child.pid === undefined) settle({ kind: 'not-started', code: 'code' in error ? String(error.code) : 'unknown' });
  });
  child.on('exit', (code) => {
    exited = true;
    exitCode = code;
    if (closed) finish();
    else drain = setTimeout(finish, drainMs);
  });
  child.stdin.end(run.stdin);
  return promise;
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // ESRCH: it ended a moment before; anything else is ours to know.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
