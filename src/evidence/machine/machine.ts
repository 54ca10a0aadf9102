import { spawn } from 'node:child_process';
import { readlink } from 'node:fs/promises';
import { readOrdinaryFile } from './bounded-read.ts';

/** The machine that is looked at. Its root is a parameter so that a planted tree can be read the same way. */
export interface Machine {
  /** Folder that stands for `/`, without a slash at its end; '' is the real one. */
  readonly root: string;
  /** Environment of the invoking shell: what a client started from there would see. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ownPid: number;
  /** Bound for each program that is asked about itself. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a program printed, or why there is nothing. */
export type Answer =
  | { readonly kind: 'answer'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Where services look for programs; the invoking shell's own folders come after it. */
export const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Bytes of output that we keep of a program; a bundle of 150 roots is 0.3 MB. */
const outputLimit = 4_000_000;

/** Absolute path on the machine → path that this process can open. */
export function at(machine: Machine, file: string): string {
  return machine.root + file;
}

/** Text of a file, or undefined with the reason where it cannot be read. */
export async function readText(
  machine: Machine,
  file: string,
): Promise<{ readonly text: string } | { readonly text: undefined; readonly reason: string; readonly missing: boolean }> {
  try {
    const read = await readOrdinaryFile(at(machine, file));
    if ('reason' in read) return { text: undefined, reason: `${file}: ${read.reason}`, missing: false };
    return { text: read.bytes.toString('utf8') };
  } catch (error) {
    return { text: undefined, reason: `${file}: ${systemReason(error)}`, missing: isMissing(error) };
  }
}

/** Target of a symbolic link as it is written; undefined where there is none or it may not be read. */
export async function linkTarget(machine: Machine, file: string): Promise<string | undefined> {
  return readlink(at(machine, file)).catch(() => undefined);
}

/**
 * Runs a program with no more than PATH and LANG, because variables of the invoking shell (NODE_OPTIONS, SSL_CERT_FILE) change
 * what runtimes say of themselves, and so do files of a home (.curlrc, go/env) that may be another user's. Never rejects.
 */
export async function ask(machine: Machine, program: string, args: readonly string[]): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const failed = (reason: string): void => resolve({ kind: 'failed', reason: `${program} ${reason}` });
  const child = spawn(program, args, {
    cwd: '/',
    env: { PATH: standardPath, HOME: '/nonexistent', LANG: 'C', LC_ALL: 'C', GOTOOLCHAIN: 'local', GOENV: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: machine.timeoutMs,
    killSignal: 'SIGKILL',
    ...(machine.signal === undefined ? {} : { signal: machine.signal }),
  });
  const stdout = collectOutput(child.stdout);
  const stderr = collectOutput(child.stderr);
  child.on('error', (error) => failed(`could not be run: ${systemReason(error)}`));
  child.on('close', (code, signal) => {
    if (code === 0) resolve({ kind: 'answer', stdout: stdout(), stderr: stderr() });
    else if (signal === null) failed(`ended with exit code ${code ?? 'unknown'}`);
    else failed(`was ended by ${signal} (it has ${machine.timeoutMs} ms)`);
  });
  return promise;
}

/** Lower-case cause of a failed system call: `permission denied`, `not found`. */
export function systemReason(error: unknown): string {
  const code = codeOf(error);
  return reasonsByCode[code] ?? (code === '' ? 'unexpected failure' : code);
}

/** Whether nothing is there, as opposed to not being allowed to look. ENOTDIR: a part of the path is a file. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}

const reasonsByCode: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'not found',
  ENOTDIR: 'not found',
  ELOOP: 'its links form a loop',
  ESRCH: 'the process ended meanwhile',
  ENXIO: 'it is a socket',
  ABORT_ERR: 'the collection was ended',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
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
