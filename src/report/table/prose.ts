import { wrapText } from './fit.ts';
import type { Page, Tone } from './page.ts';

/** How a paragraph is indented, cut and painted. */
export interface ProseStyle {
  /** Before the first line; the lines after it are indented as deep as `hang`, which defaults to the same. */
  readonly indent?: string;
  readonly hang?: string;
  /** Default 4. */
  readonly maxLines?: number;
  /** The word that the text begins with is painted so. */
  readonly begins?: { readonly word: string; readonly tone: Tone };
}

/** Safe text as lines within the page; every line that is no table goes through here, so that none can be too wide. */
export function prose(page: Page, text: string, style: ProseStyle = {}): readonly string[] {
  const indent = style.indent ?? '';
  const hang = style.hang ?? indent;
  const lines = wrapText(text, page.width - Math.max(indent.length, hang.length), style.maxLines ?? 4, page.glyphs.ellipsis);
  return lines.map((line, index) => (index === 0 ? indent + paintStart(page, line, style.begins) : hang + line));
}

function paintStart(page: Page, line: string, begins: ProseStyle['begins']): string {
  if (begins === undefined || !line.startsWith(begins.word)) return line;
  return page.paint(begins.tone, begins.word) + line.slice(begins.word.length);
}
