import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, lstatSync, realpathSync, renameSync, rmSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { openPrivateFile } from './private-file.ts';
import { cannotWrite } from './write-out.ts';

/**
 * Puts the text into a file of mode 0600 in one step: it is written beside it, and takes its place (rename) when the disk has all of it, so that a disk that
 * fills leaves what was there before. Behind a link that is the file that it leads to. What cannot be replaced is written in place: pipes and devices, a
 * file with several names, another user's, one in a folder where this user makes no files, or a mount of its own. Throws UsageError.
 */
export function replaceFile(file: string, text: string): void {
  if (!isReplaceable(file)) return writeWhole(file, text);
  const place = existsSync(file) ? realpathSync(file) : file;
  // short, whatever the length of the file's own name
  const draft = path.join(path.dirname(place), `.snowline-${randomBytes(6).toString('hex')}`);
  try {
    writeWhole(draft, text);
    const before = statSync(place, { throwIfNoEntry: false });
    if (before !== undefined) keepOwner(draft, before);
    renameSync(draft, place);
  } catch (error) {
    rmSync(draft, { force: true });
    const cause = error instanceof UsageError ? error.cause : error;
    // who reads the message knows the file, not its draft
    if (!(cause instanceof Error && 'code' in cause && refusals.has(cause.code))) throw cannotWrite(file, cause);
    writeWhole(file, text);
  }
}

// errno(3) of open, chown and rename where another file may not be made, or not take its place
const refusals: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EBUSY', 'EROFS', 'EXDEV']);

function writeWhole(file: string, text: string): void {
  const opened = openPrivateFile(file);
  try {
    opened.write(text);
    if (statSync(file).isFile()) opened.sync();
  } finally {
    opened.close();
  }
}

function isReplaceable(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  // a link that leads to nothing yet is there: what it leads to is made
  return found === undefined ? lstatSync(file, { throwIfNoEntry: false }) === undefined : found.isFile() && found.nlink === 1;
}

// Root that writes another user's report leaves it that user's; who is not root may not give a file away (EPERM)
function keepOwner(draft: string, { uid, gid }: Stats): void {
  const made = statSync(draft);
  if (made.uid !== uid || made.gid !== gid) chownSync(draft, uid, gid);
}
