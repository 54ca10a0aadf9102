import type { BigIntStats } from 'node:fs';
import { access, constants, glob, lstat, opendir, readlink, realpath, stat } from 'node:fs/promises';
import { readOrdinaryFile, withOrdinaryFile } from './bounded-read.ts';
import { goVersionOf } from './go-build-info.ts';
import type { FileStatus, MachineFiles } from './machine.ts';
import { opensslBuildOf } from './openssl-build.ts';
import { systemFailure } from './system-failure.ts';

/**
 * The files of the machine that this runs on. `root` is the folder that stands for `/`, without a slash at its end; '' is the real
 * one, another one is a planted tree.
 */
export function liveFiles(root: string, signal?: AbortSignal): MachineFiles {
  const at = (file: string): string => root + file;
  return {
    async readText(file) {
      try {
        const read = await readOrdinaryFile(at(file));
        if ('reason' in read) return { text: undefined, reason: `${file}: ${read.reason}`, missing: false };
        return { text: read.bytes.toString('utf8') };
      } catch (error) {
        const { reason, missing } = systemFailure(error);
        return { text: undefined, reason: `${file}: ${reason}`, missing };
      }
    },
    async list(folder, maximum = Number.POSITIVE_INFINITY) {
      const names: string[] = [];
      try {
        // opendir keeps the order of the file system; readdir would sort (libuv: uv__fs_scandir_sort).
        for await (const entry of await opendir(at(folder))) {
          signal?.throwIfAborted();
          if (names.length >= maximum) return { kind: 'failed', reason: `it has more than ${maximum} entries`, missing: false };
          names.push(entry.name);
        }
        return { kind: 'names', names };
      } catch (error) {
        return systemFailure(error);
      }
    },
    stat: async (file) => stat(at(file), { bigint: true }).then(statusOf, systemFailure),
    lstat: async (file) => lstat(at(file), { bigint: true }).then(statusOf, systemFailure),
    linkTarget: async (file) => readlink(at(file)).catch(() => undefined),
    realPath: async (file) => realpath(at(file)).then((path) => ({ kind: 'path' as const, path: path.slice(root.length) }), systemFailure),
    async matching(pattern) {
      const files: string[] = [];
      for await (const file of glob(at(pattern))) files.push(file.slice(root.length));
      return { kind: 'names', names: files.sort() };
    },
    async isExecutable(file) {
      try {
        await access(at(file), constants.X_OK);
        // A folder may be entered, which is the same permission.
        return (await stat(at(file))).isFile() ? 'yes' : 'no';
      } catch {
        // Not there, or not ours to run: either way it is not what a search of PATH finds.
        return 'no';
      }
    },
    shebang: async (file) => shebangOf(at(file)),
    goVersion: async (file) => goVersionOf(at(file)),
    opensslBuild: async (file) => opensslBuildOf(at(file)),
  };
}

/** Status of a file as a machine answers it. */
export function statusOf(stats: BigIntStats): FileStatus {
  return {
    kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'link' : 'other',
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    mode: Number(stats.mode & 0o7777n),
    sizeBytes: Number(stats.size),
    modifiedAt: Number(stats.mtimeNs) / 1e6,
    changedAt: Number(stats.ctimeNs) / 1e6,
    identity: `${stats.dev}:${stats.ino}`,
  };
}

/** Words of a script's `#!` line; undefined for binaries and files that cannot be read. */
export async function shebangOf(file: string): Promise<readonly string[] | undefined> {
  const start = await withOrdinaryFile(file, async (handle) => {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(256), 0, 256, 0);
    return { text: buffer.subarray(0, bytesRead).toString('latin1') };
  }).catch(() => undefined);
  const line = start !== undefined && 'text' in start ? /^#!\s*([^\r\n]+)/.exec(start.text)?.[1] : undefined;
  return line?.trim().split(/\s+/);
}
