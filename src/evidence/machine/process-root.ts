import type { Failure, MachineFiles, TrustContent } from './machine.ts';

/** Files by paths that lead through no link: whoever asks has followed them (rooted-machine.ts). No method rejects. */
export interface FilesWithoutLinks
  extends Pick<MachineFiles, 'readText' | 'list' | 'lstat' | 'linkTarget' | 'shebang' | 'goVersion' | 'opensslBuild'> {
  trustContent(file: string): Promise<TrustContent>;
}

/** Something mounted over a process's root (proc_pid_mountinfo(5)). */
export interface Mount {
  readonly type: string;
  /** Where it lies, as the process sees it. */
  readonly path: string;
  /** What of its file system is mounted; `//deleted` stands behind what has another name or none by now. */
  readonly root: string;
  /** Device of its file system, as MAJOR:MINOR; equal for places in one file system. */
  readonly device: string;
  /** Where the machine itself has it; undefined where it does not have that file system. */
  readonly source?: MountSource | undefined;
}

/** A place of the machine, by what its own mounts say. */
export interface MountSource {
  /** Where the file system is mounted. */
  readonly top: string;
  /** The way below that, from its slash on; empty for the whole of it. */
  readonly below: string;
}

/** A file or folder of the machine, and when it was last changed in any way. */
export interface NamedInode {
  readonly path: string;
  /** Device and inode. */
  readonly identity: string;
  /** Whole seconds since 1970 of its ctime: what it holds, its rights, its links and its name. */
  readonly changedAt: number;
}

/** What a process's mounts make of its files. */
export interface RootLayer {
  /** Folder on the machine to which changes of its root are written (overlayfs); undefined where its root is no overlay. */
  readonly upper: string | undefined;
  /** A folder that was moved may be told in it by its new name alone (redirect_dir of overlayfs). */
  readonly redirects: boolean;
  /** Device of what is mounted at `/`. */
  readonly device: string | undefined;
  /** Other places at which something is mounted. */
  readonly mounts: readonly Mount[];
}

/** The files of a process that has a root or mounts of its own, through /proc/PID/root. */
export interface ProcessRoot {
  readonly pid: number;
  /** Where that link leads: `/`, or the folder of a chroot as the machine names it. */
  readonly link: string;
  readonly files: FilesWithoutLinks;
  /** Undefined where its mounts could not be read. */
  readonly layer: RootLayer | undefined;
  /**
   * What bears the names by now that lead to a mount's source, from the top of its file system down to itself; undefined where one of them is not known.
   */
  wayTo(mount: Mount): Promise<readonly NamedInode[] | undefined>;
  /**
   * Whether it is still that process. Of one that has ended nothing is there, so what was not found counts only where this holds when all
   * questions have been asked.
   */
  isStillThere(): Promise<boolean>;
}

/** The root of a process, or why it cannot be looked into. */
export type RootAnswer = ProcessRoot | Failure;
