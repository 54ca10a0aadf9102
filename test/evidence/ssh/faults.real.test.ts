import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProbeReply } from '../../../src/evidence/probe/channel.ts';
import type { SshChannel } from '../../../src/evidence/transports/ssh/ssh-channel.ts';
import { closedHosts, type FaultyHost, jumpHosts, misbehavingHosts } from '../../e2e/ssh/fleet/faulty-hosts.ts';
import { type Fleet, startFleet } from '../../e2e/ssh/fleet/start-fleet.ts';
import { describeWith } from '../../require.ts';
import { channelInto, listed, outputOf, requestWith } from './asked-host.ts';

const plain = Array.from({ length: 12 }, (_, index): FaultyHost => ({ name: `plain-${index}`, says: 'output' }));
const hosts = [...closedHosts, ...misbehavingHosts, ...jumpHosts, ...plain];

describeWith(['sshd', 'ssh', 'busybox', 'unshare', 'ip', 'nsenter'], 'hosts with one fault each, asked all at once through ssh', () => {
  let fleet: Fleet | undefined;
  let channel: SshChannel | undefined;
  const replies = new Map<string, ProbeReply>();

  beforeAll(async () => {
    fleet = await startFleet(hosts);
    const asking = channelInto(fleet, { connectTimeout: '8s' });
    channel = asking;
    const request = requestWith({ timeoutMs: 16_000, maximumBytes: 200_000 });
    await Promise.all(hosts.map(async ({ name }) => replies.set(name, await asking.run(listed(name), request))));
  });
  afterAll(async () => {
    await channel?.close();
    fleet?.stop();
  });

  it.each(hosts.filter(({ says }) => says !== 'output').map((host) => [host.name, host] as const))(
    'gives %s its own reason',
    (name, host) => {
      expect(replies.get(name)).toEqual({ kind: 'failed', reason: expect.stringMatching(host.says), mayRetry: host.mayRetry });
    },
  );

  it.each(hosts.filter(({ says }) => says === 'output').map(({ name }) => name))('brings the output of %s as it is', (name) => {
    const text = outputOf(replies.get(name) ?? { kind: 'failed', reason: 'not asked', mayRetry: false });
    expect(text).toContain('begin\tsnowline-probe/1\tN0123456789abcdef\tfacts\n');
    expect(text).toMatch(name === 'truncates' ? /^.{1500}$/s : /\nend\tN0123456789abcdef\t205\n$/);
  });
});
