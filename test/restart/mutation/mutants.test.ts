import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checks } from '../../../src/restart/checks.ts';
import { broken, checkSources, mutantsOf } from './mutants.ts';

const sources = checkSources();

describe('the mutants of the checks', () => {
  it('are made of every check that is asked', () => {
    const registry = readFileSync(new URL('../../../src/restart/checks.ts', import.meta.url), 'utf8');
    expect(sources.length).toBe(checks.length);
    expect(sources.filter(({ check }) => !registry.includes(check))).toEqual([]);
  });

  it.each(sources)('of $check each change its source, and one of them lets it always pass', (source) => {
    const mutants = mutantsOf(source);
    expect(mutants.map(({ fault }) => fault)).toContain('passes always');
    for (const mutant of mutants) expect(broken(source.text, mutant)).not.toBe(source.text);
  });
});
