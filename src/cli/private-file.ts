import { accessSync, closeSync, constants, existsSync, fchmodSync, fstatSync, fsyncSync, openSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cannotWrite } from './write-out.ts';

/** A file that is being written, for the eyes of its owner alone: reports and evidence name hosts and what is wrong with them. */
export interface PrivateFile {
  /** Appends; what was written is there whatever happens next. Throws UsageError. */
  write(text: string): void;
  /** Waits until the disk has what was written. Throws UsageError. */
  sync(): void;
  close(): void;
}

/** Throws UsageError where a file could not be opened for writing, before anything is asked whose answer would be lost; makes and changes nothing. */
export function assertWritable(file: string): void {
  try {
    if (existsSync(file)) {
      if (statSync(file).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
      accessSync(file, constants.W_OK);
    } else {
      accessSync(path.dirname(path.resolve(file)), constants.W_OK | constants.X_OK);
    }
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** Opens a file of mode 0600, empty. Throws UsageError where it cannot be written. */
export function openPrivateFile(file: string): PrivateFile {
  const attempt = <Result>(action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      throw cannotWrite(file, error);
    }
  };
  const descriptor = attempt(() => openSync(file, 'w', 0o600));
  // It may have been there before, with another mode. A device (/dev/null, /dev/stdout) is everybody's, and its mode is not ours to change
  attempt(() => {
    if (fstatSync(descriptor).isFile()) fchmodSync(descriptor, 0o600);
  });
  return {
    // writeSync may write a part and say nothing
    write: (text) => attempt(() => writeFileSync(descriptor, text)),
    sync: () => attempt(() => fsyncSync(descriptor)),
    close: () => attempt(() => closeSync(descriptor)),
  };
}
