import type { ExpressionFault } from './expression-use.ts';

/** What the library's errors carry; read by shape, so that only its evaluator has to be loaded. */
interface LibraryError {
  readonly code: string;
  readonly summary: string;
  readonly range?: { readonly start: number };
}

/** The parser's complaint in our words, where the text stops making sense. Anything that is no parse error is a bug and goes on. */
export function syntaxFaultOf(error: unknown, text: string): ExpressionFault {
  if (error instanceof RangeError) return { message: 'the expression is nested too deeply', start: 0 };
  if (!isLibraryError(error)) throw error;
  const start = error.range?.start ?? 0;
  return { message: describeSyntax(error, text, start), start };
}

/** The type checker's complaint in our words. */
export function typeFaultOf(error: unknown): ExpressionFault {
  if (!isLibraryError(error)) throw error;
  return { message: plain(error.summary), start: error.range?.start ?? 0 };
}

/** Why an evaluation failed though no fact was missing: a text that is no number, say. */
export function runFailureOf(error: unknown): string {
  if (!isLibraryError(error)) throw error;
  return plain(error.summary);
}

function describeSyntax(error: LibraryError, text: string, start: number): string {
  if (text.trim() === '') return 'the expression is empty';
  const found = text[start];
  if (start >= text.length || /\bEOF\b/.test(error.summary)) return 'the expression ends too early';
  if (found === '=') return 'a single = is no operator: equality is ==';
  if (found === '&' || found === '|') return `a single ${found} is no operator: write ${found}${found}`;
  const limit = /^Exceeded (\w+) \((\d+)\)/.exec(error.summary);
  if (limit !== null)
    return limit[2] === '0'
      ? 'mappings cannot be written out here'
      : `the expression is too large: ${limitNames[limit[1] ?? ''] ?? limit[1]} ${limit[2]}`;
  return plain(error.summary);
}

const limitNames: Readonly<Record<string, string>> = {
  maxAstNodes: 'its parts number more than',
  maxDepth: 'its brackets nest deeper than',
  maxListElements: 'a list in it is longer than',
  maxCallArguments: 'a call in it has more arguments than',
};

function plain(summary: string): string {
  const renamed = summary
    .replaceAll('google.protobuf.Timestamp', 'timestamp')
    .replaceAll('google.protobuf.Duration', 'duration')
    .replaceAll(
      /\b(?:LPAREN|RPAREN|LBRACKET|RBRACKET|LBRACE|RBRACE|IDENTIFIER|EOF|COMMA|DOT|COLON|QUESTION|EQ|NE|AND|OR|NOT|IN)\b/g,
      (token) => tokens[token] ?? token,
    );
  return (renamed[0] ?? '').toLowerCase() + renamed.slice(1);
}

const tokens: Readonly<Record<string, string>> = {
  LPAREN: '(',
  RPAREN: ')',
  LBRACKET: '[',
  RBRACKET: ']',
  LBRACE: '{',
  RBRACE: '}',
  IDENTIFIER: 'a name',
  EOF: 'the end',
  COMMA: ',',
  DOT: '.',
  COLON: ':',
  QUESTION: '?',
  EQ: '==',
  NE: '!=',
  AND: '&&',
  OR: '||',
  NOT: '!',
  IN: 'in',
};

function isLibraryError(error: unknown): error is LibraryError {
  return error instanceof Error && 'summary' in error && 'code' in error && typeof error.summary === 'string';
}
