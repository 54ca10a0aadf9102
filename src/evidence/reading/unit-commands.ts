import { splitUnitWords, substituteVariables } from './unit-words.ts';

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
  let rest: readonly string[] = splitUnitWords(line, true);
  while (rest.length > 0) {
    const end = rest.indexOf(separator);
    const words = end === -1 ? rest : rest.slice(0, end);
    rest = end === -1 ? [] : rest.slice(end + 1);
    if (words.length > 0) commands.push(commandOf(words, environment));
  }
  return commands;
}

const separator = ';';

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
