import type { Readable } from 'node:stream';

/**
 * The chunks of a stream; ends at once with an error when it is aborted, because who waits for a pipe that nobody writes to must not wait on.
 * `Chunk` is what the stream gives: text where it has an encoding, bytes where it has none.
 */
export async function* untilAborted<Chunk extends string | Buffer>(input: Readable, signal: AbortSignal): AsyncGenerator<Chunk> {
  // Destroying a stream does not end the wait for a file that is still being opened (a pipe without a writer), so the wait is given up beside it
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    input.destroy();
    reject(new Error('interrupted'));
  };
  aborted.catch(() => undefined);
  signal.addEventListener('abort', abort, { once: true });
  const chunks = (input as AsyncIterable<Chunk>)[Symbol.asyncIterator]();
  try {
    signal.throwIfAborted();
    for (;;) {
      const next = await Promise.race([chunks.next(), aborted]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    if (!signal.aborted) await chunks.return?.();
  }
}
