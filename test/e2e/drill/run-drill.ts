import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { assertFresh } from '../built-cli.ts';
import { secretValue } from '../secret-clients.ts';
import { systemdNeeds } from '../systemd/run-in-systemd.ts';
import { makeAuthorities } from './authorities.ts';
import { drillHost } from './drill-host.ts';
import { endpointsOf } from './endpoints.ts';
import { everyHost } from './every-host.ts';
import { type Outcome, outcomesOf } from './outcome.ts';
import { buildPrograms } from './programs/programs.ts';
import { startSecrets } from './start-secrets.ts';

/** What the drill needs of the machine. */
export const drillNeeds = [
  ...systemdNeeds,
  'moto_server',
  'nginx',
  'java',
  'go',
  'python3',
  '/usr/bin/node',
  '/usr/bin/curl',
  '/usr/bin/python3',
  '/usr/share/gocode/src/github.com/hashicorp/go-rootcerts',
] as const;

/** Boots at a time: one for each of the two processors that CI has. */
const boots = 2;

/** Runs every host of the drill whose name holds one of the texts; `say` hears what is under way. */
export async function runDrill(say: (text: string) => void, only: readonly string[] = ['']): Promise<readonly Outcome[]> {
  assertFresh();
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-drill-'));
  const [layer, shared] = [path.join(folder, 'layer'), path.join(folder, 'shared')];
  mkdirSync(layer);
  mkdirSync(shared);
  const secrets = await startSecrets(shared);
  try {
    buildPrograms(layer);
    const ca = makeAuthorities();
    const ground = { ca, endpoints: endpointsOf(ca), layer, shared };
    const digest = createHash('sha256').update(secretValue).digest('hex');
    const queue = everyHost(ca).filter(({ name }) => only.some((text) => name.includes(text)));
    const outcomes: Outcome[] = [];
    const worker = async (): Promise<void> => {
      for (let host = queue.shift(); host !== undefined; host = queue.shift()) {
        const run = await drillHost(host, ground);
        outcomes.push(...outcomesOf(host, run, digest));
        say(`${host.name}: ${host.cases.length} services, ${JSON.stringify(run.seconds)}`);
      }
    };
    await Promise.all(Array.from({ length: boots }, worker));
    return outcomes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } finally {
    secrets.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
