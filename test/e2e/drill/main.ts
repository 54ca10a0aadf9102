// Run as a program: breaks hosts, asks snowline what a restart would do, restarts every service for real, and compares.
//   node test/e2e/drill/main.ts [--json] [--only HOST] [--keep FILE] [--publish]
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../built-cli.ts';
import { disagreementsOf, matrixOf } from './matrix.ts';
import { published } from './published.ts';
import { runDrill } from './run-drill.ts';
import { tallyOf } from './tally.ts';
import { versionsUsed } from './versions.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    keep: { type: 'string' },
    publish: { type: 'boolean', default: false },
  },
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
if (values.publish) {
  const page = published(outcomes, new Date().toISOString().slice(0, 10), versionsUsed());
  writeFileSync(path.join(root, 'reports/examples/drill.md'), page);
}
process.exitCode = disagreements.length === 0 ? 0 : 1;
