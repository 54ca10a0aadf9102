import { damaged } from './der.ts';

/** Identifier octets of the types that certificates use (X.690 §8.1.2), with the constructed bit where it belongs to the type. */
export const identifiers = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/**
 * Reads DER headers in place: the node read last stands in `identifier`, `content` and `end`, and no object is made for it, since that costs more than
 * all else in reading a certificate. Lengths that are not in their shortest form are read and noted, as OpenSSL reads them.
 */
export class DerCursor {
  readonly bytes: Uint8Array;
  /** Identifier octet of the node read last; for tag numbers above 30 its first octet. */
  identifier = 0;
  /** Offset of its first content octet. */
  content = 0;
  /** Offset after its last content octet. */
  end = 0;
  /** Whether any length so far was not in its shortest form. */
  relaxed = false;
  /** Why the last `read` failed. */
  failure = '';

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Reads the node at `at`; false, with `failure` set, where there is none that ends before `limit`. Never throws. */
  read(at: number, limit: number): boolean {
    const { bytes } = this;
    if (at + 2 > limit) return this.#fail('cut off');
    const identifier = bytes[at] ?? 0;
    let position = at + 1;
    if ((identifier & 0x1f) === 0x1f) {
      while (position < limit && ((bytes[position] ?? 0) & 0x80) !== 0) position += 1;
      position += 1;
      if (position >= limit) return this.#fail('cut off');
    }
    let length = bytes[position] ?? 0;
    position += 1;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0) return this.#fail('indefinite length, which DER does not allow');
      if (position + count > limit) return this.#fail('cut off');
      length = 0;
      for (let index = 0; index < count; index += 1) {
        length = length * 256 + (bytes[position + index] ?? 0);
        if (length > 0xffff_ffff) return this.#fail('length of more than four octets');
      }
      if (length < 0x80 || (bytes[position] ?? 0) === 0) this.relaxed = true;
      position += count;
    }
    if (position + length > limit) return this.#fail(`value of ${length} bytes ends after the end of its container`);
    this.identifier = identifier;
    this.content = position;
    this.end = position + length;
    return true;
  }

  /** Whether the node read last has that identifier. */
  standsOn(identifier: number): boolean {
    return this.identifier === identifier;
  }

  /** Whether a node of that identifier stands at `at`; false also where nothing can be read there. Never throws. */
  readAs(identifier: number, at: number, limit: number): boolean {
    return this.read(at, limit) && this.identifier === identifier;
  }

  /** Reads a node of that identifier; throws ParseError with what was wanted where there is another or none. */
  take(identifier: number, at: number, limit: number, what: string): void {
    if (at >= limit) throw damaged(`${what} is missing`, at);
    if (!this.read(at, limit)) throw damaged(`${what}: ${this.failure}`, at);
    if (this.identifier !== identifier) throw damaged(`${what} is of another type`, at);
  }

  #fail(failure: string): false {
    this.failure = failure;
    return false;
  }
}
