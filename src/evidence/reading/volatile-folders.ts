import path from 'node:path';

// /run and /dev/shm are file systems in memory (file-hierarchy(7)); /tmp is one, or is emptied by tmpfiles.d/tmp.conf of many a distribution.
const empty = /^\/(?:run|tmp|dev\/shm|var\/run|var\/lock)\/./;

/** Whether what lies at this path is gone when the host comes up, unless something makes it anew. */
export function isEmptyAtBoot(file: string): boolean {
  return empty.test(path.posix.normalize(file));
}

/** Whether the folder is one that is always there, though nothing in it lasts. */
export function isMadeAtBoot(folder: string): boolean {
  return empty.test(`${path.posix.normalize(folder)}/x`) && !isEmptyAtBoot(folder);
}
