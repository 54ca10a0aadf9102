/** Words of a unit's setting, and what is wrong with them. */
export interface UnitWords {
  readonly words: readonly string[];
  /** How many of them stand before the first that systemd cannot read: one with an escape that is none, or a quote that nothing closes. */
  readonly sound: number;
  /** The last one is in a quote that nothing closes. */
  readonly isOpen: boolean;
}

/** The words alone, with what is wrong with them. */
export function splitUnitWords(text: string, keepSemicolon = false): readonly string[] {
  return readUnitWords(text, keepSemicolon).words;
}

/** Assignments of Environment= and the like: systemd takes those before what it cannot read (systemd 252, src/core/load-fragment.c, config_parse_environ). */
export function splitAssignments(text: string): readonly string[] {
  const { words, sound } = readUnitWords(text);
  return words.slice(0, sound);
}

/**
 * Reads words: quotes group wherever they stand, C-style escapes are resolved (systemd 252, src/basic/extract-word.c; systemd.syntax(7), "Quoting", takes
 * quotes for such at the beginning of a word only, which is not what it does). `\;` as a word of its own stays as it is written where it is not to be taken
 * for the separator of commands.
 */
export function readUnitWords(text: string, keepSemicolon = false): UnitWords {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  let sound: number | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\' && keepSemicolon && word === undefined && quote === '' && /^\\;(?:\s|$)/.test(text.slice(at, at + 3))) {
      words.push('\\;');
      at += 1;
    } else if (character === '\\') {
      const [resolved, length, isKnown] = resolveEscape(text, at + 1);
      if (!isKnown) sound ??= words.length;
      word = (word ?? '') + resolved;
      at += length;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== '') sound ??= words.length;
  if (word !== undefined) words.push(word);
  return { words, sound: sound ?? words.length, isOpen: quote !== '' };
}

/** Resolves the specifiers that a unit's name and the standard folders tell; others stay as they are written. */
export function resolveSpecifiers(text: string, unitName: string): string {
  const name = unitName.replace(/\.[a-z]+$/, '');
  const [prefix, instance] = name.includes('@') ? [name.slice(0, name.indexOf('@')), name.slice(name.indexOf('@') + 1)] : [name, ''];
  const known: Readonly<Record<string, string>> = {
    '%': '%',
    n: unitName,
    N: name,
    p: prefix,
    P: prefix,
    i: instance,
    I: instance.replaceAll('-', '/'),
    t: '/run',
    S: '/var/lib',
    C: '/var/cache',
    L: '/var/log',
    E: '/etc',
  };
  return text.replaceAll(/%([%A-Za-z])/g, (whole, letter: string) => known[letter] ?? whole);
}

/** Puts variables in (systemd.service(5), "Command lines"): `$NAME` as a word of its own is split into words, `${NAME}` is put in as it is. */
export function substituteVariables(word: string, environment: ReadonlyMap<string, string>): readonly string[] {
  const whole = /^\$([A-Za-z_]\w*)$/.exec(word);
  if (whole !== null) return splitUnitWords(environment.get(whole[1] ?? '') ?? '');
  return [
    word.replaceAll(/\$\$|\$\{([A-Za-z_]\w*)\}/g, (found, name: string | undefined) =>
      name === undefined ? found.slice(1) : (environment.get(name) ?? ''),
    ),
  ];
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  s: ' ',
  u: 'u',
  U: 'U',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

// One that systemd does not know stays as it is written.
function resolveEscape(text: string, at: number): readonly [resolved: string, length: number, isKnown: boolean] {
  const hex = /^x([0-9a-fA-F]{2})/.exec(text.slice(at, at + 3));
  if (hex !== null) return [String.fromCharCode(Number.parseInt(hex[1] ?? '', 16)), 3, true];
  const octal = /^[0-7]{3}/.exec(text.slice(at, at + 3));
  if (octal !== null) return [String.fromCharCode(Number.parseInt(octal[0], 8)), 3, true];
  const character = text.charAt(at);
  const known = escapes[character];
  return known === undefined ? [`\\${character}`, 1, false] : [known, 1, true];
}
