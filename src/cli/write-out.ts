import { UsageError } from '../errors.ts';

/**
 * Writes to stdout. False where nobody reads any more (`| head -1`), which is no fault; throws UsageError where it cannot be written (a full disk, say),
 * because a report that is lost must not look like one that found nothing.
 */
export function writeOut(text: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error?: NodeJS.ErrnoException | null) => {
      if (!error) resolve(true);
      else if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') resolve(false);
      else reject(cannotWrite('to stdout', error));
    });
  });
}

/** What is said where `target` could not be written: its name and the system's code. */
export function cannotWrite(target: string, error: unknown): UsageError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  const hint = hints[reason];
  return new UsageError(`cannot write ${target} (${reason})`, { cause: error, ...(hint === undefined ? {} : { hint }) });
}

// errno(3): what the code means for somebody who named a file
const hints: Readonly<Record<string, string>> = {
  ENOENT: 'its folder is not there: make it, or name another file',
  ENOTDIR: 'its folder is a file: name another one',
  EISDIR: 'it is a folder: name a file in it',
  EACCES: 'this user may not write there: name another file',
  EROFS: 'the file system can only be read: name another file',
  ENOSPC: 'the disk is full: make room, or name another file',
  EDQUOT: 'this user may fill no more of the disk: make room, or name another file',
};
