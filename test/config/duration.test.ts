import { describe, expect, it } from 'vitest';
import { shownSeconds } from '../../src/config/duration.ts';

describe('shownSeconds', () => {
  it.each([
    [997, '1 s'],
    [1_000, '1 s'],
    [1_500, '1.5 s'],
    [300, '0.3 s'],
    [1, '0.001 s'],
    [59_996, '60 s'],
    [125_000, '125 s'],
  ])('calls %d ms %s', (ms, text) => {
    expect(shownSeconds(ms)).toBe(text);
  });
});
