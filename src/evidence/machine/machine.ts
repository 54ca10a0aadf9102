import type { ClientKey } from '../credential-evidence.ts';
import type { CertificateLayout } from '../file-evidence.ts';
import type { Container, MissingFact } from '../host-evidence.ts';
import type { RuntimeFamily } from '../runtime.ts';
import type { Release } from '../trust-file-content.ts';
import type { OpensslBuild } from './openssl-build.ts';
import type { RootAnswer } from './process-root.ts';

/** Why a question has no answer. `missing`: nothing is there, as opposed to not having been able to look. */
export interface Failure {
  readonly kind: 'failed';
  readonly reason: string;
  readonly missing: boolean;
}

/** What lstat(2) or stat(2) says of a path. */
export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly uid: number;
  readonly gid: number;
  /** Permission bits, with set-user-id and the like. */
  readonly mode: number;
  readonly sizeBytes: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number | undefined;
  /** When its inode was last changed, in epoch milliseconds: also by other rights or another name. Undefined where it was not told. */
  readonly changedAt?: number | undefined;
  /** Device and inode: equal where it is the same file. */
  readonly identity: string | undefined;
}

/** Text of a file, or the reason, which names the file, where it cannot be read. */
export type TextAnswer = { readonly text: string } | { readonly text: undefined; readonly reason: string; readonly missing: boolean };

/** Entries of a folder, or paths. */
export interface Names {
  readonly kind: 'names';
  readonly names: readonly string[];
}

/** What a program printed, or why there is nothing. */
export type Answer =
  | { readonly kind: 'answer'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Files of a machine, by absolute paths. No method rejects. */
export interface MachineFiles {
  readText(file: string): Promise<TextAnswer>;
  /** Names in a folder, in the order of the file system; fails where it has more than so many. */
  list(folder: string, maximum?: number): Promise<Names | Failure>;
  stat(file: string): Promise<FileStatus | Failure>;
  lstat(file: string): Promise<FileStatus | Failure>;
  /** Target of a symbolic link as it is written; undefined where there is none or it may not be read. */
  linkTarget(file: string): Promise<string | undefined>;
  /** The path without links. */
  realPath(file: string): Promise<{ readonly kind: 'path'; readonly path: string } | Failure>;
  /** Files that match a pattern as glob(7) does, sorted. */
  matching(pattern: string): Promise<Names | Failure>;
  /** Whether whoever looks may run it; `unknown` where that was not looked at. */
  isExecutable(file: string): Promise<'yes' | 'no' | 'unknown'>;
  /** Words of a script's `#!` line; undefined for binaries and files that cannot be read. */
  shebang(file: string): Promise<readonly string[] | undefined>;
  /** The version of Go that a binary was built with; undefined where it is not a Go binary of 64 bits. */
  goVersion(file: string): Promise<string | undefined>;
  /** What the text of a libcrypto says of its build; undefined where it is none. */
  opensslBuild(file: string): Promise<OpensslBuild | undefined>;
}

/** A library that a process has mapped. */
export interface MappedLibrary {
  readonly path: string;
  /** The file is no longer there, whatever is there by that name now. */
  readonly deleted: boolean;
}

/** One process as /proc shows it; in memory only. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly program: string;
  readonly words: readonly string[];
  /** Assignments, or why they cannot be read. */
  readonly environment: { readonly values: ReadonlyMap<string, string> } | { readonly reason: string };
  /** systemd unit whose control group it is in. */
  readonly unit: string | undefined;
  /** The program file was replaced or removed after the start. */
  readonly replaced: boolean;
  /** TLS libraries and parts of runtimes that it has mapped, as proc_pid_maps(5) names them; empty where that may not be looked at. */
  readonly libraries: readonly MappedLibrary[];
  /** It may have been started with rights that its starter did not have: then it does not read all of its environment. */
  readonly raised: boolean;
  /** `same`: it is known to see the very files that are looked at, with the same mounts and root. */
  readonly files: 'same' | 'unknown';
  /** The container whose control group it is in. */
  readonly container: Container | undefined;
  /** Whether its network is that of whoever looks; undefined where that was not told. */
  readonly network: 'host' | 'own' | undefined;
  /** The first word of its command line, which programs may change; undefined where it was not told. */
  readonly firstWord: string | undefined;
  /** A process whose root stands for its files, and what is the same for all processes with these files; undefined where none is told. */
  readonly root: { readonly pid: number; readonly key: string } | undefined;
}

/** An open connection of a process, as `IP:PORT` of its other end; without one where its sockets may not be looked at. */
export interface Connection {
  readonly pid: number;
  readonly parent: number;
  readonly unit: string | undefined;
  readonly address: string | undefined;
}

/** The processes that can be seen, without the auditor's own, and why there may be others. */
export interface ProcessListing {
  readonly pids: readonly number[];
  /** Those with a listening TCP socket. */
  readonly listening: ReadonlySet<number>;
  /** Those that a container was started for. */
  readonly leading: ReadonlySet<number>;
  /** When the first process of each container was started, by the container's id, in epoch milliseconds; up to a second too early. */
  readonly firstStarts: ReadonlyMap<string, number>;
  /** How many processes' open files may not be looked at. */
  readonly hidden: number;
  readonly missing: readonly MissingFact[];
}

/** What a running systemd says. */
export interface ServiceManagerAnswers {
  /** `systemctl show` of all services and targets, with the properties that are read. */
  readonly units: Answer;
  readonly environment: Answer;
}

/** Whether a file's content may leave the machine, with its digest; the content itself may be asked for later. */
export type TrustContent =
  | Release
  | {
      readonly kind: 'named';
      readonly sha256: string;
      readonly sizeBytes: number;
      readonly certificates?: readonly CertificateLayout[];
    }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * The machine that is looked at: the questions that are asked of it. Answers come from the machine that this runs on (live-machine.ts)
 * or from what a probe printed on another one (pictured-machine.ts). No method rejects.
 */
export interface Machine extends MachineFiles {
  /** Ends the looking. */
  readonly signal?: AbortSignal | undefined;
  /** Where programs and what lies beside them are looked up: these files, save in a planted tree, which has no programs of its own. */
  readonly programs: MachineFiles;
  /** Environment and home of whoever looks: what a client started from there would see. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string | undefined;
  askServiceManager(properties: readonly string[]): Promise<ServiceManagerAnswers>;
  /** What a runtime says of itself, unless it may not be run. The path must be free of links. */
  askRuntime(family: RuntimeFamily, real: string, args: readonly string[]): Promise<Answer>;
  /** Whether a program surely brings no capabilities (capabilities(7), "File capabilities"). The path must be free of links. */
  hasNoCapabilities(real: string): Promise<boolean>;
  /** Line of passwd(5) of a user whom no file names. */
  askDirectory(user: string): Promise<string | undefined>;
  processes(): Promise<ProcessListing>;
  /** Undefined for kernel threads and for processes that ended meanwhile. */
  process(pid: number): Promise<ProcessFacts | undefined>;
  /** The files that a process sees, where they are others than those above. */
  rootOf(pid: number): Promise<RootAnswer>;
  /** Paths of the OpenSSL libraries (libcrypto) that a process has mapped, as the machine names them; undefined where that may not be looked at. */
  cryptoLibraries(pid: number): Promise<readonly string[] | undefined>;
  trustContent(file: string): Promise<TrustContent>;
  /** Open connections to the addresses that were asked about; undefined where nobody looked. */
  connections(): Promise<readonly Connection[] | undefined>;
  /** Client certificates and keys: those that were asked for, or those that were recorded. */
  clientKeys(files: readonly string[]): Promise<readonly ClientKey[]>;
}

/** Reason of everything that a picture does not answer: never to be read as "not there". */
export const notRecorded = 'the probe did not record it';

/** Where services look for programs; the invoking shell's own folders come after it. */
export const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
