import type { MissingFact } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { splitUnitWords } from './unit-words.ts';

/** What a running systemd says of a service unit. */
export interface LoadedUnit {
  readonly name: string;
  readonly loadState: string;
  readonly fileState: string;
  readonly activeState: string;
  readonly fragment: string;
  readonly dropIns: readonly string[];
  readonly mainPid: number;
  readonly needsReload: boolean;
  /** Units that start it when they are started themselves. */
  readonly startedBy: readonly string[];
  /** Timers, sockets and paths that start it while they are active. */
  readonly triggeredBy: readonly string[];
  /** The name on the bus by which it may be started; empty where there is none. */
  readonly busName: string;
}

// org.freedesktop.systemd1(5): reverse dependencies that pull a unit in.
const starting = ['WantedBy', 'RequiredBy', 'UpheldBy', 'BoundBy'];
const described = [
  'Id',
  'LoadState',
  'UnitFileState',
  'ActiveState',
  'FragmentPath',
  'DropInPaths',
  'MainPID',
  'NeedDaemonReload',
  'BusName',
  'TriggeredBy',
];
const properties = [...described, ...starting];

/** What systemd knows of all loaded services; empty lists with `missing` where it could not be asked. */
export interface ServiceManager {
  readonly units: readonly LoadedUnit[];
  /** What it hands to every service that it starts; undefined where it could not be asked. */
  readonly environment: ReadonlyMap<string, string> | undefined;
  readonly missing: readonly MissingFact[];
}

/** Whether systemd runs here, by the test of sd_booted(3). */
export async function isSystemdRunning(machine: Machine): Promise<boolean> {
  // A folder that cannot be looked at counts as absent: the caller then says that units were read from their files.
  return (await machine.stat('/run/systemd/system')).kind === 'directory';
}

/** Asks a running systemd for all loaded services: two processes, however many units there are. */
export async function askServiceManager(machine: Machine): Promise<ServiceManager> {
  const { units, environment } = await machine.askServiceManager(properties);
  const missing: MissingFact[] = [];
  if (units.kind === 'failed') missing.push({ fact: 'workloads', reason: `systemd's units could not be listed: ${units.reason}` });
  if (environment.kind === 'failed')
    missing.push({ fact: 'workloads', reason: `systemd's environment could not be read: ${environment.reason}` });
  return {
    units: units.kind === 'failed' ? [] : parseShow(units.stdout),
    environment: environment.kind === 'failed' ? undefined : parseAssignments(environment.stdout),
    missing,
  };
}

/** Reads the output of `systemctl show`: `Name=value` lines, units apart by an empty line. */
export function parseShow(text: string): readonly LoadedUnit[] {
  return text
    .split(/\n{2,}/)
    .map((block) => parseAssignments(block))
    .filter((unit) => (unit.get('Id') ?? '') !== '')
    .map((unit) => ({
      name: unit.get('Id') ?? '',
      loadState: unit.get('LoadState') ?? '',
      fileState: unit.get('UnitFileState') ?? '',
      activeState: unit.get('ActiveState') ?? '',
      fragment: unit.get('FragmentPath') ?? '',
      dropIns: splitUnitWords(unit.get('DropInPaths') ?? ''),
      mainPid: Number(unit.get('MainPID') ?? 0),
      needsReload: unit.get('NeedDaemonReload') === 'yes',
      startedBy: starting.flatMap((name) => splitUnitWords(unit.get(name) ?? '')),
      triggeredBy: splitUnitWords(unit.get('TriggeredBy') ?? ''),
      busName: unit.get('BusName') ?? '',
    }));
}

function parseAssignments(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => line.indexOf('=') > 0);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
