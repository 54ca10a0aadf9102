import { lstat } from 'node:fs/promises';
import { filesBeneath } from './files-beneath.ts';
import { startOf } from './live-processes.ts';
import { readTrustContent } from './live-trust-content.ts';
import type { MachineFiles } from './machine.ts';
import { layerIn, placesTo, redirectsFile } from './mount-table.ts';
import type { NamedInode, RootAnswer } from './process-root.ts';

/** The root of a process of this machine; `planted` is the folder that stands for `/`. */
export async function readRoot(files: MachineFiles, planted: string, pid: number, signal: AbortSignal | undefined): Promise<RootAnswer> {
  const folder = `/proc/${pid}`;
  const startedAt = await startOf(files, pid);
  const link = await files.linkTarget(`${folder}/root`);
  if (startedAt === undefined || link === undefined) {
    return { kind: 'failed', reason: `${folder}/root cannot be looked into`, missing: false };
  }
  const { text: mounts } = await files.readText(`${folder}/mountinfo`);
  const { text: own } = await files.readText('/proc/self/mountinfo');
  const { text: redirects } = await files.readText(redirectsFile);
  return {
    pid,
    link,
    layer: mounts === undefined ? undefined : layerIn(mounts, redirects, own),
    wayTo: async ({ source }) => (source === undefined ? undefined : inodesAt(planted, placesTo(source))),
    files: filesBeneath(`${planted}${folder}/root`, async (place) => readTrustContent(undefined, place), signal),
    isStillThere: async () => (await startOf(files, pid)) === startedAt && (await files.linkTarget(`${folder}/root`)) === link,
  };
}

async function inodesAt(planted: string, places: readonly string[]): Promise<readonly NamedInode[] | undefined> {
  const inodes: NamedInode[] = [];
  for (const path of places) {
    const stats = await lstat(planted + path, { bigint: true }).catch(() => undefined);
    if (stats === undefined) return undefined;
    inodes.push({ path, identity: `${stats.dev}:${stats.ino}`, changedAt: Number(stats.ctimeNs / 1_000_000_000n) });
  }
  return inodes;
}

/** The libcrypto files that a process has mapped (proc_pid_maps(5)). */
export async function readCryptoLibraries(files: MachineFiles, pid: number): Promise<readonly string[] | undefined> {
  const { text } = await files.readText(`/proc/${pid}/maps`);
  if (text === undefined) return undefined;
  const mapped = text.split('\n').flatMap((line) => /\s(\/.*\/libcrypto[^/]*\.so[^/]*)$/.exec(line)?.[1] ?? []);
  return [...new Set(mapped.map((file) => file.replace(/ \(deleted\)$/, '')))];
}
