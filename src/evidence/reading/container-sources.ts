import type { Mount, NamedInode, ProcessRoot } from '../machine/process-root.ts';

/**
 * File systems in which rename(2) sets the ctime of what it renames, and of the folders that lose and get the name: measured on Linux 6.18, as ext4_rename,
 * ext2_rename, xfs_rename and btrfs_rename have it. The ctime of others, such as NFS, is another machine's.
 */
const dated = /^(?:ext[234]|xfs|btrfs)$/;

/** Folders that no running machine goes without under their names; much else is made in them. */
const lasting = /^\/(?:etc|home|root|tmp|usr|var)$/;

/**
 * Whether the name by which a container's mount was made surely leads to the same file or folder still. A container holds what it was given, and a mount table
 * tells its name of now (fs/proc_namespace.c, show_mountinfo): `mv ca.pem ca.pem.bak; cp new.pem ca.pem` gives the next container another file. A rename shows
 * in two ctimes at once, that of the renamed and that of its folder: where one of the two is older than the container, there was none. So it is with each
 * folder above. `startedAt` is when the container was started, in epoch milliseconds, or before.
 */
export async function isStillNamed(root: ProcessRoot, mount: Mount, startedAt: number | undefined): Promise<boolean> {
  if (mount.source === undefined) return false;
  // The whole of a file system has no other name.
  if (!dated.test(mount.type)) return mount.source.below === '';
  const way = await root.wayTo(mount);
  const here = await root.files.lstat(mount.path);
  const source = way?.at(-1);
  // Something else may lie over that name by now, or the file system be mounted elsewhere.
  if (way === undefined || source === undefined || here.kind === 'failed' || here.identity !== source.identity) return false;
  if (way.length === 1) return true;
  if (startedAt === undefined) return false;
  const isOld = (one: NamedInode | undefined): boolean => one !== undefined && (one.changedAt + 1) * 1000 < startedAt;
  return way.every((one, at) => at === 0 || lasting.test(one.path) || isOld(one) || isOld(way[at - 1]));
}
