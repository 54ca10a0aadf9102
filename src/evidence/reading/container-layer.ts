import path from 'node:path';
import type { FileEvidence } from '../file-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import type { Mount, ProcessRoot } from '../machine/process-root.ts';
import type { RootedMachine } from '../machine/rooted-machine.ts';
import { type MountedPlace, mountedFate } from './container-mounts.ts';
import { isStillNamed } from './container-sources.ts';

/** Entries of one folder that are looked at; as many as are read. */
const maximumEntries = 4096;

/** A place by its path without links: there, not there (its folder is), or a link with what is written in it. */
export interface Place {
  readonly path: string;
  readonly isMissing?: boolean;
  readonly target?: string;
  /** What is asked about in this folder. */
  readonly holds?: string;
}

/** Whether what is at a place was written or (where it is missing) removed after its container had been created. */
export type ChangeOf = (place: Place) => Promise<Changed>;
type Changed = 'yes' | 'no' | 'unknown';

/** Why nobody can tell what of a container's files comes from its image; undefined where its root is an overlay that can be looked at. */
export function whyLayerUnknown({ layer }: ProcessRoot): string | undefined {
  if (layer === undefined) return 'whether its files come from the image is not known, as its mounts could not be read';
  if (layer.redirects)
    return 'whether its files come from the image is not known, as its overlay may tell moved folders by their new names';
  return layer.upper === undefined
    ? 'whether its files come from the image is not known, as its root is no overlay file system'
    : undefined;
}

/**
 * Marks the files that a new container of the same image would have otherwise: those that lie in the layer to which this one's changes are written (overlayfs:
 * Documentation/filesystems/overlayfs.rst), or in memory. A volume or a folder of the machine is mounted over the overlay, and stays.
 */
export async function markLayers(
  view: RootedMachine,
  isChanged: ChangeOf,
  files: readonly FileEvidence[],
): Promise<readonly FileEvidence[]> {
  const marked: FileEvidence[] = [];
  // One after the other: each look holds files open.
  for (const file of files) {
    view.signal?.throwIfAborted();
    marked.push(await markLayer(view, isChanged, file));
  }
  return marked;
}

async function markLayer(view: RootedMachine, isChanged: ChangeOf, file: FileEvidence): Promise<FileEvidence> {
  const own = await changeOfPath(view, isChanged, file.path, true);
  if (own !== 'no') return { ...file, layer: own === 'yes' ? 'container' : 'unknown' };
  if (file.state !== 'directory') return file;
  const listed = await view.list(file.path, maximumEntries);
  const layered: string[] = [];
  for (const name of listed.kind === 'names' ? listed.names : []) {
    if ((await changeOfEntry(view, `${file.path}/${name}`, file.realPath ?? file.path, isChanged)) !== 'no') layered.push(name);
  }
  return layered.length === 0 ? file : { ...file, layered };
}

/** Of a path with all links on its way: each may have been turned to another file of the image. */
async function changeOfPath(view: RootedMachine, isChanged: ChangeOf, file: string, withFolder: boolean): Promise<Changed> {
  const { links, end, missing } = await view.trail(file);
  const answers: Changed[] = [];
  for (const link of links) answers.push(await isChanged(link));
  if (typeof end === 'string') {
    answers.push(await isChanged({ path: end }));
    const status = await view.stat(end);
    if (withFolder && status.kind === 'file') answers.push(await changeOfFolder(isChanged, end));
  } else if (missing === undefined) {
    answers.push('unknown');
  } else {
    answers.push(await isChanged({ path: missing, isMissing: true }));
    // A folder that was removed and made anew hides what the image has in it, and shows no sign of that by name.
    if (withFolder && (await changeOfFolder(isChanged, missing)) !== 'no') answers.push('unknown');
  }
  return answers.find((one) => one === 'yes') ?? answers.find((one) => one === 'unknown') ?? 'no';
}

// A file is written anew in its folder, so a folder that was not touched holds what the image put there. That /etc or the root itself was touched says
// nothing: whoever starts a container puts files for its network there.
async function changeOfFolder(isChanged: ChangeOf, file: string): Promise<Changed> {
  const folder = path.posix.dirname(file);
  return folder.lastIndexOf('/') === 0 ? 'no' : isChanged({ path: folder, holds: file });
}

// What lies in the folder itself is not in a layer that does not have the folder.
async function changeOfEntry(view: RootedMachine, entry: string, folder: string, isChanged: ChangeOf): Promise<Changed> {
  const { links, end } = await view.trail(entry);
  if (links.length === 0 && typeof end === 'string' && path.posix.dirname(end) === folder) return 'no';
  return changeOfPath(view, isChanged, entry, false);
}

/** What is known of a container beside its files. */
export interface ContainerStart {
  /** Kubernetes puts its secrets into memory again at the next start. */
  readonly inPod: boolean;
  /** When its first process was started, in epoch milliseconds; undefined where that is not known. */
  readonly startedAt: number | undefined;
}

/**
 * What tells the changes of a container; undefined where its layer is not known.
 *
 * What was removed leaves a device in the upper layer, what became something else is no folder any more, and what nothing was done to is not there.
 */
export function changesIn(machine: Pick<Machine, 'lstat'>, root: ProcessRoot, start: ContainerStart): ChangeOf | undefined {
  const { layer } = root;
  if (layer?.upper === undefined || layer.redirects) return undefined;
  const { upper, mounts, device } = layer;
  const named = new Map<Mount, Promise<boolean>>();
  const changeOfMount = async (mount: Mount, asked: MountedPlace): Promise<Changed> => {
    const fate = mountedFate(mount, asked, device, start.inPod);
    if (fate !== 'named') return changeByFate[fate];
    const isNamed = named.get(mount) ?? isStillNamed(root, mount, start.startedAt);
    named.set(mount, isNamed);
    return (await isNamed) ? 'no' : 'unknown';
  };
  return async (asked) => {
    const { path: file, isMissing = false, holds } = asked;
    // Whoever starts a container makes the folder of what is mounted there, which does not come from that folder.
    if (mounts.some((one) => one.path === holds)) return 'no';
    const mount = mounts.findLast((one) => file === one.path || file.startsWith(`${one.path}/`));
    if (mount !== undefined) return changeOfMount(mount, asked);
    let place = upper;
    for (const name of ['', ...file.split('/').filter((one) => one !== '')]) {
      if (name !== '') place = `${place}/${name}`;
      const status = await machine.lstat(place);
      // Without the layer itself nothing is known.
      if (status.kind === 'failed') return status.missing && name !== '' ? 'no' : 'unknown';
      if (status.kind !== 'directory') return 'yes';
    }
    return isMissing ? 'no' : 'yes';
  };
}

const changeByFate = { kept: 'no', lost: 'yes', unknown: 'unknown' } as const;

/**
 * Why one of these files may be another in a new container; undefined where none is. `withFolder`: also where what is not there lies in a folder that was
 * touched.
 */
export async function whyOtherwise(
  view: RootedMachine,
  isChanged: ChangeOf,
  files: Iterable<string>,
  withFolder = false,
): Promise<string | undefined> {
  for (const file of files) {
    const { missing } = await view.trail(file);
    const change = await changeOfPath(view, isChanged, file, withFolder && missing !== undefined);
    if (change === 'yes') return `${file} was written after the container was created, and a new one has it as its image does`;
    if (change === 'unknown')
      return `whether ${file} was written after the container was created, and so is another in a new one, is not known`;
  }
  return undefined;
}
