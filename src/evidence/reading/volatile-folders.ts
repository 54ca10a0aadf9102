import path from 'node:path';
import type { Machine } from '../machine/machine.ts';

// /run and /dev/shm are file systems in memory (file-hierarchy(7)); /tmp is one, or is emptied by tmpfiles.d/tmp.conf of many a distribution.
const empty = /^\/(?:run|tmp|dev\/shm|var\/run|var\/lock)(?:\/|$)/;
// systemd 252, src/shared/mount-setup.c and tmpfiles.d/legacy.conf.in
const made = /^\/(?:run|tmp|dev\/shm|var\/run|var\/lock|run\/lock|run\/systemd)\/?$/;

/** Links followed for one path; Linux follows 40 (include/linux/namei.h, MAXSYMLINKS). */
const maximumLinks = 40;
/** Entries of a folder of trust stores, as many as are collected. */
const maximumEntries = 4096;

/** Whether what lies at this path, or in this folder, is gone when the host comes up, unless something makes it anew. */
export function isEmptyAtBoot(file: string): boolean {
  return empty.test(path.posix.normalize(file));
}

/** Whether the folder is one that is always there, though nothing in it lasts. */
export function isMadeAtBoot(folder: string): boolean {
  return made.test(path.posix.normalize(folder));
}

/** The first place on the way to a file that is empty when the host comes up; undefined where all of the way lasts, as far as it can be seen. */
export async function goneOnTheWay(machine: Machine, file: string): Promise<string | undefined> {
  let place = file;
  for (let links = 0; links <= maximumLinks; links += 1) {
    if (isEmptyAtBoot(place)) return place;
    const target = await machine.linkTarget(place);
    if (target === undefined || target === '-') break;
    place = path.posix.resolve(path.posix.dirname(place), target);
  }
  // Folders above may be links as well.
  const real = await machine.realPath(place);
  return real.kind === 'path' && isEmptyAtBoot(real.path) ? real.path : undefined;
}

// Many units name the same few folders.
const known = new WeakMap<Machine, Map<string, Promise<string | undefined>>>();

/** The same of a file or of any entry of a folder, which may be links each; of one machine each is looked at once. */
export function goneWithin(machine: Machine, named: string): Promise<string | undefined> {
  const answers = known.get(machine) ?? new Map<string, Promise<string | undefined>>();
  known.set(machine, answers);
  const answer = answers.get(named) ?? lookWithin(machine, named);
  answers.set(named, answer);
  return answer;
}

async function lookWithin(machine: Machine, named: string): Promise<string | undefined> {
  const gone = await goneOnTheWay(machine, named);
  if (gone !== undefined || (await machine.stat(named)).kind !== 'directory') return gone;
  const listed = await machine.list(named, maximumEntries);
  for (const entry of listed.kind === 'names' ? listed.names : []) {
    const file = path.posix.join(named, entry);
    // What is no link lies where its folder does.
    const found = (await machine.linkTarget(file)) === undefined ? undefined : await goneOnTheWay(machine, file);
    if (found !== undefined) return found;
  }
  return undefined;
}
