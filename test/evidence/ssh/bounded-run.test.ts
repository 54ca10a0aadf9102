import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type BoundedRun, runBounded } from '../../../src/evidence/transports/ssh/bounded-run.ts';

const shell = (script: string, parts: Partial<BoundedRun> = {}): BoundedRun => ({
  program: '/bin/sh',
  arguments: ['-c', script],
  environment: { PATH: '/usr/bin:/bin' },
  stdin: '',
  timeoutMs: 20_000,
  maximumBytes: 100_000,
  ...parts,
});

describe('a program within bounds', () => {
  it('brings its output and how it ended', async () => {
    const outcome = await runBounded(shell('cat; echo complaint >&2; exit 3', { stdin: 'script' }));
    expect(outcome).toMatchObject({ kind: 'ended', ending: 'itself', exitCode: 3, stdout: Buffer.from('script'), stderr: 'complaint\n' });
  });

  it('does not mind a program that reads nothing of a long input', async () => {
    expect(await runBounded(shell('exit 0', { stdin: 'x'.repeat(1_000_000) }))).toMatchObject({ kind: 'ended', exitCode: 0 });
  });

  it('is ended with all that it started when its time is over', async () => {
    const outcome = await runBounded(shell('echo $$; sleep 613 & echo $!; wait', { timeoutMs: 500 }));
    expect(outcome).toMatchObject({ kind: 'ended', ending: 'time' });
    const pids = outcome.kind === 'ended' ? outcome.stdout.toString().trim().split('\n').map(Number) : [];
    expect(pids).toHaveLength(2);
    // A zombie waits for its parent to look at it and is as dead.
    for (const pid of pids)
      expect(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()).toMatch(/^(?:Z.*)?$/);
  });

  it('is cut off at its bound, to the byte', async () => {
    const outcome = await runBounded(shell('yes'));
    expect(outcome).toMatchObject({ kind: 'ended', ending: 'bytes' });
    expect(outcome.kind === 'ended' && outcome.stdout.byteLength).toBe(100_000);
  });

  it('may print as much as its bound and no more', async () => {
    expect(await runBounded(shell('yes | head -c 100000'))).toMatchObject({ ending: 'itself', exitCode: 0 });
    expect(await runBounded(shell('yes | head -c 100001'))).toMatchObject({ ending: 'bytes' });
  });

  it('keeps only the start of what it complains', async () => {
    const outcome = await runBounded(shell('yes | head -c 1000000 >&2'));
    expect(outcome.kind === 'ended' && outcome.stderr.length).toBe(16_384);
  });

  it('is not waited for when something in the background holds its output', async () => {
    const started = performance.now();
    const outcome = await runBounded(shell('setsid sleep 3 & echo done'));
    expect(outcome).toMatchObject({ ending: 'itself', exitCode: 0, stdout: Buffer.from('done\n') });
    expect(performance.now() - started).toBeLessThan(2_900);
  });

  it('is ended when it is interrupted, and not started when it was before', async () => {
    const interrupted = new AbortController();
    setTimeout(() => interrupted.abort(), 200);
    expect(await runBounded(shell('sleep 612', { signal: interrupted.signal }))).toMatchObject({ ending: 'aborted' });
    expect(await runBounded(shell('echo started', { signal: AbortSignal.abort() }))).toMatchObject({
      ending: 'aborted',
      stdout: Buffer.alloc(0),
    });
  });

  it('has no terminal to ask on', async () => {
    expect(await runBounded(shell('(: </dev/tty) 2>/dev/null && echo terminal; exit 0'))).toMatchObject({ stdout: Buffer.alloc(0) });
  });

  it('says which it is when it cannot be started', async () => {
    expect(await runBounded(shell('', { program: '/nonexistent/ssh' }))).toEqual({ kind: 'not-started', code: 'ENOENT' });
  });
});
