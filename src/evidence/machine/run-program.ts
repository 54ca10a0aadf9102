import { spawn } from 'node:child_process';
import { type Answer, standardPath } from './machine.ts';
import { systemReason } from './system-failure.ts';

/** Bytes of output that we keep of a program; a bundle of 150 roots is 0.3 MB. */
const outputLimit = 4_000_000;

/** Bounds of one run. */
export interface RunBounds {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program with no more than PATH and LANG, because variables of the invoking shell (NODE_OPTIONS, SSL_CERT_FILE) change
 * what runtimes say of themselves, and so do files of a home (.curlrc, go/env) that may be another user's. Never rejects.
 */
export async function runProgram(bounds: RunBounds, program: string, args: readonly string[]): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const failed = (reason: string): void => resolve({ kind: 'failed', reason: `${program} ${reason}` });
  const child = spawn(program, args, {
    cwd: '/',
    env: { PATH: standardPath, HOME: '/nonexistent', LANG: 'C', LC_ALL: 'C', GOTOOLCHAIN: 'local', GOENV: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: bounds.timeoutMs,
    killSignal: 'SIGKILL',
    ...(bounds.signal === undefined ? {} : { signal: bounds.signal }),
  });
  const stdout = collectOutput(child.stdout);
  const stderr = collectOutput(child.stderr);
  child.on('error', (error) => failed(`could not be run: ${systemReason(error)}`));
  child.on('close', (code, signal) => {
    if (code === 0) resolve({ kind: 'answer', stdout: stdout(), stderr: stderr() });
    else if (signal === null) failed(`ended with exit code ${code ?? 'unknown'}`);
    else failed(`was ended by ${signal} (it has ${bounds.timeoutMs} ms)`);
  });
  return promise;
}

function collectOutput(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size <= outputLimit) chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
