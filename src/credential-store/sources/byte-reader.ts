import { ParseError } from '../../errors.ts';

/** Reads the presentation language of TLS (RFC 8446 §3) from the front of a message; throws ParseError where the bytes end early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#offset;
  }

  /** A big-endian number of 1 to 3 bytes. */
  uint(sizeBytes: 1 | 2 | 3): number {
    return this.take(sizeBytes).reduce((value, byte) => value * 256 + byte, 0);
  }

  /** The next bytes, as a view. */
  take(sizeBytes: number): Uint8Array {
    if (sizeBytes > this.left) throw tlsError('a TLS message ends early', this.#offset);
    this.#offset += sizeBytes;
    return this.#bytes.subarray(this.#offset - sizeBytes, this.#offset);
  }

  /** The content of a vector whose length stands in `lengthBytes` bytes before it. */
  vector(lengthBytes: 1 | 2 | 3): Uint8Array {
    return this.take(this.uint(lengthBytes));
  }
}

/** A ParseError of the format `tls`; the message never holds bytes of the peer. */
export function tlsError(message: string, byteOffset = 0): ParseError {
  return new ParseError(message, { format: 'tls', byteOffset });
}
