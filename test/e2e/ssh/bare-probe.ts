import { spawn } from 'node:child_process';
import pLimit from 'p-limit';
import { probeScript } from '../../../src/evidence/probe/script.ts';
import { concurrency } from './audit-files.ts';
import type { Fleet } from './fleet/start-fleet.ts';

/** Seconds that it takes to run the probe on these hosts with ssh and nothing else, as many at once as in the audit; what it prints is thrown away. */
export async function bareProbeSeconds(fleet: Fleet, names: readonly string[]): Promise<number> {
  const script = probeScript();
  const limit = pLimit(concurrency);
  const started = performance.now();
  await Promise.all(names.map(async (name) => limit(async () => runBare(fleet, name, script))));
  return (performance.now() - started) / 1000;
}

async function runBare(fleet: Fleet, name: string, script: string): Promise<void> {
  const child = spawn(fleet.ssh, ['-F', fleet.configFile, '-o', 'BatchMode=yes', '-T', name, 'sh -s -- facts N0123456789abcdef'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(script);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`the bare probe failed on ${name} (exit code ${code})`))));
  });
}
