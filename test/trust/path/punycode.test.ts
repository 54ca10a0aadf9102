import { domainToASCII } from 'node:url';
import { describe, expect, it } from 'vitest';
import { unicodeForms } from '../../../src/trust/path/punycode.ts';

describe('unicodeForms', () => {
  it.each(['b\u00fccher', 'v\u00e4ult', '\u0440\u0444', '\u75db\u82e6', '\u00fc\u00f6\u00e4\u00e5\u00e6', 'prod-\u6771\u4eac-1'])(
    'gives %s back as the URL parser encoded it',
    (text) => {
      const label = domainToASCII(text);
      expect(label.startsWith('xn--')).toBe(true);
      expect(unicodeForms(label)).toEqual([text]);
    },
  );

  it.each([
    ['no A-label', 'vault'],
    ['a tail that is no number', 'xn--zzzzzzzzz'],
    ['a letter that is folded when it is encoded again', 'xn--strae-oqa'],
    ['a capital letter beyond ASCII', 'xn--*-5qa'],
  ])('leaves the label as it is: %s', (_, label) => {
    expect(unicodeForms(label)).toEqual([label]);
  });

  it('gives both forms for letters that nameprep may not know', () => {
    expect(unicodeForms('xn--bliss-1b3c148a')).toEqual(['bli\u279es\u2d00s', 'xn--bliss-1b3c148a']);
  });
});
