import { ConfigError } from '../errors.ts';

/** One thing that is wrong with a configuration file, and where; line and column count from 1. */
export interface Problem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Enough to mend a file in one go; more would scroll the first ones away. */
const listedProblems = 20;

/**
 * The error that reports all problems of a file: it stands at the first one in file order, and its message lists the
 * others beneath, one per line with their position, so that a file is mended in one go.
 */
export function problemsError(file: string, problems: readonly Problem[]): ConfigError {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const listed = sorted.slice(0, listedProblems);
  const left = sorted.length - listed.length;
  const [first, ...others] = listed;
  const lines = [
    first?.message ?? 'unusable configuration',
    ...others.map((problem) => `${file}:${problem.line}:${problem.column}: ${problem.message}`),
    ...(left > 0 ? [`and ${left} more`] : []),
  ];
  return new ConfigError(lines.join('\n'), { file, line: first?.line, column: first?.column });
}
