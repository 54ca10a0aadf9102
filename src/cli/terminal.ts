import { chmodSync, closeSync, openSync, writeFileSync } from 'node:fs';
import { UsageError } from '../errors.ts';

/** Where text goes: stdout carries the report and nothing else, stderr all that is said beside it. */
export interface Terminal {
  /** Writes the report to stdout, or to a file that only its owner can read. */
  report(text: string, file: string | undefined): Promise<void>;
  /** A line of progress; overwrites the last one on a terminal. */
  progress(text: string): void;
  /** A warning or hint that stays. */
  say(text: string): void;
  readonly color: boolean;
  readonly width: number;
}

/** The terminal of this process; `quiet` keeps progress and hints back, never errors. */
export function openTerminal(quiet: boolean): Terminal {
  const live = process.stderr.isTTY && !quiet;
  let pending = false;
  const clear = (): void => {
    if (pending) process.stderr.write('\r\u001b[2K');
    pending = false;
  };
  return {
    // https://no-color.org: any value that is not empty
    color: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
    width: 80,
    progress(text) {
      if (quiet) return;
      if (!live) return void process.stderr.write(`${text}\n`);
      clear();
      process.stderr.write(text.slice(0, Math.max(20, (process.stderr.columns || 80) - 1)));
      pending = true;
    },
    say(text) {
      clear();
      if (!quiet) process.stderr.write(`${text}\n`);
    },
    async report(text, file) {
      clear();
      if (file !== undefined && file !== '-') return writePrivately(file, text);
      await new Promise<void>((resolve, reject) => {
        process.stdout.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? resolve() : reject(error)));
        process.stdout.write(text, () => resolve());
      });
    },
  };
}

/** Writes a file with mode 0600: reports and evidence name hosts and what is wrong with them. Throws UsageError where it cannot. */
export function writePrivately(file: string, text: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
    // the file may have been there before, with another mode
    chmodSync(file, 0o600);
    writeFileSync(file, text);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new UsageError(`cannot write ${file} (${reason})`, { cause: error });
  }
}
