import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listSources, placesOf } from './source-files.ts';

const root = new URL('../..', import.meta.url).pathname;
const src = listSources('src');
const all = [...src, ...listSources('test')];

describe('files of src', () => {
  it('are found', () => {
    expect(src.length).toBeGreaterThan(20);
  });

  it('hold one idea: none is longer than 300 lines', () => {
    // Tables are exempt: they hold data, and splitting them would only hide the order.
    const long = src
      .filter((file) => !isTable(file.code))
      .map((file) => ({ path: file.path, lines: file.text.trimEnd().split('\n').length }))
      .filter((file) => file.lines > 300);
    expect(long).toEqual([]);
  });

  it('are named in kebab-case, as are their folders', () => {
    const wrong = all
      .map((file) => file.path)
      .filter(
        (file) =>
          !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.real)?(?:\.test)?\.ts$|^test\/vitest\.config\.ts$/.test(file),
      );
    expect(wrong).toEqual([]);
  });

  it('are named for what is in them', () => {
    // Whole names, and words that say nothing in any name.
    const empty = /(?:^|\/)(?:common|core|types|info|data|misc|index)(?=[/.]|$)|(?:^|[/-])(?:utils?|helpers?|managers?)(?=[/.-]|$)/;
    expect(all.map((file) => file.path).filter((file) => empty.test(file.replace('secrets-manager', 'an-aws-service')))).toEqual([]);
  });

  it('export by name', () => {
    expect(placesOf(src, /\bexport\s+default\b/g)).toEqual([]);
  });

  it('re-export nothing wholesale', () => {
    expect(placesOf(src, /\bexport\s*\*/g)).toEqual([]);
  });

  it('write neither to the console nor end the process', () => {
    expect(placesOf(src, /\bconsole\s*\./g)).toEqual([]);
    expect(placesOf(src, /\bprocess\s*\.\s*(?:exit|abort|reallyExit)\s*\(/g)).toEqual([]);
  });

  it('set the exit code in cli/main.ts alone, and in cli/bin.ts for a Node that cannot load it', () => {
    const others = src.filter((file) => file.path !== 'src/cli/bin.ts' && file.path !== 'src/cli/main.ts');
    expect(placesOf(others, /\bprocess\s*\.\s*exitCode\s*=(?!=)/g)).toEqual([]);
  });

  it('have no type any', () => {
    expect(placesOf(src, /(?:[:<|&,(]\s*|\bas\s+|=\s*)any\b(?!\s*[(:=.])/g)).toEqual([]);
  });

  it('assert nothing to be present with an exclamation mark', () => {
    expect(placesOf(src, /[\w$)\]]!(?!=)/g)).toEqual([]);
  });

  it('silence no type error', () => {
    const wrong = src.filter((file) => /@ts-(?:ignore|nocheck|expect-error)/.test(file.text)).map((file) => file.path);
    expect(wrong).toEqual([]);
  });
});

describe('the top level', () => {
  it('holds only what belongs or what tools demand there', () => {
    const expected =
      /^(?:package(?:-lock)?\.json|tsconfig\.json|biome\.json|src|rules|reports|test|README\.md|LICENSE|node_modules|dist|coverage|\..+)$/;
    expect(readdirSync(root).filter((name) => !expected.test(name))).toEqual([]);
  });

  it('has tests that mirror the rooms', () => {
    const rooms = new Set(readdirSync(path.join(root, 'src')));
    const extra = new Set(['conventions', 'fixtures', 'corpus', 'conformance', 'fuzz', 'bench', 'e2e']);
    const folders = readdirSync(path.join(root, 'test'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.length).toBeGreaterThan(1);
    expect(folders.map((entry) => entry.name).filter((name) => !rooms.has(name) && !extra.has(name))).toEqual([]);
  });
});

/** A file of exported constants alone. */
function isTable(code: string): boolean {
  return !/\bfunction\b|=>|\bclass\b/.test(code);
}
