import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { Document } from 'yaml';
import { type Problem, problemsError } from './problem.ts';
import { type KeyPath, quote } from './shown-value.ts';

let loaded: typeof Yaml | undefined;

// Most runs read no YAML at all (a build carries the rules as JSON), and loading the parser takes as long as starting Node does
function yaml(): typeof Yaml {
  loaded ??= createRequire(import.meta.url)('yaml') as typeof Yaml;
  return loaded;
}

/** A YAML document as plain values that still knows where each of them stands. */
export interface YamlSource {
  readonly value: unknown;
  /** Where the value at the path starts; for a path that is not there, where its nearest parent starts. */
  readonly valueAt: (path: KeyPath) => { readonly line: number; readonly column: number };
  /** Where the last key of the path stands (for list items: the item). */
  readonly keyAt: (path: KeyPath) => { readonly line: number; readonly column: number };
}

/**
 * One YAML 1.2 document (JSON is YAML). Throws ConfigError on anything that readers of the file could understand in two
 * ways: duplicate keys, aliases, unknown tags, keys that are not text, several documents; warnings are errors.
 */
export function readYaml(text: string, file: string): YamlSource {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  // Pretty errors would quote the source line, which may hold a secret; `silent` would also drop the error of a second document.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: 'error' });
  const position = (offset: number): { line: number; column: number } => {
    const found = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(found.line, 1), column: Math.max(found.col, 1) };
  };
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    message: describeSyntax(error.code, error.message, text.slice(error.pos[0])),
    ...position(error.pos[0]),
  }));
  // One slip makes the parser stumble several times: only the first complaint is sure to mean something.
  const first = [...faults].sort((a, b) => a.line - b.line || a.column - b.column)[0];
  if (first !== undefined) throw problemsError(file, [first]);
  const aliases = aliasProblems(document, position);
  if (aliases.length > 0) throw problemsError(file, aliases);
  return {
    value: document.toJS({ maxAliasCount: 0 }) as unknown,
    valueAt: (path) => position(locate(document, path).value),
    keyAt: (path) => position(locate(document, path).key),
  };
}

function aliasProblems(document: Document, position: (offset: number) => { line: number; column: number }): Problem[] {
  const problems: Problem[] = [];
  yaml().visit(document, {
    Alias: (_, alias) => {
      const message = `alias ${quote(`*${alias.source}`)} is not supported here: write the value out`;
      problems.push({ message, ...position(alias.range?.[0] ?? 0) });
    },
  });
  return problems;
}

/** Offsets of the last key and of the value at the path, or of the nearest parent that is there. */
function locate(document: Document, path: KeyPath): { readonly key: number; readonly value: number } {
  const { isMap, isScalar, isSeq } = yaml();
  let node: unknown = document.contents;
  let key = startOf(node, 0);
  let value = key;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === String(step));
      if (pair === undefined) break;
      key = startOf(pair.key, value);
      // `key:` with nothing behind it: the key is what the reader looks for.
      value = isScalar(pair.value) && pair.value.value === null ? key : startOf(pair.value, key);
      node = pair.value;
    } else {
      const item: unknown = isSeq(node) ? node.items[Number(step)] : undefined;
      if (item === undefined) break;
      key = startOf(item, value);
      value = key;
      node = item;
    }
  }
  return { key, value };
}

function startOf(node: unknown, otherwise: number): number {
  return yaml().isNode(node) ? (node.range?.[0] ?? otherwise) : otherwise;
}

/** The parser's message in our words, without the piece of source text that it sometimes quotes. */
function describeSyntax(code: string, message: string, source: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return `key ${quote(/^[^:\n]*/.exec(source)?.[0] ?? '')} stands twice in the same mapping`;
    case 'MULTIPLE_DOCS':
      return 'a second YAML document starts here, but one file holds one document';
    case 'TAB_AS_INDENT':
      return 'a tab is used as indentation: YAML wants spaces';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a mapping starts inside a plain value: mend the indentation of the line below, or quote a value that holds ": "';
    case 'NON_STRING_KEY':
      return 'a key of a mapping is not text';
    case 'MISSING_CHAR':
      if (message.startsWith('Missing closing')) return 'a quoted value is not closed';
      break;
    default:
      break;
  }
  return `not valid YAML: ${(message[0] ?? '').toLowerCase()}${message.slice(1).replace(/: .*$/s, '')}`;
}
