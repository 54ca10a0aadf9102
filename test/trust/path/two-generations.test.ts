import { describe, expect, it } from 'vitest';
import { TwoGenerations } from '../../../src/trust/path/two-generations.ts';

describe('TwoGenerations', () => {
  it('makes a value once while it is remembered', () => {
    const memory = new TwoGenerations<number>(2);
    let made = 0;
    for (const key of ['a', 'a', 'b', 'a', 'b']) memory.get(key, () => (made += 1));
    expect(made).toBe(2);
  });

  it('forgets what was not asked for while twice its size went by', () => {
    const memory = new TwoGenerations<string>(2);
    const made: string[] = [];
    const ask = (key: string): string => memory.get(key, () => (made.push(key), key));
    for (const key of ['old', 'kept', 'x1', 'kept', 'x2', 'kept', 'x3', 'kept', 'old']) ask(key);
    expect(made).toEqual(['old', 'kept', 'x1', 'x2', 'x3', 'old']);
  });
});
