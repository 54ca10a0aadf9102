/**
 * Assignments of an environment file, the later ones winning (systemd.exec(5), EnvironmentFile=): comments start a line,
 * a backslash continues one, single and double quotes may hold whole lines, variables are not put in.
 */
export function parseEnvironmentFile(text: string): ReadonlyMap<string, string> {
  const assignments = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const start = /^(?:\s*(?:[#;][^\n]*)?\n|[ \t]+)*/.exec(text.slice(at))?.[0].length ?? 0;
    at += start;
    const name = /^(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*/.exec(text.slice(at));
    if (name === null) {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end + 1;
      continue;
    }
    at += name[0].length;
    const [value, end] = readValue(text, at);
    // systemd takes `export NAME` for a name that is not valid and ignores the line.
    if (!name[0].startsWith('export')) assignments.set(name[1] ?? '', value);
    at = end;
  }
  return assignments;
}

function readValue(text: string, from: number): readonly [value: string, end: number] {
  let value = '';
  let quote = '';
  // Blanks at the end count only where they were quoted.
  let kept = 0;
  let at = from;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === '' && character === '\n') break;
    if (character === '\\' && quote !== "'") {
      at += 1;
      const next = text.charAt(at);
      if (next === '\n') continue;
      // Inside double quotes a backslash is kept unless it escapes one of these.
      value += quote === '"' && !/["\\`$]/.test(next) ? `\\${next}` : next;
      kept = value.length;
    } else if (quote === '' && (character === '"' || character === "'") && value.length === kept) {
      quote = character;
    } else if (character === quote) {
      quote = '';
      kept = value.length;
    } else {
      value += character;
      if (quote !== '' || !/\s/.test(character)) kept = value.length;
    }
  }
  return [value.slice(0, kept), at + 1];
}
