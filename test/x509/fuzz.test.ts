import { X509Certificate } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/errors.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { issue } from '../certificates.ts';

const root = issue({ subject: 'CN=Corp Root, O=Corp', ca: true, pathLength: 2, keyType: 'rsa' });
const seeds = [
  root,
  issue({ subject: 'CN=vault', issuer: root, names: ['vault.corp.internal', '10.0.0.7', '::1'], eku: ['1.3.6.1.5.5.7.3.1'] }),
];
const seed = fc.constantFrom(...seeds.map(({ der }) => der));

// Whatever happens to the bytes: a certificate, or a ParseError that points into them.
function readOrRefuse(bytes: Uint8Array): 'read' | 'refused' {
  try {
    parseCertificate(bytes);
    return 'read';
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const isInside = error.byteOffset >= 0 && error.byteOffset <= bytes.length;
    if (!isInside) throw new Error(`offset ${error.byteOffset} is not in ${bytes.length} bytes`, { cause: error });
    return 'refused';
  }
}

describe('parseCertificate', () => {
  it('refuses every truncation', () => {
    for (const { der } of seeds) {
      for (let length = 0; length < der.length; length += 1) expect(readOrRefuse(der.subarray(0, length))).toBe('refused');
    }
  });

  it('survives every flip of one bit', () => {
    const outcomes = new Set<string>();
    for (const { der } of seeds) {
      for (let bit = 0; bit < der.length * 8; bit += 1) {
        const flipped = Buffer.from(der);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        outcomes.add(readOrRefuse(flipped));
      }
    }
    expect(outcomes).toEqual(new Set(['read', 'refused']));
  });

  it('survives several bytes replaced, inserted or taken out at once', () => {
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(4), insert: fc.uint8Array({ maxLength: 4 }) });
    fc.assert(
      fc.property(seed, fc.array(edit, { minLength: 1, maxLength: 6 }), (der, edits) => {
        let bytes = Buffer.from(der);
        for (const { at, remove, insert } of edits) {
          const offset = Math.floor(at * bytes.length);
          bytes = Buffer.concat([bytes.subarray(0, offset), insert, bytes.subarray(offset + remove)]);
        }
        expect(['read', 'refused']).toContain(readOrRefuse(bytes));
      }),
      { numRuns: 3000, seed: 20261122 },
    );
  });

  it('survives bytes that never were a certificate', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readOrRefuse(bytes)).toBe('refused');
        expect(readOrRefuse(Buffer.concat([Uint8Array.of(0x30, 0x81, bytes.length), bytes]))).toBe('refused');
      }),
      { numRuns: 2000, seed: 20261122 },
    );
  });

  it('reads the same fields as node:crypto of whatever both still read', () => {
    let both = 0;
    fc.assert(
      fc.property(seed, fc.nat(), fc.nat(255), (der, at, value) => {
        const bytes = Buffer.from(der);
        bytes[at % bytes.length] = value;
        if (readOrRefuse(bytes) === 'refused') return;
        const theirs = readByNode(bytes);
        if (theirs === undefined) return;
        both += 1;
        const ours = parseCertificate(bytes);
        // OpenSSL reads days that no month has
        if (ours.defects.some((defect) => defect.kind === 'time-unreadable' || defect.kind === 'trailing-bytes')) return;
        expect(ours.notAfter).toBe(theirs.validToDate.getTime());
        expect(BigInt(`0x${ours.serial}`)).toBe(BigInt(`0x${theirs.serialNumber}`));
      }),
      { numRuns: 1500, seed: 20261122 },
    );
    expect(both).toBeGreaterThan(300);
  });
});

function readByNode(bytes: Uint8Array): X509Certificate | undefined {
  try {
    const read = new X509Certificate(bytes);
    // a negative serial is written in another way there, and dates that do not exist come out as no date
    return read.serialNumber.startsWith('-') || Number.isNaN(read.validToDate.getTime()) ? undefined : read;
  } catch {
    // node:crypto refuses it: nothing to compare with
    return undefined;
  }
}
