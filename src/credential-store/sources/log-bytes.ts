import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** The bytes of a file, unpacked where they are packed: by the first of them and not by its name, which whoever unpacks files from S3 may leave. */
export async function* bytesOf(file: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const isPacked = await startsPacked(file);
  const source = createReadStream(file, signal === undefined ? {} : { signal });
  try {
    if (!isPacked) {
      yield* source as AsyncIterable<Buffer>;
      return;
    }
    const unpacked = createGunzip();
    source.on('error', (error) => unpacked.destroy(error));
    yield* source.pipe(unpacked) as AsyncIterable<Buffer>;
  } finally {
    // whoever needs only its beginning leaves no file open
    source.destroy();
  }
}

async function startsPacked(file: string): Promise<boolean> {
  for await (const chunk of createReadStream(file, { end: 1 }) as AsyncIterable<Buffer>) return chunk[0] === 0x1f && chunk[1] === 0x8b;
  return false;
}

/** Bytes on their way, and what has come by. */
export interface Watched {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The first thousand characters of what has come by. */
  readonly start: () => string;
}

/** The same bytes, whose start can be looked at afterwards. */
export function watchStart(chunks: AsyncIterable<Uint8Array>): Watched {
  let start = '';
  async function* watch(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      if (start.length < 1000) start += Buffer.from(chunk.subarray(0, 1000)).toString('latin1');
      yield chunk;
    }
  }
  return { bytes: watch(), start: () => start };
}

/** Of a file that is only looked at, bytes after it is unpacked: the first record of a log ends before. Our choice. */
const firstBytes = 16 * 1024 ** 2;

/** The first of the bytes alone. */
export async function* beginning(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    yield chunk;
    size += chunk.length;
    if (size >= firstBytes) return;
  }
}

/** Bytes of one file after it is unpacked: a hundred times what CloudTrail writes into one. Our choice, so that a file made to fill a disk ends. */
const maximumBytes = 4 * 1024 ** 3;

/** The same bytes; throws a RangeError where there are more than a log may have. */
export async function* bounded(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    // A file may go on for long without a record
    signal?.throwIfAborted();
    size += chunk.length;
    if (size > maximumBytes) throw new RangeError(`longer than ${maximumBytes} bytes`);
    yield chunk;
  }
}
