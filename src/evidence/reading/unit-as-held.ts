import { toInstant } from '../../config/instant.ts';
import type { WorkloadEvidence } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import type { SeenProcess } from './processes.ts';
import { runtimeOfProgram } from './program-runtime.ts';
import { runningLaunch } from './running-launch.ts';
import type { RuntimeCatalogue } from './runtimes.ts';
import { isStartedAsHeld } from './unit-on-disk.ts';

/**
 * What `systemctl restart` starts of a unit that systemd has not read again since it changed on disk: what the running process shows, as long as that was
 * started after the last reload. Nothing where that cannot be told. What else the unit as it is held sets stays unseen: enough to warn, not to promise.
 */
export async function asHeld(
  machine: Machine,
  catalogue: Pick<RuntimeCatalogue, 'at'>,
  process: SeenProcess,
  { name, origin, unit }: WorkloadEvidence,
): Promise<readonly WorkloadEvidence[]> {
  if (unit === undefined || process.missing.some(({ fact }) => fact === 'trustFiles')) return [];
  if (!(await isStartedAsHeld(machine, process.startedAt))) return [];
  const found = await runtimeOfProgram(machine, catalogue, process.program);
  const { launch, missing } = await runningLaunch(machine, process, 'runtime' in found ? found.runtime : undefined);
  const open = [
    ...missing.map(({ fact, reason }) => ({ fact: fact.replace(/^running\b/, 'nextStart'), reason })),
    ...('reason' in found ? [{ fact: 'runtime', reason: found.reason }] : []),
  ];
  const { user, readsMore } = unit;
  return [
    {
      name,
      origin,
      unit: {
        name: unit.name,
        state: unit.state,
        as: 'in-memory',
        ...(user === undefined ? {} : { user }),
        ...(readsMore === undefined ? {} : { readsMore }),
        ...(unit.changedAt === undefined ? {} : { changedAt: unit.changedAt }),
      },
      program: process.program,
      process: { pid: process.pid, startedAt: toInstant(process.startedAt) },
      ...('runtime' in found ? { runtime: found.runtime } : {}),
      nextStart: launch,
      running: launch,
      ...(open.length === 0 ? {} : { missing: open }),
    },
  ];
}
