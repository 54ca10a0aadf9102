import { afterAll, beforeAll, expect, it } from 'vitest';
import { probeTransport } from '../../../src/evidence/probe/collect-with-probe.ts';
import { probeScript } from '../../../src/evidence/probe/script.ts';
import type { Transport } from '../../../src/evidence/transport.ts';
import type { SshChannel } from '../../../src/evidence/transports/ssh/ssh-channel.ts';
import { type Fleet, startFleet } from '../../e2e/ssh/fleet/start-fleet.ts';
import { describeWith } from '../../require.ts';
import { contextWith } from '../evidence-request.ts';
import { describeTransportContract } from '../transport-contract.ts';
import { channelInto, listed } from './asked-host.ts';

describeWith(['sshd', 'ssh', 'busybox', 'unshare', 'ip', 'nsenter'], 'the ssh transport', () => {
  let fleet: Fleet;
  let channel: SshChannel;

  beforeAll(async () => {
    fleet = await startFleet([{ name: 'plain' }]);
    channel = channelInto(fleet, {}, probeScript());
  });
  afterAll(async () => {
    await channel?.close();
    fleet?.stop();
  });

  // The fleet starts after this suite was described.
  const transport: Transport = { name: 'ssh', collect: async (host, context) => probeTransport(channel).collect(host, context) };
  describeTransportContract(transport, listed('plain'));

  it('says which collector saw the host', async () => {
    const collected = await transport.collect(listed('plain'), contextWith());
    expect(collected.kind === 'evidence' ? collected.evidence.collector : collected.reason).toBe('ssh/1');
  });
});
