import type { NameFormRules } from '../../../clients/knobs/name-constraint-rules.ts';
import { type FormMatcher, inside, type Relation } from './relation.ts';

/** iPAddress constraints, by what knobs say: a base is an address and its mask. */
export const ipMatchers: Readonly<Record<NameFormRules['ip'], FormMatcher<Uint8Array>>> = {
  // crypto/x509/v3_ncons.c, nc_ip: lengths are looked at when they are compared
  masked: {
    whyMalformed: () => undefined,
    isReadable: isAddress,
    relate: (base, name) => {
      if (!isAddress(name) || (base.length !== 8 && base.length !== 32)) return 'failure';
      return inside(base.length === name.length * 2 && isMasked(base, name));
    },
  },
  // crypto/x509/parser.go, isValidIPMask; verify.go, matchIPConstraint
  prefix: {
    whyMalformed: (base) => {
      if (base.length !== 8 && base.length !== 32) return `an address range has ${base.length} octets`;
      return isPrefix(base.subarray(base.length / 2)) ? undefined : 'the mask of an address range has gaps';
    },
    isReadable: isAddress,
    relate: (base, name) => inside(base.length === name.length * 2 && isMasked(base, name)),
  },
  'unmasked-base-of-any-length': rangeMatcher(asItStands, 'any'),
  'unmasked-base': rangeMatcher(asItStands, 'fitting'),
  'unmasked-base-or-mapped': rangeMatcher(unmapped, 'fitting'),
};

// sun.security.x509.IPAddressName
function rangeMatcher(readAs: (octets: Uint8Array) => Uint8Array | undefined, lengths: 'any' | 'fitting'): FormMatcher<Uint8Array> {
  return {
    whyMalformed: (base) => (readAs(base) === undefined ? 'an address range is malformed' : undefined),
    isReadable: (name) => readAs(name) !== undefined,
    relate: (base, name) => relateRanges(readAs(base), readAs(name), lengths),
  };
}

function isAddress(octets: Uint8Array): boolean {
  return octets.length === 4 || octets.length === 16;
}

function isMasked(base: Uint8Array, name: Uint8Array): boolean {
  return name.every((octet, index) => (octet & maskOf(base, index)) === ((base[index] ?? 0) & maskOf(base, index)));
}

function maskOf(range: Uint8Array, index: number): number {
  return range[range.length / 2 + index] ?? 0;
}

function isPrefix(mask: Uint8Array): boolean {
  const bits = [...mask].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits);
}

function asItStands(octets: Uint8Array): Uint8Array | undefined {
  return [4, 8, 16, 32].includes(octets.length) ? octets : undefined;
}

// IPv4-mapped addresses and ranges are IPv4 (IPAddressUtil.convertFromIPv4MappedAddress); the mask must then hold the first 96 bits
function unmapped(octets: Uint8Array): Uint8Array | undefined {
  if (octets.length === 4 || octets.length === 8) return octets;
  if (octets.length !== 16 && octets.length !== 32) return undefined;
  const mapped = octets.subarray(0, 10).every((octet) => octet === 0) && octets[10] === 0xff && octets[11] === 0xff;
  if (!mapped) return octets;
  if (octets.length === 16) return octets.subarray(12);
  if (!octets.subarray(16, 28).every((octet) => octet === 0xff)) return undefined;
  return Uint8Array.from([...octets.subarray(12, 16), ...octets.subarray(28)]);
}

// IPAddressName, constrains and equals
function relateRanges(own: Uint8Array | undefined, other: Uint8Array | undefined, lengths: 'any' | 'fitting'): Relation {
  if (own === undefined || other === undefined) return 'failure';
  if (own.length === other.length) return isAddress(own) ? inside(equal(own, other)) : relateTwoRanges(own, other);
  // the range first where both are ranges, as there
  if (!isAddress(other)) return lengths === 'any' || other.length === own.length * 2 ? relationTo(other, own, 'widens') : 'elsewhere';
  return lengths === 'any' ? anyRelationTo(own, other) : own.length === other.length * 2 ? relationTo(own, other, 'narrows') : 'elsewhere';
}

// two addresses of different lengths are elsewhere
function anyRelationTo(own: Uint8Array, other: Uint8Array): Relation {
  return isAddress(own) ? 'elsewhere' : relationTo(own, other, 'narrows');
}

// The address of the range is not masked: with a bit outside of its mask it holds nothing. Reading on behind a shorter address is an exception.
function relationTo(range: Uint8Array, address: Uint8Array, found: Relation): Relation {
  for (let index = 0; index < range.length / 2; index += 1) {
    const octet = address[index];
    if (octet === undefined) return 'failure';
    if ((octet & maskOf(range, index)) !== range[index]) return 'elsewhere';
  }
  return found;
}

function relateTwoRanges(own: Uint8Array, other: Uint8Array): Relation {
  const half = own.length / 2;
  const indexes = [...own.subarray(0, half).keys()];
  const masked = (range: Uint8Array, by: Uint8Array, index: number): number => (range[index] ?? 0) & maskOf(by, index);
  const encloses = (outer: Uint8Array, inner: Uint8Array): boolean =>
    indexes.every(
      (index) =>
        (maskOf(outer, index) & maskOf(inner, index)) === maskOf(outer, index) &&
        masked(outer, outer, index) === masked(inner, outer, index),
    );
  const isEmpty = (range: Uint8Array): boolean => !indexes.every((index) => masked(range, range, index) === range[index]);
  const sameMask = equal(own.subarray(half), other.subarray(half));
  if (sameMask && indexes.every((index) => masked(own, own, index) === masked(other, other, index))) return 'match';
  const [ownEmpty, otherEmpty] = [isEmpty(own), isEmpty(other)];
  if (ownEmpty || otherEmpty) return ownEmpty && otherEmpty ? 'match' : ownEmpty ? 'widens' : 'narrows';
  if (encloses(own, other)) return 'narrows';
  return encloses(other, own) ? 'widens' : 'elsewhere';
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
