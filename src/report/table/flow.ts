import { displayWidth } from './display-width.ts';
import { wrapText } from './fit.ts';
import type { Page, Tone } from './page.ts';

/** Safe text of one piece; `word` is the part of it that is painted. */
export interface Piece {
  readonly text: string;
  readonly word?: { readonly text: string; readonly tone: Tone };
}

/** Lines of pieces with dots between them, broken only between pieces (within one only where it is wider than the page). */
export function flow(page: Page, pieces: readonly Piece[], indent: string): readonly string[] {
  const room = page.width - indent.length;
  const dot = ` ${page.glyphs.dot} `;
  const lines: { plain: string; painted: string }[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    const fits = last !== undefined && displayWidth(last.plain) + displayWidth(dot) + displayWidth(piece.text) <= room;
    if (fits) {
      last.plain += dot + piece.text;
      last.painted += dot + painted(page, piece);
      continue;
    }
    const parts = wrapText(piece.text, room, 2, page.glyphs.ellipsis);
    // A piece that has to be wrapped is not painted: its word may have been cut.
    for (const part of parts) lines.push({ plain: part, painted: parts.length === 1 ? painted(page, piece) : part });
  }
  return lines.map((line) => indent + line.painted);
}

function painted(page: Page, { text, word }: Piece): string {
  return word === undefined ? text : text.replace(word.text, () => page.paint(word.tone, word.text));
}
