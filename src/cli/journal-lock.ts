import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { cannotWrite } from './write-out.ts';

/** The right to write a journal, held by one process. */
export interface JournalLock {
  release(): void;
}

/**
 * Takes the lock of a journal: a file beside it (`FILE.lock`) with the id and start time of the process. One whose process is gone, after a crash, is taken
 * over. Throws UsageError where another process holds it.
 */
export function lockJournal(file: string): JournalLock {
  const lock = `${file}.lock`;
  const own = `${process.pid} ${startOf(process.pid) ?? '-'}\n`;
  const draft = `${lock}.${process.pid}`;
  try {
    writeFileSync(draft, own, { mode: 0o600 });
    // linked, not written in place: there is no moment at which the lock is there without its text
    for (let attempts = 0; !isLinked(draft, lock); attempts += 1) {
      const holder = holderOf(lock);
      if (attempts > 4 || holder !== undefined) throw held(file, lock, holder);
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
function holderOf(lock: string): number | undefined {
  const text = readLock(lock);
  if (text === undefined) return undefined;
  const [id, start] = text.trim().split(' ');
  const pid = Number(id);
  if (Number.isSafeInteger(pid) && pid > 0 && isAlive(pid, start)) return pid;
  // Moved away before it is removed: of two processes that find it stale, one may already have put its own in its place
  const aside = `${lock}.stale.${process.pid}`;
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

function isAlive(pid: number, start: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  // Another process may have got the id since; where its start cannot be told the id alone decides
  const known = startOf(pid);
  return known === undefined || start === undefined || start === '-' || known === start;
}

// proc(5), /proc/PID/stat: field 22 is the start in ticks since boot; the name before it may hold anything, so it is counted from its end
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    // No /proc here, or the process is gone
    return undefined;
  }
}

function held(file: string, lock: string, holder: number | undefined): UsageError {
  const who = holder === undefined ? 'another process' : `process ${holder}`;
  return new UsageError(`${who} is writing ${path.basename(file)} (${lock})`, { hint: 'let it finish, or write to another file' });
}
