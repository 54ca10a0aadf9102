import { describe, expect, it } from 'vitest';
import { fuzz } from './campaign.ts';
import { makeInputs } from './inputs.ts';
import { mutate } from './mutate.ts';
import { parsersFor } from './parsers.ts';
import { randomFrom } from './random.ts';

const parsers = parsersFor(makeInputs());

/** So that the whole takes a few seconds; `npm run fuzz` runs for as long as it is told. */
const mutants: Readonly<Record<string, number>> = { certificate: 2_000, path: 150, 'name-constraints': 5_000 };

describe.each(Object.entries(parsers))('the parser of %s', (name, parser) => {
  it('reads its real inputs', () => {
    const outcomes = parser.inputs.map((input) => parser.read(input));
    expect(outcomes.filter((outcome) => /^refused|^unrecognised|^malformed|^undefined/.test(outcome))).toEqual([]);
  });

  it('answers whatever is done to them, at once and without an exception', () => {
    const { findings, outcomes } = fuzz(name, parser, 20261122, (done) => done < (mutants[name] ?? 250));
    expect(findings).toEqual([]);
    // mutants that are all refused at the door would test the door alone
    expect(outcomes.size).toBeGreaterThan(1);
  });
});

describe('the fuzzer', () => {
  const inputs = [Buffer.from('0123456789abcdef', 'hex')];
  const forever = (done: number): boolean => done < 1_000;

  it('finds a parser that throws, and stops after a few', () => {
    const broken = {
      inputs,
      read: (bytes: Uint8Array): string => {
        if (bytes[0] !== 1) throw new RangeError('beyond the end');
        return 'read';
      },
    };
    const { findings } = fuzz('broken', broken, 1, forever);
    expect(findings.map(({ kind, parser }) => `${kind} in ${parser}`)).toEqual(Array.from({ length: 5 }, () => 'crash in broken'));
    expect(findings[0]?.detail).toContain('beyond the end');
    expect(findings[0]?.input[0]).not.toBe(1);
  });

  it('finds a parser that takes its time', () => {
    const slow = {
      inputs,
      read: (): string => {
        for (const start = performance.now(); performance.now() - start < 1_050; );
        return 'read';
      },
    };
    expect(fuzz('slow', slow, 1, (done) => done < 1).findings).toMatchObject([{ kind: 'slow' }]);
  });

  it('makes the same mutants from the same seed, and others from another', () => {
    const mutantsOf = (seed: number) => {
      const random = randomFrom(seed);
      return Array.from({ length: 20 }, () => mutate(Buffer.from('snow line'), random, Buffer.from('other')).toString('hex'));
    };
    expect(mutantsOf(7)).toEqual(mutantsOf(7));
    expect(mutantsOf(7)).not.toEqual(mutantsOf(8));
    expect(new Set(mutantsOf(7)).size).toBeGreaterThan(10);
  });

  it('leaves the input as it was', () => {
    const input = Buffer.from('snow line');
    for (let seed = 0; seed < 200; seed += 1) mutate(input, randomFrom(seed), input);
    expect(input.toString()).toBe('snow line');
  });
});
