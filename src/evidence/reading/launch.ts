import path from 'node:path';
import type { Launch, MissingFact } from '../host-evidence.ts';
import { allowEnvironment, optionVariables } from './allow-list.ts';
import type { AwsConfiguration } from './aws-config.ts';
import type { CurlConfiguration } from './curlrc.ts';
import { lookBehindEnv } from './env-command.ts';
import { readAwsOptions } from './options/aws-options.ts';
import { readCurlOptions } from './options/curl-options.ts';
import { readJavaOptions } from './options/java-options.ts';
import { readNodeOptions } from './options/node-options.ts';
import { createOptionSheet, type OptionReader, type OptionReading } from './options/option-sheet.ts';
import { readOtherOptions } from './options/other-options.ts';
import { readVaultOptions } from './options/vault-options.ts';
import { splitOptionWords } from './split-words.ts';

/** How something is started, as far as it was seen; lives in memory only, until `readLaunch` has reduced it. */
export interface RawLaunch {
  readonly environment: ReadonlyMap<string, string>;
  /** Program first. */
  readonly words: readonly string[];
  /** JDK_JAVA_OPTIONS is read by the launcher of JDK 9 and later. */
  readonly javaVersion?: string | undefined;
  /** What curl reads of itself before its command line. */
  readonly curl?: CurlConfiguration | undefined;
  /** What an AWS SDK reads of itself. */
  readonly aws?: AwsConfiguration | undefined;
}

/** The part of a start that may leave the host, and the names of facts that did not pass the allow-list. */
export interface LaunchReading {
  readonly launch: Launch;
  readonly missing: readonly MissingFact[];
}

/** The program that a command line runs in the end, behind `env`. */
export interface Command {
  readonly program: string;
  readonly words: readonly string[];
  /** The program and its words. */
  readonly programWords: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  /** The words are a script for a shell: what it starts was not read. */
  readonly shell: boolean;
  /** What stands before the program and was not read. */
  readonly unread: string | undefined;
}

/** Reduces a start to allow-listed variables and options; facts that did not fit are named with the prefix. */
export function readLaunch(raw: RawLaunch, prefix: 'nextStart' | 'running'): LaunchReading {
  const command = commandOf(raw);
  const { environment, missing } = allowEnvironment(command.environment, prefix);
  // JDK 25 tool reference: _JAVA_OPTIONS overrides the command line, which overrides JDK_JAVA_OPTIONS, then JAVA_TOOL_OPTIONS.
  const variable = (name: (typeof optionVariables)[number]): OptionReading => {
    const java = name !== 'NODE_OPTIONS';
    const words = splitOptionWords(command.environment.get(name) ?? '', java ? 'java' : 'node');
    const ignored = name === 'JDK_JAVA_OPTIONS' && raw.javaVersion?.startsWith('1.') === true;
    return readWords(java ? readJavaOptions : readNodeOptions, ignored ? [] : words);
  };
  const readings = [
    variable('NODE_OPTIONS'),
    variable('JAVA_TOOL_OPTIONS'),
    variable('JDK_JAVA_OPTIONS'),
    readAws(raw.aws),
    readCommand(command, raw.curl),
    variable('_JAVA_OPTIONS'),
  ];
  const options = mergeOptions(readings);
  const unread = readings.flatMap((reading) => reading.unread);
  return {
    launch: { environment, options },
    missing: [
      ...missing,
      ...unread.map(({ name, reason }) => ({ fact: `${prefix}.options.${name}`, reason })),
      ...(command.shell ? [{ fact: `${prefix}.options`, reason: 'it starts a shell command, whose options were not read' }] : []),
      ...(command.unread === undefined ? [] : [{ fact: `${prefix}.environment`, reason: command.unread }]),
    ],
  };
}

/** Looks behind `env NAME=value program` and marks `sh -c script`. */
export function commandOf(raw: RawLaunch): Command {
  const { words, environment, unread } = lookBehindEnv(raw.words, raw.environment);
  const [program = '', ...rest] = words;
  const shell = /^(?:ba|da|z|k|a)?sh$/.test(path.basename(program)) && rest.some((word) => /^-[a-z]*c$/.test(word));
  return { program, words: rest, programWords: words, environment, shell, unread };
}

// curl(1): -q as the first option, and only there, keeps it from reading its file.
function readCommand({ program, words, shell }: Command, curl: CurlConfiguration | undefined): OptionReading {
  const reader = readerFor(program);
  if (shell) return readWords(reader, []);
  if (reader !== readCurlOptions || curl === undefined || /^(?:-q|--disable$)/.test(words[0] ?? '')) return readWords(reader, words);
  if ('words' in curl) return readWords(reader, [...curl.words, ...words]);
  const reading = readWords(reader, words);
  return { ...reading, unread: [...reading.unread, { name: '--config', reason: curl.unread }] };
}

// The profile's line stands under its own name: whether it counts before or after a variable is for the client to say.
function readAws(aws: AwsConfiguration | undefined): OptionReading {
  const sheet = createOptionSheet();
  if (aws !== undefined && 'unread' in aws) sheet.unread('ca_bundle', aws.unread);
  else if (aws?.caBundle !== undefined) sheet.keep('ca_bundle', 'path', aws.caBundle);
  return sheet.reading();
}

function readWords(read: OptionReader, words: readonly string[]): OptionReading {
  const sheet = createOptionSheet();
  read(words, sheet);
  return sheet.reading();
}

function readerFor(program: string): OptionReader {
  const name = path.basename(program);
  if (name === 'java') return readJavaOptions;
  if (name === 'curl') return readCurlOptions;
  if (name === 'aws') return readAwsOptions;
  if (name === 'vault') return readVaultOptions;
  return name === 'node' || name === 'nodejs' ? readNodeOptions : readOtherOptions;
}

// An option that could not be read in a stronger place hides the weaker one: neither is known.
function mergeOptions(readings: readonly OptionReading[]): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const reading of readings) {
    for (const name of reading.dropped) delete merged[name];
    Object.assign(merged, reading.options);
    for (const { name } of reading.unread) delete merged[name];
  }
  return merged;
}
