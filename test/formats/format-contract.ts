import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import type { ReadOptions, TrustStoreFormat, TrustStoreReading } from '../../src/formats/trust-store.ts';

/** A file of the format as its vendor writes it, and the SHA-256 of its certificates in the order of the file. */
export interface Sample {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  readonly sha256: () => readonly string[];
  readonly options?: ReadOptions;
}

/** What every format must keep to: one file a format calls this with its samples. */
export function itKeepsTheFormatContract(format: TrustStoreFormat, samples: readonly Sample[]): void {
  it('has samples', () => {
    expect(samples.length).toBeGreaterThan(0);
  });

  for (const { name, bytes, sha256, options = {} } of samples) {
    it(`recognises ${name} and reads its certificates in order, duplicates included`, () => {
      expect(format.recognise(bytes())).toBe(true);
      const reading = readTrustStore(bytes(), options);
      expect(reading.format).toBe(format.name);
      expect(reading.entries.map((entry) => entry.certificate.sha256)).toEqual(sha256());
    });

    it(`finds no damage in ${name}, and entries at ascending offsets inside the file`, () => {
      const reading = readTrustStore(bytes(), options);
      expect(reading.damage).toEqual([]);
      expectSound(reading, bytes());
    });

    it(`never takes ${name} for whole when it is cut, at any byte`, () => {
      const file = bytes();
      const count = sha256().length;
      const step = Math.max(1, Math.floor(file.length / 1000));
      for (let length = 0; length < file.length - 1; length += step) {
        const cut = file.slice(0, length);
        const reading = format.read(cut, {});
        expectSound(reading, cut);
        const whole = reading.entries.length >= count && reading.damage.length === 0;
        // PEM may end before its last newline, or in a comment
        expect(whole && length < file.length - 2, `cut at ${length}`).toBe(false);
      }
    });

    it(`survives flipped bytes in ${name}`, () => {
      const file = bytes();
      const flips = fc.array(fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 });
      const property = fc.property(flips, (changes) => {
        const changed = Uint8Array.from(file);
        for (const [at, mask] of changes) changed[at] = (changed[at] ?? 0) ^ mask;
        expectSound(format.read(changed, {}), changed);
        expectSound(readTrustStore(changed, {}), changed);
      });
      expect(fc.check(property, { numRuns: 150 })).toMatchObject({ failed: false });
    });
  }

  it('reads emptiness and noise without entries', () => {
    expect(format.read(new Uint8Array(), {}).entries).toEqual([]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        expect(format.read(noise, {}).entries).toEqual([]);
        expect(readTrustStore(noise, {}).entries).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
}

function expectSound(reading: TrustStoreReading, file: Uint8Array): void {
  const offsets = reading.entries.map((entry) => entry.byteOffset);
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  for (const offset of [...offsets, ...reading.damage.map((item) => item.byteOffset)]) {
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThanOrEqual(file.length);
  }
  for (const { message } of reading.damage) expect(message).toMatch(/^[^\p{Cc}]+$/u);
}
