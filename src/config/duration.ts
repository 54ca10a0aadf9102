const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Milliseconds of `30d`, `12h`, `90m`, `45s`, `2w`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smhdw])$/.exec(text);
  if (match?.[1] === undefined) return undefined;
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
}

/** Milliseconds of a day of 24 hours. */
export const dayMs = unitMs.d;

/** `60 s`, `1.5 s`, `0.3 s`: how long something was waited for, to two digits. What is left of a second after some milliseconds of work is still called a second. */
export function shownSeconds(ms: number): string {
  return `${ms < 10_000 ? Number((ms / 1_000).toPrecision(2)) : Math.round(ms / 1_000)} s`;
}
