import { describe, expect, it } from 'vitest';
import { readPicture } from '../../../src/evidence/probe/picture.ts';
import { instantIn, numberIn, plainText } from '../../../src/evidence/probe/picture-fields.ts';
import { pictureOf, record } from './picture-text.ts';

describe('records of a picture', () => {
  it('are found by what they are about, with their text', () => {
    const picture = pictureOf([record('text', ['/etc/a b', 3], ['one', '', '|two\t'])]);
    const found = picture.find('text', '/etc/a b');
    expect(found).toMatchObject({ fields: ['/etc/a b', '3'] });
    expect(found !== 'contested' && found?.text()).toEqual(['one', '', '|two\t']);
    expect(picture.find('text', '/etc/b')).toBeUndefined();
  });

  it('hold any byte in their fields', () => {
    const name = '/etc/\\n\t\n\r\x1b\x7fé€';
    expect(pictureOf([record('gone', [name])]).find('gone', name)).toBeDefined();
  });

  it('keep what looks like an escape and is none', () => {
    const picture = readPicture(Buffer.from('gone\t/a\\q\\x4\\xZZ\\\n'));
    expect(picture.all('gone')[0]?.fields).toEqual(['/a\\q\\x4\\xZZ\\']);
  });

  it('count once where they stand there twice alike, and not at all where they contradict each other', () => {
    const [file, gone] = ['file\t/a\tfile', 'gone\t/a'];
    expect(pictureOf([gone, gone]).find('gone', '/a')).toMatchObject({ fields: ['/a'] });
    expect(pictureOf([gone, file]).find('gone', '/a')).toBe('contested');
    expect(pictureOf([gone, file]).find('file', '/a')).toBe('contested');
    expect(pictureOf([record('text', ['/a', 1], ['x']), record('text', ['/a', 1], ['y'])]).find('text', '/a')).toBe('contested');
    expect(pictureOf([record('run', ['runtime:go', 0, '/a']), record('run', ['runtime:go', 0, '/b'])]).all('run')).toHaveLength(2);
  });

  it('are none where they begin with a bar', () => {
    const picture = readPicture(Buffer.from('|text\t/a\t1\nhidden\t1\n'));
    expect(picture.find('text', '/a')).toBeUndefined();
    expect(picture.find('hidden')).toBeDefined();
  });

  it('cost what their number costs, and are refused where there are too many', () => {
    const lines = Buffer.from(`text\t/a\t1\n${'|x\n'.repeat(3_000_000)}gone\t/b\n`);
    const startedAt = performance.now();
    expect(readPicture(lines).find('gone', '/b')).toBeDefined();
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(() => readPicture(Buffer.from('x\n'.repeat(300_000)))).toThrow(/more than 250000 records/);
  });
});

describe('fields of a record', () => {
  it('are numbers only within their range', () => {
    expect(
      ['0', '12', '4194305', '-1', '1e3', ' 1', '0x1', '', '-', '99999999999999999', undefined].map((field) => numberIn(field, 4_194_304)),
    ).toEqual([0, 12, ...Array.from({ length: 9 }, () => undefined)]);
  });

  it('are instants only where a calendar has them', () => {
    expect(instantIn('1700000000.25')).toBe(1_700_000_000_250);
    expect(instantIn('-5')).toBe(-5000);
    expect(['999999999999', '-', '1e9', 'NaN', '-99999999999'].map(instantIn)).toEqual(Array.from({ length: 5 }, () => undefined));
  });

  it('stand in evidence without control characters and not at any length', () => {
    expect(plainText('a\u001b[31mb\n\u202ec')).toBe('a\u{FFFD}[31mb\u{FFFD}\u{FFFD}c');
    expect(plainText('x'.repeat(1000))).toBe(`${'x'.repeat(512)}…`);
  });
});
