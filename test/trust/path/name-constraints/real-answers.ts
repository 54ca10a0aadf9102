import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { outputOf, runProgram } from '../../../corpus/clients/run-program.ts';
import type { IssuedRow } from './issue-rows.ts';

/** When the paths are judged. */
export const judgedAt = Date.parse('2026-11-20T00:00:00Z');

const here = new URL('.', import.meta.url).pathname;

/** What a program of ours that reads a path a line says to each row: `ok` or the client's reason. */
async function linesOf(program: string, args: readonly string[], rows: readonly IssuedRow[], folder: string): Promise<readonly string[]> {
  const input = rows
    .map(({ leaf, issuers, root }) => `${[leaf, ...issuers, root].map(({ der }) => der.toString('base64')).join(' ')}\n`)
    .join('');
  const environment = { HOME: folder, GOCACHE: path.join(folder, 'go-cache'), GO111MODULE: 'off' };
  return (await outputOf(program, [...args, String(judgedAt)], { input, environment })).trimEnd().split('\n');
}

export const goAnswers = (rows: readonly IssuedRow[], folder: string): Promise<readonly string[]> =>
  linesOf('go', ['run', `${here}verify.go`], rows, folder);

export const javaAnswers =
  (java: string) =>
  (rows: readonly IssuedRow[], folder: string): Promise<readonly string[]> =>
    linesOf(java, ['-XX:TieredStopAtLevel=1', `${here}Verify.java`], rows, folder);

/** All end-entities in one run of `openssl verify`: every CA has a name of its own. */
export async function opensslAnswers(rows: readonly IssuedRow[], folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'roots.pem'), [...new Set(rows.map(({ root }) => root.pem))].join(''));
  await writeFile(path.join(folder, 'issuers.pem'), rows.flatMap(({ issuers }) => issuers.map(({ pem }) => pem)).join(''));
  await Promise.all(rows.map(({ leaf }, index) => writeFile(path.join(folder, `${index}.pem`), leaf.pem)));
  const store = ['-no-CApath', '-no-CAstore', '-CAfile', 'roots.pem', '-untrusted', 'issuers.pem', '-attime', String(judgedAt / 1000)];
  const ended = await runProgram('openssl', ['verify', ...store, ...rows.map((_, index) => `${index}.pem`)], { folder });
  const answers = rows.map(() => 'no answer');
  for (const [, index] of ended.stdout.matchAll(/^(\d+)\.pem: OK$/gm)) answers[Number(index)] = 'ok';
  let error = '';
  for (const line of ended.stderr.split('\n')) {
    const failed = /^error (\d+)\.pem: verification failed/.exec(line)?.[1];
    if (failed !== undefined) answers[Number(failed)] = error;
    else if (/^error \d+ at /.test(line)) error = line;
  }
  return answers;
}

/** The version of a Java: `17.0.15` is [17, 0, 15]. */
export async function javaVersion(java: string): Promise<readonly number[]> {
  const { stderr } = await runProgram(java, ['-version']);
  return (/version "([\d.]+)/.exec(stderr)?.[1] ?? '').split('.').map(Number);
}
