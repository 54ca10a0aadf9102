import type { Host } from '../../inventory/host.ts';
import type { Collected } from '../host-evidence.ts';
import type { CollectContext, Transport } from '../transport.ts';

/** A transport keeps the limit itself and says what it saw until then; this much later it is given up. Our choice. */
const graceMs = 5000;

/**
 * One question to one host, which comes to an end whatever the transport does: one that hangs is given up, one that throws is a fault of ours which
 * costs this host alone. Rejects only when `context.signal` is aborted.
 */
export async function askOnce(transport: Transport, host: Host, context: CollectContext): Promise<Collected> {
  const late = Promise.withResolvers<Collected>();
  const timer = setTimeout(
    () => late.resolve({ kind: 'missing', reason: `the ${transport.name} transport gave no answer in time`, mayRetry: true }),
    context.timeoutMs + graceMs,
  );
  const abort = (): void => late.reject(context.signal?.reason);
  context.signal?.addEventListener('abort', abort, { once: true });
  try {
    context.signal?.throwIfAborted();
    return await Promise.race([transport.collect(host, context), late.promise]);
  } catch (error) {
    context.signal?.throwIfAborted();
    // The message may quote what the host said; the kind of error is enough to look for it
    const kind = error instanceof Error ? error.name : typeof error;
    return { kind: 'missing', reason: `the ${transport.name} transport failed (${kind})` };
  } finally {
    clearTimeout(timer);
    context.signal?.removeEventListener('abort', abort);
  }
}
