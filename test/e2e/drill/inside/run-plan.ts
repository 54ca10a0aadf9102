// Runs inside of a boot, as root under its systemd: starts the services, breaks the host, asks snowline, restarts the services for real.
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { HostRun, Plan, PlannedFile, Start } from '../plan.ts';
import { startPlain } from './plain.ts';
import { run } from './run.ts';
import { startAll } from './services.ts';

const [planFile = ''] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, 'utf8')) as Plan;
const seconds: Record<string, number> = {};
let last = performance.now();
const lap = (name: string): void => {
  seconds[name] = Math.round(performance.now() - last) / 1000;
  last = performance.now();
};

await run('ip', ['link', 'set', 'lo', 'up']);
rmSync('/etc/ssl/certs', { recursive: true, force: true });
write(plan.before);
await runAll(plan.preparations);
await nginx();
await run('systemctl', ['daemon-reload']);
await run('systemctl', ['-q', 'enable', ...plan.services]);
lap('prepare');
const first = { ...(await startAll('start', plan.services)), ...(await startPlain(plan.plain)) };
lap('start');
// Whole seconds are all that some file systems and some readers of them have.
await pause(1100);
write(plan.after);
await runAll(plan.commands);
await nginx('-s', 'reload');
await pause(300);
lap('break');
const environment = { HOME: '/root', ...plan.auditor };
const collected = await run(
  process.execPath,
  [plan.program, 'collect', '--config', plan.configuration, '--output', '/run/evidence.jsonl'],
  environment,
);
lap('collect');
const assessing = ['assess', '/run/evidence.jsonl', '--format', 'json', '--fail-on', 'none', '--min-coverage', '0'];
const assessed = await run(process.execPath, [plan.program, ...assessing], environment);
lap('assess');
const once = await startAll('restart', plan.services);
const restarted = { ...once, ...(await again(once)), ...(await startPlain(plan.plain)) };
lap('restart');
const result: HostRun = { first, restarted, report: assessed.stdout, said: collected.stderr + collected.stdout + assessed.stderr, seconds };
process.stdout.write(JSON.stringify(result));

// Only who comes back both times has come back.
async function again(before: Readonly<Record<string, Start>>): Promise<Readonly<Record<string, Start>>> {
  const services = plan.again.map(({ service }) => service);
  if (services.length === 0) return {};
  await runAll([...new Set(plan.again.map(({ after }) => after))]);
  const then = await startAll('restart', services);
  const both = services.map((name) => {
    const starts = [before[name], then[name]];
    const log = starts.map((start) => start?.log ?? '').join('');
    const failed = starts.find((start) => start?.digest === undefined);
    return [name, failed === undefined && then[name]?.digest !== undefined ? { digest: then[name].digest, log } : { log }] as const;
  });
  return Object.fromEntries(both);
}

async function runAll(commands: readonly string[]): Promise<void> {
  for (const command of commands) {
    const { status, text } = await run('sh', ['-c', command]);
    if (status !== 0) throw new Error(`${command}: exit ${status}: ${text}`);
  }
}

async function nginx(...words: readonly string[]): Promise<void> {
  const { status, text } = await run('nginx', ['-c', '/etc/nginx/drill.conf', ...words], { OPENSSL_CONF: '/etc/nginx/openssl.cnf' });
  if (status !== 0) throw new Error(`nginx ${words.join(' ')}: exit ${status}: ${text}`);
}

function write(files: readonly PlannedFile[]): void {
  for (const { path: file, content, mode, owner, link } of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    rmSync(file, { recursive: true, force: true });
    if (link !== undefined) symlinkSync(link, file);
    if (content === null || link !== undefined) continue;
    writeFileSync(file, Buffer.from(content, 'base64'));
    chmodSync(file, mode ?? 0o644);
    if (owner !== undefined) chownSync(file, owner, owner);
  }
}
