import path from 'node:path';
import type { Picture, PictureRecord } from '../probe/picture.ts';
import { instantIn, numberIn, plainText } from '../probe/picture-fields.ts';
import { type Effort, stepsOf } from './effort.ts';
import { type Failure, type FileStatus, notRecorded } from './machine.ts';

/** Links followed for one path; Linux follows 40 (include/linux/namei.h, MAXSYMLINKS). */
const maximumLinks = 40;
/** Longest path that is followed; Linux has 4,096 bytes (PATH_MAX). */
const longestPath = 4096;

/** Where a path leads in a picture, and what lstat(2) said of that. */
export interface PicturedPaths {
  /** The path without links. */
  resolve(file: string): { readonly kind: 'path'; readonly path: string } | Failure;
  /** Status of the path itself, links in the folders above it followed. */
  statusAt(file: string): FileStatus | Failure;
  /** The record of the path itself, links in the folders above it followed. */
  recordAt(file: string): PictureRecord | Failure;
}

/** Follows recorded links as realpath(3) does; what is not recorded on the way is a failure. Each component is a step of the effort. */
export function picturedPaths(picture: Picture, effort: Effort): PicturedPaths {
  const folders = new Map<string, string | Failure>();
  const listings = new Map<string, ReadonlySet<string> | undefined>();

  function lookUp(place: string): PictureRecord | Failure {
    const found = picture.find('file', place);
    if (found === 'contested') return failed('the probe recorded it twice, with different answers');
    if (found !== undefined) return found;
    if (picture.find('gone', place) !== undefined) return missing;
    return whyClosed(picture, place) ?? (isListedWithout(place) ? missing : failed(notRecorded));
  }

  // A folder that was listed whole tells what is not in it.
  function isListedWithout(place: string): boolean {
    const folder = path.posix.dirname(place);
    if (!listings.has(folder)) listings.set(folder, wholeListing(picture, folder));
    return listings.get(folder)?.has(path.posix.basename(place)) === false;
  }

  // The folder's path without links; most questions are about the same few folders.
  function folderAt(folder: string): string | Failure {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const real = follow(folder, true);
    folders.set(folder, real);
    return real;
  }

  function follow(file: string, last: boolean): string | Failure {
    let real = '/';
    let links = 0;
    const names = file.split('/').reverse();
    effort.spend(stepsOf(file.length));
    while (names.length > 0) {
      if (!effort.spend(stepsOf(real.length))) return tooMuch;
      const name = names.pop() ?? '';
      if (name === '' || name === '.') continue;
      if (name === '..') {
        real = path.posix.dirname(real);
        continue;
      }
      const next = real === '/' ? `/${name}` : `${real}/${name}`;
      if (names.length === 0 && !last) return next;
      const record = lookUp(next);
      if ('reason' in record) return record;
      const [type, target = ''] = [record.fields[1], record.fields[9]];
      if (type === 'link') {
        links += 1;
        if (links > maximumLinks) return failed('its links form a loop');
        if (target === '' || target === '-' || target.length > longestPath) return failed('where its link leads is not known');
        if (target.startsWith('/')) real = '/';
        effort.spend(stepsOf(target.length));
        names.push(...target.split('/').reverse());
      } else if (type === 'directory' || names.every((rest) => rest === '')) {
        real = next;
      } else {
        return missing;
      }
    }
    return real;
  }

  function placeOf(file: string): string | Failure {
    if (file.length > longestPath) return failed('its path is too long');
    if (isBeneath(file) || file === '/') return file;
    const folder = folderAt(path.posix.dirname(file));
    if (typeof folder !== 'string') return folder;
    return path.posix.join(folder, path.posix.basename(file));
  }

  function recordAt(file: string): PictureRecord | Failure {
    const place = placeOf(file);
    return typeof place === 'string' ? lookUp(place) : place;
  }

  return {
    recordAt,
    statusAt(file) {
      const record = recordAt(file);
      return 'reason' in record ? record : statusOf(record);
    },
    resolve(file) {
      if (file.length > longestPath) return failed('its path is too long');
      if (isBeneath(file)) return { kind: 'path', path: file };
      const real = follow(file, true);
      return typeof real === 'string' ? { kind: 'path', path: real } : real;
    },
  };
}

// The root of another process: its links would lead out of it, so the probe recorded each path as it is (rooted-machine.ts follows them).
function isBeneath(file: string): boolean {
  return /^\/proc\/\d+\/root(?:\/|$)/.test(file);
}

/** Why a path could not be looked at or read, where the probe says so. */
export function whyClosed(picture: Picture, file: string): Failure | undefined {
  const closed = picture.find('closed', file);
  if (closed === undefined) return undefined;
  return failed(
    closed === 'contested' ? 'the probe recorded it twice, with different answers' : plainText(closed.fields[1] ?? 'no reason given'),
  );
}

// Names in a folder; undefined where the listing is not there or not whole.
function wholeListing(picture: Picture, folder: string): ReadonlySet<string> | undefined {
  const record = picture.find('list', folder);
  if (record === undefined || record === 'contested') return undefined;
  const names = record.text();
  return numberIn(record.fields[1]) === names.length ? new Set(names) : undefined;
}

function statusOf({ fields }: PictureRecord): FileStatus | Failure {
  const [, type, uid, gid, mode, size, modified, device, inode, , changed] = fields;
  const [owner, group, bytes] = [numberIn(uid, 0xffff_ffff), numberIn(gid, 0xffff_ffff), numberIn(size)];
  if (owner === undefined || group === undefined || bytes === undefined || !/^[0-7]{1,5}$/.test(mode ?? '')) {
    return failed('the probe could not tell its owner and mode');
  }
  return {
    kind: type === 'file' || type === 'directory' || type === 'link' ? type : 'other',
    uid: owner,
    gid: group,
    mode: Number.parseInt(mode ?? '', 8) & 0o7777,
    sizeBytes: bytes,
    modifiedAt: instantIn(modified),
    changedAt: instantIn(changed),
    identity: /^\w{1,20}$/.test(device ?? '') && /^\d{1,20}$/.test(inode ?? '') ? `${device}:${inode}` : undefined,
  };
}

/** Answer of a picture that was asked for more than an honest one needs. */
export const tooMuch: Failure = failed('more was asked of its picture than is looked up for one host');

const missing: Failure = { kind: 'failed', reason: 'not found', missing: true };

function failed(reason: string): Failure {
  return { kind: 'failed', reason, missing: false };
}
