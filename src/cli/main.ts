import { ConfigError, SnowlineError } from '../errors.ts';
import { plainText } from '../report/plain-text.ts';
import type { Command } from './command.ts';
import { commands } from './commands/registry.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { listenForInterruption } from './interruption.ts';
import { commandNames } from './options.ts';
import type { Asked } from './parse-argv.ts';
import { openTerminal } from './terminal.ts';
import { writeOut } from './write-out.ts';

/** What completion scripts call (completion-scripts.ts); the words of a command line follow it. */
const completeFlag = '--complete';

/** Runs one command line and sets the exit code; the only place that does. */
export async function main(argv: readonly string[]): Promise<void> {
  const interruption = listenForInterruption();
  process.exitCode = await run(argv, interruption.signal).catch((error: unknown) => explain(error, interruption.signal));
  interruption.end();
}

async function run(argv: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  if (argv[0] === completeFlag) {
    const { completeWords } = await import('./complete-words.ts');
    await writeOut((await completeWords(argv.slice(1))).map((word) => `${word}\n`).join(''));
    return exitCode.complete;
  }
  const asked = await ask(argv);
  if (asked.kind === 'text') {
    await writeOut(asked.text);
    return exitCode.complete;
  }
  const { command, flags } = asked;
  // Without flags there is nothing to check, nor anything to import for it
  if (argv.length > 1) (await import('./check-flags.ts')).checkFlags(command, flags);
  const terminal = openTerminal(flags.quiet === true);
  return command.run(flags, { terminal, now: Date.now, signal, workingDirectory: process.cwd() });
}

// A command without flags needs no parser, and importing yargs costs twice what Node itself does to start
async function ask(argv: readonly string[]): Promise<Asked> {
  const loaded = await loadCommands(argv);
  const [command] = loaded;
  if (argv.length === 1 && loaded.length === 1 && command !== undefined) return { kind: 'run', command, flags: {} };
  const { parseArgv } = await import('./parse-argv.ts');
  return parseArgv(argv, loaded);
}

// The one command that is named is enough; all of them only for help, which lists them
async function loadCommands(argv: readonly string[]): Promise<readonly Command[]> {
  const named = commandNames.find((name) => name === argv[0]);
  const wanted = named === undefined ? commandNames : [named];
  return Promise.all(wanted.map(async (name) => (await commands[name]()).command));
}

function explain(error: unknown, signal: AbortSignal): ExitCode {
  if (signal.aborted) {
    process.stderr.write('interrupted before anything was complete\n');
    return signal.reason === 'SIGTERM' ? exitCode.terminated : exitCode.interrupted;
  }
  if (error instanceof SnowlineError) {
    process.stderr.write(`error: ${safely(`${positionOf(error)}${error.message}`)}\n`);
    if (error.hint !== undefined) process.stderr.write(`hint: ${safely(error.hint)}\n`);
    return exitCode.usage;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`internal error, please report it: ${safely(text)}\n`);
  return exitCode.internal;
}

// Names and texts in messages may come from evidence that somebody else made; only the lines of a list of problems are ours
function safely(text: string): string {
  return text
    .split('\n')
    .map((line) => `${/^ */.exec(line)?.[0] ?? ''}${plainText(line)}`)
    .join('\n');
}

function positionOf(error: SnowlineError): string {
  if (!(error instanceof ConfigError)) return '';
  return (
    [error.file, error.line, error.line === undefined ? undefined : error.column].filter((part) => part !== undefined).join(':') + ': '
  );
}
