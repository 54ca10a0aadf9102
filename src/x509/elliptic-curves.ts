import { hex } from './der.ts';

/** Field size in bits of the named curves that TLS libraries know (SEC 2 §2, RFC 5639 §3, ANSI X9.62). */
const fieldBits: Readonly<Record<string, number>> = {
  '1.2.840.10045.3.1.1': 192,
  '1.2.840.10045.3.1.7': 256,
  '1.3.132.0.10': 256,
  '1.3.132.0.31': 192,
  '1.3.132.0.32': 224,
  '1.3.132.0.33': 224,
  '1.3.132.0.34': 384,
  '1.3.132.0.35': 521,
  '1.3.36.3.3.2.8.1.1.3': 192,
  '1.3.36.3.3.2.8.1.1.5': 224,
  '1.3.36.3.3.2.8.1.1.7': 256,
  '1.3.36.3.3.2.8.1.1.9': 320,
  '1.3.36.3.3.2.8.1.1.11': 384,
  '1.3.36.3.3.2.8.1.1.13': 512,
};

/** Field size of a named curve; undefined for others. */
export function curveBits(oid: string): number | undefined {
  return fieldBits[oid];
}

/** y² = x³ - 3x + b over the integers modulo p. */
interface Curve {
  readonly p: bigint;
  readonly b: bigint;
}

/** The curves that every client knows (SEC 2 §2.4.2, §2.5.1, §2.6.1). */
const curves: Readonly<Record<string, Curve>> = {
  '1.2.840.10045.3.1.7': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  '1.3.132.0.34': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  '1.3.132.0.35': {
    p: 2n ** 521n - 1n,
    b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
};

/**
 * Whether an encoded point (SEC 1 §2.3.3) of the right length is on that curve; true for curves that are not among the three. Computed here, because a key
 * object of node:crypto for it costs twenty times as much.
 */
export function isOnCurve(oid: string, point: Uint8Array): boolean {
  const curve = curves[oid];
  if (curve === undefined) return true;
  const { p, b } = curve;
  const compressed = point[0] !== 4;
  const middle = compressed ? point.length : (point.length + 1) / 2;
  const x = BigInt(`0x${hex(point.subarray(1, middle))}`);
  const right = (((x * x - 3n) % p) * x + b) % p;
  // Euler's criterion tells whether there is such a y
  if (compressed) return x < p && (right === 0n || power(right < 0n ? right + p : right, (p - 1n) / 2n, p) === 1n);
  const y = BigInt(`0x${hex(point.subarray(middle))}`);
  return x < p && y < p && (y * y - right) % p === 0n;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) result = (((result * result) % modulus) * (bit === '1' ? base : 1n)) % modulus;
  return result;
}
