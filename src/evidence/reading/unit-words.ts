/**
 * Words of a unit's setting: quotes group, C-style escapes are resolved (systemd.syntax(7), "Quoting"). `\;` as a word of its own
 * stays as it is written where it is not to be taken for the separator of commands.
 */
export function splitUnitWords(text: string, keepSemicolon = false): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\' && keepSemicolon && word === undefined && quote === '' && /^\\;(?:\s|$)/.test(text.slice(at, at + 3))) {
      words.push('\\;');
      at += 1;
    } else if (character === '\\') {
      const [resolved, length] = resolveEscape(text, at + 1);
      word = (word ?? '') + resolved;
      at += length;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if ((character === '"' || character === "'") && word === undefined) {
      quote = character;
      word = '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
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

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', s: ' ' };

function resolveEscape(text: string, at: number): readonly [resolved: string, length: number] {
  const hex = /^x([0-9a-fA-F]{2})/.exec(text.slice(at, at + 3));
  if (hex !== null) return [String.fromCharCode(Number.parseInt(hex[1] ?? '', 16)), 3];
  const octal = /^[0-7]{3}/.exec(text.slice(at, at + 3));
  if (octal !== null) return [String.fromCharCode(Number.parseInt(octal[0], 8)), 3];
  const character = text.charAt(at);
  return [escapes[character] ?? character, 1];
}
