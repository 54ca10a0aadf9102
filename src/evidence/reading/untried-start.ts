import path from 'node:path';
import type { MissingFact } from '../host-evidence.ts';
import type { Machine, ProcessFacts } from '../machine/machine.ts';
import type { Runtime } from '../runtime.ts';
import { commandOf } from './launch.ts';
import { untried } from './settings-since.ts';
import type { UnitSettings } from './unit-file.ts';
import type { UnitLaunch } from './unit-launch.ts';
import { untriedVariables, variablesSince } from './untried-variables.ts';
import { isInterpreter, untriedCommand } from './untried-words.ts';

/** A unit that runs, and what its files say that were written since its process started. */
export interface Restarted {
  readonly launch: UnitLaunch;
  readonly since: UnitSettings;
  readonly process: ProcessFacts;
  /** Of its next start. */
  readonly runtime: Runtime | undefined;
}

/** What of a unit's next start its process has not been started with: variables of its runtime, another program, other words to its interpreter. */
export async function untriedStart(machine: Machine, { launch, since, process, runtime }: Restarted): Promise<readonly MissingFact[]> {
  const names = await variablesSince(machine, launch, since, process.startedAt);
  if (names.size === 0 && since.size === 0) return [];
  const now = 'values' in process.environment ? process.environment.values : new Map<string, string>();
  const next = commandOf({ environment: launch.environment, words: launch.command.words });
  const words = untriedCommand(next.programWords, [process.program, ...process.words.slice(1)]);
  const isOther = runtime !== undefined && since.has('Service.ExecStart') && (await isOtherProgram(machine, launch, next.program, process));
  return [
    ...untriedVariables(names, next.environment, now, runtime?.family),
    ...(isOther ? [untried(`that it is to run ${path.basename(next.program)}`)] : []),
    ...(words === undefined ? [] : [untried(words)]),
  ];
}

// A script is run by another program than the unit names, and so is what lies in files of its own.
async function isOtherProgram(machine: Machine, launch: UnitLaunch, program: string, process: ProcessFacts): Promise<boolean> {
  if (!program.startsWith('/') || process.replaced || launch.sandbox.ownRoot !== undefined) return false;
  const real = await machine.realPath(program);
  return real.kind === 'path' && real.path !== process.program && isInterpreter(real.path) === isInterpreter(process.program);
}
