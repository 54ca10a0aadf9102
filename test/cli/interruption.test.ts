import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvidenceFile } from '../../src/cli/read-evidence.ts';
import { listen, type Running, scratch } from '../credential-store/servers.ts';
import { describeWith } from '../require.ts';
import { follow, shellLine, start } from './program.ts';

const home = scratch();
let silent: Running;
beforeAll(async () => {
  silent = await listen(() => undefined);
  home.write('hosts.json', '{ "hosts": [{ "name": "a" }] }');
  home.write(
    'hanging.yaml',
    `inventory: [{ source: hosts-file, path: hosts.json }]\nstores: [{ name: vault, endpoint: "127.0.0.1:${silent.port}" }]\n`,
  );
});
afterAll(async () => {
  await silent.stop();
  home.remove();
});

const hanging = ['scan', '--config', 'hanging.yaml'];

describe('an interrupted scan writes its report and ends with the code of its signal', () => {
  it.each([
    ['SIGINT', '/dev/null', 130],
    ['SIGTERM', '/dev/null', 143],
    ['SIGINT', 'a file', 130],
    ['SIGTERM', 'a file', 143],
    ['SIGINT', 'a pipe', 130],
    ['SIGTERM', 'a pipe', 143],
  ] as const)('%s, with %s as stdin', async (name, kind, status) => {
    const input =
      kind === 'a file' ? openSync(home.write('input', 'text\n'), 'r') : kind === 'a pipe' ? ('pipe' as const) : ('ignore' as const);
    const under = start(hanging, { cwd: home.folder, stdio: [input, 'pipe', 'pipe'] });
    await under.says('1 of 1 hosts');
    under.child.kill(name);
    const ended = await under.ended;
    if (typeof input === 'number') closeSync(input);
    expect(ended).toMatchObject({ status, signal: null, stdout: expect.stringMatching(/^INCOMPLETE/) });
    expect(ended.stderr).toMatch(/interrupted: writing what is complete\n$/);
  });
});

describeWith(['script'], 'an interrupted scan on a terminal', () => {
  it('writes its report and ends with 130 at Ctrl-C', async () => {
    const line = `cd '${home.folder}' && ${shellLine(hanging)}`;
    const under = follow('/usr/bin/script', ['-qec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'] });
    await under.says('1 of 1 hosts');
    under.child.stdin?.write('\u0003');
    const ended = await under.ended;
    expect(ended.stdout).toContain('INCOMPLETE');
    expect(ended.status).toBe(130);
  });
});

describe('a process that something holds for ever', () => {
  const child = (fifo: string): string => `
    import { open } from 'node:fs';
    import { listenForInterruption } from ${JSON.stringify(new URL('../../src/cli/interruption.ts', import.meta.url).href)};
    const interruption = listenForInterruption();
    if (${JSON.stringify(fifo)} !== '') open(${JSON.stringify(fifo)}, 'r', () => {});
    const waiting = setInterval(() => {}, 1000);
    interruption.signal.addEventListener('abort', () => {
      clearInterval(waiting);
      process.exitCode = 130;
      interruption.end();
    });
    process.stdout.write('ready');
  `;

  it('is ended by the signal itself, for which a shell says 130', async () => {
    const fifo = path.join(home.folder, 'without-writer');
    execFileSync('/usr/bin/mkfifo', [fifo]);
    const under = follow(process.execPath, ['--input-type=module', '-e', child(fifo)]);
    await under.says('ready');
    under.child.kill('SIGINT');
    expect(await under.ended).toMatchObject({ status: null, signal: 'SIGINT' });
  });

  it('keeps its exit code where nothing does', async () => {
    const under = follow(process.execPath, ['--input-type=module', '-e', child('')]);
    await under.says('ready');
    under.child.kill('SIGINT');
    expect(await under.ended).toMatchObject({ status: 130, signal: null });
  });
});

it('ends the wait for evidence from a pipe that nobody opens', async () => {
  const fifo = path.join(home.folder, 'unopened');
  execFileSync('/usr/bin/mkfifo', [fifo]);
  const controller = new AbortController();
  const reading = readEvidenceFile(fifo, controller.signal).next();
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort('SIGINT');
  await expect(reading).rejects.toThrow('interrupted');
  // for reading and writing, which waits for nobody: lets go of the thread that still waits for a writer
  closeSync(openSync(fifo, 'r+'));
});
