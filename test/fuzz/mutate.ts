import type { Random } from './random.ts';

/** One change to bytes; `other` is another real input, to take pieces from. */
type Mutation = (bytes: Buffer, random: Random, other: Uint8Array) => Buffer;

const interesting = [
  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x17, 0x18, 0x1f, 0x20, 0x2d, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xa0, 0xa3, 0xff,
];
/** Bytes that one change moves at most: whole extensions and names, not whole files. */
const longestPiece = 200;

const cut = (bytes: Buffer, from: number, removed: number, inserted: Uint8Array = Buffer.alloc(0)): Buffer =>
  Buffer.concat([bytes.subarray(0, from), inserted, bytes.subarray(from + removed)]);

const set = (bytes: Buffer, at: number, value: number): Buffer => {
  if (at < bytes.length) bytes[at] = value;
  return bytes;
};

const mutations: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const at = random.below(bytes.length);
    return set(bytes, at, (bytes[at] ?? 0) ^ (1 << random.below(8)));
  },
  function setByte(bytes, random) {
    return set(bytes, random.below(bytes.length), random.pick(interesting));
  },
  function changeLength(bytes, random) {
    const at = lengthField(bytes, random);
    return set(
      bytes,
      at,
      random.pick([0, 1, 0x7f, 0x80, 0x81, 0x84, 0x88, 0xff, ((bytes[at] ?? 0) + 1) & 0xff, ((bytes[at] ?? 0) - 1) & 0xff]),
    );
  },
  function lengthenLength(bytes, random) {
    const at = lengthField(bytes, random);
    return cut(bytes, at, 1, Uint8Array.of(0x82, random.pick([0, bytes[at] ?? 0]), bytes[at] ?? 0));
  },
  function truncate(bytes, random) {
    return Buffer.from(bytes.subarray(0, random.below(bytes.length)));
  },
  function remove(bytes, random) {
    return cut(bytes, random.below(bytes.length), 1 + random.below(longestPiece));
  },
  function insert(bytes, random) {
    return cut(bytes, random.below(bytes.length), 0, Buffer.alloc(1 + random.below(8), random.pick(interesting)));
  },
  function repeat(bytes, random) {
    const from = random.below(bytes.length);
    const piece = Buffer.from(bytes.subarray(from, from + 1 + random.below(longestPiece)));
    return cut(bytes, from, 0, Buffer.concat(Array.from({ length: 1 + random.below(4) }, () => piece)));
  },
  function splice(bytes, random, other) {
    const from = random.below(other.length);
    const piece = other.subarray(from, from + 1 + random.below(longestPiece));
    return cut(bytes, random.below(bytes.length), random.pick([0, piece.length]), piece);
  },
  function joinHalves(bytes, random, other) {
    return Buffer.concat([bytes.subarray(0, random.below(bytes.length)), other.subarray(random.below(other.length))]);
  },
];

/** One to six changes to a copy of the bytes. */
export function mutate(bytes: Uint8Array, random: Random, other: Uint8Array): Buffer {
  let mutant = Buffer.from(bytes);
  const changes = 1 + random.below(random.pick([1, 1, 2, 6]));
  for (let change = 0; change < changes; change += 1) mutant = Buffer.from(random.pick(mutations)(mutant, random, other));
  return mutant;
}

// An octet after one that is the identifier of some DER type: most likely a length
function lengthField(bytes: Buffer, random: Random): number {
  const start = random.below(bytes.length);
  for (let at = start; at < bytes.length; at += 1) if (interesting.includes(bytes[at - 1] ?? 0x55)) return at;
  return start;
}
