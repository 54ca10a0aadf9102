import path from 'node:path';
import { type FileStatus, type Machine, notRecorded } from '../machine/machine.ts';
import type { Account } from './user-accounts.ts';

/** The account that a unit's programs run as: `root` passes every check, `made-up` is nobody's (DynamicUser=). With number 0 it is root whose rights were cut down. */
export type UnitAccount = Account | 'root' | 'made-up' | 'not-known';

/** What an account wants of a file or folder: the bit of its mode, as it stands for all others. */
const bits = { read: 0o004, pass: 0o001 } as const;
/** One of them. */
export type Right = keyof typeof bits;

/**
 * Whether an account has a right by the mode. An access list shows in the bits of the group, which are its mask then (acl(5)), and a unit may give further
 * groups: so where they are set, and the account is in no group that is known, nothing is sure. Where neither they nor those of all others are set, nobody else has it.
 */
export function hasRight(
  account: UnitAccount,
  right: Right,
  { uid, gid, mode }: Pick<FileStatus, 'uid' | 'gid' | 'mode'>,
): 'yes' | 'no' | 'unknown' {
  const others = bits[right];
  const [owner, group] = [others << 6, others << 3];
  if (account === 'root') return 'yes';
  // Root by its number alone may have kept some of its rights, or none
  const closed = typeof account !== 'string' && account.uid === 0 ? 'unknown' : 'no';
  if (typeof account !== 'string' && account.uid === uid) return (mode & owner) === 0 ? closed : 'yes';
  if (typeof account !== 'string' && account.groups.has(gid)) return (mode & group) === 0 ? closed : 'yes';
  if ((mode & others) !== 0) return 'yes';
  if (account === 'not-known') return 'unknown';
  if (account === 'made-up') return (mode & group) !== 0 || isMadeUp(uid) ? 'unknown' : 'no';
  return (mode & group) === 0 ? closed : 'unknown';
}

/** What keeps an account from a file or folder, and whether that is sure. */
export interface Closed {
  readonly isSure: boolean;
  /** Closed itself, or by a folder above it, which then shows nothing of it. */
  readonly by: 'itself' | 'folder';
  readonly reason: string;
}

/**
 * Why an account does not get through to what is there, or may not use it, by the modes of the folders above and its own. What is not there, or may not be
 * looked at, closes nothing here: both are told elsewhere.
 */
export async function whyClosed(machine: Machine, account: UnitAccount, file: string, right: Right): Promise<Closed | undefined> {
  if (account === 'root' || account === 'not-known') return undefined;
  const real = await machine.realPath(file);
  const places = new Set([file, ...(real.kind === 'path' ? [real.path] : [])]);
  const folders = [...new Set([...places].flatMap(foldersAbove))].map((place) => ({ place, wanted: 'pass' as const }));
  let open: Closed | undefined;
  for (const { place, wanted } of [...folders, { place: file, wanted: right }]) {
    const status = await machine.stat(place);
    const may = status.kind !== 'failed' ? hasRight(account, wanted, status) : status.reason === notRecorded ? 'unknown' : 'yes';
    const by = place === file ? 'itself' : 'folder';
    if (may === 'no') return { isSure: true, by, reason: `${place} is closed to the unit's user` };
    if (may === 'unknown') open ??= { isSure: false, by, reason: `whether ${place} is open to the unit's user is not known` };
  }
  return open;
}

/** The folders on the way to a file, the uppermost first, without the root. */
export function foldersAbove(file: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = path.posix.dirname(file); folder !== '/' && folder !== '.'; folder = path.posix.dirname(folder)) folders.push(folder);
  return folders.reverse();
}

// systemd.exec(5), DynamicUser=: the range that it takes users from
function isMadeUp(uid: number): boolean {
  return uid >= 61_184 && uid <= 65_519;
}
