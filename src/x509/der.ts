import { ParseError } from '../errors.ts';

/**
 * A DER reader that keeps offsets. node-forge's asn1 returns values without their position, and the signed bytes of a
 * certificate (tbsCertificate, names, keys) must be taken as they stand: re-encoding them loses what the signature covers.
 */
export interface DerNode {
  readonly bytes: Uint8Array;
  readonly tagClass: 'universal' | 'application' | 'context' | 'private';
  readonly constructed: boolean;
  readonly tag: number;
  /** Offset of the identifier octet. */
  readonly start: number;
  readonly contentStart: number;
  /** Offset after the last content octet. */
  readonly end: number;
}

/** Universal tag numbers that certificates use (X.680 §8.4). */
export const tags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  oid: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  utcTime: 23,
  generalizedTime: 24,
} as const;

const classes = ['universal', 'application', 'context', 'private'] as const;

/** Reads one node at `offset`; throws ParseError for anything that is not DER (X.690 §10) or does not fit before `limit`. */
export function readNode(bytes: Uint8Array, offset = 0, limit = bytes.length): DerNode {
  const identifier = octet(bytes, offset, limit);
  let position = offset + 1;
  let tag = identifier & 0x1f;
  if (tag === 0x1f) {
    tag = 0;
    for (let more = true; more; position += 1) {
      const part = octet(bytes, position, limit);
      tag = tag * 128 + (part & 0x7f);
      if (tag > 0xffff) throw damaged('tag number too large', offset);
      more = (part & 0x80) !== 0;
    }
  }
  const first = octet(bytes, position, limit);
  position += 1;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0) throw damaged('indefinite length, which DER does not allow', position - 1);
    if (count > 4) throw damaged('length of more than four octets', position - 1);
    length = 0;
    for (let index = 0; index < count; index += 1) length = length * 256 + octet(bytes, position + index, limit);
    position += count;
    // X.690 §10.1: the shortest form
    if (length < 0x80 || length < 256 ** (count - 1)) throw damaged('length is not in its shortest form', position - count);
  }
  if (position + length > limit) throw damaged(`value of ${length} bytes ends after the end of its container`, offset);
  return {
    bytes,
    tagClass: classes[identifier >> 6] ?? 'universal',
    constructed: (identifier & 0x20) !== 0,
    tag,
    start: offset,
    contentStart: position,
    end: position + length,
  };
}

/** The nodes inside a constructed node, in order. */
export function children(node: DerNode): DerNode[] {
  const nodes: DerNode[] = [];
  for (let offset = node.contentStart; offset < node.end; ) {
    const child = readNode(node.bytes, offset, node.end);
    nodes.push(child);
    offset = child.end;
  }
  return nodes;
}

/** The content octets, not copied. */
export function content(node: DerNode): Uint8Array {
  return node.bytes.subarray(node.contentStart, node.end);
}

/** The whole node with its header, not copied. */
export function whole(node: DerNode): Uint8Array {
  return node.bytes.subarray(node.start, node.end);
}

/** The node itself if it is a universal one of that tag; throws ParseError with what was wanted otherwise. */
export function expect(node: DerNode | undefined, tag: keyof typeof tags, what: string, at: number): DerNode {
  if (node === undefined) throw damaged(`${what} is missing`, at);
  if (node.tagClass !== 'universal' || node.tag !== tags[tag]) throw damaged(`${what} is not a ${tag}`, node.start);
  // X.690 §10.2: strings are never constructed; §8.9.1: sequences and sets always are
  if (node.constructed !== (tag === 'sequence' || tag === 'set'))
    throw damaged(`${what} is in the wrong encoding for a ${tag}`, node.start);
  return node;
}

/** Whether the node is a universal one of that tag. */
export function is(node: DerNode | undefined, tag: keyof typeof tags): node is DerNode {
  return node?.tagClass === 'universal' && node.tag === tags[tag];
}

/** Dotted form of an OBJECT IDENTIFIER (X.690 §8.19). */
export function readOid(node: DerNode): string {
  const octets = content(node);
  if (octets.length === 0 || ((octets.at(-1) ?? 0) & 0x80) !== 0) throw damaged('object identifier is cut off', node.start);
  const arcs: number[] = [];
  let arc = 0;
  for (const part of octets) {
    arc = arc * 128 + (part & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw damaged('object identifier arc too large', node.start);
    if ((part & 0x80) !== 0) continue;
    if (arcs.length === 0) arcs.push(Math.min(Math.floor(arc / 40), 2), arc - Math.min(Math.floor(arc / 40), 2) * 40);
    else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}

/** A ParseError of format `x509` at that offset. */
export function damaged(message: string, byteOffset: number): ParseError {
  return new ParseError(message, { format: 'x509', byteOffset });
}

/** Lower-case hex. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

function octet(bytes: Uint8Array, offset: number, limit: number): number {
  const value = offset < limit ? bytes[offset] : undefined;
  if (value === undefined) throw damaged('cut off', offset);
  return value;
}
