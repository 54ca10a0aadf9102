import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Mutant } from './mutants.ts';

const root = new URL('../../..', import.meta.url).pathname;
const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');

/** What the tests make of a mutant: some failed, or nobody has noticed it. */
export interface MutantRun {
  readonly mutant: Mutant;
  readonly outcome: 'killed' | 'survived';
}

/** Asks the check's own tests first, then those of the whole room. Throws where the tests could not run at all: that kills nothing. */
export async function runMutant(mutant: Mutant): Promise<MutantRun> {
  const own = `test/restart/checks/${mutant.file.replace(/\.ts$/, '.test.ts')}`;
  const rounds = existsSync(path.join(root, own)) ? [[own], []] : [[]];
  for (const files of rounds) {
    if ((await failedTests(mutant, files)) > 0) return { mutant, outcome: 'killed' };
  }
  return { mutant, outcome: 'survived' };
}

/** How many tests fail; with no mutant none may, or else every mutant would pass for killed. */
export async function failedTests(mutant: Mutant | null, files: readonly string[]): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-mutant-'));
  try {
    const said = await runTests(mutant, files, path.join(folder, 'tests.json'));
    const { numTotalTests, numFailedTests, testResults } = readReport(path.join(folder, 'tests.json'));
    if (numFailedTests > 0) return numFailedTests;
    const broken = testResults.find(({ status }) => status === 'failed');
    if (numTotalTests === 0 || broken !== undefined) throw new Error(`${JSON.stringify(mutant)}: ${broken?.message ?? said}`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runTests(mutant: Mutant | null, files: readonly string[], report: string): Promise<string> {
  const words = ['run', '--config', 'test/restart/mutation/mutant-config.ts', '--reporter=json', `--outputFile.json=${report}`, ...files];
  const env = { ...process.env, SNOWLINE_MUTANT: JSON.stringify(mutant) };
  return new Promise((resolve) => {
    execFile(process.execPath, [vitest, ...words], { cwd: root, env, maxBuffer: 2 ** 26 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

interface Report {
  readonly numTotalTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly message?: string }[];
}

function readReport(file: string): Report {
  if (!existsSync(file)) return { numTotalTests: 0, numFailedTests: 0, testResults: [] };
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}
