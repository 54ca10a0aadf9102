import { describe, expect, it } from 'vitest';
import { lineOf, listSources, type SourceFile } from './source-files.ts';

const files = listSources('src');
const declaration = /^export (?:declare |abstract |async )*(?:function\*?|const|let|class|interface|type) +(\w+)/gm;

describe('exports of src', () => {
  const found = files.flatMap((file) => [...file.code.matchAll(declaration)].map((match) => ({ file, match })));

  it('are found', () => {
    expect(found.length).toBeGreaterThan(100);
  });

  it('have a TSDoc comment that says what they return, decide or are', () => {
    const bare = found
      .filter(({ file, match }) => !hasComment(file, match.index) && !namesDocumentedShape(file, match.index))
      .map(({ file, match }) => `${file.path}:${lineOf(file.text, match.index)}: ${match[1]}`);
    expect(bare, 'write /** … */ on the line above; the first sentence says what it returns or decides').toEqual([]);
  });
});

function hasComment(file: SourceFile, offset: number): boolean {
  return /\*\/\s*$/.test(file.text.slice(0, offset)) && /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.test(file.text.slice(0, offset));
}

/**
 * `Immutable<z.infer<typeof xSchema>>`, `(typeof list)[number]`, `keyof typeof table` of the same file, and the one const
 * of a plug-in, which is named for its kind: the comment stands at what they are taken from.
 */
function namesDocumentedShape(file: SourceFile, offset: number): boolean {
  const statement = file.code.slice(offset, file.code.indexOf(';', offset));
  if (/^export const (?:source|transport|format|client|reporter): \w/.test(statement)) return true;
  const shape = /^export type \w+ =[^;]*\btypeof (\w+)/.exec(statement)?.[1];
  return shape !== undefined && new RegExp(`^export const ${shape}\\b`, 'm').test(file.code);
}
