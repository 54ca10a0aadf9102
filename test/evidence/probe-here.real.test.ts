import { expect, it } from 'vitest';
import type { ProbeReply } from '../../src/evidence/probe/channel.ts';
import { probeHere } from '../../src/evidence/transports/probe-here.ts';
import { describeWith } from '../require.ts';
import { hostNamed } from './evidence-request.ts';

const environment = { PATH: '/usr/bin:/bin', GIVEN: 'x' };

async function runHere(
  script: string,
  parts: { readonly timeoutMs?: number; readonly maximumBytes?: number; readonly signal?: AbortSignal } = {},
): Promise<ProbeReply> {
  const channel = probeHere({ script: () => script, environment });
  return channel.run(hostNamed('here'), { arguments: ['facts', 'a b'], timeoutMs: 20_000, maximumBytes: 1000, ...parts });
}

describeWith(['sh'], 'the channel to this machine', () => {
  it('hands the script to a shell, with its arguments and the environment of whoever asks', async () => {
    const reply = await runHere('printf "%s|" "$@" "$GIVEN" "${HOME-none}"; exit 3\n');
    expect(reply.kind === 'output' ? Buffer.from(reply.stdout).toString() : reply).toBe('facts|a b|x|none|');
  });

  it('ends one that hangs or floods, with the reason', async () => {
    expect(await runHere('sleep 60\n', { timeoutMs: 300 })).toEqual({
      kind: 'failed',
      reason: 'the probe took longer than 0.3 s',
      mayRetry: true,
    });
    expect(await runHere('while :; do echo xxxxxxxxxxxxxxxx; done\n')).toEqual({
      kind: 'failed',
      reason: 'the probe printed more than 1000 bytes',
      mayRetry: false,
    });
  });

  it('rejects when it is aborted', async () => {
    const reason = new Error('stop');
    const stop = new AbortController();
    const running = runHere('sleep 60\n', { signal: stop.signal });
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
  });
});
