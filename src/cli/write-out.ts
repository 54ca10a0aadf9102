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
  return new UsageError(`cannot write ${target} (${reason})`, { cause: error });
}
