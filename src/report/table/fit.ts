import { characterWidth, displayWidth } from './display-width.ts';

/** The text in at most `width` columns, shortened in the middle: names of hosts and certificates differ at their ends. */
export function shortenMiddle(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(ellipsis);
  if (room < 2) return takeColumns(text, width);
  const tailColumns = Math.floor(room / 2);
  const characters = Array.from(text);
  return takeColumns(text, room - tailColumns) + ellipsis + takeLast(characters, tailColumns);
}

/** Lines of at most `width` columns, broken at spaces, in words only where a word is wider; cut with an ellipsis after `maxLines`. */
export function wrapText(text: string, width: number, maxLines: number, ellipsis: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (displayWidth(line) > width && lines.length <= maxLines) {
      // A character wider than the line still has to go somewhere, or this would never end.
      const head = takeColumns(line, width) || String.fromCodePoint(line.codePointAt(0) ?? 0);
      lines.push(head);
      line = line.slice(head.length);
    }
    // One line more than wanted is enough to know that the text goes on.
    if (lines.length > maxLines) break;
  }
  if (line !== '') lines.push(line);
  if (lines.length <= maxLines) return lines;
  const last = takeColumns(lines[maxLines - 1] ?? '', width - displayWidth(ellipsis));
  return [...lines.slice(0, maxLines - 1), last.trimEnd() + ellipsis];
}

function takeColumns(text: string, columns: number): string {
  let taken = '';
  let width = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    taken += character;
  }
  return taken;
}

function takeLast(characters: readonly string[], columns: number): string {
  let from = characters.length;
  let width = 0;
  while (from > 0) {
    width += characterWidth(characters[from - 1] ?? '');
    if (width > columns) break;
    from -= 1;
  }
  return characters.slice(from).join('');
}
