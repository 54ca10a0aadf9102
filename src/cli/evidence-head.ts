import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import { evidenceSchemaId } from '../evidence-file.ts';

/** What a file is by its first and last bytes: nothing, something that snowline did not write, or evidence, whole or without an end that says so. */
export type FileKind = 'empty' | 'foreign' | 'begun' | 'complete';

const headerStart = Buffer.from(`{"type":"header","schema":"${evidenceSchemaId}"`);
/** More than an end record has. */
const tailBytes = 512;

/** Tells what a file that is there holds. Throws UsageError where it cannot be read. */
export function kindOfFile(file: string): FileKind {
  try {
    const descriptor = openSync(file, 'r');
    try {
      return kindOf(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new UsageError(`${file} is there and cannot be read (${reason})`, { cause: error, hint: 'write to another file' });
  }
}

function kindOf(descriptor: number): FileKind {
  const { size } = fstatSync(descriptor);
  const piece = (from: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, from));
  };
  const start = piece(0, headerStart.length);
  if (start.length === 0) return 'empty';
  // A run that was killed may have torn its header
  if (!headerStart.subarray(0, start.length).equals(start)) return 'foreign';
  const tail = piece(Math.max(0, size - tailBytes), tailBytes);
  const last = tail.toString('utf8').trimEnd().split('\n').at(-1) ?? '';
  return /^\{"type":"end","records":\d+,"interrupted":false\}$/.test(last) ? 'complete' : 'begun';
}
