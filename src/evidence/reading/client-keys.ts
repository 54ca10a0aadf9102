import { toInstant } from '../../config/instant.ts';
import type { ClientKey } from '../credential-evidence.ts';
import type { WorkloadEvidence } from '../host-evidence.ts';
import { type FileStatus, type Machine, notRecorded } from '../machine/machine.ts';
import { clientFilesIn } from './client-files.ts';
import { readOwners } from './owners.ts';
import { findAccount } from './user-accounts.ts';

type Unit = NonNullable<WorkloadEvidence['unit']>;

/** What the members of a key's group call the user of a unit: `app`, or `app:web` where the unit sets the group; root where it sets no user. */
export function readerNamed({ user = 'root', group }: Pick<Unit, 'user' | 'group'>): string {
  return group === undefined ? user : `${user}:${group}`;
}

/** Client certificates and keys that are looked at of one host. Our choice: an honest one has two for each service. */
const maximumFiles = 200;

/**
 * Client certificates and keys that services name, or their owners declare, with whom they are open to: whether a service's user may read its own key shows
 * by that. Those of containers are not among them.
 */
export async function readClientKeys(
  machine: Machine,
  workloads: readonly WorkloadEvidence[],
  declared: readonly string[],
): Promise<readonly ClientKey[]> {
  const launches = workloads
    .filter(sharesFiles)
    .flatMap(({ nextStart, running }) => [nextStart, ...(running === undefined ? [] : [running])]);
  const named = launches.flatMap(clientFilesIn);
  const paths = [...new Set([...named, ...declared])].slice(0, maximumFiles);
  const recorded = await machine.clientKeys(paths);
  const known = new Set(recorded.map(({ path }) => path));
  const keys = [...recorded, ...paths.filter((path) => !known.has(path)).map((path) => ({ path, reason: notRecorded }))];
  if (keys.length === 0) return [];
  const owners = await readOwners(machine);
  const readers = new Map(workloads.flatMap(({ unit }) => (unit === undefined ? [] : [[readerNamed(unit), unit]])));
  return Promise.all(
    keys.map(async (key): Promise<ClientKey> => {
      const status = await machine.stat(key.path);
      if (status.kind === 'failed') return status.missing ? { ...key, missing: true } : key;
      const members = await membersAmong(machine, [...readers.values()], status);
      return {
        ...key,
        owner: owners.get(status.uid) ?? String(status.uid),
        mode: status.mode.toString(8).padStart(4, '0'),
        ...(members.length === 0 ? {} : { members }),
        ...(status.modifiedAt === undefined ? {} : { modifiedAt: toInstant(status.modifiedAt) }),
      };
    }),
  );
}

// What a process with files of its own names is not what lies under that name here.
function sharesFiles({ root, missing }: WorkloadEvidence): boolean {
  return root === undefined && (missing?.every(({ fact }) => fact !== 'trustFiles') ?? true);
}

async function membersAmong(machine: Machine, units: readonly Unit[], status: FileStatus): Promise<readonly string[]> {
  const accounts = await Promise.all(
    units.map(async (unit) => ({ unit, account: unit.user === undefined ? undefined : await findAccount(machine, unit.user, unit.group) })),
  );
  return accounts.flatMap(({ unit, account }) => (account?.groups.has(status.gid) === true ? [readerNamed(unit)] : []));
}
