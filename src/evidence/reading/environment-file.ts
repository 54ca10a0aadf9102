/** Why what an environment file says is not known. */
export interface UnreadEnvironment {
  readonly unread: string;
}

/**
 * Assignments of an environment file, the later ones winning, as systemd reads them (systemd.exec(5), EnvironmentFile=; systemd 252, src/basic/env-file.c,
 * parse_env_file_internal): comments start a line, a backslash continues one, quotes group where nothing but quoted text stands before them, and variables are
 * not put in. A carriage return ends a line, too.
 */
export function parseEnvironmentFile(text: string): ReadonlyMap<string, string> | UnreadEnvironment {
  // read_full_file, and load_env_file_push below; the unit is refused with the file, or with `-` started without it
  if (text.includes('\0')) return { unread: notText };
  const assignments = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    if (/[ \t\r\n]/.test(text.charAt(at))) at += 1;
    else if (/[#;]/.test(text.charAt(at))) {
      at = endOfLine(text, at);
      // Until version 254 the comment went on in the next line
      if (text.charAt(at - 1) === '\\' && !/^(?:$|[\r\n][ \t]*(?:$|[\r\n#;]))/.test(text.slice(at))) return { unread: openComment };
    } else {
      const end = endOfLine(text, at);
      const equals = text.indexOf('=', at + 1);
      if (equals === -1 || equals > end) at = end;
      else {
        const name = text.slice(at, equals).replace(/[ \t]+$/, '');
        const read = readValue(text, equals + 1);
        if (/\uFFFD/.test(name + read.value)) return { unread: notText };
        // `export NAME` is no name either
        if (/^[A-Za-z_]\w*$/.test(name)) assignments.set(name, read.value);
        at = read.end;
      }
    }
  }
  return assignments;
}

// The probe says the same (32-unit-texts.sh)
const notText = 'systemd refuses it, because it is not UTF-8';
const openComment = 'how long a comment in it is depends on systemd';

function endOfLine(text: string, from: number): number {
  const found = /[\r\n]/.exec(text.slice(from));
  return found === null ? text.length : from + found.index;
}

function readValue(text: string, from: number): { readonly value: string; readonly end: number } {
  let value = '';
  let quote = '';
  let isPlain = false;
  // Blanks at the end count only where they were quoted or escaped.
  let kept = 0;
  let at = from;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === '' && /[\r\n]/.test(character)) break;
    if (character === '\\' && quote !== "'") {
      at += 1;
      const next = text.charAt(at);
      isPlain ||= quote === '';
      if (quote === '' ? !/[\r\n]/.test(next) : next !== '\n') value += quote === '"' && !/["\\`$]/.test(next) ? `\\${next}` : next;
      kept = value.length;
    } else if (quote === '' && !isPlain && /["']/.test(character)) {
      quote = character;
    } else if (character === quote) {
      quote = '';
    } else if (quote !== '' || isPlain || !/[ \t]/.test(character)) {
      value += character;
      isPlain ||= quote === '';
      if (quote !== '' || !/[ \t]/.test(character)) kept = value.length;
    }
  }
  return { value: value.slice(0, kept), end: at };
}
