import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { holderText, type LockHolder, ownHolder, readHolder, stateOfHolder } from './lock-holder.ts';
import { cannotWrite } from './write-out.ts';

/** The right to write a journal, held by one process. */
export interface JournalLock {
  release(): void;
}

/**
 * Takes the lock of a journal: a file beside it (`FILE.lock`) that names the process and where that runs. One whose process is gone, after a crash, is
 * taken over. Throws UsageError where another process holds it, or one of which nothing can be told from here: in another container, on another machine.
 */
export function lockJournal(file: string): JournalLock {
  const lock = `${file}.lock`;
  const self = ownHolder();
  const own = holderText(self);
  // the same process id may be at it in another container
  const neighbour = `${lock}.${process.pid}-${randomUUID().slice(0, 8)}`;
  const draft = `${neighbour}.new`;
  try {
    writeFileSync(draft, own, { mode: 0o600 });
    // linked, not written in place: there is no moment at which the lock is there without its text
    for (let attempts = 0; !isLinked(draft, lock); attempts += 1) {
      const holder = holderOf(lock, self, `${neighbour}.stale`);
      if (attempts > 4 || holder !== undefined) throw held(file, lock, holder, self);
    }
  } catch (error) {
    throw error instanceof UsageError ? error : cannotWrite(file, error);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (readLock(lock) === own) rmSync(lock, { force: true });
    },
  };
}

function isLinked(draft: string, lock: string): boolean {
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

// The process that holds the lock; undefined where that is gone: then the lock is away, too
function holderOf(lock: string, self: LockHolder, aside: string): LockHolder | undefined {
  const text = readLock(lock);
  if (text === undefined) return undefined;
  const holder = readHolder(text);
  if (holder !== undefined && stateOfHolder(holder, self) !== 'gone') return holder;
  // Moved away before it is removed: of two processes that find it stale, one may already have put its own in its place
  try {
    renameSync(lock, aside);
  } catch {
    // Somebody else took it away: the next attempt tells who holds it now
    return undefined;
  }
  if (readLock(aside) !== text) isLinked(aside, lock);
  rmSync(aside, { force: true });
  return undefined;
}

function readLock(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    // Not there (any more): nobody holds it
    return undefined;
  }
}

function held(file: string, lock: string, holder: LockHolder | undefined, self: LockHolder): UsageError {
  if (holder !== undefined && stateOfHolder(holder, self) === 'elsewhere') {
    const where = holder.hostname === self.hostname || holder.hostname === '-' ? 'another container or machine' : holder.hostname;
    return new UsageError(`process ${holder.pid} of ${where} may be writing ${path.basename(file)} (${lock})`, {
      hint: `nothing can be told of it from here: let it finish, write to another file, or remove ${lock} where you know that it has ended`,
    });
  }
  const who = holder === undefined ? 'another process' : `process ${holder.pid}`;
  return new UsageError(`${who} is writing ${path.basename(file)} (${lock})`, { hint: 'let it finish, or write to another file' });
}
