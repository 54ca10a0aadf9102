import path from 'node:path';
import type { FileEvidence } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import type { ProcessRoot, RootLayer } from '../machine/process-root.ts';
import type { RootedMachine } from '../machine/rooted-machine.ts';

/** Entries of one folder that are looked at; as many as are read. */
const maximumEntries = 4096;

/** Whether a file, by its path without links, was written or (where it is missing) removed after its container had been created. */
export type ChangeOf = (file: string, isMissing: boolean) => Promise<'yes' | 'no' | 'unknown'>;
type Changed = Awaited<ReturnType<ChangeOf>>;

/** Why nobody can tell what of a container's files comes from its image; undefined where its root is an overlay that can be looked at. */
export function whyLayerUnknown({ layer }: ProcessRoot): string | undefined {
  if (layer === undefined) return 'whether its files come from the image is not known, as its mounts could not be read';
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
  for (const file of files) marked.push(await markLayer(view, isChanged, file));
  return marked;
}

async function markLayer(view: RootedMachine, isChanged: ChangeOf, file: FileEvidence): Promise<FileEvidence> {
  const real = file.realPath ?? file.path;
  const own = await changeOf(file, real, isChanged);
  if (own !== 'no') return { ...file, layer: own === 'yes' ? 'container' : 'unknown' };
  if (file.state !== 'directory') return file;
  const listed = await view.list(file.path, maximumEntries);
  const layered: string[] = [];
  for (const name of listed.kind === 'names' ? listed.names : []) {
    if ((await changeOfEntry(view, `${file.path}/${name}`, real, isChanged)) !== 'no') layered.push(name);
  }
  return layered.length === 0 ? file : { ...file, layered };
}

// A file is written anew in its folder, so a folder that was not touched holds what the image put there. That /etc or the root itself was touched says
// nothing: whoever starts a container puts files for its network there.
async function changeOf(file: FileEvidence, real: string, isChanged: ChangeOf): Promise<Changed> {
  const own = await isChanged(real, file.state === 'missing');
  const folder = path.posix.dirname(real);
  if (own !== 'no' || file.state !== 'file' || folder.lastIndexOf('/') === 0) return own;
  return isChanged(folder, false);
}

// What lies in the folder itself is not in a layer that does not have the folder.
async function changeOfEntry(view: RootedMachine, entry: string, folder: string, isChanged: ChangeOf): Promise<Changed> {
  const real = await view.realPath(entry);
  if (real.kind === 'failed' || path.posix.dirname(real.path) === folder) return 'no';
  return isChanged(real.path, false);
}

/**
 * What tells the changes of a container; undefined where its layer is not known. `keepsMemory`: what lies in memory is put there again at the next start.
 *
 * What was removed leaves a device in the upper layer, what became something else is no folder any more, and what nothing was done to is not there.
 */
export function changesIn(machine: Pick<Machine, 'lstat'>, layer: RootLayer | undefined, keepsMemory: boolean): ChangeOf | undefined {
  const { upper, mounts } = layer ?? { upper: undefined, mounts: [] };
  if (upper === undefined) return undefined;
  return async (file, isMissing) => {
    const mount = mounts.findLast((one) => file === one.path || file.startsWith(`${one.path}/`));
    if (mount !== undefined) return mount.type === 'tmpfs' && !keepsMemory ? 'yes' : 'no';
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

/** Why one of these files may be another in a new container; undefined where none is. */
export async function whyOtherwise(view: RootedMachine, isChanged: ChangeOf, files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const real = await view.realPath(file);
    const change = await isChanged(real.kind === 'path' ? real.path : file, real.kind === 'failed');
    if (change === 'yes') return `${file} was written after the container was created, and a new one has it as its image does`;
    if (change === 'unknown')
      return `whether ${file} was written after the container was created, and so is another in a new one, is not known`;
  }
  return undefined;
}
