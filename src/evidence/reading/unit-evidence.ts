import { toInstant } from '../../config/instant.ts';
import type { WorkloadEvidence } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import type { UnitAccount } from './account-rights.ts';
import type { UnitLaunch } from './unit-launch.ts';
import { latestChange } from './unit-locations.ts';
import { fitShape } from './value-shapes.ts';

/** Names that are told of one kind: an honest unit has 10. Our choice, as each workload of the unit repeats them. */
const mostNames = 100;

/**
 * What is told of a unit itself beside what it starts: its state, its user and the files that it is made of, by their names alone. Of names only those leave
 * that are shaped like an absolute path, so neither a specifier that was not resolved nor a program that is looked for by its bare name is among them.
 */
export async function unitEvidence(
  machine: Machine,
  unit: { readonly name: string; readonly state: string; readonly fileState?: string },
  files: readonly string[],
  { launch, account }: { readonly launch: UnitLaunch; readonly account: UnitAccount },
): Promise<NonNullable<WorkloadEvidence['unit']>> {
  const changed = await latestChange(machine, files);
  // systemd makes up a user of the unit's name (systemd.exec(5), DynamicUser=)
  const given = launch.user ?? (launch.dynamicUser ? unit.name.replace(/\.service$/, '') : undefined);
  // Owners of files are told by their names, where they have one
  const user = typeof account === 'string' ? (account === 'root' && given !== undefined ? 'root' : given) : (account.name ?? given);
  return {
    name: unit.name,
    state: unit.state,
    ...(unit.fileState === undefined ? {} : { fileState: unit.fileState }),
    ...(user === undefined ? {} : { user }),
    ...(launch.group === undefined ? {} : { group: launch.group }),
    ...(launch.readsMore ? { readsMore: true as const } : {}),
    ...(changed === undefined ? {} : { changedAt: toInstant(changed) }),
    ...named('dropIns', files.slice(1)),
    ...named('environmentFiles', launch.environmentFiles),
    ...named('execStartPre', launch.startPre),
  };
}

function named(
  key: 'dropIns' | 'environmentFiles' | 'execStartPre',
  names: readonly string[],
): Partial<Record<typeof key, readonly string[]>> {
  const fitting = names.filter((name) => name.startsWith('/') && fitShape('path', name) !== undefined);
  return fitting.length === 0 ? {} : { [key]: [...new Set(fitting)].slice(0, mostNames) };
}
