import { createReadStream, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ConfigError } from '../errors.ts';
import { untilAborted } from './until-aborted.ts';

/** A line of a file and where it stands, so that it need not be kept to be read again. */
export interface PlacedLine {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes without the line break. */
  readonly length: number;
  /** False of a last line that no line break follows. */
  readonly ended: boolean;
}

/** The lines of a file with their places. Throws ConfigError where it cannot be read, and when aborted. */
export async function* placedLines(file: string, signal: AbortSignal): AsyncGenerator<PlacedLine> {
  let line = 0;
  let offset = 0;
  let rest: Buffer[] = [];
  const take = (ended: boolean): PlacedLine => {
    const bytes = rest.length === 1 ? (rest[0] ?? Buffer.alloc(0)) : Buffer.concat(rest);
    line += 1;
    const placed = { text: bytes.toString('utf8'), line, offset, length: bytes.length, ended };
    offset += bytes.length + 1;
    rest = [];
    return placed;
  };
  try {
    for await (const chunk of untilAborted<Buffer>(createReadStream(file), signal)) {
      let from = 0;
      for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, from)) {
        rest.push(chunk.subarray(from, at));
        from = at + 1;
        yield take(true);
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
    }
    if (rest.length > 0) yield take(false);
  } catch (error) {
    if (signal.aborted) throw error;
    throw cannotRead(file, error);
  }
}

/** Reads pieces of a file that `placedLines` placed. */
export class LineReader {
  /** False of a pipe, which gives what it holds but once. */
  readonly repeatable: boolean;
  readonly #file: string;
  #handle: Promise<FileHandle> | undefined;
  #closed = false;

  constructor(file: string) {
    this.#file = file;
    this.repeatable = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  }

  /** The text of that line as it is now. Throws ConfigError; once it is closed too, because nobody would close the file again that it opens. */
  async read({ offset, length }: Pick<PlacedLine, 'offset' | 'length'>): Promise<string> {
    if (this.#closed) throw new ConfigError('the evidence is closed already', { file: this.#file });
    try {
      this.#handle ??= open(this.#file);
      const handle = await this.#handle;
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead).toString('utf8');
    } catch (error) {
      throw cannotRead(this.#file, error);
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#closed = true;
    await (await handle?.catch(() => undefined))?.close();
  }
}

function cannotRead(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return error;
  const hint = 'make evidence with: snowline collect > evidence.jsonl';
  return new ConfigError(`cannot read the evidence (${code})`, { file }, { cause: error, hint });
}
