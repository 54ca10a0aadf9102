import { plainText } from '../plain-text.ts';

/** How the reader's terminal is; decided by the cli, never looked up here. */
export interface TableOptions {
  /** Whether severity words are coloured (plain SGR). */
  readonly color: boolean;
  /** Columns of the terminal; used between 60 and 120, since wider prose cannot be read. */
  readonly width: number;
  /** False where the terminal can draw ASCII only. Default true. */
  readonly unicode?: boolean;
}

/** What a severity word says, not which colour it has. */
export type Tone = 'bad' | 'warn' | 'unsure' | 'good';

/** The page that every section writes on: its width, its glyphs, its colours. */
export interface Page {
  readonly width: number;
  readonly glyphs: { readonly ellipsis: string; readonly rule: string; readonly dot: string; readonly arrow: string };
  /** Makes text from outside safe to print; every such text goes through here once. */
  readonly text: (outside: string) => string;
  readonly paint: (tone: Tone, word: string) => string;
}

/** The page for these options. */
export function makePage(options: TableOptions): Page {
  const unicode = options.unicode ?? true;
  return {
    width: Number.isFinite(options.width) ? Math.min(120, Math.max(60, Math.floor(options.width))) : 80,
    glyphs: unicode ? { ellipsis: '…', rule: '─', dot: '·', arrow: '→' } : { ellipsis: '...', rule: '-', dot: '|', arrow: '->' },
    text: (outside) => plainText(outside, { ascii: !unicode }),
    paint: options.color ? (tone, word) => `\u001b[${sgr[tone]}m${word}\u001b[0m` : (_tone, word) => word,
  };
}

/** The eight colours that every theme redefines legibly; bold only where the eye must land first. */
const sgr: Readonly<Record<Tone, string>> = { bad: '1;31', warn: '33', unsure: '35', good: '32' };
