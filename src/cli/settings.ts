import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { dayMs, parseDuration } from '../config/duration.ts';
import { fromInstant } from '../config/instant.ts';
import { reviewConfig } from '../config/parse-config.ts';
import { quote } from '../config/shown-value.ts';
import { ConfigError, UsageError } from '../errors.ts';
import { type Severity, severities } from '../reason-codes.ts';
import type { Flags } from './options.ts';
import { unknownClients } from './unknown-clients.ts';

/** How a report is judged and when a run fails: flags before configuration before defaults (DESIGN §4). */
export interface JudgingSettings {
  /** Epoch ms; undefined: the command's own default. */
  readonly now: number | undefined;
  /** Undefined: the command's own default. */
  readonly horizonDays: number | undefined;
  readonly failOn: Severity | 'none';
  /** Per cent. */
  readonly minCoverage: number;
  readonly format: 'table' | 'json';
}

/** Checks the judging flags; throws UsageError naming the flag, the value and what was expected. */
export function judgingSettings(flags: Flags, config: Config | undefined): JudgingSettings {
  const horizonMs = flags.horizon === undefined ? undefined : readDuration('--horizon', flags.horizon);
  const configured = config?.horizon === undefined ? undefined : parseDuration(config.horizon);
  const minCoverage = flags.minCoverage === undefined ? (config?.minCoverage ?? 100) : readPercentage(flags.minCoverage);
  const horizon = horizonMs ?? configured;
  return {
    now: flags.now === undefined ? undefined : readInstant(flags.now),
    horizonDays: horizon === undefined ? undefined : horizon / dayMs,
    failOn: severities.find((severity) => severity === flags.failOn) ?? (flags.failOn === 'none' ? 'none' : (config?.failOn ?? 'high')),
    minCoverage,
    format: flags.format === 'json' ? 'json' : 'table',
  };
}

// An empty value (an unset variable in a pipeline) must not switch the gate off
function readPercentage(value: string): number {
  if (!/^\d{1,3}(\.\d+)?$/.test(value) || Number(value) > 100) {
    throw new UsageError(`--min-coverage ${JSON.stringify(value.slice(0, 40))} is not a percentage`, {
      hint: 'give a number from 0 to 100',
    });
  }
  return Number(value);
}

/** Milliseconds of a flag such as `30d`; throws UsageError. */
export function readDuration(flag: string, value: string): number {
  const ms = parseDuration(value);
  if (ms === undefined) throw new UsageError(`${flag} ${value} is not a duration`, { hint: 'write it as 30d, 12h, 90m or 45s' });
  return ms;
}

/** Milliseconds of `--timeout`, 60 s without it. Throws UsageError for less than a second, in which nothing could be asked, and for more than a day, which timers do not hold (setTimeout: 2^31 ms). */
export function readTimeout(value: string | undefined): number {
  const ms = readDuration('--timeout', value ?? '60s');
  if (ms < 1_000) throw new UsageError(`--timeout ${value ?? ''} leaves no time for anything`, { hint: 'give it at least 1s' });
  if (ms > dayMs) throw new UsageError(`--timeout ${value ?? ''} is longer than a day`, { hint: 'give it at most 24h' });
  return ms;
}

/** Days of `--max-age`, else of the configuration, 7 without both. Throws for none at all, by which every host would be unknown: UsageError of the flag, ConfigError of the file. */
export function readMaxAge(flags: Pick<Flags, 'maxAge' | 'config'>, config: Config | undefined): number {
  const ms = flags.maxAge === undefined ? parseDuration(config?.evidence?.maxAge ?? '7d') : readDuration('--max-age', flags.maxAge);
  if (ms !== undefined && ms > 0) return ms / dayMs;
  const hint = 'give an age, such as 7d: evidence that is older makes its host unknown';
  if (flags.maxAge !== undefined) throw new UsageError(`--max-age ${flags.maxAge} leaves no evidence that counts`, { hint });
  const said = `evidence.maxAge ${quote(config?.evidence?.maxAge ?? '')} leaves no evidence that counts`;
  throw new ConfigError(said, { file: flags.config ?? 'snowline.yaml' }, { hint });
}

/** The configuration of `--config`; undefined without the flag. Warnings go to `warn`. Throws ConfigError with file and line. */
export function readConfig(file: string | undefined, workingDirectory: string, warn: (text: string) => void): Config | undefined {
  if (file === undefined) return undefined;
  const absolute = path.resolve(workingDirectory, file);
  let text: string;
  try {
    text = readFileSync(absolute, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const hint = unreadableHints[code];
    throw new ConfigError(`cannot read the configuration (${code})`, { file }, { cause: error, ...(hint === undefined ? {} : { hint }) });
  }
  const { config, warnings } = reviewConfig(text, file, unknownClients);
  for (const { line, message } of warnings) warn(`warning: ${file}:${line}: ${message}`);
  return config;
}

// errno(3): only where there is none does another one help
const unreadableHints: Readonly<Record<string, string>> = {
  ENOENT: 'make one with: snowline init',
  ENOTDIR: 'its folder is a file: name another one',
  EISDIR: 'it is a folder: name the file in it',
  EACCES: 'this user may not read it: have its owner allow that, or run as a user who may',
};

function readInstant(value: string): number {
  const epochMs = fromInstant(value);
  if (epochMs === undefined) {
    throw new UsageError(`--now ${value} is not an ISO 8601 date or UTC time`, { hint: 'write it as 2026-11-22 or 2026-11-22T14:00:00Z' });
  }
  return epochMs;
}
