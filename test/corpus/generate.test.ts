import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { authorityAt } from './authority.ts';
import { caseOf, generate, themes } from './generate.ts';
import type { GeneratedCase } from './generated-case.ts';
import { randomFleets } from './themes/random-fleets.ts';
import { randomMixtures } from './themes/random-mixtures.ts';

const now = Date.parse('2026-06-01T12:00:00.789Z');
const cases = generate({ now, random: 40, seed: 7 });

// What a seed decides: all but the keys and serials, which are new in every run.
const shapeOf = (one: GeneratedCase) => [one.id, one.description, one.features, one.intermediates.length, one.roots.length];

describe('generate', () => {
  it('makes more than 150 cases beside the random ones, some of every theme', () => {
    const fixed = cases.filter((one) => !/^(?:random|mixture)::/.test(one.id));
    expect(fixed.length).toBeGreaterThan(150);
    expect(cases.length - fixed.length).toBe(80);
    expect(Object.keys(themes).length).toBeGreaterThan(12);
  });

  it('gives every case an id of its own', () => {
    expect(new Set(cases.map((one) => one.id)).size).toBe(cases.length);
  });

  it('gives the same shapes for the same seed, and others for another', () => {
    const random = (seed: number) =>
      [randomFleets, randomMixtures]
        .flatMap((grow) => grow(authorityAt(Math.floor(now / 1000) * 1000), 40, seed))
        .map((sketch) => caseOf(sketch, now))
        .map(shapeOf);
    expect(random(7)).toEqual(cases.filter((one) => /^(?:random|mixture)::/.test(one.id)).map(shapeOf));
    expect(random(8).map(([, ...shape]) => shape)).not.toEqual(random(7).map(([, ...shape]) => shape));
  });

  it('keeps the clock of its making away from every boundary but where the case says so', () => {
    const near = cases
      .filter((one) => !one.features.includes('clock:set'))
      .filter((one) =>
        [one.leaf, ...one.intermediates, ...one.roots]
          .map((der) => parseCertificate(Buffer.from(der, 'base64')))
          .some(({ notBefore, notAfter }) => [notBefore, notAfter].some((time) => Math.abs(time - now) < 3_600_000)),
      );
    expect(near.map((one) => one.id)).toEqual([]);
  });

  it('states the clock in whole seconds, as clients take it', () => {
    expect(cases.filter((one) => Date.parse(one.time) % 1000 !== 0).map((one) => one.id)).toEqual([]);
  });
});
