import { constants, type FileHandle, lstat, open, opendir, readlink } from 'node:fs/promises';
import { readOrdinaryFile } from './bounded-read.ts';
import { goVersionOf } from './go-build-info.ts';
import { shebangOf, statusOf } from './live-files.ts';
import type { Failure, TrustContent } from './machine.ts';
import { opensslBuildOf } from './openssl-build.ts';
import type { FilesWithoutLinks } from './process-root.ts';
import { systemFailure } from './system-failure.ts';

/** Opens a place in the file system without reading it (include/uapi/asm-generic/fcntl.h); Node.js has no name for it. */
const pathOnly = 0o10000000;
const folderFlags = pathOnly | constants.O_DIRECTORY | constants.O_NOFOLLOW;

const changed: Failure = { kind: 'failed', reason: 'it changed while it was looked at', missing: false };

/**
 * The files below a folder that somebody else can change at any time, such as the root of a container. Each folder on the way is opened from
 * the one above it and a link at its place refused, so that none that is put there meanwhile leads to the machine's own files: the kernel
 * would follow it in our root, not in the container's. `content` reads a trust store at a place that can be opened.
 */
export function filesBeneath(base: string, content: (place: string) => Promise<TrustContent>, signal?: AbortSignal): FilesWithoutLinks {
  const at = async <Result>(file: string, use: (place: string) => Promise<Result>): Promise<Result | Failure> => withPlace(base, file, use);
  return {
    lstat: async (file) => at(file, async (place) => lstat(place, { bigint: true }).then(statusOf, systemFailure)),
    async linkTarget(file) {
      const target = await at(file, async (place) => readlink(place).catch(() => undefined));
      return typeof target === 'string' ? target : undefined;
    },
    async readText(file) {
      const read = await at(file, async (place) => readOrdinaryFile(place).catch(systemFailure));
      if ('bytes' in read) return { text: read.bytes.toString('utf8') };
      return { text: undefined, reason: `${file}: ${read.reason}`, missing: 'missing' in read && read.missing };
    },
    async list(folder, maximum = Number.POSITIVE_INFINITY) {
      const names: string[] = [];
      return at(folder, async (place) => {
        const handle = await open(place, folderFlags).catch(systemFailure);
        if ('kind' in handle) return handle;
        try {
          for await (const entry of await opendir(placeOf(handle))) {
            signal?.throwIfAborted();
            if (names.length >= maximum) return { kind: 'failed', reason: `it has more than ${maximum} entries`, missing: false };
            names.push(entry.name);
          }
          return { kind: 'names', names };
        } catch (error) {
          return systemFailure(error);
        } finally {
          await handle.close();
        }
      });
    },
    async shebang(file) {
      const words = await at(file, shebangOf);
      return words === undefined || 'kind' in words ? undefined : words;
    },
    async goVersion(file) {
      const version = await at(file, goVersionOf);
      return typeof version === 'string' ? version : undefined;
    },
    async opensslBuild(file) {
      const build = await at(file, opensslBuildOf);
      return build === undefined || 'kind' in build ? undefined : build;
    },
    async trustContent(file) {
      const answer = await at(file, content);
      return answer.kind === 'failed' ? { kind: 'unreadable', reason: answer.reason } : answer;
    },
  };
}

/** Calls `use` with a place below an opened folder: whoever opens it must not follow a link there (bounded-read.ts). */
async function withPlace<Result>(base: string, file: string, use: (place: string) => Promise<Result>): Promise<Result | Failure> {
  const names = file.split('/').filter((name) => name !== '');
  let folder: FileHandle;
  try {
    // The slash leads through the kernel's own link to the root of the process.
    folder = await open(`${base}/`, pathOnly | constants.O_DIRECTORY);
  } catch (error) {
    return { ...systemFailure(error), missing: false };
  }
  try {
    for (const name of names.slice(0, -1)) {
      const next = await open(`${placeOf(folder)}/${name}`, folderFlags);
      await folder.close();
      folder = next;
    }
    return await use(`${placeOf(folder)}/${names.at(-1) ?? '.'}`);
  } catch (error) {
    const failure = systemFailure(error);
    return failure.missing ? changed : failure;
  } finally {
    await folder.close();
  }
}

function placeOf(handle: FileHandle): string {
  return `/proc/self/fd/${handle.fd}`;
}
