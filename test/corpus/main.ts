import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeCaseFolder } from './clients/case-folder.ts';
import { serveChains } from './clients/chain-servers.ts';
import { realClients } from './clients/registry.ts';
import { generate } from './generate.ts';

// Writes generated cases and what the real clients of this machine answer, in the form that `npm run conformance` reads:
// node test/corpus/main.ts --out FOLDER [--random N] [--seed S] [--client NAME…] [--only TEXT]
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'generated-corpus' },
    random: { type: 'string', default: '80' },
    seed: { type: 'string', default: '1' },
    client: { type: 'string', multiple: true },
    only: { type: 'string', default: '' },
  },
});

const cases = generate({ now: Date.now(), random: Number(values.random), seed: Number(values.seed) }).filter((one) =>
  one.id.includes(values.only),
);
const lines = (objects: readonly unknown[]): string => objects.map((one) => `${JSON.stringify(one)}\n`).join('');
mkdirSync(path.join(values.out, 'answers'), { recursive: true });
writeFileSync(path.join(values.out, 'generated.jsonl'), lines(cases));
const folder = writeCaseFolder(cases);
const servers = await serveChains(cases);
try {
  for (const client of realClients) {
    if (values.client !== undefined && !values.client.includes(client.name)) continue;
    const started = performance.now();
    try {
      const answers = await client.ask({ cases, folder, servers });
      writeFileSync(path.join(values.out, 'answers', `${client.name}.jsonl`), lines(answers));
      const count = (outcome: string): number => answers.filter((answer) => answer.outcome === outcome).length;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${client.name}: ${count('SUCCESS')} accepted, ${count('FAILURE')} refused, ${count('SKIP')} skipped, ${seconds} s`);
    } catch (error) {
      console.log(`${client.name}: not asked: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const [id, reason] of servers.refused) console.log(`not served: ${id}: ${reason}`);
} finally {
  servers.close();
  folder.remove();
}
