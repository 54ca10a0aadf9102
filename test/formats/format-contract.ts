import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { formats, readTrustStore } from '../../src/formats/read-trust-store.ts';
import { findRepeats } from '../../src/formats/repeats.ts';
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

    it(`is the only format that recognises ${name}, or the first`, () => {
      expect(formats.find((candidate) => candidate.recognise(bytes()))?.name).toBe(format.name);
    });

    it(`names each certificate of ${name} by the SHA-256 of its DER, which keeps nothing else of the file in memory`, () => {
      for (const { certificate } of readTrustStore(bytes(), options).entries) {
        expect(certificate.sha256).toBe(sha256Of(certificate.der));
        expect(certificate.der.buffer.byteLength).toBe(certificate.der.byteLength);
      }
    });

    it(`reports the duplicates of ${name}`, () => {
      const repeats = findRepeats(readTrustStore(bytes(), options).entries);
      const duplicates = repeats.filter((repeat) => repeat.kind === 'duplicate').map(({ entries }) => entries.map(digestOf));
      const expected = [...Map.groupBy(sha256(), (one) => one).values()].filter((same) => same.length > 1);
      expect(duplicates).toEqual(expected);
    });

    it(`reads ${name} in the middle of other memory as it reads it alone, twice the same, and leaves it as it was`, () => {
      const file = bytes();
      const around = new Uint8Array(file.length + 30).fill(0x2d);
      around.set(file, 13);
      const reading = format.read(around.subarray(13, 13 + file.length), options);
      expect(reading).toEqual(format.read(file, options));
      expect(Buffer.compare(around.subarray(13, 13 + file.length), bytes())).toBe(0);
    });

    it(`never takes ${name} for whole when it is cut, at any byte`, () => {
      const file = bytes();
      for (let length = 0; length < file.length; length += 1) {
        const cut = file.slice(0, length);
        const reading = format.read(cut, {});
        expectSound(reading, cut);
        const isWhole = reading.entries.length >= sha256().length && reading.damage.length === 0;
        // PEM may end before its last newline, or in a comment
        expect(isWhole && length < file.length - 2, `cut at ${length}`).toBe(false);
      }
    });

    it(`says so where bytes follow ${name}, unless they are comment`, () => {
      const longer = Buffer.concat([bytes(), Buffer.from([0x30, 0x03, 0x02, 0x01])]);
      const reading = format.read(longer, options);
      expectSound(reading, longer);
      const isComment = isText(bytes()) && reading.entries.map(digestOf).join() === sha256().join();
      expect(isComment || reading.damage.length > 0).toBe(true);
    });

    it(`survives flipped, lost, doubled and foreign bytes in ${name}`, () => {
      const file = bytes();
      const property = fc.property(fc.array(editOf(file), { minLength: 1, maxLength: 4 }), (edits) => {
        const changed = edits.reduce((text, edit) => edit(text), file);
        const reading = format.read(changed, {});
        expectSound(reading, changed);
        expectSound(readTrustStore(changed, {}), changed);
        // A certificate is read whole or not at all: never one that is not in the bytes
        for (const { certificate } of reading.entries) expect(digestOf({ certificate })).toBe(sha256Of(certificate.der));
      });
      expect(fc.check(property, { numRuns: 200 })).toMatchObject({ failed: false });
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

type Edit = (file: Uint8Array) => Uint8Array;

/** One change to a file: bytes flipped, a stretch lost, doubled, or overwritten with noise. */
function editOf(file: Uint8Array): fc.Arbitrary<Edit> {
  const at = fc.nat(file.length);
  const stretch = fc.tuple(at, fc.integer({ min: 1, max: 64 }));
  return fc.oneof(
    fc.tuple(at, fc.integer({ min: 1, max: 255 })).map(
      ([where, mask]): Edit =>
        (text) =>
          text.map((byte, index) => (index === where ? byte ^ mask : byte)),
    ),
    stretch.map(
      ([from, length]): Edit =>
        (text) =>
          joined(text.subarray(0, from), text.subarray(from + length)),
    ),
    stretch.map(
      ([from, length]): Edit =>
        (text) =>
          joined(text.subarray(0, from + length), text.subarray(from)),
    ),
    fc.tuple(at, fc.uint8Array({ minLength: 1, maxLength: 8 })).map(
      ([from, noise]): Edit =>
        (text) =>
          joined(text.subarray(0, from), noise, text.subarray(from)),
    ),
  );
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function isText(file: Uint8Array): boolean {
  return Buffer.from(file).includes('-----BEGIN ');
}

function digestOf({ certificate }: { readonly certificate: { readonly sha256: string } }): string {
  return certificate.sha256;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function expectSound(reading: TrustStoreReading, file: Uint8Array): void {
  const offsets = reading.entries.map((entry) => entry.byteOffset);
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  for (const offset of [...offsets, ...reading.damage.map((item) => item.byteOffset)]) {
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThanOrEqual(file.length);
  }
  const positions = reading.damage.flatMap((item) => item.position ?? []);
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  for (const { message } of reading.damage) expect(message).toMatch(/^[^\p{Cc}]+$/u);
}
