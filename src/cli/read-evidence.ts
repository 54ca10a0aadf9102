import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { ConfigError } from '../errors.ts';
import { type EvidenceRecord, type MalformedLine, readRecord } from '../evidence-file.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * The records of an evidence file, line by line; `-` is stdin. Throws ConfigError where the file cannot be read, and ends at once with an error when it is
 * aborted: who waits for a pipe that nobody writes to must not wait on.
 */
export async function* readEvidenceFile(file: string, signal: AbortSignal): AsyncGenerator<EvidenceRecord | MalformedLine> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file, 'utf8');
  let line = 0;
  try {
    for await (const text of linesOf(untilAborted<string>(input.setEncoding('utf8'), signal))) {
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
