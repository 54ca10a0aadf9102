import type { Change, Outcome } from './check.ts';

/** One check's outcome now and what becomes of it. */
export interface Course {
  readonly outcome: Outcome;
  readonly changes: readonly Change[];
}

type Kind = Change['to'];
const worstFirst: readonly Kind[] = ['finding', 'unknown', 'pass'];

/**
 * What becomes of a restart when all checks count together: every later moment at which the worst of them becomes another, the next first. `now`
 * is epoch ms; a change that is due now is one, because it has not come yet.
 */
export function forecastOf(courses: readonly Course[], now: number): readonly Change[] {
  const times = [...new Set(courses.flatMap(({ changes }) => changes.map(({ at }) => at)))].toSorted((a, b) => a - b);
  const found: Change[] = [];
  let last = worstOf(courses.map(({ outcome }) => kindOf(outcome)));
  for (const at of times.filter((time) => time >= now)) {
    const then = courses.map((course) => course.changes.findLast((change) => change.at <= at) ?? { at, to: kindOf(course.outcome) });
    const to = worstOf(then.map((change) => change.to));
    const change = then.find((one) => one.to === to);
    // What has failed before goes on to fail for its own reason; another check that begins to fail then changes nothing.
    if (to !== last && change !== undefined) found.push({ ...change, at } as Change);
    last = to;
  }
  return found;
}

function kindOf({ kind }: Outcome): Kind {
  return kind === 'not-applicable' ? 'pass' : kind;
}

function worstOf(kinds: readonly Kind[]): Kind {
  return worstFirst.find((kind) => kinds.includes(kind)) ?? 'pass';
}
