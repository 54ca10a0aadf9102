import { describe, expect, it } from 'vitest';
import { tokenExpiry } from '../../../src/evidence/reading/token-expiry.ts';
import { tokenUntil } from './web-token.ts';

describe('the end of a token', () => {
  it('is that of its claims, in whole seconds', () => {
    expect(tokenExpiry(tokenUntil(1_800_000_000))).toBe(1_800_000_000_000);
    expect(tokenExpiry(`${tokenUntil(1_800_000_000.9)}\n`)).toBe(1_800_000_000_000);
  });

  it('is what the probe tells of it', () => {
    expect(tokenExpiry('"exp":1800000000\n')).toBe(1_800_000_000_000);
    // that of `1.8e9`, and two of which one is somebody else's
    for (const text of ['"exp":1', '"exp":1800000000\n"exp":1900000000']) expect(tokenExpiry(text)).toBeUndefined();
  });

  it.each([
    ['has none', tokenUntil(undefined)],
    ['says it in words', tokenUntil('2027-01-01')],
    ['says one beyond all calendars', tokenUntil(1e15)],
    ['is of another kind', 's.Ga5jyNq6kNfRMVQk2LY1j9iu'],
    ['is encrypted', `${tokenUntil(1_800_000_000)}.a.b`],
    ['holds no JSON', 'aaaa.bbbb.cccc'],
    ['stands among other words', `token = ${tokenUntil(1_800_000_000)}`],
    ['is empty', ''],
  ])('is not known of one that %s', (_, text) => {
    expect(tokenExpiry(text)).toBeUndefined();
  });
});
