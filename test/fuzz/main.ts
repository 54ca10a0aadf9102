// `npm run fuzz`: real inputs, damaged by chance, into every parser of bytes that come from a host.
// node test/fuzz/main.ts [--seconds N] [--seed S] [--parser NAME] [--output FOLDER]; ends with 1 on a finding, whose input it writes to the folder.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from './campaign.ts';
import { makeInputs } from './inputs.ts';
import { parsersFor } from './parsers.ts';
import { watch } from './watch.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
    parser: { type: 'string' },
    output: { type: 'string' },
  },
});

const seed = Number(values.seed);
const seconds = Number(values.seconds);
const all = Object.keys(parsersFor(makeInputs()));
const chosen = all.filter((name) => values.parser === undefined || name === values.parser);

function problemWithOptions(): string | undefined {
  if (!Number.isInteger(seed) || seed < 0) return `--seed ${values.seed} is not a whole number`;
  if (!(seconds > 0)) return `--seconds ${values.seconds} is not a number of seconds`;
  return chosen.length === 0 ? `no parser is called ${values.parser}; there are ${all.join(', ')}` : undefined;
}

function write(findings: readonly Finding[]): void {
  const folder = values.output ?? mkdtempSync(path.join(tmpdir(), 'snowline-fuzz-'));
  mkdirSync(folder, { recursive: true });
  for (const { parser, kind, detail, input } of findings) {
    const file = path.join(folder, `${parser}-${kind}-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`);
    writeFileSync(file, input);
    console.log(`${kind} in ${parser}: ${detail}\n  input: ${file}`);
  }
}

async function run(): Promise<void> {
  const findings: Finding[] = [];
  console.log(`seed ${seed}, ${seconds} s for ${chosen.length} parsers`);
  for (const name of chosen) {
    const result = await watch(name, seed, (seconds * 1_000) / chosen.length);
    findings.push(...result.findings);
    const outcomes = [...result.outcomes].toSorted(([, a], [, b]) => b - a).map(([outcome, count]) => `${outcome}: ${count}`);
    console.log(
      `${name}: ${result.mutants} mutants, ${result.findings.length} findings, ${result.kept.toFixed(1)} MB kept (${outcomes.join('; ')})`,
    );
  }
  if (findings.length > 0) write(findings);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

const problem = problemWithOptions();
if (problem === undefined) await run();
else {
  console.error(`error: ${problem}`);
  process.exitCode = 2;
}
