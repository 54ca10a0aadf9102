import pLimit from 'p-limit';

/**
 * Yields what the streams yield, as it comes, with at most `concurrency` of them working at once. Each stream is at most one element
 * ahead of the reader, so a slow reader slows the calls instead of filling memory. Ending early ends the streams.
 */
export async function* mergeStreams<T>(streams: readonly AsyncIterable<T>[], concurrency: number): AsyncGenerator<T> {
  const limit = pLimit(concurrency);
  const steps = new Map<AsyncIterator<T>, Promise<Step<T>>>();
  const advance = (stream: AsyncIterator<T>) => {
    steps.set(
      stream,
      limit(async () => ({ stream, result: await stream.next() })),
    );
  };
  try {
    for (const stream of streams) advance(stream[Symbol.asyncIterator]());
    while (steps.size > 0) {
      const { stream, result } = await Promise.race(steps.values());
      if (result.done === true) {
        steps.delete(stream);
        continue;
      }
      advance(stream);
      yield result.value;
    }
  } finally {
    limit.clearQueue();
    // Not awaited one by one: a stream in the middle of a call ends when the call does, and its failure has no reader any more.
    void Promise.allSettled([...steps.keys()].map(async (stream) => stream.return?.()));
    void Promise.allSettled(steps.values());
  }
}

/** Everything that a stream yields, for streams that are known to be short. */
export async function collectStream<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const elements: T[] = [];
  for await (const element of stream) elements.push(element);
  return elements;
}

interface Step<T> {
  readonly stream: AsyncIterator<T>;
  readonly result: IteratorResult<T>;
}
