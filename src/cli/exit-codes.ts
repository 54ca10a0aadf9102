/** Exit codes, the only place that knows the numbers (all others are reserved). 1 wins over 3. */
export const exitCode = {
  complete: 0,
  finding: 1,
  usage: 2,
  incomplete: 3,
  internal: 4,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The table for the README and for `snowline --help`. */
export const exitCodes: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  { code: exitCode.complete, meaning: 'complete, and nothing at or above `--fail-on`' },
  { code: exitCode.finding, meaning: 'a finding at or above `--fail-on`' },
  { code: exitCode.usage, meaning: 'wrong flags, configuration, rules or input file' },
  {
    code: exitCode.incomplete,
    meaning: 'incomplete: coverage under `--min-coverage`, or a `COVERAGE_GAP`; no such finding',
  },
  { code: exitCode.internal, meaning: 'internal error: please report it' },
  { code: exitCode.interrupted, meaning: 'interrupted (Ctrl-C): what was complete is written' },
  { code: exitCode.terminated, meaning: 'terminated (SIGTERM): what was complete is written' },
];
