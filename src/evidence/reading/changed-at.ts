import { boundedEffort } from '../machine/effort.ts';
import { followLinks } from '../machine/link-trail.ts';
import type { FileStatus, MachineFiles } from '../machine/machine.ts';

/** Steps of following the links of one path; an honest one needs 20. Our choice. */
const maximumSteps = 1000;

/** How much later than told a process may have started: the kernel tells its boot in whole seconds (proc_stat(5), btime). Milliseconds. */
const lateStart = 1000;

type SeenFiles = Pick<MachineFiles, 'stat' | 'lstat' | 'linkTarget'>;

/**
 * When what lies at a path became what it is there, epoch milliseconds: it was written, put there or given other rights, or a link on the way was turned. Who
 * copies keeps the date of what was written (`cp -p`, rsync, tar, packages), and nobody sets back that of the inode (inode(7), ctime). Undefined where there is
 * nothing.
 */
export async function changedAt(machine: SeenFiles, file: string): Promise<number | undefined> {
  const files = {
    status: async (place: string) => machine.lstat(place),
    linkTarget: async (place: string) => machine.linkTarget(place),
  };
  const { links } = await followLinks(files, file, true, boundedEffort(maximumSteps));
  const passed = await Promise.all(links.map(async (link) => machine.lstat(link.path)));
  const status = await machine.stat(file);
  if (status.kind === 'failed') return undefined;
  const instants = [status, ...passed].flatMap((one) => (one.kind === 'failed' ? [] : (latestOf(one) ?? [])));
  return instants.length === 0 ? undefined : Math.max(...instants);
}

/** Whether a path surely leads to something else than when a process was started, or the same with other rights; never where either instant is not known. */
export async function hasChangedSince(machine: SeenFiles, file: string, startedAt: number | undefined): Promise<boolean> {
  const at = startedAt === undefined ? undefined : await changedAt(machine, file);
  return startedAt !== undefined && at !== undefined && at > startedAt + lateStart;
}

function latestOf({ modifiedAt, changedAt: inode }: FileStatus): number | undefined {
  return modifiedAt === undefined && inode === undefined ? undefined : Math.max(modifiedAt ?? 0, inode ?? 0);
}
