import { shownSeconds } from '../../config/duration.ts';
import { toInstant } from '../../config/instant.ts';
import type { Host } from '../../inventory/host.ts';
import type { Collected } from '../host-evidence.ts';
import { liveMachine } from '../machine/live-machine.ts';
import type { Machine } from '../machine/machine.ts';
import { readHost } from '../reading/read-host.ts';
import type { CollectContext, Transport } from '../transport.ts';

/** Bound for one program that is asked about itself; the slowest, java, needs 0.2 s on a warm machine. */
const programTimeoutMs = 10_000;

/** Looks at the machine that it runs on: /proc, unit files, installed runtimes and trust stores. Starts nothing, changes nothing. */
export const transport: Transport = {
  name: 'local',
  async collect(host, context) {
    context.signal?.throwIfAborted();
    const deadline = AbortSignal.timeout(context.timeoutMs);
    const machine = liveMachine({
      root: '',
      environment: process.env,
      ownPid: process.pid,
      timeoutMs: Math.min(programTimeoutMs, context.timeoutMs),
      signal: context.signal === undefined ? deadline : AbortSignal.any([context.signal, deadline]),
    });
    try {
      return await Promise.race([collectFrom(machine, host, context), rejectionOf(machine.signal)]);
    } catch (error) {
      context.signal?.throwIfAborted();
      if (deadline.aborted) return { kind: 'missing', reason: `collecting took longer than ${shownSeconds(context.timeoutMs)}` };
      // A fault of ours on one machine must not end the audit of the others; it is never silent either.
      return { kind: 'missing', reason: `the local collector failed: ${error instanceof Error ? error.message : String(error)}` };
    }
  },
};

// A file system that hangs answers no signal, so the wait for it is given up instead.
async function rejectionOf(signal: AbortSignal | undefined): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

async function collectFrom(machine: Machine, host: Host, context: CollectContext): Promise<Collected> {
  const observedAt = toInstant(context.now());
  const { evidence, blobs } = await readHost(machine, context);
  return { kind: 'evidence', evidence: { id: host.id, collector: 'local/1', observedAt, ...evidence }, blobs };
}
