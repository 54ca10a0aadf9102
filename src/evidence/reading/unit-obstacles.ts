import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { MissingFact } from '../host-evidence.ts';
import { at, isMissing, type Machine, systemReason } from '../machine/machine.ts';
import type { UnitCommand } from './unit-commands.ts';
import type { UnitLaunch } from './unit-launch.ts';
import { type Account, findAccount } from './user-accounts.ts';

/** The account that a unit's programs run as: `root` passes every check, `made-up` is nobody's (DynamicUser=). */
export type UnitAccount = Account | 'root' | 'made-up' | 'not-known';

/** Returns the account of the unit's user. */
export async function accountOf(machine: Machine, launch: UnitLaunch): Promise<UnitAccount> {
  const { user } = launch;
  if (user === 'root' || user === '0' || (user === undefined && !launch.dynamicUser)) return 'root';
  const found = user === undefined ? undefined : await findAccount(machine, user, launch.group);
  if (found !== undefined) return found.uid === 0 ? 'root' : found;
  return launch.dynamicUser ? 'made-up' : 'not-known';
}

/** What would surely keep the unit from starting, each as a fact of its next start that is not known. */
export async function obstaclesOf(machine: Machine, launch: UnitLaunch, account: UnitAccount): Promise<readonly MissingFact[]> {
  const { sandbox, workingDirectory } = launch;
  const obstacles: (string | undefined)[] = [];
  if (sandbox.rootDirectory !== undefined) obstacles.push(await whyNotThere(machine, sandbox.rootDirectory, 'its RootDirectory='));
  // What lies in files of its own was not read.
  if (sandbox.ownRoot === undefined) {
    if (account === 'not-known') obstacles.push('its User= is not known to this machine');
    if (workingDirectory?.startsWith('/') === true) obstacles.push(await whyNotThere(machine, workingDirectory, 'its WorkingDirectory='));
    for (const command of [launch.command, ...launch.others]) {
      if (command === launch.command || !command.mayFail) obstacles.push(await whyNotExecutable(machine, command));
    }
  }
  return obstacles.flatMap((why) => (why === undefined ? [] : [{ fact: 'nextStart', reason: `the unit would not start: ${why}` }]));
}

/** Whether the program of a command is there at all; one that may fail and is not there starts nothing. */
export async function isAbsent(machine: Machine, { words }: UnitCommand): Promise<boolean> {
  return stat(at(machine, words[0] ?? '')).then(
    () => false,
    (error: unknown) => isMissing(error),
  );
}

/** Why the unit's user may not be let through to one of the files, which then hold nothing for it; undefined where it is. */
export async function whyNotLetThrough(machine: Machine, account: UnitAccount, files: readonly string[]): Promise<string | undefined> {
  if (account === 'root') return undefined;
  for (const folder of new Set(files.flatMap(foldersAbove))) {
    try {
      const stats = await stat(at(machine, folder));
      if (!mayPass(stats, account)) return `the folder ${folder} is not open to the unit's user, so it may not get at what lies there`;
    } catch (error) {
      // Where there is nothing, nothing is hidden; that the file is missing is told elsewhere.
      if (!isMissing(error)) return `whether the unit's user gets through ${folder} is not known: ${systemReason(error)}`;
    }
  }
  return undefined;
}

async function whyNotThere(machine: Machine, folder: string, name: string): Promise<string | undefined> {
  if (folder.includes('%')) return undefined;
  return stat(at(machine, folder)).then(
    (stats) => (stats.isDirectory() ? undefined : `${name} is not a folder`),
    (error: unknown) => (isMissing(error) ? `${name} is not there` : undefined),
  );
}

async function whyNotExecutable(machine: Machine, { words }: UnitCommand): Promise<string | undefined> {
  const program = words[0] ?? '';
  // A name alone is looked for in systemd's own folders; a specifier that is not resolved may be anything.
  if (!program.startsWith('/') || program.includes('%')) return undefined;
  const name = path.basename(program);
  return stat(at(machine, program)).then(
    (stats) => (stats.isDirectory() || (stats.mode & 0o111) === 0 ? `${name} is not a program that can be run` : undefined),
    (error: unknown) => (isMissing(error) ? `the program ${name} is not there` : undefined),
  );
}

function mayPass(stats: { readonly uid: number; readonly gid: number; readonly mode: number }, account: UnitAccount): boolean {
  if (typeof account !== 'string') {
    if (account.uid === stats.uid) return (stats.mode & 0o100) !== 0;
    if (account.groups.has(stats.gid)) return (stats.mode & 0o010) !== 0;
  }
  return (stats.mode & 0o001) !== 0;
}

function foldersAbove(file: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = path.posix.dirname(file); folder !== '/' && folder !== '.'; folder = path.posix.dirname(folder)) folders.push(folder);
  return folders.reverse();
}
