import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { ConfigError } from '../errors.ts';
import { type EvidenceRecord, type MalformedLine, readRecord } from '../evidence-file.ts';

/**
 * The records of an evidence file, line by line; `-` is stdin. Throws ConfigError where the file cannot be read, and ends at once with an error when it is
 * aborted: who waits for a pipe that nobody writes to must not wait on.
 */
export async function* readEvidenceFile(file: string, signal: AbortSignal): AsyncGenerator<EvidenceRecord | MalformedLine> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file, 'utf8');
  let line = 0;
  try {
    for await (const text of linesOf(untilAborted(input, signal))) {
      line += 1;
      const record = readRecord(text, line);
      if (record !== undefined) yield record;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined || signal.aborted) throw error;
    throw new ConfigError(
      `cannot read the evidence (${code})`,
      { file },
      { cause: error, hint: 'make evidence with: snowline collect > evidence.jsonl' },
    );
  }
}

// Destroying a stream does not end the wait for a file that is still being opened (a pipe without a writer), so the wait is given up beside it
async function* untilAborted(input: Readable, signal: AbortSignal): AsyncGenerator<string> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    input.destroy();
    reject(new Error('interrupted'));
  };
  aborted.catch(() => undefined);
  signal.addEventListener('abort', abort, { once: true });
  input.setEncoding('utf8');
  const chunks = (input as AsyncIterable<string>)[Symbol.asyncIterator]();
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

// node:readline takes three times as long for the same lines
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
