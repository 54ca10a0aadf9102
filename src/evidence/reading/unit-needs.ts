import path from 'node:path';
import type { MissingFact } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { isYes, lastOf, type UnitSettings } from './unit-file.ts';
import { deviceOf, fragmentOf } from './unit-locations.ts';
import { resolveSpecifiers, splitUnitWords } from './unit-words.ts';
import { fitShape } from './value-shapes.ts';
import { isEmptyAtBoot, isMadeAtBoot } from './volatile-folders.ts';

/** What has to be there for systemd to start a unit, beside its programs and folders; undefined stands for what is not told. */
export interface UnitNeeds {
  readonly units: readonly (string | undefined)[];
  readonly groups: readonly { readonly setting: string; readonly name: string | undefined }[];
  /**
   * Files that it reads first (LoadCredential=, StandardInput=) or lays over others (BindPaths=), and those that it makes where their folder is there
   * (StandardOutput=).
   */
  readonly files: readonly { readonly setting: string; readonly path: string | undefined; readonly made: boolean }[];
}

const requiring = ['Requires', 'Requisite', 'BindsTo'];
// systemd 252 refuses them with 226/NAMESPACE (src/core/namespace.c, apply_one_mount), 225/NETWORK and 208/STDIN (src/core/execute.c, exec_child): measured.
const mounted = [
  'InaccessiblePaths',
  'InaccessibleDirectories',
  'ReadWritePaths',
  'ReadWriteDirectories',
  'ReadOnlyPaths',
  'ReadOnlyDirectories',
  'ExecPaths',
  'BindPaths',
  'BindReadOnlyPaths',
];
const streams = ['StandardInput', 'StandardOutput', 'StandardError'];

/** Reads what a unit needs (systemd.unit(5), "[Unit] Section Options"; systemd.exec(5), "Logging and Standard Input/Output", "Credentials"). */
export function needsOf(settings: UnitSettings, unit: string): UnitNeeds {
  const valuesOf = (key: string): readonly string[] => (settings.get(key) ?? []).map((value) => resolveSpecifiers(value, unit));
  const group = lastOf(settings, 'Service.Group');
  const own = group === undefined || isYes(lastOf(settings, 'Service.DynamicUser')) ? [] : [{ setting: 'Group', name: group }];
  const further = valuesOf('Service.SupplementaryGroups').flatMap((value) => splitUnitWords(value));
  const usesTerminal = streams.some((setting) => (valuesOf(`Service.${setting}`).at(-1) ?? '').startsWith('tty'));
  return {
    // Escapes are part of a name: they are not resolved.
    units: requiring.flatMap((key) => valuesOf(`Unit.${key}`).flatMap((value) => value.split(/\s+/).map(plainUnit))),
    groups: [...own, ...further.map((name) => ({ setting: 'SupplementaryGroups', name }))].map(({ setting, name }) => ({
      setting,
      name: /^[A-Za-z0-9_.@-]+$/.test(name) ? name : undefined,
    })),
    files: [
      ...['LoadCredential', 'LoadCredentialEncrypted'].flatMap((setting) =>
        // Without a path it is one that systemd was handed itself, or none.
        valuesOf(`Service.${setting}`).flatMap((value) =>
          value.includes(':') ? [{ setting, path: behindColon(value), made: false }] : [],
        ),
      ),
      ...streams.flatMap((setting) => {
        const value = valuesOf(`Service.${setting}`).at(-1) ?? '';
        const made = setting !== 'StandardInput';
        return (made ? /^(?:file|append|truncate):/ : /^file:/).test(value) ? [{ setting, path: behindColon(value), made }] : [];
      }),
      ...mounted.flatMap((setting) =>
        valuesOf(`Service.${setting}`)
          .flatMap((value) => splitUnitWords(value))
          // `-` says that it may be absent; `+` where it is looked for, which is the same as long as the unit has no root of its own.
          .filter((word) => !/^\+?-/.test(word))
          .map((word) => ({ setting, path: pathIn(word.replace(/^\+/, '').replace(/:.*$/s, '')), made: false })),
      ),
      ...['NetworkNamespacePath', ...(usesTerminal ? ['TTYPath'] : [])].flatMap((setting) => {
        const value = valuesOf(`Service.${setting}`).at(-1);
        return value === undefined ? [] : [{ setting, path: pathIn(value), made: false }];
      }),
    ],
  };
}

/** What a unit needs and is not there, or would not be when the host comes up; systemd makes `madeFolders` for it. */
export async function unmetNeeds(
  machine: Machine,
  { units, groups, files }: UnitNeeds,
  madeFolders: readonly string[] = [],
): Promise<readonly MissingFact[]> {
  const reasons = await Promise.all([
    ...[...new Set(units)].map(async (name) => whyNoUnit(machine, name)),
    ...groups.map(async ({ setting, name }) => whyNoGroup(machine, setting, name)),
    ...files.map(async (file) => whyNoFile(machine, file, madeFolders)),
  ]);
  return [...new Set(reasons)].flatMap((reason) => (reason === undefined ? [] : [{ fact: 'nextStart.start', reason }]));
}

async function whyNoUnit(machine: Machine, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return notLookedInto('Requires');
  // The kernel and systemd bring these without a file.
  if (name === '-.mount' || /\.(?:slice|scope)$/.test(name)) return undefined;
  if (name.endsWith('.device')) {
    const status = await machine.stat(deviceOf(name));
    return status.kind === 'failed' && status.missing ? `${name}, which it requires, is not there, so it may not start` : undefined;
  }
  const found = await fragmentOf(machine, name);
  if (found.kind === 'found') return undefined;
  // Measured with systemd 252: `systemctl start` refuses the unit, while a host that comes up starts it all the same, because its job stays in the
  // transaction that it could not be joined to (src/core/transaction.c, transaction_add_job_and_dependencies).
  return `${name}, which it requires, ${found.kind === 'masked' ? 'is masked' : 'has no unit file'}, so it may not start`;
}

// A group that no file names may come from a directory, which is not asked for it.
async function whyNoGroup(machine: Machine, setting: string, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return notLookedInto(setting);
  if (/^(?:root|\d+)$/.test(name)) return undefined;
  const { text = '' } = await machine.readText('/etc/group');
  if (text.split('\n').some((line) => line.startsWith(`${name}:`))) return undefined;
  return `the group ${name} of its ${setting}= is not in /etc/group, so it may not start`;
}

async function whyNoFile(
  machine: Machine,
  { setting, path: file, made }: UnitNeeds['files'][number],
  madeFolders: readonly string[],
): Promise<string | undefined> {
  if (file === undefined) return notLookedInto(setting);
  const needed = made ? path.posix.dirname(file) : file;
  if (isMadeAtBoot(needed) || madeFolders.includes(path.posix.resolve(needed))) return undefined;
  if (isEmptyAtBoot(needed)) return `what its ${setting}= names may be gone when the host comes up, so it may not start`;
  const status = await machine.stat(needed);
  if (status.kind === 'failed') {
    if (!status.missing) return notLookedInto(setting);
    return `the unit would not start: ${made ? 'the folder of its' : 'what its'} ${setting}= ${made ? 'is' : 'names is'} not there`;
  }
  return made && status.kind !== 'directory' ? `the unit would not start: the folder of its ${setting}= is none` : undefined;
}

function notLookedInto(setting: string): string {
  return `its ${setting}= was not looked into, so it may not start`;
}

function plainUnit(name: string): string | undefined {
  return /^[A-Za-z0-9:_.@\\-]+$/.test(name) ? name : undefined;
}

function behindColon(value: string): string | undefined {
  return pathIn(value.slice(value.indexOf(':') + 1));
}

function pathIn(value: string): string | undefined {
  const file = fitShape('path', value);
  return file === '' ? undefined : file;
}
