import path from 'node:path';
import type { MissingFact } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { changedAt } from './changed-at.ts';
import { isFollowed, isReachedAtBoot, reachedUnits, templateOf } from './unit-targets.ts';
import { splitUnitWords } from './unit-words.ts';

/** Folders of unit files: the first that has the file wins (systemd.unit(5), "System Unit Search Path"). */
export const unitFolders: readonly string[] = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

// What lies beneath /run is gone when the host comes up, save what generators write there each time (systemd.generator(7)).
const lastingFolders = unitFolders.filter((folder) => !folder.startsWith('/run/'));
const bootFolders = [
  '/run/systemd/generator.early',
  ...lastingFolders.slice(0, 1),
  '/run/systemd/generator',
  ...lastingFolders.slice(1),
  '/run/systemd/generator.late',
];

/** Files that make up a unit: the unit file first, then its drop-ins in systemd's order. */
export type UnitFiles =
  | {
      readonly kind: 'found';
      readonly fragment: string;
      readonly dropIns: readonly string[];
      /** Why there may be further drop-ins: folders that could not be listed. Absent where all could be. */
      readonly unlisted?: string;
    }
  | { readonly kind: 'masked'; readonly fragment: string }
  | { readonly kind: 'none' };

/** What `*.wants` and `*.requires` links pull in when the host comes up. */
export interface EnabledUnits {
  /** Services, without those of systemd itself, whether or not the host reaches what pulls them in. */
  readonly units: readonly string[];
  /** Units of any kind that the host reaches; a link beneath /run is gone by then. */
  readonly reached: ReadonlySet<string>;
  /** Folders that could not be listed. */
  readonly missing: readonly MissingFact[];
}

/** Lists what is pulled in at boot. */
export async function enabledUnits(machine: Machine): Promise<EnabledUnits> {
  const names = new Set<string>();
  const pulled = new Map<string, Set<string>>();
  const targets = new Map<string, string | undefined>();
  const missing: MissingFact[] = [];
  const list = async (folder: string): Promise<readonly string[]> => {
    const listed = await machine.list(folder);
    if (listed.kind === 'names') return listed.names;
    if (!listed.missing) missing.push({ fact: 'workloads', reason: `units could not be listed: ${folder}: ${listed.reason}` });
    return [];
  };
  for (const folder of unitFolders) {
    const lasts = lastingFolders.includes(folder);
    for (const entry of await list(folder)) {
      if (lasts && entry.endsWith('.target') && !targets.has(entry)) targets.set(entry, await machine.linkTarget(`${folder}/${entry}`));
      if (!/\.(?:wants|requires)$/.test(entry) || !isReachedAtBoot(entry)) continue;
      for (const unit of await list(`${folder}/${entry}`)) {
        // What logs people in at a terminal is no service of anybody's.
        if (unit.endsWith('.service') && !isPartOfSystemd(unit) && !entry.startsWith('getty')) names.add(unit);
        if (!lasts) continue;
        const puller = entry.replace(/\.[a-z]+$/, '');
        pulled.set(puller, (pulled.get(puller) ?? new Set()).add(unit));
      }
    }
  }
  const bySelf = await comingBySelf(machine, pulled.keys());
  return { units: [...names].sort(), reached: reachedUnits({ pulled, targets, bySelf }), missing };
}

/** Of these units the devices, mounts, slices and the like that come up with the host: the device is there, the unit has a file. */
export async function comingBySelf(machine: Machine, units: Iterable<string>): Promise<ReadonlySet<string>> {
  const coming = new Set<string>();
  for (const unit of units) if (!isFollowed(unit) && !coming.has(unit) && (await comesBySelf(machine, unit))) coming.add(unit);
  return coming;
}

async function comesBySelf(machine: Machine, unit: string): Promise<boolean> {
  if (/^(?:-\.(?:mount|slice)|(?:system|user)\.slice|init\.scope)$/.test(unit)) return true;
  if (unit.endsWith('.device')) return (await machine.stat(deviceOf(unit))).kind !== 'failed';
  for (const name of new Set([unit, templateOf(unit)])) {
    for (const folder of bootFolders) {
      const fragment = `${folder}/${name}`;
      if ((await machine.linkTarget(fragment)) === '/dev/null') return false;
      if ((await machine.lstat(fragment)).kind !== 'failed') return true;
    }
  }
  return false;
}

/** The path that a device is named for; udev has other names for those of the network (systemd.device(5)). */
export function deviceOf(unit: string): string {
  return pathOfUnit(unit).replace(/^\/sys\/subsystem\/([^/]+)\/devices\//, '/sys/class/$1/');
}

// systemd.unit(5), "String Escaping for Inclusion in Unit Names"
function pathOfUnit(unit: string): string {
  return `/${splitUnitWords(unit.replace(/\.[a-z]+$/, '').replaceAll('-', '/'))[0] ?? ''}`;
}

/** Whether a unit comes with systemd and starts no service of anybody's: they would only hide those that matter. */
export function isPartOfSystemd(unit: string): boolean {
  return /^(?:systemd-|getty@|serial-getty@|console-getty|getty-static|kmod-static-nodes|container-getty@|autovt@|user@|user-runtime-dir@|modprobe@|initrd-|emergency|rescue|dbus[.-])/.test(
    unit,
  );
}

/** Finds a unit's files as systemd would after a daemon-reload. */
export async function findUnitFiles(machine: Machine, unit: string): Promise<UnitFiles> {
  const found = await fragmentOf(machine, unit, unitFolders);
  return found.kind === 'found' ? { ...found, ...(await findDropIns(machine, unit)) } : found;
}

/** The file of a unit of any kind, or that of its template, in the folders that systemd has when the host comes up. */
export async function fragmentOf(
  machine: Machine,
  unit: string,
  among: readonly string[] = bootFolders,
): Promise<{ readonly kind: 'found'; readonly fragment: string } | Exclude<UnitFiles, { readonly kind: 'found' }>> {
  for (const name of new Set([unit, templateOf(unit)])) {
    for (const folder of among) {
      const fragment = `${folder}/${name}`;
      if ((await machine.linkTarget(fragment)) === '/dev/null') return { kind: 'masked', fragment };
      if (await isThere(machine, fragment)) return { kind: 'found', fragment };
    }
  }
  return { kind: 'none' };
}

/** Instant of the latest change among the files, epoch milliseconds. */
export async function latestChange(machine: Machine, files: readonly string[]): Promise<number | undefined> {
  const found = await Promise.all(files.map(async (file) => changedAt(machine, file)));
  const known = found.flatMap((at) => at ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}

// Drop-ins are ordered by their file name over all folders; of two with one name that of the folder earlier in the path counts,
// in one folder the unit's own, then the template's, then those of name prefixes; those of all services stand last
// (systemd 252, src/shared/dropin.c, unit_file_find_dropin_paths).
async function findDropIns(machine: Machine, unit: string): Promise<{ readonly dropIns: readonly string[]; readonly unlisted?: string }> {
  const byName = new Map<string, string>();
  let unlisted: string | undefined;
  for (const names of [dropInNames(unit), ['service']]) {
    for (const folder of unitFolders) {
      for (const name of names) {
        const listed = await machine.list(`${folder}/${name}.d`);
        if (listed.kind === 'failed' && !listed.missing) unlisted ??= `${folder}/${name}.d: ${listed.reason}`;
        for (const entry of listed.kind === 'names' ? listed.names : []) {
          if (entry.endsWith('.conf') && !byName.has(entry)) byName.set(entry, path.posix.join(folder, `${name}.d`, entry));
        }
      }
    }
  }
  const dropIns = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
  return { dropIns, ...(unlisted === undefined ? {} : { unlisted }) };
}

/** `app-web@eu.service` → itself, `app-web@.service`, `app-@eu.service`, `app-@.service`: names whose drop-ins count for it. */
function dropInNames(unit: string): readonly string[] {
  const [, prefix = '', instance] = /^([^@]*)(@.*)?\.service$/.exec(unit) ?? [];
  const names: string[] = [];
  for (let one: string | undefined = prefix; one !== undefined && one !== ''; one = shorterPrefix(one)) {
    names.push(`${one}${instance ?? ''}.service`);
    if (instance !== undefined && instance !== '@') names.push(`${one}@.service`);
  }
  return [...new Set(names)];
}

// `a-b-c` → `a-b-` → `a-`; a leading dash ends it.
function shorterPrefix(prefix: string): string | undefined {
  const dash = prefix.replace(/-$/, '').lastIndexOf('-');
  return dash <= 0 ? undefined : prefix.slice(0, dash + 1);
}

async function isThere(machine: Machine, file: string): Promise<boolean> {
  // A link to an absolute path points out of a planted tree, so the link itself counts as being there. What cannot be looked at counts
  // too: reading it then says why.
  const status = await machine.lstat(file);
  return status.kind !== 'failed' || !status.missing;
}
