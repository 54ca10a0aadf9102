import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** A log that could not be read, or not to its end. */
export interface FetchLogGap {
  readonly path: string;
  /** Lower-case sentence that holds none of the log's content. */
  readonly reason: string;
}

/** What CloudTrail and log rotation call their files; the digests that CloudTrail signs lie beside them and hold no events. */
const logNames = /\.(?:json|jsonl|log)(?:\.gz|[.-]\d+(?:\.gz)?)?$/;

/** The files of a log: itself, or those of the folder that are called like logs. What is no such place, or cannot be looked into, becomes a gap. */
export async function filesOf(place: string, gaps: FetchLogGap[]): Promise<readonly string[]> {
  try {
    const found = await stat(place);
    // A pipe would be waited for
    if (!found.isDirectory() && !found.isFile()) {
      gaps.push({ path: place, reason: 'it is neither a file nor a folder' });
      return [];
    }
    if (found.isFile()) return [place];
    const entries = await readdir(place, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && logNames.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name));
    const own = files.filter((file) => !file.includes('CloudTrail-Digest')).toSorted();
    if (own.length === 0) gaps.push({ path: place, reason: 'the folder holds no files called *.json, *.jsonl or *.log, also .gz' });
    return own;
  } catch (error) {
    gaps.push({ path: place, reason: whyNot(error) });
    return [];
  }
}

/** Why a log is a gap that is not where the configuration says. */
export const noSuchLog = 'there is no such file or folder';

/** Why a file could not be read, without what the system says of its path or content. */
export function whyNot(error: unknown): string {
  if (error instanceof RangeError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  if (code === 'ENOENT') return noSuchLog;
  return `it could not be read to its end (${code})`;
}
