import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { codeOnly } from './code-only.ts';

const root = new URL('../..', import.meta.url).pathname;

/** One TypeScript file: its path from the top of the repository, its text, and its text with only code left. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly code: string;
}

/** One import or re-export of a file; `type` where nothing of it is left at run time. */
export interface ImportedModule {
  readonly specifier: string;
  /** What stands between the keyword and `from`: `{ a, b }`. */
  readonly names: string;
  readonly kind: 'static' | 'dynamic' | 'type';
  readonly line: number;
}

/** All TypeScript files beneath a folder of the repository, sorted by path. */
export function listSources(folder: string): readonly SourceFile[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort()
    .map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return { path: file, text, code: codeOnly(text) };
    });
}

/** Every module that the file imports, re-exports or loads, in file order. */
export function importsOf(file: SourceFile): readonly ImportedModule[] {
  // The keyword must stand in code; the specifier, being a string, is read from the whole text.
  const pattern = /\b(import|export)\b(?:(\s+type\b)?([^'"`;()]*?)\bfrom\s*|\s*(\()\s*|\s*)(['"])([^'"\n]+)\5/g;
  return [...file.text.matchAll(pattern)].flatMap((match) => {
    const [, keyword = '', type, names = '', call, , specifier = ''] = match;
    if (!file.code.startsWith(keyword, match.index)) return [];
    const kind = call !== undefined ? 'dynamic' : type !== undefined ? 'type' : 'static';
    return [{ specifier, names, kind, line: lineOf(file.text, match.index) }];
  });
}

/** The file that a relative import means, as a path from the top of the repository; undefined for packages and built-ins. */
export function resolveImport(file: SourceFile, specifier: string): string | undefined {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file.path), specifier) : undefined;
}

/** `path:line` of every place in the code of the files that the pattern matches (the pattern must be global). */
export function placesOf(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) => [...file.code.matchAll(pattern)].map((match) => `${file.path}:${lineOf(file.code, match.index)}`));
}

/** 1-based line of an offset. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
