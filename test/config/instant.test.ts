import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/config/duration.ts';
import { fromInstant, toInstant } from '../../src/config/instant.ts';

describe('fromInstant', () => {
  it.each([
    ['2026-11-22', '2026-11-22T00:00:00Z'],
    ['2026-11-22T14:00Z', '2026-11-22T14:00:00Z'],
    ['2026-11-22T14:00:00.123Z', '2026-11-22T14:00:00Z'],
    ['2026-11-22T14:00:00+02:00', '2026-11-22T12:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['2026-12-31T24:00:00Z', '2027-01-01T00:00:00Z'],
  ])('reads %s as %s', (text, instant) => {
    expect(toInstant(fromInstant(text) ?? Number.NaN)).toBe(instant);
  });

  it.each([
    '2026-02-29',
    '2026-02-31T10:00:00Z',
    '2026-13-01',
    '2026-00-10',
    '2026-11-22T25:00:00Z',
    '2026-11-22T14:00',
    '22.11.2026',
    'now',
    '',
  ])('does not read %j', (text) => {
    expect(fromInstant(text)).toBeUndefined();
  });
});

describe('parseDuration', () => {
  it.each([
    ['45s', 45_000],
    ['90m', 5_400_000],
    ['12h', 43_200_000],
    ['30d', 2_592_000_000],
    ['2w', 1_209_600_000],
    ['0d', 0],
  ])('reads %s as %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['30', 'd', '-1d', '1.5h', '30 d', '1234567d', '1y', '٣d'])('does not read %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
