import { setTimeout as pause } from 'node:timers/promises';
import type { Start } from '../plan.ts';
import { digestIn } from './digest-in.ts';
import { run } from './run.ts';

/** Seconds that services have to fetch or to fail: a JVM of thirty at once on two processors needs some. */
const patience = 90;

/** Starts or restarts services as an administrator would, and waits for what becomes of each: it holds its secret, or its unit has failed. */
export async function startAll(verb: 'start' | 'restart', services: readonly string[]): Promise<Readonly<Record<string, Start>>> {
  const before = await invocations(services);
  const since = await cursor();
  const orders = new Map<string, Promise<string>>();
  const queue = [...services];
  const worker = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const order = run('systemctl', [verb, name]).then(({ text }) => text);
      orders.set(name, order);
      await order;
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  const until = performance.now() + patience * 1000;
  for (;;) {
    const now = await invocations(services);
    const lines = await journalSince(since);
    const starts = services.map((name) => {
      // A unit that was not started anew still runs what ran before: it has not come back.
      const isNew = now.get(name)?.id !== before.get(name)?.id;
      const log = lines.get(name) ?? '';
      const digest = isNew && now.get(name)?.state === 'active' ? digestIn(log, name) : undefined;
      return { name, log, digest, ended: digest !== undefined || !isNew || now.get(name)?.state !== 'active' };
    });
    if (starts.every(({ ended }) => ended) || performance.now() > until) {
      const entries = starts.map(async ({ name, log, digest }) => {
        const said = `${(await orders.get(name)) ?? ''}${log}`;
        return [name, digest === undefined ? { log: said } : { digest, log: said }] as const;
      });
      return Object.fromEntries(await Promise.all(entries));
    }
    await pause(250);
  }
}

async function invocations(services: readonly string[]): Promise<ReadonlyMap<string, { readonly id: string; readonly state: string }>> {
  const { stdout } = await run('systemctl', ['show', '-p', 'Id,InvocationID,ActiveState', ...services.map((name) => `${name}.service`)]);
  const blocks = stdout
    .trim()
    .split('\n\n')
    .map((block) => new Map(block.split('\n').map((line) => splitAt(line, '='))));
  return new Map(
    blocks.map((block) => [
      (block.get('Id') ?? '').replace(/\.service$/, ''),
      { id: block.get('InvocationID') ?? '', state: block.get('ActiveState') ?? '' },
    ]),
  );
}

function splitAt(line: string, mark: string): readonly [string, string] {
  const at = line.indexOf(mark);
  return [line.slice(0, at), line.slice(at + 1)];
}

async function cursor(): Promise<string> {
  await run('journalctl', ['--sync']);
  const { stdout } = await run('journalctl', ['-q', '-n', '1', '--show-cursor']);
  return /^-- cursor: (.*)$/m.exec(stdout)?.[1] ?? '';
}

// Whose a line is: the unit whose process wrote it, or of which systemd writes. Of a process that has ended before it was looked at only its stream tells.
async function journalSince(since: string): Promise<ReadonlyMap<string, string>> {
  await run('journalctl', ['--sync']);
  const { stdout } = await run('journalctl', ['-q', '-o', 'json', '--no-pager', ...(since === '' ? [] : ['--after-cursor', since])]);
  const lines = new Map<string, string>();
  for (const text of stdout.split('\n').filter((line) => line !== '')) {
    const entry = JSON.parse(text) as Readonly<Record<string, unknown>>;
    // What systemd itself writes of a unit names it in UNIT.
    const units = [entry['UNIT'], entry['_SYSTEMD_UNIT']].filter((one) => typeof one === 'string');
    const name = (units[0] ?? '').replace(/\.service$/, '');
    const message = entry['MESSAGE'];
    const said = Array.isArray(message) ? Buffer.from(message as number[]).toString('utf8') : String(message);
    lines.set(name, `${lines.get(name) ?? ''}${said}\n`);
  }
  return lines;
}
