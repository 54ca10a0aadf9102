import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/report/plain-text.ts';
import { displayWidth } from '../../src/report/table/display-width.ts';
import { shortenMiddle, wrapText } from '../../src/report/table/fit.ts';

const printable = fc.string({ unit: 'grapheme', maxLength: 120 }).map((text) => plainText(text));

describe('shortening in the middle', () => {
  it('leaves a text that fits', () => {
    expect(shortenMiddle('permissions-1', 13, '…')).toBe('permissions-1');
  });

  it('keeps both ends, by which names differ', () => {
    expect(shortenMiddle('ip-10-0-13-37.eu-west-1.compute.internal', 20, '…')).toBe('ip-10-0-13….internal');
  });

  it('does not cut a wide character in half', () => {
    expect(shortenMiddle('証明書ストア', 8, '…')).toBe('証明…ア');
  });

  it('never exceeds the width', () => {
    fc.assert(
      fc.property(printable, fc.integer({ min: 1, max: 40 }), (text, width) => {
        expect(displayWidth(shortenMiddle(text, width, '...'))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('wrapping', () => {
  it('breaks at spaces', () => {
    expect(wrapText('the store serves another chain', 12, 9, '…')).toEqual(['the store', 'serves', 'another', 'chain']);
  });

  it('breaks a word that is wider than the line', () => {
    expect(wrapText('in /etc/ssl/certs', 8, 9, '…')).toEqual(['in', '/etc/ssl', '/certs']);
  });

  it('marks that the text goes on', () => {
    expect(wrapText('one two three four', 5, 2, '…')).toEqual(['one', 'two…']);
  });

  it('keeps every line within the width and the lines within their number', () => {
    fc.assert(
      fc.property(printable, fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 6 }), (text, width, maxLines) => {
        const lines = wrapText(text, width, maxLines, '…');
        expect(lines.length).toBeLessThanOrEqual(maxLines);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('loses no word where there is room', () => {
    fc.assert(
      fc.property(printable, (text) => {
        expect(wrapText(text, 20, 1_000, '…').join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
