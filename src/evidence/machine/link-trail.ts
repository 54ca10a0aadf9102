import path from 'node:path';
import { type Effort, stepsOf } from './effort.ts';
import type { Failure, FileStatus } from './machine.ts';
import type { FilesWithoutLinks } from './process-root.ts';

/** Links followed for one path; Linux follows 40 (include/linux/namei.h, MAXSYMLINKS). */
const maximumLinks = 40;
/** Longest path that is followed; Linux has 4,096 bytes (PATH_MAX). */
const longestPath = 4096;

/** A link on the way, by its path without links, and what is written in it. */
export interface PassedLink {
  readonly path: string;
  readonly target: string;
}

/** Where a path leads, and by which links. */
export interface LinkTrail {
  readonly links: readonly PassedLink[];
  /** The path without links, or why there is none. */
  readonly end: string | Failure;
  /** The first that is not there, by its path without links; undefined where all is. Its folder is there. */
  readonly missing: string | undefined;
}

/** The files of a root that are asked on the way. */
export interface TrailFiles extends Pick<FilesWithoutLinks, 'linkTarget'> {
  status(place: string): Promise<FileStatus | Failure>;
}

/**
 * Follows a path one component at a time within a root (path_resolution(7)): an absolute target starts at that root again and `..` stops at it. `last`: also
 * through a link at its end. Each component is a step of the effort: 40 links of 4,096 bytes are 80,000, and every entry of a folder may lead there.
 */
export async function followLinks(files: TrailFiles, file: string, last: boolean, effort: Effort): Promise<LinkTrail> {
  const links: PassedLink[] = [];
  const ended = (end: string | Failure, missing?: string): LinkTrail => ({ links, end, missing });
  if (file.length > longestPath) return ended(failed('its path is too long'));
  let real = '/';
  const names = namesIn(file);
  effort.spend(stepsOf(file.length));
  while (names.length > 0) {
    await effort.pause();
    if (!effort.spend(stepsOf(real.length))) return ended(tooMany);
    const name = names.pop();
    if (name === undefined || name === '.') continue;
    if (name === '..') {
      real = path.posix.dirname(real);
      continue;
    }
    const next = path.posix.join(real, name);
    if (names.length === 0 && !last) return ended(next);
    const status = await files.status(next);
    if (status.kind === 'failed') return ended(status, status.missing ? next : undefined);
    if (status.kind === 'link') {
      if (links.length === maximumLinks) return ended(failed('its links form a loop'));
      const target = await files.linkTarget(next);
      if (target === undefined || target === '' || target === '-' || target.length > longestPath)
        return ended(failed('where its link leads is not known'));
      links.push({ path: next, target });
      if (target.startsWith('/')) real = '/';
      effort.spend(stepsOf(target.length));
      names.push(...namesIn(target));
    } else if (status.kind === 'directory' || names.length === 0) {
      real = next;
    } else {
      return ended({ kind: 'failed', reason: 'not found', missing: true }, next);
    }
  }
  return ended(real);
}

const tooMany = failed('the links of its root are more than are followed');

// The next one last.
function namesIn(text: string): string[] {
  return text
    .split('/')
    .filter((name) => name !== '')
    .reverse();
}

function failed(reason: string): Failure {
  return { kind: 'failed', reason, missing: false };
}
