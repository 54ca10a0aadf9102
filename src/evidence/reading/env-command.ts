import path from 'node:path';

/** What `env` makes of a command line, or why that is not known. */
export interface EnvCommand {
  readonly words: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly unread: string | undefined;
}

// Long options of coreutils 9.5; `=` says that a value must follow, `?` that it may stand behind an equals sign.
const longOptions: Readonly<Record<string, '' | '=' | '?'>> = {
  'ignore-environment': '',
  null: '',
  unset: '=',
  chdir: '=',
  'split-string': '=',
  argv0: '=',
  'default-signal': '?',
  'ignore-signal': '?',
  'block-signal': '?',
  'list-signal-handling': '',
  debug: '',
};
const shortNames: Readonly<Record<string, string>> = {
  i: 'ignore-environment',
  0: 'null',
  u: 'unset',
  C: 'chdir',
  S: 'split-string',
  a: 'argv0',
  v: 'debug',
};

/** Looks behind `env [option]… [name=value]… program`, as often as it stands there. */
export function lookBehindEnv(given: readonly string[], inherited: ReadonlyMap<string, string>): EnvCommand {
  const environment = new Map(inherited);
  let words = [...given];
  while (path.basename(words[0] ?? '') === 'env') {
    words = words.slice(1);
    for (let word = words[0]; word !== undefined && word.startsWith('-'); word = words[0]) {
      words = words.slice(1);
      if (word === '--') break;
      const options = word === '-' ? [{ name: 'ignore-environment' }] : word.startsWith('--') ? [longOption(word)] : shortOptions(word);
      for (const { name, value } of options) {
        const needsValue = name !== undefined && longOptions[name] === '=';
        const argument = needsValue && value === undefined ? words.shift() : value;
        if (name === 'ignore-environment') environment.clear();
        else if (name === 'unset') environment.delete(argument ?? '');
        else if (name === 'split-string' && /^[\w./:=, -]*$/.test(argument ?? '')) words = [...(argument ?? '').split(/ +/), ...words];
        else if (name === undefined || name === 'split-string')
          return { words, environment, unread: 'env is given an option that was not read' };
      }
    }
    // Whatever holds an equals sign is an assignment, also where it is no name (env(1)).
    for (let word = words[0]; word?.includes('=') === true; word = words[0]) {
      environment.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
      words = words.slice(1);
    }
  }
  return { words, environment, unread: undefined };
}

interface Option {
  readonly name: string | undefined;
  readonly value?: string | undefined;
}

// getopt_long(3) takes what begins only one name.
function longOption(word: string): Option {
  const [, given = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const names = Object.keys(longOptions).filter((name) => name === given || name.startsWith(given));
  return { name: names.includes(given) ? given : names.length === 1 ? names[0] : undefined, value };
}

function shortOptions(word: string): readonly Option[] {
  const options: Option[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const name = shortNames[word.charAt(at)];
    const rest = word.slice(at + 1);
    if (name === undefined || longOptions[name] === '=') return [...options, { name, ...(rest === '' ? {} : { value: rest }) }];
    options.push({ name });
  }
  return options;
}
