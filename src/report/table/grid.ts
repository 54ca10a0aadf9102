import Table from 'cli-table3';
import { isCommand, wrapCommand } from '../shell-command.ts';
import { displayWidth } from './display-width.ts';
import { shortenMiddle, wrapText } from './fit.ts';
import type { Page, Tone } from './page.ts';

/** How one column of a table is set. */
export interface Column {
  readonly title?: string;
  /** Widest that the column may get, in terminal columns; `rest` takes what the others leave (one column, at most). */
  readonly width: number | 'rest';
  readonly align?: 'right';
  /** Takes its whole width, so that the columns of several tables stand under one another. */
  readonly fixed?: true;
}

/**
 * Safe text, or lines of it that are wrapped one by one; a tone paints every line; a `name` is shortened in the middle, not wrapped. Of `steps`, what follows
 * a number (`1. `) hangs behind it, and a command stays one that a shell reads, if wider than the page.
 */
export interface Cell {
  readonly text: string | readonly string[];
  readonly tone?: Tone;
  readonly name?: true;
  readonly steps?: true;
  /** Lines that one text may wrap to before it is cut. Default 4. */
  readonly maxLines?: number;
}

/**
 * Lines of a table without frame, indented by two. Cells are measured, shortened and wrapped here, so that no content but a
 * command makes a line wider than the page; cli-table3 sets them side by side.
 */
export function grid(page: Page, columns: readonly Column[], rows: readonly (readonly (Cell | string)[])[]): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const widths = columnWidths(page, columns, cells);
  const laidOut = cells.map((row) => row.map((cell, index) => ({ ...cell, text: layOut(cell, widths[index] ?? 1, page.glyphs.ellipsis) })));
  const table = new Table({
    chars: frameless,
    // cli-table3 would cut a command that is wider
    colWidths: widths.map((width, index) =>
      laidOut.reduce((most, row) => (row[index]?.steps === true ? Math.max(most, widthOf(row[index])) : most), width),
    ),
    colAligns: columns.map((column) => column.align ?? 'left'),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  if (columns.some((column) => column.title !== undefined)) {
    table.push(
      columns.map((column) => column.title ?? ''),
      widths.map((width) => page.glyphs.rule.repeat(width)),
    );
  }
  // cli-table3 takes seconds for one row of forty lines, and none for forty rows
  for (const row of laidOut) {
    const height = Math.max(1, ...row.map(({ text }) => text.length));
    for (let line = 0; line < height; line += 1) table.push(row.map(({ text, tone }) => painted(page, text[line], tone)));
  }
  return rows.length === 0
    ? []
    : table
        .toString()
        .split('\n')
        .map((line) => `${indent}${line}`.trimEnd());
}

const indent = '  ';
const gutter = '  ';

const frameless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: gutter,
};

function columnWidths(page: Page, columns: readonly Column[], rows: readonly (readonly Cell[])[]): readonly number[] {
  const fixed = columns.map((column, index) => {
    if (column.width === 'rest') return 0;
    if (column.fixed === true) return column.width;
    const widest = rows.reduce((most, row) => Math.max(most, widthOf(row[index])), displayWidth(column.title ?? ''));
    return Math.max(1, Math.min(column.width, widest));
  });
  const used = fixed.reduce((sum, width) => sum + width, indent.length + gutter.length * (columns.length - 1));
  return columns.map((column, index) => (column.width === 'rest' ? Math.max(8, page.width - used) : (fixed[index] ?? 1)));
}

function widthOf(cell: Cell | undefined): number {
  if (cell === undefined) return 0;
  const lines = typeof cell.text === 'string' ? [cell.text] : cell.text;
  return lines.reduce((most, line) => Math.max(most, displayWidth(line)), 0);
}

function layOut(cell: Cell, width: number, ellipsis: string): readonly string[] {
  const texts = typeof cell.text === 'string' ? [cell.text] : cell.text;
  return texts.flatMap((text) => (cell.name === true ? [shortenMiddle(text, width, ellipsis)] : wrapped(text, cell, width, ellipsis)));
}

function painted(page: Page, line: string | undefined, tone: Tone | undefined): string {
  if (line === undefined) return '';
  return tone === undefined ? line : page.paint(tone, line);
}

function wrapped(text: string, { steps, maxLines = 4 }: Cell, width: number, ellipsis: string): readonly string[] {
  const number = steps === true ? (/^\d+\. /.exec(text)?.[0] ?? '') : '';
  const hang = number.length;
  const command = text.slice(hang);
  const lines = steps === true && isCommand(command) ? wrapCommand(command, width - hang) : undefined;
  if (lines !== undefined) return lines.map((line, index) => (index === 0 ? number : ' '.repeat(hang)) + line);
  return wrapText(text, width - hang, maxLines, ellipsis).map((line, index) => (index === 0 ? line : ' '.repeat(hang) + line));
}
