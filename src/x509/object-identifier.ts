import { hex } from './der.ts';

const known = new Map<string, string>();
/** OIDs that are remembered; real certificates use a few dozen, and hostile ones must not fill the memory. Our choice. */
const remembered = 1_000;
/** Octets of an OID that is written in dotted form: the time for that grows with their square. The longest in use have about 20. Our choice. */
const longest = 64;

/** Whether the octets between the offsets end with the last octet of an arc (X.690 §8.19.2): all that OpenSSL, Go and Java agree on. */
export function isOid(bytes: Uint8Array, from: number, to: number): boolean {
  return to > from && ((bytes[to - 1] ?? 0) & 0x80) === 0;
}

/** Dotted form of an OBJECT IDENTIFIER's content octets (X.690 §8.19), `0x…` for one of more than 64; an arc that is cut off is left out. Never throws. */
export function oidText(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > longest) return `0x${hex(bytes.subarray(from, to))}`;
  let key = '';
  for (let at = from; at < to; at += 1) key += String.fromCharCode(bytes[at] ?? 0);
  const text = known.get(key);
  if (text !== undefined) return text;
  const made = dotted(bytes, from, to);
  if (known.size >= remembered) known.clear();
  known.set(key, made);
  return made;
}

function dotted(bytes: Uint8Array, from: number, to: number): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (let at = from; at < to; at += 1) {
    const octet = bytes[at] ?? 0;
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if ((octet & 0x80) !== 0) continue;
    if (arcs.length > 0) arcs.push(arc);
    else {
      const first = arc < 80n ? arc / 40n : 2n;
      arcs.push(first, arc - first * 40n);
    }
    arc = 0n;
  }
  return arcs.join('.');
}
