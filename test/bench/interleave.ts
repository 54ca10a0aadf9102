/** One thing to be timed; returns milliseconds. */
export type Timed = () => number;

const warmUps = 2;

/**
 * Median milliseconds of each case over so many rounds. Every round runs each case once, so that whatever else the machine does
 * meets all of them alike and their ratio holds where a single time would not. The first rounds fill caches and do not count.
 */
export function interleavedMedians<Name extends string>(
  cases: Readonly<Record<Name, Timed>>,
  rounds: number,
): Readonly<Record<Name, number>> {
  const entries = Object.entries<Timed>(cases);
  const times = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const [name, run] of entries) {
      const ms = run();
      if (round >= 0) times.get(name)?.push(ms);
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)])) as Record<Name, number>;
}

/** Milliseconds that a synchronous piece of work takes. */
export function elapsedMs(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}
