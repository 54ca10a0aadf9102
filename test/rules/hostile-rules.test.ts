import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { compileExpression } from '../../src/rules/cel.ts';
import { readFactValue } from '../../src/rules/fact-value.ts';
import { parseRule } from '../../src/rules/parse-rule.ts';
import { compilePattern } from '../../src/rules/regular-expression.ts';
import { evaluate, ruleText } from './sample.ts';

function faultOf(text: string): string {
  const result = compileExpression(text);
  return 'faults' in result ? (result.faults[0]?.message ?? '') : 'accepted';
}

describe('an expression that is made to cost much', () => {
  it.each<[string, string, string]>([
    ['text without end', `host.id == "${'a'.repeat(2000)}"`, 'the expression has 2013 characters, more than 2000'],
    ['brackets', `${'('.repeat(900)}true${')'.repeat(900)}`, 'the expression is too large: its brackets nest deeper than 32'],
    ['negations', `${'!'.repeat(1900)}true`, 'the expression is too large: its parts number more than 500'],
    ['operators', `${'1+'.repeat(900)}1 == 1`, 'the expression is too large: its parts number more than 500'],
    ['a huge list', `host.id in [${'"a",'.repeat(300)}"b"]`, 'the expression is too large: a list in it is longer than 200'],
    ['many arguments', `re(${'host.id,'.repeat(20)} "a")`, 'the expression is too large: a call in it has more arguments than 8'],
    ['three macros in one another', '[1].all(a, [1].all(b, [1].all(c, true)))', 'all() is nested more than 2 deep'],
    ['macros in the range of a macro', '[1].map(a, [1].map(b, [1].map(c, c))).all(d, true)', 'map() is nested more than 2 deep'],
    ['patterns for each pair of two lists', '[1].all(a, [1].all(b, re(host.id, "a")))', 're() stands inside of 2 macros'],
    ['a list that doubles', '(host.services + host.services).all(s, true)', 'lists cannot be added up here'],
    [
      'a list that doubles behind a condition',
      '((true ? host.services : host.services) + ["a"]).all(s, true)',
      'lists cannot be added up here',
    ],
  ])('%s is refused', (_, text, message) => {
    expect(faultOf(text)).toBe(message);
  });
});

describe('a backtracking pattern', () => {
  it('costs linear time in re(): thirty thousand letters against (a+)+$ are done before the test ends', () => {
    const text = `${'a'.repeat(30_000)}!`;
    expect(compilePattern('^(a+)+$')).toMatchObject({ test: expect.any(Function) as unknown });
    const pattern = compilePattern('^(a+)+$');
    expect('test' in pattern && pattern.test(text)).toBe(false);
    expect(evaluate('re(host.id, "^(a+)+$")', { 'host.id': `${'a'.repeat(4000)}!` })).toEqual({ kind: 'known', value: false });
  });

  it.each([
    ['a**', 'invalid nested repetition operator'],
    ['((a{100}){100}){100}', 'invalid repeat count'],
    ['a{1001}', 'invalid repeat count'],
    [String.raw`(a)\1`, 'invalid escape sequence'],
    ['(?<=a)b', 'invalid named capture'],
    ['(?!a)b', 'invalid or unsupported Perl syntax'],
    ['a'.repeat(257), 'longer than 256 characters'],
    ['('.repeat(200), 'missing closing )'],
  ])('%s is refused', (pattern, problem) => {
    const compiled = compilePattern(pattern);
    expect('problem' in compiled && compiled.problem).toContain(problem);
  });
});

describe('a rule file that is made to cost much', () => {
  it.each([
    ['sequences', '['.repeat(20_000)],
    ['mappings', `a: ${'{a: '.repeat(10_000)}${'}'.repeat(10_000)}`],
    ['block sequences', '- '.repeat(20_000)],
    ['aliases that multiply', 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n'],
    ['length', `title: ${'x'.repeat(70_000)}`],
  ])('with %s is refused', (_, text) => {
    expect(() => parseRule(text, 'a/b.yaml')).toThrow(ConfigError);
  });
});

describe('facts from a hostile host', () => {
  it('are missing past the bounds, not cut off', () => {
    expect(
      readFactValue(
        'list',
        Array.from({ length: 256 }, () => 'a'),
      ),
    ).toHaveLength(256);
    expect(
      readFactValue(
        'list',
        Array.from({ length: 257 }, () => 'a'),
      ),
    ).toBeUndefined();
    expect(readFactValue('list', ['a'.repeat(4097)])).toBeUndefined();
    expect(readFactValue('string', 'a'.repeat(4097))).toBeUndefined();
    expect(readFactValue('list', ['a'.repeat(4096), ...Array.from({ length: 8 }, () => 'a'.repeat(4096))])).toBeUndefined();
    expect(readFactValue('map', Object.fromEntries(Array.from({ length: 257 }, (_, n) => [`k${n}`, 'v'])))).toBeUndefined();
  });

  it('have tags that look like JavaScript, and those are only tags', () => {
    const tags = JSON.parse('{"__proto__": "a", "constructor": "b"}') as Record<string, string>;
    expect(evaluate('host.tags["constructor"] == "b" && host.tags["__proto__"] == "a"', { 'host.tags': tags })).toMatchObject({
      value: true,
    });
    expect(evaluate('host.tags.toString == "" && !("hasOwnProperty" in host.tags)', { 'host.tags': tags })).toMatchObject({ value: true });
  });

  it('cannot ask for more than two nested loops over the largest lists', () => {
    const services = Array.from({ length: 256 }, (_, n) => `s${n}`);
    const text = 'host.services.all(a, host.services.exists(b, a == b))';
    expect(evaluate(text, { 'host.services': services })).toEqual({ kind: 'known', value: true });
  });
});

it('a rule is a value: evaluating it for one host does not change what it says of the next', () => {
  const rule = parseRule(ruleText({ assert: 'host.services.exists(s, s == "web")' }), 'a/b.yaml');
  const of = (services: readonly string[]) => rule.assert.evaluate(new Map([['host.services', services]]));
  expect([of(['web']), of([]), of(['web', 'db'])].map((outcome) => outcome.kind === 'known' && outcome.value)).toEqual([true, false, true]);
  expect(rule.assert.evaluate(new Map())).toMatchObject({ kind: 'unknown', missing: ['host.services'] });
  expect(of(['web'])).toMatchObject({ value: true });
});
