import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/report/plain-text.ts';
import { displayWidth } from '../../src/report/table/display-width.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const escape = String.fromCodePoint(0x1b);

describe('plain text', () => {
  it.each([
    ['leaves ordinary text alone', 'CN=Corp Root G2, O=Größe AG', 'CN=Corp Root G2, O=Größe AG'],
    ['leaves wide text alone', '証明書', '証明書'],
    ['shows an ANSI command as text', `${escape}[31mred`, '\\x1b[31mred'],
    ['shows a C1 command as text', '\u009b2J', '\\x9b2J'],
    ['makes one space of line breaks', 'a\r\n\tb\u2028c\u0085d', 'a b c d'],
    ['shows a bidi override', 'a\u202eb', 'a\\u202eb'],
    ['shows invisible characters, so that two names do not look the same', 'we\u200bb', 'we\\u200bb'],
    ['shows code points beyond the basic plane', '\u{e0041}', '\\u{e0041}'],
    ['prints flags as letters', '🇩🇪', 'DE'],
    ['cuts a tower of marks', `a${'\u0316'.repeat(50)}b`, `a${'\u0316'.repeat(3)}b`],
    ['shows half a surrogate pair', 'a\ud800b', 'a\\ud800b'],
  ])('%s', (_name, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  it('escapes everything beyond ASCII where the terminal has nothing else', () => {
    expect(plainText('Größe 証', { ascii: true })).toBe('Gr\\xf6\\xdfe \\u8a3c');
  });

  it('lets no control, format or surrogate code point through', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, ascii) => {
        expect(plainText(text, { ascii })).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u);
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(plainText(plainText(text))).toBe(plainText(text));
      }),
    );
  });
});

describe('display width', () => {
  it.each([
    ['abc', 3],
    ['証明書', 6],
    ['🚀', 2],
    ['e\u0301', 1],
    ['', 0],
  ])('measures %j as %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('agrees with the measure by which cli-table3 pads, for every code point that may be printed', () => {
    const stringWidth = createRequire(import.meta.resolve('cli-table3'))('string-width') as (text: string) => number;
    const disagreements: string[] = [];
    let compared = 0;
    for (let code = 0; code <= 0x10ffff; code += 1) {
      // Planes 4–13 are unassigned and 15–16 private: all are printed as escapes, of which one in each plane is enough.
      if (code > 0x3ffff && code % 0x10000 !== 0) continue;
      const text = plainText(`a${String.fromCodePoint(code)}b`);
      compared += 1;
      if (stringWidth(text) !== displayWidth(text)) disagreements.push(code.toString(16));
    }
    expect(compared).toBeGreaterThan(260_000);
    expect(disagreements).toEqual([]);
  });
});
