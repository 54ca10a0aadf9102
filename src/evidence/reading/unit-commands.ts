import { readUnitWords, substituteVariables } from './unit-words.ts';

/** One program that a unit starts. */
export interface UnitCommand {
  /** Program first, after variables were put in. */
  readonly words: readonly string[];
  /** `+` or `!` before the program: it runs as root, whatever User= says. */
  readonly asRoot: boolean;
  /** `-` before the program: the unit goes on where it fails or is not there. */
  readonly mayFail: boolean;
}

/** Commands of an Exec line (systemd.service(5), "Command lines"): several where a word `;` stands between them. */
export function commandsOf(line: string, environment: ReadonlyMap<string, string>): readonly UnitCommand[] {
  const commands: UnitCommand[] = [];
  const { words, isOpen } = readUnitWords(line, true);
  // The line is left out, or the unit refused for it (unit-launch.ts); the probe does not tell what stands behind the quote
  let rest: readonly string[] = isOpen ? (mayFail(words) ? [] : words.slice(0, -1)) : words;
  while (rest.length > 0) {
    const end = rest.indexOf(separator);
    const one = end === -1 ? rest : rest.slice(0, end);
    rest = end === -1 ? [] : rest.slice(end + 1);
    if (one.length > 0) commands.push(commandOf(one, environment));
  }
  return commands;
}

const separator = ';';

function mayFail([first = '']: readonly string[]): boolean {
  return /^[@:+!|]*-/.test(first);
}

/**
 * Whether a line ends in a quote that nothing closes, behind a whole word: systemd refuses the unit for it, unless it says that it may fail (systemd 252,
 * src/core/load-fragment.c, config_parse_exec: measured).
 */
export function isRefusedLine(line: string): boolean {
  const { words, isOpen } = readUnitWords(line, true);
  return isOpen && words.length > 1 && !mayFail(words);
}

function commandOf([first = '', ...rest]: readonly string[], environment: ReadonlyMap<string, string>): UnitCommand {
  const prefix = /^[-@:+!|]*/.exec(first)?.[0] ?? '';
  // `@` says that the second word is argv[0], not an argument; `\;` is a semicolon as an argument.
  const argued = [first.slice(prefix.length), ...(prefix.includes('@') ? rest.slice(1) : rest)].map((word) =>
    word === '\\;' ? ';' : word,
  );
  const words = prefix.includes(':') ? argued : argued.flatMap((word) => substituteVariables(word, environment));
  return {
    // `|` hands the line to a shell.
    words: prefix.includes('|') ? ['/bin/sh', '-c', ...words] : words,
    asRoot: /[+!]/.test(prefix),
    mayFail: prefix.includes('-'),
  };
}

/** The programs that an Exec line names. What variables hold is nobody's business here: a `$` stands in their place. */
export function programsIn(line: string): readonly string[] {
  return commandsOf(line, new Map(variablesIn(line).map((name) => [name, '$']))).map(({ words }) => words[0] ?? '');
}

/** Names of variables that a line refers to. */
export function variablesIn(line: string): readonly string[] {
  return [...line.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((found) => found[1] ?? '');
}
