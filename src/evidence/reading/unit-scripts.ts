import path from 'node:path';
import type { MissingFact } from '../host-evidence.ts';
import { type Machine, standardPath } from '../machine/machine.ts';
import type { Refusal } from '../unit-evidence.ts';
import { type UnitAccount, whyClosed } from './account-rights.ts';
import { changedAt, hasChangedSince } from './changed-at.ts';
import { findProgram, resolveProgram } from './find-program.ts';
import { type Command, commandOf } from './launch.ts';
import { isOfClassPath, preloadsOf, scriptOf } from './script-of-command.ts';
import type { UnitCommand } from './unit-commands.ts';
import { closedGap, refusedWithout, type UnitGap, whyNotKnown } from './unit-gap.ts';
import type { UnitLaunch } from './unit-launch.ts';
import { whyNotSeen } from './unit-sandbox.ts';

/** By whose eyes the files of a unit are looked at, and since when what it runs has had its own. */
export interface UnitEyes {
  readonly launch: UnitLaunch;
  readonly account: UnitAccount;
  /** Epoch milliseconds; undefined where nothing of it runs. */
  readonly startedAt: number | undefined;
  /** The program file of the process; undefined where it was replaced or removed since, and where nothing runs. */
  readonly running?: string | undefined;
  /** A file of the unit was written since. */
  readonly isChanged: boolean;
}

/**
 * What keeps a command from its script or jar, and from what it is told to load before it: they are not there, closed to the unit's user, hidden by its
 * sandbox, or others than those that were started. An interpreter ends at once without them.
 */
export async function whatScriptsMeet(machine: Machine, eyes: UnitEyes, command: UnitCommand): Promise<readonly UnitGap[]> {
  const started = commandOf({ environment: eyes.launch.environment, words: command.words });
  const { environment, programWords } = started;
  const script = scriptOf(programWords, eyes.launch.workingDirectory);
  const account = command.asRoot ? 'root' : eyes.account;
  const gaps: UnitGap[] = [...(await ofOwnProgram(machine, started, eyes))];
  // A specifier that is not resolved may be anything.
  if (script !== undefined && !script.includes('%')) {
    const refusals = isOfClassPath(script, programWords) ? ofClass : ofFile;
    gaps.push(...(await ofScript(machine, { ...eyes, account }, script, refusals)));
  }
  for (const file of preloadsOf(programWords, environment)) {
    const status = await machine.stat(file);
    if (status.kind !== 'failed' || !status.missing) continue;
    const reason = `the unit would not start: ${path.basename(file)}, which it is told to load first, is not there`;
    gaps.push({ fact: 'nextStart.start', reason, ...refusedWithout(file, file.endsWith('.so') ? 'agent-library' : 'preload') });
  }
  return gaps;
}

interface Refusals {
  readonly gone: Refusal;
  readonly closed: Refusal;
  readonly hidden: Refusal;
}
const ofFile: Refusals = { gone: 'script', closed: 'script-closed', hidden: 'script-hidden' };
const ofClass: Refusals = { gone: 'class', closed: 'class-closed', hidden: 'class-closed' };

async function ofScript(machine: Machine, eyes: UnitEyes, script: string, refusals: Refusals): Promise<readonly UnitGap[]> {
  const { launch, account, startedAt } = eyes;
  const name = `its ${script.endsWith('.class') ? 'class file' : 'script'} ${path.basename(script)}`;
  const fact = 'nextStart.start';
  const status = await machine.stat(script);
  if (status.kind === 'failed') {
    if (status.missing)
      return [{ fact, reason: `the unit would not start: ${name} is not there`, ...refusedWithout(script, refusals.gone) }];
    const why = whyNotKnown(status, name);
    return why === undefined ? [] : [{ fact, reason: why }];
  }
  const real = await machine.realPath(script);
  const hidden = whyNotSeen(launch.sandbox, real.kind === 'path' ? [script, real.path] : [script]);
  if (hidden !== undefined) {
    // What runs has found it, unless the unit became another since; and where nobody may mount, systemd leaves such settings out
    return hidden.isSure && eyes.isChanged
      ? [
          {
            fact,
            reason: `the unit would not start: ${name} is not where its sandbox lets it look (${hidden.by}=)`,
            refusedFor: refusals.hidden,
          },
        ]
      : [{ fact, reason: `${name} may not be where its sandbox lets it look (${hidden.by}=)` }];
  }
  const closed = await whyClosed(machine, account, script, 'read');
  if (closed !== undefined) return [closedGap(name, closed, launch, closed.by === 'itself' ? refusals.closed : refusals.hidden)];
  // What becomes of a folder (logs in it, say) is not what becomes of the code
  const code = status.kind === 'directory' ? `${script}/__main__.py` : script;
  return (await hasChangedSince(machine, code, startedAt)) ? [untriedCode(name)] : [];
}

/**
 * A program that is the service's own code: a script with an interpreter in its first line, or a binary of Go. Others (Python, Node.js, Java, curl) are shared,
 * and judged with what is known of the version that lies there now.
 */
async function ofOwnProgram(
  machine: Machine,
  { environment, program }: Command,
  { startedAt, running }: UnitEyes,
): Promise<readonly MissingFact[]> {
  if (startedAt === undefined || program.includes('%')) return [];
  const file = program.startsWith('/') ? program : await findProgram(machine, [program], environment.get('PATH') ?? standardPath);
  if (file === undefined || !(await hasChangedSince(machine.programs, file, startedAt))) return [];
  const real = await resolveProgram(machine, file);
  // What runs may have got another name since
  if (real === running && (await isUnchanged(machine, real, startedAt))) return [];
  const isOwn = (await machine.programs.shebang(real)) !== undefined || (await machine.programs.goVersion(real)) !== undefined;
  return isOwn ? [untriedCode(`its program ${path.basename(file)}`)] : [];
}

async function isUnchanged({ programs }: Machine, file: string, startedAt: number): Promise<boolean> {
  return (await changedAt(programs, file)) !== undefined && !(await hasChangedSince(programs, file, startedAt));
}

// Nobody has run what it says now.
function untriedCode(name: string): MissingFact {
  return {
    fact: 'nextStart.start',
    reason: `${name} was replaced or changed since its process started, and no start has shown yet what it does now`,
  };
}
