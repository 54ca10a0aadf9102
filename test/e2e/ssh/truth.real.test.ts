import { execFile } from 'node:child_process';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../require.ts';
import { auditedHosts } from './fleet/audited-hosts.ts';
import { makeAuthorities } from './fleet/authorities.ts';
import { makeFetchingPrograms } from './fleet/fetching-programs.ts';
import { type Fleet, startFleet } from './fleet/start-fleet.ts';
import { startStore } from './fleet/start-store.ts';

const needs = ['sshd', 'ssh', 'busybox', 'unshare', 'ip', 'nsenter', 'curl', '/usr/bin/python3', '/usr/bin/node', '/usr/bin/go', 'javac'];

describeWith(needs, 'what the audited hosts were built to show', () => {
  const authorities = makeAuthorities();
  const hosts = auditedHosts(authorities, makeFetchingPrograms(), (host) => `canary-${host}`);
  const started = hosts.flatMap((host) => (host.start === undefined ? [] : [{ ...host, start: host.start }]));
  let fleet: Fleet | undefined;
  let stopStore: (() => void) | undefined;
  const outcomes = new Map<string, { readonly trusted: boolean; readonly text: string }>();

  beforeAll(async () => {
    const up = await startFleet(started);
    fleet = up;
    stopStore = await startStore(up, authorities);
    const limit = pLimit(4);
    await Promise.all(
      started.map(async ({ name, start }) =>
        limit(async () => {
          const pairs = Object.entries(start.environment).map(([key, value]) => `${key}=${value}`);
          const command = ['env', '-i', 'PATH=/usr/bin:/bin', 'HOME=/nonexistent', ...pairs, ...start.words];
          outcomes.set(name, await outcomeOf(up, name, command));
        }),
      ),
    );
  });
  afterAll(() => {
    stopStore?.();
    fleet?.stop();
  });

  it.each(started.map((host) => [host.name, host] as const))('is what the client really does on %s', (name, { truth }) => {
    const { trusted, text } = outcomes.get(name) ?? { trusted: undefined, text: 'not run' };
    expect({ trusted, text }).toEqual({ trusted: truth.verdict === 'ready', text });
  });
});

async function outcomeOf(fleet: Fleet, name: string, words: readonly string[]) {
  const command = words.map((word) => `'${word}'`).join(' ');
  return new Promise<{ readonly trusted: boolean; readonly text: string }>((resolve) => {
    execFile(fleet.ssh, ['-F', fleet.configFile, '-o', 'BatchMode=yes', name, command], { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ trusted: error === null, text: stdout + stderr });
    });
  });
}
