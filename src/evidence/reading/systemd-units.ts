import { toInstant } from '../../config/instant.ts';
import type { MissingFact, WorkloadEvidence } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { type DeclaredClientCertificate, shownBy } from './client-files.ts';
import { type DeclaredIdentity, filesDeclaredFor } from './credential-files.ts';
import { readDefaultEnvironment } from './default-environment.ts';
import { lostParts } from './lost-parts.ts';
import { readProcess } from './processes.ts';
import { replacedUnder } from './replaced-files.ts';
import { runningLaunch } from './running-launch.ts';
import type { RuntimeCatalogue } from './runtimes.ts';
import { failedNeeds, settingsSince, type UnitStates, untriedDefaults, untriedNeeds, untriedSettings } from './settings-since.ts';
import { askServiceManager, isSystemdRunning, type LoadedUnit } from './systemctl.ts';
import { configurationFiles } from './systemd-configuration.ts';
import { asHeld } from './unit-as-held.ts';
import type { UnitCommand } from './unit-commands.ts';
import { unitEvidence } from './unit-evidence.ts';
import { splitGaps, type UnitGap } from './unit-gap.ts';
import { readUnitLaunch } from './unit-launch.ts';
import { comingBySelf, enabledUnits, isPartOfSystemd, latestChange } from './unit-locations.ts';
import { accountOf, obstaclesOf } from './unit-obstacles.ts';
import { type UnitOnDisk, unitOnDisk } from './unit-on-disk.ts';
import { fetchersBeside, launchedProgram, type UnitStart } from './unit-programs.ts';
import { pulledInByNothing, whyNotStarted } from './unit-starters.ts';
import { untriedStart } from './untried-start.ts';
import { goneOnTheWay } from './volatile-folders.ts';

/** Services that systemd runs or would start at boot, and what could not be seen of them. */
export interface UnitReading {
  readonly workloads: readonly WorkloadEvidence[];
  /** Units whose processes are told by them. */
  readonly units: ReadonlySet<string>;
  readonly missing: readonly MissingFact[];
}

/** Units that are read of one machine; a busy one has 300. Our choice: each costs up to a millisecond. */
const maximumUnits = 3000;

interface UnitState {
  readonly name: string;
  readonly state: string;
  /** As `systemctl is-enabled` prints it; absent where systemd was not asked. */
  readonly fileState?: string;
  /** Why nothing would start it when the host comes up. */
  readonly notStarted?: MissingFact;
  readonly pid: number | undefined;
  readonly files: readonly string[] | undefined;
  readonly needsReload: boolean;
}

/** Reads all service units: from a running systemd, or where none runs from the unit files that are enabled on disk. */
export async function readSystemdUnits(
  machine: Machine,
  catalogue: RuntimeCatalogue,
  identities: readonly DeclaredIdentity[] = [],
  clientCertificates: readonly DeclaredClientCertificate[] = [],
): Promise<UnitReading> {
  const manager = (await isSystemdRunning(machine)) ? await askServiceManager(machine) : undefined;
  const lasting = await readDefaultEnvironment(machine);
  const environment = manager === undefined ? lasting : manager.environment;
  const unsettled = unsettledNames(environment, lasting);
  const enabled = await enabledUnits(machine);
  const starters = (manager?.units ?? []).flatMap(({ startedBy }) => startedBy);
  const bySelf = await comingBySelf(machine, new Set(starters));
  const idle = whyNotStarted(manager?.units ?? [], new Set([...enabled.reached, ...bySelf]));
  const states = new Map<string, UnitState>();
  const standing = manager === undefined ? undefined : new Map(manager.units.map((unit) => [unit.name, unit.activeState]));
  for (const unit of manager?.units ?? []) {
    if (isService(unit)) states.set(unit.name, loadedState(unit, idle.get(unit.name)));
  }
  const known = new Set(manager?.units.map((unit) => unit.name));
  for (const name of enabled.units) {
    if (known.has(name)) continue;
    const notStarted = enabled.reached.has(name) ? {} : { notStarted: pulledInByNothing };
    states.set(name, { name, state: 'enabled', pid: undefined, files: undefined, needsReload: false, ...notStarted });
  }
  const ofSystemd = (await configurationFiles(machine)) ?? [];
  const surroundings: UnitSurroundings = { environment, unsettled, identities, clientCertificates, standing, ofSystemd };
  const workloads: WorkloadEvidence[] = [];
  for (const state of [...states.values()].slice(0, maximumUnits)) {
    machine.signal?.throwIfAborted();
    workloads.push(...(await readUnit(machine, catalogue, state, surroundings)));
  }
  const tooMany: readonly MissingFact[] =
    states.size > maximumUnits ? [{ fact: 'workloads', reason: `of ${states.size} units the first ${maximumUnits} were read` }] : [];
  const offline: readonly MissingFact[] =
    manager === undefined
      ? [{ fact: 'systemd', reason: 'systemd does not run here: only enabled units and listening processes were looked at' }]
      : manager.missing;
  return { workloads, units: new Set(manager === undefined ? [] : states.keys()), missing: [...offline, ...enabled.missing, ...tooMany] };
}

/** Whether a unit is a service that runs, failed, or starts at boot: loaded units include all that others merely mention. */
export function isService(unit: LoadedUnit): boolean {
  if (!unit.name.endsWith('.service') || isPartOfSystemd(unit.name)) return false;
  // A unit whose file was broken or removed while it runs would not come back: what runs counts, however it was loaded.
  if (unit.loadState !== 'loaded') return unit.mainPid > 0 || /^(?:active|activating|reloading)$/.test(unit.activeState);
  return unit.activeState !== 'inactive' || unit.fileState.startsWith('enabled');
}

function loadedState(unit: LoadedUnit, notStarted: MissingFact | undefined): UnitState {
  return {
    name: unit.name,
    state: unit.activeState,
    pid: unit.mainPid > 0 ? unit.mainPid : undefined,
    files: unit.fragment === '' ? undefined : [unit.fragment, ...unit.dropIns],
    needsReload: unit.needsReload,
    ...(/^[a-z-]{1,20}$/.test(unit.fileState) ? { fileState: unit.fileState } : {}),
    ...(notStarted === undefined ? {} : { notStarted }),
  };
}

// Variables that `systemctl set-environment` and its like changed until the host ends, or will be different for what its files say now.
function unsettledNames(
  now: ReadonlyMap<string, string> | undefined,
  lasting: ReadonlyMap<string, string> | undefined,
): ReadonlySet<string> {
  const names = [...(now?.keys() ?? []), ...(now === undefined ? [] : (lasting?.keys() ?? []))];
  // systemd sets it itself, and generators of environments lengthen it at each boot (systemd.environment-generator(7)).
  return new Set(names.filter((name) => name !== 'PATH' && now?.get(name) !== lasting?.get(name)));
}

// Generators write at each boot, `systemctl set-property` has no say in what is read here (systemd 252, src/core/dbus-unit.c, bus_unit_set_properties), and
// of LXC's file all containers have the same (distrobuilder.generator, fix_systemd_override_unit).
const settled = /^\/run\/systemd\/(?:generator(?:\.early|\.late)?\/|system\.control\/|.*\/zzz-lxc-service\.conf$)/;

async function madeAnew(machine: Machine, files: readonly string[]): Promise<readonly MissingFact[]> {
  for (const file of files) {
    if (settled.test(file) || (await goneOnTheWay(machine, file)) === undefined) continue;
    return [{ fact: 'nextStart', reason: `${file}, which it is made of, is gone when the host comes up` }];
  }
  return [];
}

// What all units have in common.
interface UnitSurroundings {
  readonly environment: ReadonlyMap<string, string> | undefined;
  readonly unsettled: ReadonlySet<string>;
  readonly identities: readonly DeclaredIdentity[];
  readonly clientCertificates: readonly DeclaredClientCertificate[];
  /** What systemd says of the state of each unit; undefined where it was not asked. */
  readonly standing: UnitStates | undefined;
  /** Files that systemd itself is configured by. */
  readonly ofSystemd: readonly string[];
}

async function readUnit(
  machine: Machine,
  catalogue: RuntimeCatalogue,
  state: UnitState,
  { environment: inherited, unsettled, identities, clientCertificates, standing, ofSystemd }: UnitSurroundings,
): Promise<readonly WorkloadEvidence[]> {
  const onDisk = await unitOnDisk(machine, state);
  const pid = state.pid ?? 0;
  if (onDisk.files === undefined && pid === 0 && state.state === 'enabled') return [];
  const files = onDisk.files ?? [];
  const launch = await readUnitLaunch(machine, state.name, files, inherited, unsettled);
  const account = await accountOf(machine, launch);
  const shared = { name: state.name.replace(/\.service$/, ''), origin: 'systemd-unit' as const };
  const declared = filesDeclaredFor({ ...shared, unit: { name: state.name, state: state.state } }, identities);
  const shown = shownBy({ ...shared, unit: { name: state.name, state: state.state } }, clientCertificates);
  const start: UnitStart = { machine, catalogue, launch, account, declared, shown };
  const main = await launchedProgram(start, launch.command);
  const process = pid === 0 ? undefined : await readProcess(machine, pid);
  const running = process === undefined ? undefined : await runningLaunch(machine, process, main.runtime, main.nextStart);
  const startedAt = process?.startedAt;
  const ofProcess = { startedAt, running: process?.replaced === true ? undefined : process?.program };
  const changed = await latestChange(machine, files);
  const since = await settingsSince(machine, files, startedAt);
  const others = await fetchersBeside(start);
  const gaps: readonly UnitGap[] = [
    ...launch.missing,
    ...(await obstaclesOf(machine, launch, account, { ...ofProcess, isChanged: startedAt !== undefined && (changed ?? 0) > startedAt })),
    ...untriedSettings(since),
    ...(process === undefined ? [] : await untriedStart(machine, { launch, since, process, runtime: main.runtime })),
    ...(await untriedDefaults(machine, ofSystemd, files, startedAt)),
    ...(standing === undefined ? [] : untriedNeeds(since, standing)),
    ...(standing === undefined ? [] : failedNeeds(launch.needs.units, standing)),
    ...whyNoUnit(state, onDisk),
    ...(state.notStarted === undefined ? [] : [state.notStarted]),
    ...(await madeAnew(machine, files)),
    ...(await lostParts(machine, process, main.runtime)),
    ...(onDisk.unlisted === undefined ? [] : [{ fact: 'nextStart', reason: `its drop-ins could not all be listed: ${onDisk.unlisted}` }]),
    ...main.missing,
    ...(running?.missing ?? []),
    ...others.missing,
    ...(pid !== 0 && process === undefined ? [{ fact: 'running', reason: `process ${pid} cannot be seen` }] : []),
  ];
  const { missing, refused } = splitGaps(gaps);
  const evidence = await unitEvidence(machine, state, files, { launch, account });
  const unit = {
    ...evidence,
    ...(onDisk.held === 'otherwise' ? { as: 'on-disk' as const } : {}),
    // Of one that is not up, what is not there may be mounted first; what has run and stays up (RemainAfterExit=) has had all of it.
    ...((pid === 0 && state.state !== 'active') || refused.length === 0 ? {} : { refused }),
  };
  const ownFiles = missing.some((one) => one.fact === 'trustFiles');
  const workload: WorkloadEvidence = {
    ...shared,
    unit: runBy(unit, launch.command),
    ...(main.program === undefined ? {} : { program: main.program }),
    ...(process === undefined
      ? {}
      : {
          process: {
            pid: process.pid,
            startedAt: toInstant(process.startedAt),
            ...(ownFiles ? {} : await replacedUnder(machine, catalogue, process, main.runtime)),
          },
        }),
    // With files of its own the default store is not the host's: no client, no verdict.
    ...(main.runtime === undefined || ownFiles ? {} : { runtime: main.runtime }),
    nextStart: main.nextStart,
    ...(main.credentials === undefined ? {} : { credentials: main.credentials }),
    ...(running === undefined ? {} : { running: running.launch }),
    ...(missing.length === 0 ? {} : { missing }),
  };
  return [
    workload,
    ...(onDisk.held === 'otherwise' && process !== undefined ? await asHeld(machine, catalogue, process, workload) : []),
    ...others.workloads.map(({ command, ...one }) => ({ ...shared, unit: runBy(unit, command), ...one })),
  ];
}

// Why there would be nothing to start. A mask beneath /run ends with the host, and until then nobody may start it.
function whyNoUnit({ fileState }: UnitState, { files, masked }: UnitOnDisk): readonly UnitGap[] {
  const gap = { fact: 'nextStart' };
  if (masked || fileState === 'masked') return [{ ...gap, reason: 'the unit would not start: it is masked', refusedFor: 'mask' }];
  if (files !== undefined) return [];
  return [{ ...gap, reason: 'the unit would not start: it has no unit file any more', refusedFor: 'unit-file' }];
}

// Whoever runs a command that systemd is told to run with full privileges (`+`), it is not the unit's user.
function runBy(
  unit: NonNullable<WorkloadEvidence['unit']>,
  { asRoot }: Pick<UnitCommand, 'asRoot'>,
): NonNullable<WorkloadEvidence['unit']> {
  return asRoot && unit.user !== undefined ? { ...unit, user: 'root' } : unit;
}
