import type { Machine } from '../machine/machine.ts';
import type { UnitSettings } from './unit-file.ts';
import type { UnitGap } from './unit-gap.ts';
import { resolveSpecifiers } from './unit-words.ts';
import { fitShape } from './value-shapes.ts';

/** A condition without which systemd does not start a unit (systemd.unit(5), "Conditions and Asserts"). */
export interface UnitCondition {
  /** `ConditionPathExists`, `AssertHost`. */
  readonly directive: string;
  readonly negated: boolean;
  /** What to look at; undefined where it asks for something else than a path, or for one that is not told. */
  readonly path: string | undefined;
}

// As the probe knows them, which lets no others through.
const directives = /^Unit\.((?:Condition|Assert)[A-Za-z]+)$/;
const ofPaths = /(?:PathExists|PathIsDirectory|FileIsExecutable)$/;
// Empty, or filled by the kernel and by other services, when the host comes up.
const volatile = /^\/(?:run|tmp|dev|proc|sys|var\/run|var\/lock|var\/tmp)(?:\/|$)/;

/** Returns the conditions of a unit. Those of which one has to hold (`|`) are not followed. */
export function conditionsOf(settings: UnitSettings, unit: string): readonly UnitCondition[] {
  return [...settings].flatMap(([key, values]) => {
    const directive = directives.exec(key)?.[1] ?? '';
    if (directive === '') return [];
    return values.map((value) => {
      const [, negated, rest = ''] = /^(!)?(.*)$/s.exec(value) ?? [];
      const path = ofPaths.test(directive) ? fitShape('path', resolveSpecifiers(rest, unit)) : undefined;
      return { directive, negated: path !== undefined && negated !== undefined, path: path === '' ? undefined : path };
    });
  });
}

/** What a unit's conditions leave open of its next start: one on a path that holds, and will when the host comes up, leaves nothing. */
export async function unmetConditions(machine: Machine, conditions: readonly UnitCondition[]): Promise<readonly UnitGap[]> {
  const gaps = await Promise.all(conditions.map(async (condition) => gapOf(machine, condition)));
  return [...new Map(gaps.flatMap((gap) => (gap === undefined ? [] : [[gap.reason, gap] as const]))).values()];
}

async function gapOf(machine: Machine, condition: UnitCondition): Promise<UnitGap | undefined> {
  const reason = await whyOpen(machine, condition);
  if (reason === undefined) return undefined;
  const isUnmet = reason.startsWith(wouldNotStart) && condition.directive.startsWith('Condition');
  return { fact: 'nextStart.start', reason, ...(isUnmet ? { refusedFor: 'condition' as const } : {}) };
}

const wouldNotStart = 'the unit would not start: ';

async function whyOpen(machine: Machine, condition: UnitCondition): Promise<string | undefined> {
  const { directive, negated, path } = condition;
  const unknown = `its ${directive}= was not looked into, so it may not start`;
  if (path === undefined || volatile.test(path)) return unknown;
  const status = await machine.stat(path);
  if (status.kind === 'failed' && !status.missing) return unknown;
  // systemd 252, src/shared/condition.c: condition_test_path_exists, _path_is_directory, _file_is_executable
  const holds =
    status.kind !== 'failed' &&
    (directive.endsWith('IsDirectory') ? status.kind === 'directory' : true) &&
    (directive.endsWith('IsExecutable') ? status.kind === 'file' && (status.mode & 0o111) !== 0 : true);
  return holds === negated ? `${wouldNotStart}its ${directive}= does not hold` : undefined;
}
