import yargs, { type Argv, type Options } from 'yargs';
import { nearestName } from '../config/nearest.ts';
import { UsageError } from '../errors.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { type CommandName, commandNames, type Flags, type OptionEntry, type OptionName, options } from './options.ts';
import { tool } from './version.ts';

/** What the command line asks for: a command with its flags, or a text that yargs printed itself (help). */
export type Asked =
  | { readonly kind: 'run'; readonly command: Command; readonly flags: Flags }
  | { readonly kind: 'text'; readonly text: string };

/** Reads a command line. Throws UsageError for unknown commands and flags, naming the nearest one. */
export async function parseArgv(argv: readonly string[], commands: readonly Command[]): Promise<Asked> {
  const chosen: { command?: Command; flags?: Flags } = {};
  const parser = buildParser(
    commands,
    (command, flags) => {
      chosen.command = command;
      chosen.flags = flags;
    },
    argv,
  );
  let printed = '';
  await parser.parseAsync([...argv], {}, (error: Error | undefined | null, _parsed: unknown, output: string) => {
    if (error) throw error;
    printed = output;
  });
  if (chosen.command === undefined || chosen.flags === undefined) return { kind: 'text', text: `${printed.trimEnd()}\n` };
  refuseRepeated(chosen.flags);
  // yargs takes a lone `-` for an empty text
  const stdin = chosen.flags.file === '' && argv.includes('-') ? { file: '-' } : {};
  return { kind: 'run', command: chosen.command, flags: { ...chosen.flags, ...stdin } };
}

/** The text of `snowline --help`; committed as help-text.ts so that it costs no import. */
export async function renderHelp(commands: readonly Command[]): Promise<string> {
  return `${(await buildParser(commands, () => undefined).getHelp()).trimEnd()}\n`;
}

// yargs makes a list of a flag that is given twice: which of the two is meant cannot be told
function refuseRepeated(flags: Flags): void {
  const given: Readonly<Record<string, unknown>> = { ...flags };
  for (const [name, entry] of Object.entries(options) as [OptionName, OptionEntry][]) {
    const value = given[name];
    if (entry.type === 'list' || !Array.isArray(value)) continue;
    throw new UsageError(`--${name} is given ${value.length} times`, {
      hint: name === 'client' ? 'give it once, or ask all of them with --all-clients' : 'give it once',
    });
  }
}

function buildParser(commands: readonly Command[], chosen: (command: Command, flags: Flags) => void, argv: readonly string[] = []): Argv {
  const parser = yargs()
    .scriptName('snowline')
    .usage('$0 COMMAND [flags]\n\nIf this host were restarted now, would it come back with its secrets?')
    .version(tool.version)
    .help()
    .wrap(80)
    .strict()
    .demandCommand(1, 'which command?')
    .exitProcess(false)
    .showHelpOnFail(false)
    .epilog(`Exit codes: ${exitCodes.map(({ code, meaning }) => `${code} ${meaning.replaceAll('`', '').split(':')[0] ?? ''}`).join(' · ')}`)
    .fail((message, error) => {
      // a YError is yargs' own complaint; anything else was thrown by a command
      if (error !== undefined && error !== null && error.name !== 'YError') throw error;
      throw usageErrorOf(message ?? error?.message ?? '', argv);
    });
  for (const command of commands) {
    const positional = command.argument === undefined ? '' : ` [${command.argument.name}${command.argument.many === true ? '..' : ''}]`;
    parser.command(
      `${command.name}${positional}`,
      command.summary,
      (sub) => describe(sub, command),
      (flags) => chosen(command, flags as Flags),
    );
  }
  return parser;
}

// yargs says `Unknown argument: confg` for flags, commands and stray words alike, and lists the values of a choice over several lines
function usageErrorOf(message: string, argv: readonly string[]): UsageError {
  const command = commandNames.find((name) => name === argv[0]);
  const hint = `snowline ${command === undefined ? '' : `${command} `}--help shows what there is`;
  const unknown = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(message)?.[1];
  // Of a command that is not known every flag is unknown, too
  const first = argv[0] !== undefined && command === undefined && !argv[0].startsWith('-') ? argv[0] : unknown;
  if (unknown !== undefined && first !== undefined) return unknownWord(first, argv, command, hint);
  const [, flag, given, choices] = /Argument: (.+), Given: (.+), Choices: (.+)/.exec(message) ?? [];
  if (flag !== undefined) return new UsageError(`--${flag} ${given} is not one of ${choices}`, { hint });
  const bare = /^Not enough arguments following: (.+)/.exec(message)?.[1];
  // a lone `-` is no value for yargs where several may be given
  if (bare !== undefined && argv[argv.indexOf(`--${bare}`) + 1] === '-')
    return new UsageError(`--${bare} - is no path`, { hint: command === 'verify' ? 'stdin is for --chain -' : hint });
  if (bare !== undefined) return new UsageError(`--${bare} needs a value`, { hint });
  return new UsageError(message.split('\n').join('; ').toLowerCase(), { hint });
}

function unknownWord(unknown: string, argv: readonly string[], command: CommandName | undefined, hint: string): UsageError {
  const isFlag = !argv.includes(unknown);
  if (!isFlag && command !== undefined) {
    const lists = Object.entries(options).flatMap(([name, entry]: [string, OptionEntry]) =>
      entry.type === 'list' && entry.commands.includes(command) ? [`--${name}`] : [],
    );
    const list = lists.find((flag) => argv.indexOf(flag) !== -1 && argv.indexOf(flag) < argv.indexOf(unknown));
    return new UsageError(`unexpected argument ${unknown}`, { hint: list === undefined ? hint : `repeat ${list} before each value` });
  }
  // yargs takes --no-such for a `such` that is switched off
  const name = isFlag && argv.includes(`--no-${unknown}`) ? `no-${unknown}` : unknown;
  const nearest = nearestName(name, isFlag ? flagsOf(argv[0]) : commandNames);
  const dashes = isFlag ? '--' : '';
  const meant = nearest === undefined ? '' : `; did you mean ${dashes}${nearest}?`;
  return new UsageError(`unknown ${isFlag ? 'flag' : 'command'} ${dashes}${name}${meant}`, { hint });
}

function flagsOf(command: string | undefined): readonly string[] {
  const known = commandNames.find((name) => name === command);
  const entries = Object.entries(options) as [OptionName, OptionEntry][];
  return entries.filter(([, entry]) => known === undefined || entry.commands.includes(known)).map(([name]) => name);
}

function describe(parser: Argv, command: Command): Argv {
  if (command.argument !== undefined) {
    const { name, description, many } = command.argument;
    parser.positional(name, { type: 'string', describe: description, ...(many === true ? { array: true } : {}) });
  }
  for (const [name, entry] of Object.entries(options) as [OptionName, OptionEntry][]) {
    if (entry.commands.includes(command.name)) parser.option(name, toYargs(entry, command.name));
  }
  for (const { line, does } of command.examples) parser.example(line, does);
  return parser.epilog(command.epilog ?? '');
}

function toYargs(entry: OptionEntry, command: CommandName): Options {
  const description = entry.of?.[command] ?? entry.description;
  return {
    type: entry.type === 'list' ? 'string' : entry.type,
    ...(entry.type === 'list' ? { array: true, nargs: 1 } : {}),
    ...(entry.type === 'boolean' ? {} : { requiresArg: true }),
    ...(entry.choices === undefined ? {} : { choices: entry.choices }),
    ...(entry.default === undefined ? {} : { default: entry.default }),
    describe: entry.value === undefined ? description : `${description} [${entry.value}]`,
  };
}
