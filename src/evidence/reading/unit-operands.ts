import path from 'node:path';
import type { Machine } from '../machine/machine.ts';
import { foldersAbove } from './account-rights.ts';
import { operandsOf } from './harmless-programs.ts';
import { commandOf } from './launch.ts';
import type { UnitGap } from './unit-gap.ts';
import type { UnitLaunch } from './unit-launch.ts';

/**
 * What programs that fetch nothing and are started with a service have lost since it was started: files that they work on, or the folder that they make one in.
 * They end with an error then, and the service does not come up. Whatever a command before them names, or systemd makes, may be there again by then.
 */
export async function whatOperandsMeet(machine: Machine, launch: UnitLaunch): Promise<readonly UnitGap[]> {
  const gaps: UnitGap[] = [];
  const named = new Set(launch.madeFolders);
  for (const command of launch.others) {
    const { programWords } = commandOf({ environment: launch.environment, words: command.words });
    const operands = operandsOf(programWords);
    for (const { place, role } of command.mayFail ? [] : operands) {
      if (isNear(place, named)) continue;
      const why = await whyNotUsable(machine, place, role);
      if (why === undefined) continue;
      const reason = `${path.basename(programWords[0] ?? '')} is started with it and ends with an error, because ${why}, so it may not start`;
      gaps.push({ fact: 'nextStart.start', reason });
    }
    for (const { place } of operands) named.add(place);
  }
  return gaps;
}

function isNear(place: string, named: ReadonlySet<string>): boolean {
  return [...named].some((one) => one === place || foldersAbove(one).includes(place) || foldersAbove(place).includes(one));
}

async function whyNotUsable(machine: Machine, place: string, role: 'there' | 'in-folder' | 'with-folders'): Promise<string | undefined> {
  const folder = path.posix.dirname(place);
  // With all folders on the way the lowest that is there decides
  const looked = role === 'there' ? [place] : role === 'in-folder' ? [folder] : [place, ...foldersAbove(place).toReversed()];
  for (const one of looked) {
    const status = await machine.stat(one);
    if (status.kind === 'failed' && !status.missing) return undefined;
    if (status.kind === 'failed' && role !== 'with-folders') return `${one} is not there`;
    if (status.kind === 'failed') continue;
    return role === 'there' || status.kind === 'directory' ? undefined : `${one} is not a folder`;
  }
  return undefined;
}
