import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { curveBits, isOnCurve } from '../../src/x509/elliptic-curves.ts';

describe.each([
  ['P-256', '1.2.840.10045.3.1.7', 256],
  ['P-384', '1.3.132.0.34', 384],
  ['P-521', '1.3.132.0.35', 521],
])('%s', (namedCurve, oid, bits) => {
  const octets = Math.ceil(bits / 8);
  const points = Array.from({ length: 8 }, () =>
    generateKeyPairSync('ec', { namedCurve })
      .publicKey.export({ type: 'spki', format: 'der' })
      .subarray(-1 - 2 * octets),
  );

  it('has its size', () => {
    expect(curveBits(oid)).toBe(bits);
  });

  it('holds the points that node:crypto makes, compressed too', () => {
    for (const point of points) {
      expect(isOnCurve(oid, point)).toBe(true);
      expect(isOnCurve(oid, Buffer.concat([Uint8Array.of(3), point.subarray(1, 1 + octets)]))).toBe(true);
    }
  });

  it('does not hold a point of which one bit differs', () => {
    for (const [index, point] of points.entries()) {
      const other = Buffer.from(point);
      other[1 + index * 7] = (other[1 + index * 7] ?? 0) ^ 1;
      expect(isOnCurve(oid, other)).toBe(false);
    }
  });

  it('holds only about half of all compressed points', () => {
    const found = Array.from({ length: 40 }, (_, x) =>
      isOnCurve(oid, Buffer.concat([Uint8Array.of(2), Buffer.alloc(octets - 1), Uint8Array.of(x)])),
    );
    expect(found.filter(Boolean).length).toBeGreaterThan(8);
    expect(found.filter(Boolean).length).toBeLessThan(32);
  });
});

it('of other curves nothing is said', () => {
  expect(isOnCurve('1.3.132.0.10', Buffer.alloc(65, 4))).toBe(true);
  expect(curveBits('1.2.3')).toBeUndefined();
});
