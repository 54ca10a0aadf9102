import { spawn } from 'node:child_process';

/** How a program ended; `text` is both outputs in the order in which they came. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly text: string;
}

/** Runs a program to its end, with the machine's own PATH beside this environment. */
export async function run(program: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const child = spawn(program, words, {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  let [stdout, stderr, text] = ['', '', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    stdout += part;
    text += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part;
    text += part;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr, text }));
  });
}
