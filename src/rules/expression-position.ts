import type { YamlSource } from '../config/yaml-source.ts';

interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the character `offset` of a text value stands in its YAML file. Found by following the value through the source:
 * folding and block indentation change only white space. Where escapes make that impossible, the start of the value.
 */
export function positionInValue(text: string, start: Position, value: string, offset: number): Position {
  if (value.trim() === '') return start;
  const lines = text.split('\n');
  let line = start.line - 1;
  let column = start.column - 1;
  const here = (): string | undefined => lines[line]?.[column];
  const next = (): void => {
    if (here() === undefined && line < lines.length) {
      line += 1;
      column = 0;
    } else {
      column += 1;
    }
  };
  const isBetweenWords = (): boolean => (here() === undefined ? line < lines.length : isSpace(here()));
  const style = here();
  if (style === '|' || style === '>') {
    line += 1;
    column = 0;
  } else if (style === '"' || style === "'") {
    next();
  }
  for (let index = 0; index < value.length; index += 1) {
    const wanted = value[index] ?? '';
    if (isSpace(wanted)) {
      if (index === offset) return { line: line + 1, column: column + 1 };
      continue;
    }
    while (isBetweenWords()) next();
    // A single quote is written twice between single quotes, and `\"` is the one escape that expressions need.
    if ((style === "'" && wanted === "'") || (style === '"' && wanted === '"' && here() === '\\')) next();
    if (here() !== wanted) return start;
    if (index === offset) return { line: line + 1, column: column + 1 };
    next();
  }
  return { line: line + 1, column: column + 1 };
}

/** As `positionInValue`, for the text value at the path of the document. */
export function positionAt(source: YamlSource, text: string, path: readonly string[], value: string, offset: number): Position {
  return positionInValue(text, source.valueAt(path), value, offset);
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r';
}
