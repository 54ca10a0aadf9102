import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RehearsalTask } from '../../../src/evidence/rehearsal/rehearsal-task.ts';
import { runRehearsal } from '../../../src/evidence/rehearsal/run-rehearsal.ts';
import { rehearsalScript } from '../../../src/evidence/rehearsal/script.ts';
import type { SshChannel } from '../../../src/evidence/transports/ssh/ssh-channel.ts';
import { makeAuthorities, storeAddress, storeName } from '../../e2e/ssh/fleet/authorities.ts';
import { type Fleet, startFleet } from '../../e2e/ssh/fleet/start-fleet.ts';
import { startStore } from '../../e2e/ssh/fleet/start-store.ts';
import { describeWith } from '../../require.ts';
import { channelInto, listed } from './asked-host.ts';

const authorities = makeAuthorities();
const pem = { content: authorities.current.pem, mode: 0o644 };
const files = { '/etc/app/current ca.pem': pem, '/etc/app/foreign.pem': { content: authorities.foreign.pem, mode: 0o644 } };
const resolver = { '/etc/hosts': { content: `127.0.0.1 localhost\n${storeAddress} ${storeName}\n`, mode: 0o644 } };

describeWith(['sshd', 'ssh', 'busybox', 'unshare', 'ip', 'nsenter', 'setpriv', 'curl', 'openssl'], 'a rehearsal on real sshd hosts', () => {
  let fleet: Fleet;
  let stopStore: (() => void) | undefined;
  let channel: SshChannel;

  beforeAll(async () => {
    fleet = await startFleet([
      { name: 'holds', files: { ...files, ...resolver } },
      { name: 'bare', files: resolver },
    ]);
    stopStore = await startStore(fleet, authorities);
    channel = channelInto(fleet, {}, rehearsalScript());
  }, 60_000);
  afterAll(async () => {
    await channel?.close();
    stopStore?.();
    fleet?.stop();
  });
  const task = (client: 'curl' | 'openssl', file: string): RehearsalTask => ({
    client,
    name: storeName,
    port: 8200,
    addresses: [storeName],
    environment: {},
    options: client === 'curl' ? ['--cacert', file, '--capath', '/nonexistent'] : ['-CAfile', file],
  });
  const outcomes = async (host: string): Promise<readonly string[]> => {
    const tasks = (['curl', 'openssl'] as const).flatMap((client) => Object.keys(files).map((file) => task(client, file)));
    const reading = await runRehearsal(tasks, { channel, host: listed(host), timeoutMs: 60_000 });
    if (reading.kind === 'none') throw new Error(reading.reason);
    return reading.answers.map(({ outcome }) => outcome);
  };

  it('does the handshake from the host, by its own name resolution and with its own files', async () => {
    expect(await outcomes('holds')).toEqual(['accepted', 'rejected', 'accepted', 'rejected']);
    expect(await outcomes('bare')).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
  }, 120_000);

  it('says why there is no answer', async () => {
    const reading = await runRehearsal([task('curl', '/x')], { channel, host: listed('nobody', '10.77.0.250'), timeoutMs: 15_000 });
    expect(reading).toMatchObject({ kind: 'none', reason: expect.any(String) });
  }, 60_000);
});
