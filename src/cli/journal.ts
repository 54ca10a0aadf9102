import { existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import { type EvidenceRecord, writeRecord } from '../evidence-file.ts';
import { type EarlierRecords, readEarlier } from './earlier-records.ts';
import { kindOfFile } from './evidence-head.ts';
import { type JournalLock, lockJournal } from './journal-lock.ts';
import type { Flags } from './options.ts';
import { differingParts, planDigests } from './plan-digests.ts';
import { openPrivateFile, type PrivateFile } from './private-file.ts';
import { isSameFile } from './same-file.ts';
import type { ScanPlan } from './scan-plan.ts';
import { dropAside, type SetAside, setAside } from './set-aside.ts';
import { cannotWrite } from './write-out.ts';

/**
 * An evidence file that is written while it is collected: every record with one write as soon as it is complete, blobs before the host that names them. So
 * after a crash it holds all that was seen, at worst with its last line torn.
 */
export interface Journal {
  readonly file: string;
  /** What an earlier run left, where this one goes on with it. */
  readonly earlier: EarlierRecords | undefined;
  /** Whether it was asked to go on with an earlier run, which may not have begun. */
  readonly resumes: boolean;
  /** Hosts that are written and need not be asked again. */
  readonly kept: number;
  /** Whether nothing of this run is kept, and the whole collection that was there before takes its place again. */
  readonly isRestored: boolean;
  /** What stands where when this run ends now: `12 hosts are kept in fleet.jsonl`. */
  remains(): string;
  /** Appends. Throws UsageError where it cannot be written; nothing may be appended after that. */
  write(record: EvidenceRecord): void;
  /** To be called when everything that stands of the earlier run was written again: from then on the file is this run's. */
  settled(): void;
  /** Lets go of the file. What was written is kept; of a continued one that was not settled, and where no host was written, what was there before. */
  close(): void;
}

/** What the flags say of an earlier run: whether it is gone on with, and whether hosts of which it has no evidence are asked whatever the reason. */
export function resumption(flags: Pick<Flags, 'resume' | 'retryFailed'>): { readonly resume: boolean; readonly retryFailed: boolean } {
  const retryFailed = flags.retryFailed === true;
  return { resume: flags.resume === true || retryFailed, retryFailed };
}

/**
 * Opens a journal of mode 0600, which no other process writes then. Throws UsageError where it cannot be written, where it holds an unfinished collection
 * or something that snowline did not write, which would be lost, and where it was begun with another plan than this one.
 *
 * A collection is continued in a new file, which takes the old one's place in one step (rename) once it holds all that stands of it: whatever happens before,
 * the old one is there as it was. A whole collection that is not continued is set aside until the new one is whole.
 */
export async function openJournal(
  file: string,
  plan: ScanPlan,
  asked: { readonly resume: boolean; readonly retryFailed?: boolean; readonly now: number; readonly signal: AbortSignal },
): Promise<Journal> {
  // what takes the place of a link must not leave the file behind it as it was
  const place = existsSync(file) && isReplaceable(file) ? realpathSync(file) : file;
  if (plan.recordings.some((recording) => isSameFile(recording, place))) {
    const hint = 'write to another file';
    throw new UsageError(`${file} is one of the recordings (evidence: replay), which are read while it is written`, { hint });
  }
  const lock = isReplaceable(place) ? lockJournal(place) : undefined;
  try {
    const kind = lock === undefined || !existsSync(place) ? 'empty' : kindOfFile(place);
    if (kind === 'foreign') throw foreign(file);
    const standing = { now: asked.now, maxAgeDays: plan.settings.maxAgeDays ?? 7, retryFailed: asked.retryFailed === true };
    const earlier = asked.resume && existsSync(place) ? await readEarlier(place, standing, asked.signal) : undefined;
    if (earlier !== undefined) refuseOtherPlan(file, earlier, plan);
    else if (!asked.resume && kind === 'begun') throw unfinished(file);
    const leftover = `${place}.resuming`;
    const draft = earlier === undefined ? undefined : leftover;
    // of a run that was killed while it wrote again what stood; a device has no such neighbour
    if (lock !== undefined) rmSync(leftover, { force: true });
    const aside = kind === 'complete' && earlier === undefined ? setAside(place) : undefined;
    try {
      return journalOf(file, { place, draft, opened: openPrivateFile(draft ?? place), lock, earlier, aside, resumes: asked.resume });
    } catch (error) {
      aside?.restore();
      throw error;
    }
  } catch (error) {
    lock?.release();
    throw error;
  }
}

interface OpenedFiles {
  readonly place: string;
  /** Where it is written until it is settled; undefined where there is nothing to take the place of. */
  readonly draft: string | undefined;
  readonly opened: PrivateFile;
  readonly lock: JournalLock | undefined;
  readonly earlier: EarlierRecords | undefined;
  readonly aside: SetAside | undefined;
  readonly resumes: boolean;
}

function journalOf(file: string, { place, draft, opened, lock, earlier, aside, resumes }: OpenedFiles): Journal {
  let unsettled = draft;
  let kept = 0;
  let isWhole = false;
  return {
    file,
    earlier,
    resumes,
    get kept() {
      return kept;
    },
    get isRestored() {
      return kept === 0 && aside !== undefined && !isWhole;
    },
    remains() {
      if (kept === 0 && (earlier !== undefined || aside !== undefined)) return `${file} holds what it held before`;
      const before = aside === undefined ? '' : `, and what it held before in ${aside.file}`;
      return `${kept} ${kept === 1 ? 'host is' : 'hosts are'} kept in ${file}${before}`;
    },
    write(record) {
      opened.write(`${writeRecord(record)}\n`);
      // One that may answer another time is asked again
      if (record.type === 'host' && !(record.state === 'missing' && record.mayRetry === true)) kept += 1;
      if (record.type === 'end') isWhole = !record.interrupted;
    },
    settled() {
      if (unsettled === undefined) return;
      opened.sync();
      try {
        renameSync(unsettled, place);
      } catch (error) {
        throw cannotWrite(file, error);
      }
      unsettled = undefined;
    },
    close() {
      opened.close();
      try {
        if (unsettled !== undefined) rmSync(unsettled, { force: true });
        else if (isWhole && lock !== undefined && (aside !== undefined || earlier !== undefined)) dropAside(place);
        else if (kept === 0) aside?.restore();
      } finally {
        lock?.release();
      }
    },
  };
}

/** What is said behind what remains of an interrupted run, where it can be continued. */
export function goesOn({ isRestored }: Journal): string {
  return isRestored ? '' : ': the same command with --resume goes on';
}

// Pipes and devices are written as they are: nobody can lock or continue them
function isReplaceable(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() !== false;
}

function refuseOtherPlan(file: string, { header }: EarlierRecords, plan: ScanPlan): void {
  const parts =
    header.plan === undefined ? ['how it was collected (its header does not say)'] : differingParts(header.plan, planDigests(plan));
  if (parts.length === 0) return;
  throw new UsageError(`${file} was begun with another configuration: ${parts.join(', ')}`, {
    hint: 'continue it with the configuration that it was begun with, or write to another file',
  });
}

function unfinished(file: string): UsageError {
  return new UsageError(`${file} holds a collection that did not come to its end`, {
    hint: 'go on with it by adding --resume, or remove it to begin anew',
  });
}

function foreign(file: string): UsageError {
  return new UsageError(`${file} holds something else than evidence of this snowline, which would be lost`, {
    hint: 'write to another file, or move this one away',
  });
}
