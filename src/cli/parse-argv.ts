import yargs, { type Argv, type Options } from 'yargs';
import { UsageError } from '../errors.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { type Flags, type OptionEntry, type OptionName, options } from './options.ts';
import { tool } from './version.ts';

/** What the command line asks for: a command with its flags, or a text that yargs printed itself (help, completion). */
export type Asked =
  | { readonly kind: 'run'; readonly command: Command; readonly flags: Flags }
  | { readonly kind: 'text'; readonly text: string };

/** Reads a command line. Throws UsageError for unknown commands and flags, naming the nearest one. */
export async function parseArgv(argv: readonly string[], commands: readonly Command[]): Promise<Asked> {
  const chosen: { command?: Command; flags?: Flags } = {};
  const parser = buildParser(commands, (command, flags) => {
    chosen.command = command;
    chosen.flags = flags;
  });
  let printed = '';
  await parser.parseAsync([...argv], {}, (error: Error | undefined | null, _parsed: unknown, output: string) => {
    if (error) throw error;
    printed = output;
  });
  if (chosen.command === undefined || chosen.flags === undefined) return { kind: 'text', text: `${printed.trimEnd()}\n` };
  // yargs takes a lone `-` for an empty text
  const stdin = chosen.flags.file === '' && argv.includes('-') ? { file: '-' } : {};
  return { kind: 'run', command: chosen.command, flags: { ...chosen.flags, ...stdin } };
}

/** The text of `snowline --help`; committed as help-text.ts so that it costs no import. */
export async function renderHelp(commands: readonly Command[]): Promise<string> {
  return `${(await buildParser(commands, () => undefined).getHelp()).trimEnd()}\n`;
}

function buildParser(commands: readonly Command[], chosen: (command: Command, flags: Flags) => void): Argv {
  const parser = yargs()
    .scriptName('snowline')
    .usage('$0 COMMAND [flags]\n\nIf this host were restarted now, would it come back with its secrets?')
    .version(tool.version)
    .help()
    .wrap(80)
    .strict()
    .recommendCommands()
    .demandCommand(1, 'which command?')
    .exitProcess(false)
    .showHelpOnFail(false)
    .completion('completion', 'print a completion script for bash or zsh')
    .epilog(`Exit codes: ${exitCodes.map(({ code, meaning }) => `${code} ${meaning.replaceAll('`', '').split(':')[0] ?? ''}`).join(' · ')}`)
    .fail((message, error) => {
      throw error ?? new UsageError(message.split('\n').join('; ').toLowerCase(), { hint: 'snowline --help shows what there is' });
    });
  for (const command of commands) {
    const positional = command.argument === undefined ? '' : ` [${command.argument.name}]`;
    parser.command(
      `${command.name}${positional}`,
      command.summary,
      (sub) => describe(sub, command),
      (flags) => chosen(command, flags as Flags),
    );
  }
  return parser;
}

function describe(parser: Argv, command: Command): Argv {
  if (command.argument !== undefined) {
    parser.positional(command.argument.name, { type: 'string', describe: command.argument.description });
  }
  for (const [name, entry] of Object.entries(options) as [OptionName, OptionEntry][]) {
    if (entry.commands.includes(command.name)) parser.option(name, toYargs(entry));
  }
  for (const { line, does } of command.examples) parser.example(line, does);
  return parser.epilog('');
}

function toYargs(entry: OptionEntry): Options {
  return {
    type: entry.type === 'list' ? 'string' : entry.type,
    ...(entry.type === 'list' ? { array: true, nargs: 1 } : {}),
    ...(entry.type === 'boolean' ? {} : { requiresArg: true }),
    ...(entry.choices === undefined ? {} : { choices: entry.choices }),
    ...(entry.default === undefined ? {} : { default: entry.default }),
    describe: entry.value === undefined ? entry.description : `${entry.description} [${entry.value}]`,
  };
}
