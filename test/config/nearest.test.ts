import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from '../../src/config/nearest.ts';

describe('nearestName', () => {
  const keys = ['source', 'regions', 'accounts', 'maxResults', 'concurrency'];

  it.each([
    ['regoins', 'regions'],
    ['regionss', 'regions'],
    ['region', 'regions'],
    ['sorce', 'source'],
    ['max_results', 'maxResults'],
    ['MAX-RESULTS', 'maxResults'],
    ['acounst', 'accounts'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearestName(word, keys)).toBe(meant);
  });

  it.each(['bogus', 'x', '', 'password', 'r'.repeat(100_000)])('suggests nothing for a word that is near to none', (word) => {
    expect(nearestName(word, keys)).toBeUndefined();
  });

  it('does not suggest a name of one letter for another letter', () => {
    expect(nearestName('a', ['b'])).toBeUndefined();
  });

  it('prefers the first of equally near names', () => {
    expect(nearestName('stage', ['staged', 'stages'])).toBe('staged');
  });
});

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('between %j and %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});
