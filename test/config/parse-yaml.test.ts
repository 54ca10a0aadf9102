import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseYamlDocument } from '../../src/config/parse-yaml.ts';
import { ConfigError } from '../../src/errors.ts';

const schema = z.strictObject({
  stores: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        servedChain: z
          .discriminatedUnion('from', [
            z.strictObject({ from: z.literal('tls') }),
            z.strictObject({ from: z.literal('file'), path: z.string() }),
          ])
          .optional(),
        password: z.string().optional(),
      }),
    )
    .optional(),
  regions: z.union([z.literal('all'), z.array(z.string()).min(1)]).optional(),
  dependsOn: z.array(z.union([z.string(), z.strictObject({ service: z.string(), fallback: z.boolean() })])).optional(),
  failOn: z.enum(['critical', 'high', 'none']).optional(),
  percent: z.number().min(0).max(100).optional(),
  count: z.number().int().optional(),
  tags: z.record(z.string(), z.string()).optional(),
});

function failure(text: string): ConfigError {
  try {
    parseYamlDocument(text, 'snowline.yaml', schema);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

/** `line:column message` of the first problem, and the further lines as they are. */
function report(text: string): string {
  const error = failure(text);
  return `${error.line}:${error.column} ${error.message}`;
}

describe('parseYamlDocument', () => {
  it('returns what the schema reads, from YAML and from JSON', () => {
    const expected = { stores: [{ name: 'vault', servedChain: { from: 'tls' } }] };
    expect(parseYamlDocument('stores:\n  - name: vault\n    servedChain: { from: tls }\n', 'a.yaml', schema)).toEqual(expected);
    expect(parseYamlDocument(JSON.stringify(expected), 'a.json', schema)).toEqual(expected);
  });

  it('reads a file with a byte order mark and Windows line ends', () => {
    expect(parseYamlDocument('\uFEFFcount: 1\r\nfailOn: high\r\n', 'a.yaml', schema)).toEqual({ count: 1, failOn: 'high' });
    expect(report('count: 1\r\nfailOn: hihg\r\n')).toMatch(/^2:9 failOn/);
  });

  it.each([
    ['an unknown key', 'regionss: all', '1:1 unknown key "regionss" at the top level; did you mean "regions"?'],
    [
      'an unknown key deeper down',
      'stores:\n  - name: a\n    servdChain: {}',
      '3:5 unknown key "servdChain" in stores[0]; did you mean "servedChain"?',
    ],
    [
      'an unknown key near to none',
      'stores:\n  - name: a\n    bogus: 1',
      '3:5 unknown key "bogus" in stores[0]; valid keys: name, servedChain, password',
    ],
    [
      'an unknown key in the branch of a union',
      'stores:\n  - { name: a, servedChain: { from: file, pth: x } }',
      '2:43 unknown key "pth" in stores[0].servedChain; did you mean "path"?',
    ],
    ['__proto__', '__proto__: 1', expect.stringMatching(/^1:1 unknown key "__proto__"/)],
    ['a merge key', '<<: { count: 1 }', expect.stringMatching(/^1:1 unknown key "<<"/)],
    ['a missing key', 'stores:\n  - servedChain: { from: tls }', '2:5 stores[0] has no "name": expected text'],
    [
      'a wrong discriminator',
      'stores:\n  - name: a\n    servedChain:\n      from: tlss',
      '4:13 stores[0].servedChain.from: expected one of "tls", "file", found "tlss"; did you mean "tls"?',
    ],
    [
      'a misspelt discriminator',
      'stores:\n  - name: a\n    servedChain: { form: tls }',
      '3:18 stores[0].servedChain has no "from" (was it meant by "form"?): expected one of "tls", "file"',
    ],
    ['a wrong word', 'failOn: hihg', '1:9 failOn: expected one of "critical", "high", "none", found "hihg"; did you mean "high"?'],
    ['text for a union of word and list', 'regions: eu-west-1', '1:10 regions: expected "all" or a list, found "eu-west-1"'],
    ['an empty list', 'regions: []', '1:10 regions: expected at least one item, found an empty list'],
    ['a wrong item of a list', 'regions: [a, 1]', '1:14 regions[1]: expected text, found 1; put it in quotes'],
    ['a number in a union of text and mapping', 'dependsOn: [7]', '1:13 dependsOn[0]: expected text or a mapping, found 7'],
    [
      'a wrong value in the branch that was meant',
      'dependsOn: [{ service: a, fallback: yes }]',
      '1:37 dependsOn[0].fallback: expected true or false, found "yes"',
    ],
    ['a number for text', 'stores:\n  - name: 12', '2:11 stores[0].name: expected text, found 12; put it in quotes'],
    ['empty text', 'stores:\n  - name: ""', '2:11 stores[0].name: expected text that is not empty, found ""'],
    ['a number that is too large', 'percent: 140', '1:10 percent: expected at most 100, found 140'],
    ['a number that is too small', 'percent: -1', '1:10 percent: expected at least 0, found -1'],
    ['a fraction', 'count: 4.5', '1:8 count: expected a whole number, found 4.5'],
    ['a key without a value', 'count: 1\nstores:', '2:1 stores: expected a list, found nothing; remove the key or give it a value'],
    ['a list where the whole is a mapping', '- a', '1:1 expected a mapping, found a list'],
    ['keys that are not plain words', 'tags: { "a b": 1 }', '1:16 tags["a b"]: expected text, found 1; put it in quotes'],
  ])('names place, expectation and finding of %s', (_, text, expected) => {
    expect(report(text)).toEqual(expected);
  });

  it.each([
    ['a key that stands twice', 'count: 1\ncount: 2', '2:1 key "count" stands twice in the same mapping'],
    ['an alias', 'failOn: &a high\nregions: [*a]', '2:11 alias "*a" is not supported here: write the value out'],
    ['a second document', 'count: 1\n---\ncount: 2', '2:1 a second YAML document starts here, but one file holds one document'],
    ['a tab as indentation', 'stores:\n\t- name: a', '2:1 a tab is used as indentation: YAML wants spaces'],
    ['an unknown tag, which is a warning for YAML', 'failOn: !secret high', '1:9 not valid YAML: unresolved tag'],
    ['a quote that is not closed', 'failOn: "high', expect.stringMatching(/^1:\d+ a quoted value is not closed/)],
    ['an unclosed list', 'regions: [a\ncount: 1', expect.stringMatching(/^2:1 not valid YAML: /)],
    ['a key that is a list', '? [a]\n: 1', '1:3 a key of a mapping is not text'],
  ])('rejects %s with its position', (_, text, expected) => {
    expect(report(text)).toEqual(expected);
  });

  it('rejects an empty text and one of comments only', () => {
    expect(failure('').message).toBe('the file is empty');
    expect(failure('# nothing\n').message).toBe('the file is empty');
  });

  it('rejects a thousand nested lists and a bomb of aliases quickly instead of falling over', () => {
    expect(failure(`regions: ${'['.repeat(100_000)}`)).toBeInstanceOf(ConfigError);
    const bomb = Array.from({ length: 30 }, (_, n) => `k${n}: &k${n} [${n === 0 ? 'x' : `*k${n - 1}, *k${n - 1}`}]`).join('\n');
    expect(failure(bomb).message).toMatch(/^alias "\*k0" is not supported here/);
  });

  it('lists several problems one per line with their positions, in file order', () => {
    const error = failure('bogus: 1\nfailOn: hihg\nstores:\n  - {}\npercent: 140\n');
    expect(error).toMatchObject({ file: 'snowline.yaml', line: 1, column: 1 });
    expect(error.message.split('\n')).toEqual([
      expect.stringMatching(/^unknown key "bogus" at the top level/),
      'snowline.yaml:2:9: failOn: expected one of "critical", "high", "none", found "hihg"; did you mean "high"?',
      'snowline.yaml:4:5: stores[0] has no "name": expected text',
      'snowline.yaml:5:10: percent: expected at most 100, found 140',
    ]);
  });

  it('says how many problems are left where there are too many to list', () => {
    const error = failure(`regions: [${Array.from({ length: 50 }, () => '1').join(', ')}]`);
    expect(error.message.split('\n').length).toBe(21);
    expect(error.message).toMatch(/\nand 30 more$/);
  });

  it('says once that a key is misspelt, not twice because it is also missing', () => {
    expect(failure('stores:\n  - nmae: vault').message).toBe('unknown key "nmae" in stores[0]; did you mean "name"?');
  });

  it.each([
    ['under a key that looks like one', 'stores:\n  - name: a\n    password: 90210347'],
    ['that looks like one by itself', 'failOn: https://user:90210347@host/'],
    ['in a private key', 'failOn: "-----BEGIN PRIVATE KEY-----90210347"'],
    ['on a line that is not valid YAML', 'password: 90210347: @x'],
    ['on a line with a stray bracket', 'failOn: high\npassword: ["90210347"}]]'],
    ['behind a missing quote', 'password: "90210347'],
  ])('never echoes a secret %s', (_, text) => {
    const error = failure(text);
    expect(`${error.message} ${error.hint}`).not.toContain('90210347');
  });

  it('shortens what it shows and escapes what could move the cursor', () => {
    expect(failure(`failOn: "${'x'.repeat(5000)}"`).message.length).toBeLessThan(200);
    const hostile = failure(String.raw`failOn: "\e[2J\u202Egnp\x9b"`).message;
    // oxlint-disable-next-line no-control-regex -- the test looks for control characters
    expect(hostile).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(hostile).toContain(String.raw`found "\u001b[2J\u202egnp\u009b"`);
  });
});
