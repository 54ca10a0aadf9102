import type { MissingFact } from '../host-evidence.ts';
import { isYes } from './unit-file.ts';

// systemd.exec(5): where programs are looked for, sessions that bring an environment along, users that are mapped, rules of the kernel
// that close files. What each of them leaves readable nobody has worked out.
const restricting = ['ExecSearchPath', 'PAMName', 'RestrictFileSystems', 'NoExecPaths', 'SELinuxContext', 'AppArmorProfile'];
/** Those that also change what is started, or with which environment. */
const choosing: ReadonlySet<string> = new Set(['ExecSearchPath', 'PAMName']);

/** Returns what settings beside the sandbox leave open of the next start; `values` gives a setting's values. */
export function restrictionsOf(values: (key: string) => readonly string[]): readonly MissingFact[] {
  const mapped = values('PrivateUsers').at(-1);
  const found = restricting.filter((key) => values(key).length > 0);
  return (mapped === undefined || isNo(mapped) ? found : [...found, 'PrivateUsers']).map(mayChange);
}

/**
 * Whether root's programs keep the right to read what others have closed: undefined where nothing says otherwise. `values` is undefined
 * where the setting does not stand there; where it was cleared, nothing is left of it.
 */
export function whyRootMayNotRead(values: readonly string[] | undefined): MissingFact | undefined {
  if (values === undefined) return undefined;
  // Lists with `~` take away from what stood before; what is left in the end nobody has worked out.
  const keeps =
    values.every((value) => /^CAP_[A-Z_ ]+$/.test(value)) && values.some((value) => /\bCAP_DAC_(?:OVERRIDE|READ_SEARCH)\b/.test(value));
  return keeps ? undefined : mayChange('CapabilityBoundingSet');
}

function mayChange(key: string): MissingFact {
  return { fact: choosing.has(key) ? 'nextStart' : 'nextStart.access', reason: `the unit's ${key}= may change what it can read` };
}

function isNo(value: string): boolean {
  return !isYes(value) && /^(?:0|no|n|false|f|off)$/i.test(value);
}
