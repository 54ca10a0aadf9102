import { renameSync, rmSync } from 'node:fs';
import { cannotWrite } from './write-out.ts';

/** A whole collection that a new one takes the place of, kept beside it until that one has come to its end: a disk that fills must not leave neither. */
export interface SetAside {
  /** Where it is. */
  readonly file: string;
  /** Puts it back over what has begun. */
  restore(): void;
}

/** Where the collection is kept that this file held before: `FILE.replaced`. */
function placeAside(file: string): string {
  return `${file}.replaced`;
}

/** Moves the file aside; undefined where this user may not, so that it is written in place. Throws UsageError where it fails otherwise. */
export function setAside(file: string): SetAside | undefined {
  const aside = placeAside(file);
  try {
    renameSync(file, aside);
  } catch (error) {
    // another user's in a folder such as /tmp, or a mount of its own
    if (error instanceof Error && 'code' in error && (error.code === 'EPERM' || error.code === 'EBUSY')) return undefined;
    throw cannotWrite(file, error);
  }
  return {
    file: aside,
    restore() {
      try {
        renameSync(aside, file);
      } catch (error) {
        throw cannotWrite(file, error);
      }
    },
  };
}

/** Removes what was kept, once the new collection is whole. */
export function dropAside(file: string): void {
  rmSync(placeAside(file), { force: true });
}
