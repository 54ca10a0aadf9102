import type { MissingFact } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { type UnitAccount, whyClosed } from './account-rights.ts';
import { isYes } from './unit-file.ts';

// systemd.exec(5): where programs are looked for, sessions that bring an environment along, rules of the kernel that close files. What each of them leaves
// readable nobody has worked out.
const restricting = ['ExecSearchPath', 'PAMName', 'RestrictFileSystems', 'NoExecPaths', 'SELinuxContext', 'AppArmorProfile'];
/** Those that also change what is started, or with which environment. */
const choosing: ReadonlySet<string> = new Set(['ExecSearchPath', 'PAMName']);

/** Returns what settings beside the sandbox leave open of the next start; `values` gives a setting's values. */
export function restrictionsOf(values: (key: string) => readonly string[]): readonly MissingFact[] {
  return restricting.filter((key) => values(key).length > 0).map(mayChange);
}

/**
 * Whether root's programs keep the right to read what others have closed: undefined where nothing says otherwise. `values` is undefined
 * where CapabilityBoundingSet= does not stand there; where it was cleared, nothing is left of it. Where users are `mapped` (PrivateUsers=), root's rights are
 * over its own files only (user_namespaces(7)); of other users nothing is taken by either: modes count for the same users and groups as before.
 */
export function whyRootMayNotRead(values: readonly string[] | undefined, mapped: string | undefined): MissingFact | undefined {
  if (mapped !== undefined && !isNo(mapped)) return mayChange('PrivateUsers');
  if (values === undefined) return undefined;
  // Lists with `~` take away from what stood before; what is left in the end nobody has worked out.
  const keeps =
    values.every((value) => /^CAP_[A-Z_ ]+$/.test(value)) && values.some((value) => /\bCAP_DAC_(?:OVERRIDE|READ_SEARCH)\b/.test(value));
  return keeps ? undefined : mayChange('CapabilityBoundingSet');
}

/** That a root whose rights are `bounded` may not read one of the files: one that its modes close, or a folder, whose files nobody has looked at one by one. */
export async function whatRootMayNotRead(
  machine: Machine,
  account: UnitAccount,
  bounded: MissingFact | undefined,
  files: readonly string[],
): Promise<readonly MissingFact[]> {
  if (bounded === undefined || typeof account === 'string' || account.uid !== 0) return [];
  for (const file of files) {
    const status = await machine.stat(file);
    if (status.kind === 'directory' || (await whyClosed(machine, account, file, 'read')) !== undefined) return [bounded];
  }
  return [];
}

function mayChange(key: string): MissingFact {
  return { fact: choosing.has(key) ? 'nextStart' : 'nextStart.access', reason: `the unit's ${key}= may change what it can read` };
}

function isNo(value: string): boolean {
  return !isYes(value) && /^(?:0|no|n|false|f|off)$/i.test(value);
}
