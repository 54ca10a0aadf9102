import { array, assert, constantFrom, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { positionInValue } from '../../src/rules/expression-position.ts';

const words = array(constantFrom('host.id', '==', '"x"', "'y'", '&&', '||', '(', ')', 'size(a)'), { minLength: 1, maxLength: 12 });
const breaks = array(constantFrom(' ', '  ', '\n  ', '\n    ', '\n\n  '), { minLength: 12, maxLength: 12 });

describe('the position of a character in a block scalar', () => {
  it.each(['|', '|-', '>', '>-'])('is where the marked word stands, for any layout under %s', (style) => {
    assert(
      property(words, breaks, nat(), (before, gaps, pick) => {
        const at = pick % (before.length + 1);
        const all = [...before.slice(0, at), 'MARK', ...before.slice(at)];
        const text = `assert: ${style}\n  ${all.map((word, index) => word + (index < all.length - 1 ? (gaps[index % gaps.length] ?? ' ') : '')).join('')}\nnext: 1\n`;
        const value = (parseDocument(text).toJS() as { assert: string }).assert;
        const found = positionInValue(text, { line: 1, column: 9 }, value, value.indexOf('MARK'));
        const line = text.split('\n')[found.line - 1] ?? '';
        expect(line.slice(found.column - 1, found.column + 3)).toBe('MARK');
      }),
      { numRuns: 200 },
    );
  });
});

it('is the start of the value where escapes hide the text', () => {
  expect(positionInValue('a: "\\x41 b"', { line: 1, column: 4 }, 'A b', 2)).toEqual({ line: 1, column: 4 });
});
