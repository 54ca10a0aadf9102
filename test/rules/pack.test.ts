import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCases } from '../../src/rules/check-cases.ts';
import { parsePack } from '../../src/rules/load-pack.ts';
import { parseRule } from '../../src/rules/parse-rule.ts';
import { ruleText, shippedPack } from './sample.ts';

const rules = parsePack(shippedPack());

describe('the shipped pack', () => {
  it('holds rules of all three kinds and at least two stacks', () => {
    expect(rules.length).toBeGreaterThanOrEqual(12);
    expect(new Set(rules.map((rule) => rule.kind))).toEqual(new Set(['standard', 'finding', 'context']));
    expect(new Set(rules.flatMap((rule) => rule.stack ?? []))).toEqual(new Set(['ec2-golden-image', 'systemd-config-management']));
  });

  it('holds nothing but rules, so that no file is silently passed over', () => {
    const folder = new URL('../../rules/', import.meta.url).pathname;
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map((file) => file.name).filter((name) => !name.endsWith('.yaml'))).toEqual([]);
    expect(files).toHaveLength(rules.length);
  });

  it.each(rules.map((rule) => ({ id: rule.id, rule })))('$id comes out of its cases as they say, with one of each kind', ({ rule }) => {
    expect(checkCases(rule)).toEqual([]);
  });

  it.each(rules.map((rule) => ({ id: rule.id, rule })))(
    '$id names the stack that it lies under, and documents over https',
    ({ id, rule }) => {
      expect(id.split('/')[0]).toBe(rule.stack ?? id.split('/')[0]);
      for (const source of rule.source) expect(source).toMatch(/^https:\/\//);
    },
  );
});

describe('the cases of a rule', () => {
  it('are complained about where an outcome has none', () => {
    const rule = parseRule(ruleText({ 'applies-to': 'host.source == "ec2"' }), 'a/b.yaml');
    expect(checkCases(rule)).toEqual([
      'a/b has no case under fire',
      'a/b has no case under pass',
      'a/b has no case under not-applicable',
      'a/b has no case under unknown',
    ]);
  });

  it('are complained about where they come out otherwise', () => {
    const cases = '{ fire: [{ host.state: running }], pass: [{}], unknown: [{ host.state: stopped }] }';
    expect(checkCases(parseRule(ruleText({ cases }), 'a/b.yaml'))).toEqual([
      'a/b: case 1 under fire comes out as pass',
      'a/b: case 1 under pass comes out as unknown (missing: host.state)',
      'a/b: case 1 under unknown comes out as fail',
    ]);
  });
});

describe('several packs together', () => {
  it('refuse two rules with one id, and say where the first stands', () => {
    const files = [
      { path: 'a/b.yaml', text: ruleText(), shownAs: 'rules/a/b.yaml' },
      { path: 'a/b.yml', text: ruleText(), shownAs: 'own/a/b.yml' },
    ];
    expect(() => parsePack(files)).toThrow('the rule a/b already stands in rules/a/b.yaml');
  });

  it('are ordered by id and pass over what is no rule file', () => {
    const files = ['z/a.yaml', 'README.md', 'a/z.yml'].map((path) => ({ path, text: ruleText() }));
    expect(parsePack(files).map((rule) => rule.id)).toEqual(['a/z', 'z/a']);
  });
});
