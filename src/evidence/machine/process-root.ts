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
   * Whether it is still that process. Of one that has ended nothing is there, so what was not found counts only where this holds when all
   * questions have been asked.
   */
  isStillThere(): Promise<boolean>;
}

/** The root of a process, or why it cannot be looked into. */
export type RootAnswer = ProcessRoot | Failure;
