import { describe, expect, it } from 'vitest';
import { codeOnly } from './code-only.ts';
import { importsOf, listSources, type SourceFile } from './source-files.ts';

describe('codeOnly', () => {
  it.each([
    ['a line comment', 'a; // console.log\nb', 'a;               \nb'],
    ['a block comment', 'a /* x\ny */ b', 'a     \n     b'],
    ['a string', `f('any "x"', "it's")`, `f('       ', "    ")`],
    ['an escaped quote', String.raw`f('a\'b', c)`, `f('    ', c)`],
    ['a template, but not the code inside it', '`a ${b + `c ${d}`} e`', '`  ${b + `  ${d}`}  `'],
    ['braces inside of a template expression', '`x ${f({ a: 1 })} y` + z', '`  ${f({ a: 1 })}  ` + z'],
    ['a regular expression with a slash in a class', 'x = /[/"]any/.test(y)', 'x = /       /.test(y)'],
    ['a regular expression after return', "return /'/.test(y)", 'return / /.test(y)'],
    ['nothing of a division', "a / b / c + 'd'", "a / b / c + ' '"],
    ['characters outside of the basic plane', "'😀' + a", "'  ' + a"],
  ])('blanks %s', (_, text, expected) => {
    expect(codeOnly(text)).toBe(expected);
  });

  it('keeps length and line breaks of every file of the repository', () => {
    const files = [...listSources('src'), ...listSources('test')];
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      expect(file.code.length).toBe(file.text.length);
      expect(file.code.split('\n').length).toBe(file.text.split('\n').length);
    }
  });

  it('loses no closing bracket in any file of src, so nothing was mistaken for a string', () => {
    for (const file of listSources('src')) {
      const count = (mark: string): number => file.code.split(mark).length;
      expect([file.path, count('{') - count('}'), count('(') - count(')')]).toEqual([file.path, 0, 0]);
    }
  });
});

describe('importsOf', () => {
  const imports = (text: string): string[] => {
    const file: SourceFile = { path: 'src/x/y.ts', text, code: codeOnly(text) };
    return importsOf(file).map((imported) => `${imported.line} ${imported.kind} ${imported.specifier}`);
  };

  it('finds every way of importing', () => {
    const text = [
      "import a from 'a';",
      "import { b,\n  c } from './b.ts';",
      "import type { D } from 'd';",
      "import { type E } from 'e';",
      "import * as f from 'f';",
      "import 'g';",
      "export { h } from 'h';",
      "export type { I } from 'i';",
      "const j = await import('j');",
    ].join('\n');
    expect(imports(text)).toEqual([
      '1 static a',
      '2 static ./b.ts',
      '4 type d',
      '5 static e',
      '6 static f',
      '7 static g',
      '8 static h',
      '9 type i',
      '10 dynamic j',
    ]);
  });

  it('finds none in comments and strings', () => {
    expect(imports(`// import a from 'a'\nconst text = "import b from 'b'";\n/* import 'c' */`)).toEqual([]);
  });
});
