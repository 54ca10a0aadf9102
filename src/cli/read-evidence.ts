import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { ConfigError } from '../errors.ts';
import { type EvidenceRecord, type MalformedLine, readRecord } from '../evidence-file.ts';

/** The records of an evidence file, line by line; `-` is stdin. Throws ConfigError where the file cannot be read. */
export async function* readEvidenceFile(file: string): AsyncGenerator<EvidenceRecord | MalformedLine> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file, 'utf8');
  let line = 0;
  try {
    for await (const text of linesOf(input)) {
      line += 1;
      const record = readRecord(text, line);
      if (record !== undefined) yield record;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    throw new ConfigError(
      `cannot read the evidence (${code})`,
      { file },
      { cause: error, hint: 'make evidence with: snowline collect > evidence.jsonl' },
    );
  }
}

// node:readline takes three times as long for the same lines
async function* linesOf(input: Readable): AsyncGenerator<string> {
  input.setEncoding('utf8');
  let rest = '';
  for await (const chunk of input as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
