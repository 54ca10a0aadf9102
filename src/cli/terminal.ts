import { UsageError } from '../errors.ts';
import { plainText } from '../report/plain-text.ts';
import { replaceFile } from './replace-file.ts';
import { writeOut } from './write-out.ts';

/** Where text goes: stdout carries the report and nothing else, stderr all that is said beside it. */
export interface Terminal {
  /** Writes the report to stdout, or to a file that only its owner can read. Throws UsageError where it cannot; what a file did not take stands on stdout by then. */
  report(text: string, file: string | undefined): Promise<void>;
  /** A line of progress; overwrites the last one on a terminal. Names in it may come from hosts: it is made safe to print. */
  progress(text: string): void;
  /** A warning or hint that stays, made safe to print. */
  say(text: string): void;
  /** Whether progress is one line that is written anew; else each text stays, so that there should be few. */
  readonly live: boolean;
  readonly color: boolean;
  readonly width: number;
}

/** Columns of a report that goes into a file or a pipe: the same everywhere, because it is compared with others. */
export const fileWidth = 80;

/** The terminal of this process; `quiet` keeps progress and hints back, never errors. */
export function openTerminal(quiet: boolean): Terminal {
  const live = process.stderr.isTTY && !quiet;
  let pending = false;
  const clear = (): void => {
    if (pending) process.stderr.write('\r\u001b[2K');
    pending = false;
  };
  return {
    live,
    // https://no-color.org: any value that is not empty
    color: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
    width: process.stdout.isTTY ? process.stdout.columns || fileWidth : fileWidth,
    progress(text) {
      if (quiet) return;
      const safe = plainText(text);
      if (!live) return void process.stderr.write(`${safe}\n`);
      clear();
      process.stderr.write(safe.slice(0, Math.max(20, (process.stderr.columns || 80) - 1)));
      pending = true;
    },
    say(text) {
      clear();
      if (!quiet) process.stderr.write(`${plainText(text)}\n`);
    },
    async report(text, file) {
      clear();
      if (file === undefined || file === '-') {
        await writeOut(text);
        return;
      }
      try {
        replaceFile(file, text);
      } catch (error) {
        // What took hours to observe must not be lost with it
        const isPrinted = await writeOut(text).catch(() => false);
        if (!(error instanceof UsageError) || !isPrinted) throw error;
        throw new UsageError(error.message, {
          cause: error,
          hint: `${error.hint === undefined ? '' : `${error.hint}; `}it stands on stdout`,
        });
      }
    },
  };
}
