// Run as a program: breaks hosts, asks snowline what a restart would do, restarts every service for real, and compares.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../built-cli.ts';
import { exitWhenInterrupted, say } from '../program-run.ts';
import { disagreementsOf, matrixOf } from './matrix.ts';
import { published } from './published.ts';
import { runDrill } from './run-drill.ts';
import { tallyOf } from './tally.ts';
import { versionsUsed } from './versions.ts';

const usage = `usage: npm run -s drill -- [--json] [--only PART-OF-A-HOST-NAME,…] [--keep FILE] [--publish]
boots hosts in namespaces of this machine, breaks them and restarts their services: as root
  --only      only hosts whose names hold one of these
  --keep      the outcome of every service, as JSON
  --json      the tally as JSON, in place of the table
  --publish   writes reports/examples/drill.md`;
const options = {
  json: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  keep: { type: 'string' },
  publish: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

interface Wanted {
  readonly json: boolean;
  readonly only: string;
  readonly keep?: string;
  readonly publish: boolean;
}

async function drill({ json, only, keep, publish }: Wanted): Promise<number> {
  exitWhenInterrupted();
  const outcomes = await runDrill(say, only.split(','));
  if (outcomes.length === 0) {
    console.error(`no host of the drill has ${only} in its name\n${usage}`);
    return 2;
  }
  if (keep !== undefined) writeFileSync(keep, JSON.stringify(outcomes));
  const disagreements = disagreementsOf(outcomes);
  if (json) {
    for (const text of disagreements) say(text);
    console.log(JSON.stringify(tallyOf(outcomes)));
  } else {
    console.log([matrixOf(outcomes), ...disagreements].join('\n'));
  }
  if (publish) {
    const page = published(outcomes, new Date().toISOString().slice(0, 10), versionsUsed());
    writeFileSync(path.join(root, 'reports/examples/drill.md'), page);
  }
  return disagreements.length === 0 ? 0 : 1;
}

function readWanted(): Wanted | { readonly usage: string; readonly code: number } {
  try {
    const { values } = parseArgs({ options });
    return values.help ? { usage, code: 0 } : values;
  } catch (error) {
    return { usage: `${(error as Error).message}\n${usage}`, code: 2 };
  }
}

const wanted = readWanted();
if ('usage' in wanted) {
  console.error(wanted.usage);
  process.exitCode = wanted.code;
} else process.exitCode = await drill(wanted);
