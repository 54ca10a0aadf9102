import path from 'node:path';
import { toInstant } from '../../../config/instant.ts';
import type { MissingFact, WorkloadEvidence } from '../../host-evidence.ts';
import { commandOf, readLaunch } from './launch.ts';
import type { Machine } from './machine.ts';
import { readProcess } from './processes.ts';
import { type ProgramRuntime, runtimeOfProgram } from './program-runtime.ts';
import { runningLaunch } from './running-launch.ts';
import type { RuntimeCatalogue } from './runtimes.ts';
import { askServiceManager, isSystemdRunning, type LoadedUnit } from './systemctl.ts';
import { readUnitLaunch, type UnitLaunch } from './unit-launch.ts';
import { enabledUnits, findUnitFiles, isPartOfSystemd, latestChange } from './unit-locations.ts';

/** Services that systemd runs or would start at boot, and what could not be seen of them. */
export interface UnitReading {
  readonly workloads: readonly WorkloadEvidence[];
  /** Units whose processes are told by them. */
  readonly units: ReadonlySet<string>;
  readonly missing: readonly MissingFact[];
}

interface UnitState {
  readonly name: string;
  readonly state: string;
  readonly pid: number | undefined;
  readonly files: readonly string[] | undefined;
  readonly needsReload: boolean;
}

/** Reads all service units: from a running systemd, or where none runs from the unit files that are enabled on disk. */
export async function readSystemdUnits(machine: Machine, catalogue: RuntimeCatalogue): Promise<UnitReading> {
  const manager = (await isSystemdRunning(machine)) ? await askServiceManager(machine) : undefined;
  const states = new Map<string, UnitState>();
  for (const unit of manager?.units ?? []) {
    if (isService(unit)) states.set(unit.name, loadedState(unit));
  }
  const known = new Set(manager?.units.map((unit) => unit.name));
  for (const name of await enabledUnits(machine)) {
    if (!known.has(name)) states.set(name, { name, state: 'enabled', pid: undefined, files: undefined, needsReload: false });
  }
  const workloads: WorkloadEvidence[] = [];
  for (const state of states.values()) {
    machine.signal?.throwIfAborted();
    workloads.push(...(await readUnit(machine, catalogue, state, manager?.environment ?? new Map())));
  }
  const offline: readonly MissingFact[] =
    manager === undefined
      ? [{ fact: 'workloads', reason: 'systemd does not run here: only enabled units and listening processes were looked at' }]
      : manager.missing;
  return { workloads, units: new Set(manager === undefined ? [] : states.keys()), missing: offline };
}

// Loaded units include all that others merely mention; a service is one that runs, failed, or starts at boot.
function isService(unit: LoadedUnit): boolean {
  if (unit.loadState !== 'loaded' || isPartOfSystemd(unit.name)) return false;
  return unit.activeState !== 'inactive' || unit.fileState.startsWith('enabled');
}

function loadedState(unit: LoadedUnit): UnitState {
  return {
    name: unit.name,
    state: unit.activeState,
    pid: unit.mainPid > 0 ? unit.mainPid : undefined,
    files: unit.fragment === '' ? undefined : [unit.fragment, ...unit.dropIns],
    needsReload: unit.needsReload,
  };
}

async function readUnit(
  machine: Machine,
  catalogue: RuntimeCatalogue,
  state: UnitState,
  inherited: ReadonlyMap<string, string>,
): Promise<readonly WorkloadEvidence[]> {
  const files = state.files ?? (await filesOf(machine, state.name));
  if (files === undefined) return [];
  const launch = await readUnitLaunch(machine, state.name, files, inherited);
  const changed = await latestChange(machine, files);
  const main = await workloadOf(machine, catalogue, launch, launch.command);
  const process = state.pid === undefined ? undefined : await readProcess(machine, state.pid);
  const running = process === undefined ? undefined : runningLaunch(process, main.runtime?.version);
  const before = await fetchersBefore(machine, catalogue, launch);
  const missing = [
    ...main.missing,
    ...(running?.missing ?? []),
    ...before.missing,
    ...(state.pid !== undefined && process === undefined ? [{ fact: 'running', reason: `process ${state.pid} cannot be seen` }] : []),
    ...(state.needsReload ? [{ fact: 'unit', reason: 'the unit changed on disk and was not reloaded; it was read from disk' }] : []),
  ];
  const shared = {
    name: state.name.replace(/\.service$/, ''),
    origin: 'systemd-unit' as const,
    unit: {
      name: state.name,
      state: state.state,
      ...(launch.user === undefined ? {} : { user: launch.user }),
      ...(changed === undefined ? {} : { changedAt: toInstant(changed) }),
    },
  };
  const ownRoot = missing.some((one) => one.fact === 'trustFiles');
  return [
    {
      ...shared,
      ...(main.program === undefined ? {} : { program: main.program }),
      ...(process === undefined ? {} : { process: { pid: process.pid, startedAt: toInstant(process.startedAt) } }),
      // With files of its own the default store is not the host's: no client, no verdict.
      ...(main.runtime === undefined || ownRoot ? {} : { runtime: main.runtime }),
      nextStart: main.nextStart,
      ...(running === undefined ? {} : { running: running.launch }),
      ...(missing.length === 0 ? {} : { missing }),
    },
    ...before.workloads.map((workload) => ({ ...shared, ...workload })),
  ];
}

async function filesOf(machine: Machine, unit: string): Promise<readonly string[] | undefined> {
  const found = await findUnitFiles(machine, unit);
  return found.kind === 'found' ? [found.fragment, ...found.dropIns] : undefined;
}

interface LaunchedProgram {
  readonly program: string | undefined;
  readonly runtime: WorkloadEvidence['runtime'];
  readonly nextStart: WorkloadEvidence['nextStart'];
  readonly missing: readonly MissingFact[];
}

async function workloadOf(
  machine: Machine,
  catalogue: RuntimeCatalogue,
  launch: UnitLaunch,
  words: readonly string[],
): Promise<LaunchedProgram> {
  const command = commandOf({ environment: launch.environment, words });
  const found: ProgramRuntime = command.shell
    ? { reason: 'it starts a shell command, which was not read' }
    : await runtimeOfProgram(machine, catalogue, command.program);
  const runtime = 'runtime' in found ? found.runtime : undefined;
  const reading = readLaunch({ environment: launch.environment, words, javaVersion: runtime?.version }, 'nextStart');
  return {
    program: command.program === '' ? undefined : command.program,
    runtime,
    nextStart: reading.launch,
    missing: [...launch.missing, ...reading.missing, ...('reason' in found ? [{ fact: 'runtime', reason: found.reason }] : [])],
  };
}

// A program before the service may be the one that fetches its secret; it is then judged with its own client. What has
// no TLS client that we know (mkdir, nginx -t) is passed over; a script may hold anything, so that is said.
async function fetchersBefore(
  machine: Machine,
  catalogue: RuntimeCatalogue,
  launch: UnitLaunch,
): Promise<{ readonly workloads: readonly Omit<WorkloadEvidence, 'name' | 'origin'>[]; readonly missing: readonly MissingFact[] }> {
  const workloads: Omit<WorkloadEvidence, 'name' | 'origin'>[] = [];
  const missing: MissingFact[] = [];
  for (const words of launch.before) {
    const one = await workloadOf(machine, catalogue, launch, words);
    const why = one.missing.find((fact) => fact.fact === 'runtime')?.reason ?? '';
    if (one.runtime !== undefined) {
      workloads.push({
        ...(one.program === undefined ? {} : { program: one.program }),
        runtime: one.runtime,
        nextStart: one.nextStart,
        ...(one.missing.length === 0 ? {} : { missing: one.missing }),
      });
    } else if (/shell/.test(why)) {
      missing.push({ fact: 'nextStart.before', reason: `${path.basename(one.program ?? '')} before the service: ${why}` });
    }
  }
  return { workloads, missing };
}
