// Run as a program: breaks hosts, asks snowline what a restart would do, restarts every service for real, and compares.
//   node test/e2e/drill/main.ts [--json] [--only HOST] [--keep FILE]
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { disagreementsOf, matrixOf } from './matrix.ts';
import { runDrill } from './run-drill.ts';
import { tallyOf } from './tally.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string', default: '' }, keep: { type: 'string' } },
});
const say = (text: string): void => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${text}`);
// So that an interrupted run stops what it started on its way out.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

const outcomes = await runDrill(say, values.only);
if (values.keep !== undefined) writeFileSync(values.keep, JSON.stringify(outcomes));
const disagreements = disagreementsOf(outcomes);
if (values.json) {
  for (const text of disagreements) say(text);
  console.log(JSON.stringify(tallyOf(outcomes)));
} else {
  console.log([matrixOf(outcomes), ...disagreements].join('\n'));
}
process.exitCode = disagreements.length === 0 ? 0 : 1;
