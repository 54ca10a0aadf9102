import type { Machine } from '../machine/machine.ts';
import { findUnitFiles, type UnitFiles, unitFolders } from './unit-locations.ts';

/** What a running systemd has read of a unit; without files where it was not asked, or has none. */
export interface HeldUnit {
  readonly name: string;
  readonly files: readonly string[] | undefined;
  readonly needsReload: boolean;
}

/** The files of a unit as a start of the host would find them, the unit file first. */
export interface UnitOnDisk {
  /** Undefined where there is no unit file; a masked unit has none. */
  readonly files: readonly string[] | undefined;
  readonly masked: boolean;
  /** Why there may be further drop-ins. */
  readonly unlisted: string | undefined;
  /** systemd holds it otherwise than it lies there: until it is told, `systemctl restart` goes by what it holds. */
  readonly held: 'as-it-lies' | 'otherwise';
}

/**
 * Looks for a unit's files as systemd would after the host came up: its own list of files is that of the last reload, and what it says of the need for one is
 * not enough. Measured with systemd 252: a drop-in in a folder that was not there at the last reload is not counted (NeedDaemonReload=no), nor is a link to
 * /dev/null in the unit file's place (src/core/unit.c, unit_need_daemon_reload).
 */
export async function unitOnDisk(machine: Machine, { name, files, needsReload }: HeldUnit): Promise<UnitOnDisk> {
  const located = await findUnitFiles(machine, name);
  const masked = located.kind === 'masked';
  const unlisted = located.kind === 'found' ? located.unlisted : undefined;
  if (files === undefined || files[0] === undefined) {
    const found = located.kind === 'found' ? [located.fragment, ...located.dropIns] : undefined;
    return { files: found, masked, unlisted, held: 'as-it-lies' };
  }
  const [fragment, ...dropIns] = files;
  if (masked) return { files: undefined, masked, unlisted, held: needsReload ? 'otherwise' : 'as-it-lies' };
  if (located.kind === 'none') {
    const gone = isSearched(fragment) && (await isGone(machine, fragment));
    return { files: gone ? undefined : files, masked, unlisted, held: needsReload || gone ? 'otherwise' : 'as-it-lies' };
  }
  // Folders that are not searched here (those of generators, of `systemctl set-property`) count as it says.
  const elsewhere = dropIns.filter((file) => !isSearched(file));
  if (!needsReload && (await liesAsHeld(machine, located, [fragment, ...dropIns]))) return { files, masked, unlisted, held: 'as-it-lies' };
  return { files: [located.fragment, ...located.dropIns, ...elsewhere], masked, unlisted, held: 'otherwise' };
}

// Nothing was added and nothing taken away. systemd counts the drop-ins of other names of a unit too, which are not looked for here.
async function liesAsHeld(
  machine: Machine,
  located: Extract<UnitFiles, { readonly kind: 'found' }>,
  held: readonly string[],
): Promise<boolean> {
  const heldPlaces = new Set(await Promise.all(held.map(async (file) => placeOf(machine, file))));
  // A unit file outside of the folders is one that a link or a generator brought: which of them counts is for systemd to say.
  const own = isSearched(held[0] ?? '') ? [located.fragment, ...located.dropIns] : located.dropIns;
  for (const file of own) {
    if (!heldPlaces.has(await placeOf(machine, file))) return false;
  }
  for (const file of held) if (isSearched(file) && (await isGone(machine, file))) return false;
  return true;
}

// On most hosts /lib is /usr/lib; a linked unit file is known by where it lies.
async function placeOf(machine: Machine, file: string): Promise<string> {
  const real = await machine.realPath(file);
  return real.kind === 'path' ? real.path : file.replace(/^\/lib\//, '/usr/lib/');
}

async function isGone(machine: Machine, file: string): Promise<boolean> {
  const status = await machine.lstat(file);
  return status.kind === 'failed' && status.missing;
}

function isSearched(file: string): boolean {
  return unitFolders.some((folder) => file.startsWith(`${folder}/`));
}

/**
 * Whether a process was started after systemd had last read its units, so that it shows what systemd still holds: each reload makes /run/systemd/generator
 * anew, which dates /run/systemd (systemd 252, src/core/manager.c, manager_reload: lookup_paths_flush_generator; measured). Other changes there only make it
 * look later than it was.
 */
export async function isStartedAsHeld(machine: Machine, startedAt: number): Promise<boolean> {
  const status = await machine.stat('/run/systemd');
  return status.kind === 'directory' && status.modifiedAt !== undefined && status.modifiedAt < startedAt;
}
