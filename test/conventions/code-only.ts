/**
 * The text of a TypeScript file with the inside of comments, strings, templates and regular expressions blanked out, so
 * that a convention is looked for in code alone. Line breaks and length stay, so positions hold in both texts.
 */
export function codeOnly(text: string): string {
  // UTF-16 units, not characters: offsets must stay.
  const out = Array.from({ length: text.length }, (_, index) => text.charAt(index));
  // One entry for each template that is open: the depth of braces in its current ${…}.
  const templates: number[] = [];
  let position = 0;
  let before = '';
  const blank = (end: number): void => {
    for (; position < end; position += 1) if (out[position] !== '\n') out[position] = ' ';
  };
  while (position < text.length) {
    const character = text.charAt(position);
    const rest = text.slice(position, position + 2);
    const depth = templates.at(-1);
    if (rest === '//') blank(endOr(text, '\n', position, 0));
    else if (rest === '/*') blank(endOr(text, '*/', position + 2, 2));
    else if (character === '"' || character === "'") {
      position += 1;
      blank(closing(text, position, character));
      position += 1;
      before = character;
    } else if (character === '`' || (character === '}' && depth === 0)) {
      if (character === '}') templates.pop();
      position += 1;
      const end = templateEnd(text, position);
      blank(end);
      if (text.startsWith('${', end)) {
        templates.push(0);
        position += 2;
        before = '{';
      } else {
        position += 1;
        before = '`';
      }
    } else if (character === '/' && startsRegex(before, text.slice(0, position))) {
      position += 1;
      blank(regexEnd(text, position));
      position += 1;
      before = '/';
    } else {
      if (depth !== undefined && character === '{') templates[templates.length - 1] = depth + 1;
      if (depth !== undefined && character === '}') templates[templates.length - 1] = depth - 1;
      if (/\S/.test(character)) before = character;
      position += 1;
    }
  }
  return out.join('');
}

function endOr(text: string, mark: string, from: number, length: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + length;
}

function closing(text: string, from: number, mark: string): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== mark && text.charAt(at) !== '\n') at += text.charAt(at) === '\\' ? 2 : 1;
  return at;
}

function templateEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '`' && !text.startsWith('${', at)) at += text.charAt(at) === '\\' ? 2 : 1;
  return at;
}

function regexEnd(text: string, from: number): number {
  let at = from;
  let inClass = false;
  while (at < text.length && text.charAt(at) !== '\n' && (inClass || text.charAt(at) !== '/')) {
    if (text.charAt(at) === '[') inClass = true;
    if (text.charAt(at) === ']') inClass = false;
    at += text.charAt(at) === '\\' ? 2 : 1;
  }
  return at;
}

/** A slash divides after a value and starts a regular expression after anything else. */
function startsRegex(before: string, textBefore: string): boolean {
  if (before === '' || /[=(,:[!&|?{};+\-*%<>~^]/.test(before)) return true;
  return /\b(?:return|typeof|case|in|of|await|yield|void|delete)\s*$/.test(textBefore);
}
