import path from 'node:path';
import { type Failure, type FileStatus, type Machine, standardPath } from '../machine/machine.ts';
import { foldersAbove, hasRight, type UnitAccount, whyClosed } from './account-rights.ts';
import { whyMayEnd } from './harmless-programs.ts';
import { commandOf } from './launch.ts';
import type { UnitCommand } from './unit-commands.ts';
import { unmetConditions } from './unit-conditions.ts';
import { asAnybody, closedGap, refusedWithout, type UnitGap, whyNotKnown } from './unit-gap.ts';
import type { UnitLaunch } from './unit-launch.ts';
import { unmetNeeds } from './unit-needs.ts';
import { whatOperandsMeet } from './unit-operands.ts';
import { whyNotSeen } from './unit-sandbox.ts';
import { type UnitEyes, whatScriptsMeet } from './unit-scripts.ts';
import { findAccount } from './user-accounts.ts';
import { goneOnTheWay, isMadeAtBoot } from './volatile-folders.ts';

/** Returns the account of the unit's user; root without its rights over what others have closed counts as any other. */
export async function accountOf(machine: Machine, launch: UnitLaunch): Promise<UnitAccount> {
  const { user } = launch;
  const asRoot: UnitAccount =
    launch.bounded === undefined
      ? 'root'
      : { ...(user === undefined ? {} : { name: 'root' }), uid: 0, groups: new Set([0]), home: '/root' };
  if (user === 'root' || user === '0' || (user === undefined && !launch.dynamicUser)) return asRoot;
  const found = user === undefined ? undefined : await findAccount(machine, user, launch.group);
  if (found !== undefined) return found.uid === 0 ? asRoot : found;
  return launch.dynamicUser ? 'made-up' : 'not-known';
}

/** What would keep the unit from starting, or from reading its files, each as a fact of its next start that is not known. */
export async function obstaclesOf(
  machine: Machine,
  launch: UnitLaunch,
  account: UnitAccount,
  since: Pick<UnitEyes, 'startedAt' | 'running' | 'isChanged'> = { startedAt: undefined, isChanged: false },
): Promise<readonly UnitGap[]> {
  const { sandbox, workingDirectory } = launch;
  const gaps: UnitGap[] = [];
  const note = (fact: string, why: string | undefined, without?: Pick<UnitGap, 'refusedFor'>): void => {
    if (why === undefined) return;
    const open = why.startsWith('whether ');
    // A directory of users that is not asked may know a user; what is not there is not there.
    gaps.push({ fact, reason: open ? why : `the unit would not start: ${why}`, ...(open ? {} : without) });
  };
  // What is not there may be anything once it is: that hides more than whether the unit would start.
  if (sandbox.rootDirectory !== undefined) {
    note(
      'nextStart',
      await whyNotThere(machine, sandbox.rootDirectory, 'its RootDirectory='),
      refusedWithout(sandbox.rootDirectory, 'root-directory'),
    );
  }
  // What lies in files of its own was not read.
  if (sandbox.ownRoot === undefined) {
    if (account === 'not-known') note('nextStart.start', 'its User= is not known to this machine');
    if (workingDirectory?.startsWith('/') === true && !launch.madeFolders.includes(path.posix.resolve(workingDirectory))) {
      const why = await whyNotThere(machine, workingDirectory, 'its WorkingDirectory=');
      note('nextStart.start', why, refusedWithout(workingDirectory, 'working-directory'));
      if (why === undefined)
        gaps.push(...(await closedFolder(machine, launch, launch.command.asRoot ? 'root' : account, workingDirectory)));
      if (why === undefined && !isMadeAtBoot(workingDirectory) && (await goneOnTheWay(machine, workingDirectory)) !== undefined)
        gaps.push({ fact: 'nextStart.start', reason: 'its WorkingDirectory= may be gone when the host comes up, so it may not start' });
    }
    for (const command of [launch.command, ...launch.others]) {
      const [program = ''] = command.words;
      if (command === launch.command || !command.mayFail)
        note('nextStart', await whyNotExecutable(machine, command), refusedWithout(program, 'program'));
      if (command.mayFail) continue;
      const closed = [
        ...(await closedProgram(machine, launch, command.asRoot ? 'root' : account, program)),
        ...(await whatScriptsMeet(machine, { launch, account, ...since }, command)),
      ];
      gaps.push(...(command === launch.command ? closed : closed.map(asAnybody)));
      const { programWords } = commandOf({ environment: launch.environment, words: command.words });
      const ends = command === launch.command ? undefined : whyMayEnd(programWords, launch.command.words[0]);
      if (ends !== undefined) gaps.push({ fact: 'nextStart.start', reason: ends });
    }
  }
  return [
    ...gaps,
    ...(since.startedAt === undefined || sandbox.ownRoot !== undefined ? [] : await whatOperandsMeet(machine, launch)),
    ...(await unmetConditions(machine, launch.conditions)),
    ...(await unmetNeeds(machine, launch.needs, launch.madeFolders)),
  ];
}

/** Whether the program of a command is there at all; one that may fail and is not there starts nothing. */
export async function isAbsent(machine: Machine, { words }: UnitCommand): Promise<boolean> {
  const program = words[0] ?? '';
  if (program.startsWith('/') && !program.includes('%')) return isMissing(await machine.stat(program));
  // systemd looks for a bare name in folders of its own; any other path may be anything.
  if (program === '' || program.includes('/') || program.includes('%')) return false;
  const found = await Promise.all(standardPath.split(':').map(async (folder) => machine.programs.stat(`${folder}/${program}`)));
  return found.every(isMissing);
}

/** Why the unit's user may not be let through to one of the files, which then hold nothing for it; undefined where it is. */
export async function whyNotLetThrough(machine: Machine, account: UnitAccount, files: readonly string[]): Promise<string | undefined> {
  if (account === 'root') return undefined;
  for (const folder of new Set(files.flatMap(foldersAbove))) {
    const status = await machine.stat(folder);
    // Where there is nothing, nothing is hidden; that the file is missing is told elsewhere.
    if (status.kind === 'failed' && status.missing) continue;
    if (status.kind === 'failed') return `whether the unit's user gets through ${folder} is not known: ${status.reason}`;
    if (hasRight(account, 'pass', status) !== 'yes')
      return `the folder ${folder} is not open to the unit's user, so it may not get at what lies there`;
  }
  return undefined;
}

function isMissing(status: FileStatus | Failure): boolean {
  return status.kind === 'failed' && status.missing;
}

async function whyNotThere(machine: Machine, folder: string, name: string): Promise<string | undefined> {
  if (folder.includes('%')) return undefined;
  const status = await machine.stat(folder);
  if (status.kind === 'failed') return status.missing ? `${name} is not there` : whyNotKnown(status, name);
  return status.kind === 'directory' ? undefined : `${name} is not a folder`;
}

async function whyNotExecutable(machine: Machine, { words }: UnitCommand): Promise<string | undefined> {
  const program = words[0] ?? '';
  // A name alone is looked for in systemd's own folders; a specifier that is not resolved may be anything.
  if (!program.startsWith('/') || program.includes('%')) return undefined;
  const name = path.basename(program);
  const status = await machine.stat(program);
  if (status.kind === 'failed') return status.missing ? `the program ${name} is not there` : whyNotKnown(status, `the program ${name}`);
  return status.kind === 'directory' || (status.mode & 0o111) === 0 ? `${name} is not a program that can be run` : undefined;
}

// systemd goes there as the unit's user (systemd 252, src/core/execute.c, exec_child: apply_working_directory behind enforce_user; measured).
async function closedFolder(machine: Machine, launch: UnitLaunch, account: UnitAccount, folder: string): Promise<readonly UnitGap[]> {
  const name = 'its WorkingDirectory=';
  const real = await machine.realPath(folder);
  const hidden = whyNotSeen(launch.sandbox, real.kind === 'path' ? [folder, real.path] : [folder]);
  if (hidden !== undefined)
    return [{ fact: 'nextStart.start', reason: `${name} may not be where its sandbox lets it look (${hidden.by}=)` }];
  const closed = await whyClosed(machine, account, folder, 'pass');
  return closed === undefined ? [] : [closedGap(name, closed, launch, 'working-directory-closed')];
}

async function closedProgram(machine: Machine, launch: UnitLaunch, account: UnitAccount, program: string): Promise<readonly UnitGap[]> {
  if (!program.startsWith('/') || program.includes('%')) return [];
  const closed = await whyClosed(machine, account, program, 'pass');
  return closed === undefined ? [] : [closedGap(`the program ${path.basename(program)}`, closed, launch, 'program-closed')];
}
