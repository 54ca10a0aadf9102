import { gunzipSync } from 'node:zlib';
import { ParseError } from '../../errors.ts';

/** What a run of the probe was asked for; a report of another run is none of it. */
export interface ReportFrame {
  readonly nonce: string;
  readonly mode: 'facts' | 'contents';
  /** Bound for the report, unpacked. */
  readonly maximumBytes: number;
}

const newline = 0x0a;

/**
 * Returns the lines between the begin and the end record, unpacked. What stands before (banners) or after them does not count. Throws
 * ParseError where the report is not whole; its message never quotes what came, because that may be anything.
 */
export function reportIn(output: Uint8Array, frame: ReportFrame): Buffer {
  const bytes = Buffer.from(output.buffer, output.byteOffset, output.byteLength);
  const begin = findLine(bytes, Buffer.from(`begin\tsnowline-probe/1\t${frame.nonce}\t${frame.mode}\n`, 'latin1'), 0);
  if (begin === undefined) throw malformed(whyNoBegin(bytes), 0);
  const last = findLine(bytes, Buffer.from(`end\t${frame.nonce}\t`, 'latin1'), begin.end);
  if (last === undefined)
    throw malformed(`the probe's output ends before its end record (${bytes.byteLength} bytes seen)`, bytes.byteLength);
  const counted = /^(\d{1,9})\n?$/.exec(bytes.toString('latin1', last.end, lineEnd(bytes, last.end)))?.[1];
  const report = unpacked(bytes.subarray(begin.end, last.start), begin.end, frame.maximumBytes);
  const lines = countLines(report) + 2;
  if (Number(counted) !== lines) {
    throw malformed(
      `the probe's output has ${lines} lines and its end record counts ${counted ?? 'something else'}: a part of it is lost`,
      last.start,
    );
  }
  return report;
}

function whyNoBegin(bytes: Buffer): string {
  if (bytes.byteLength === 0) return 'the host answered with nothing: the probe did not run';
  return `the host answered with something else than the probe (${bytes.byteLength} bytes)`;
}

// Finds a line that starts with these bytes; `end` is where they end.
function findLine(bytes: Buffer, start: Buffer, from: number): { readonly start: number; readonly end: number } | undefined {
  for (let at = bytes.indexOf(start, from); at !== -1; at = bytes.indexOf(start, at + 1)) {
    if (at === 0 || bytes[at - 1] === newline) return { start: at, end: at + start.byteLength };
  }
  return undefined;
}

function lineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(newline, from);
  return end === -1 ? bytes.byteLength : end + 1;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) lines += 1;
  return lines;
}

// `packed gzip+base64 BYTES` and then base64 behind bars.
function unpacked(report: Buffer, offset: number, maximumBytes: number): Buffer {
  const first = report.subarray(0, lineEnd(report, 0));
  const size = /^packed\tgzip\+base64\t(\d{1,10}|-)\n$/.exec(first.toString('latin1', 0, 64))?.[1];
  if (size === undefined) return report;
  const base64 = report.toString('latin1', first.byteLength).replaceAll(/[|\n]/g, '');
  try {
    return gunzipSync(Buffer.from(base64, 'base64'), { maxOutputLength: maximumBytes });
  } catch (error) {
    // The cause may quote nothing of the content: zlib has messages of its own.
    throw new ParseError(`the probe's packed output cannot be unpacked, or is larger than ${maximumBytes} bytes`, at(offset), {
      cause: error,
    });
  }
}

function malformed(message: string, byteOffset: number): ParseError {
  return new ParseError(message, at(byteOffset));
}

function at(byteOffset: number): { readonly format: string; readonly byteOffset: number } {
  return { format: 'snowline-probe/1', byteOffset };
}
