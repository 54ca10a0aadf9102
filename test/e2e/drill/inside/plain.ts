import { spawn } from 'node:child_process';
import type { Start } from '../plan.ts';
import { digestIn } from './digest-in.ts';

/** Milliseconds that a program has to fetch or to fail. */
const patience = 60_000;

/** Starts programs that no unit starts, as somebody at a shell would, one after the other: each until it holds its secret, or has ended. */
export async function startPlain(
  programs: readonly { readonly name: string; readonly words: readonly string[] }[],
): Promise<Readonly<Record<string, Start>>> {
  const starts: Record<string, Start> = {};
  for (const { name, words } of programs) starts[name] = await startOne(name, words);
  return starts;
}

async function startOne(name: string, [program = '', ...words]: readonly string[]): Promise<Start> {
  const child = spawn(program, words, {
    env: { PATH: '/usr/bin:/bin', HOME: '/root' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
  });
  let log = '';
  const hear = (part: Buffer): void => {
    log += part.toString();
    // It holds it for good otherwise.
    if (digestIn(log, name) !== undefined) child.kill('SIGKILL');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  const digest = digestIn(log, name);
  return digest === undefined ? { log } : { digest, log };
}
