import { ParseError } from '../errors.ts';

/** Reads big-endian fields one after the other, as Java's DataInputStream writes them; throws ParseError at the end of the bytes. */
export class ByteCursor {
  readonly format: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array, format: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.format = format;
  }

  /** Offset of the next byte. */
  get position(): number {
    return this.#position;
  }

  /** The next bytes, not copied. */
  take(length: number, what: string): Uint8Array {
    const from = this.#position;
    this.skip(length, what);
    return this.#bytes.subarray(from, from + length);
  }

  /** Moves on without looking. */
  skip(length: number, what: string): void {
    const left = this.#bytes.length - this.#position;
    if (length > left) {
      throw new ParseError(`${what} of ${length} bytes, but ${left} are left`, { format: this.format, byteOffset: this.#position });
    }
    this.#position += length;
  }

  /** An unsigned integer of four bytes. */
  uint32(what: string): number {
    const at = this.#position;
    this.skip(4, what);
    return this.#view.getUint32(at);
  }

  /** Text as DataOutputStream.writeUTF makes it: two bytes of length, then UTF-8 (Java's own form of it beyond the BMP is not undone). */
  text(what: string): string {
    const at = this.#position;
    this.skip(2, what);
    return new TextDecoder().decode(this.take(this.#view.getUint16(at), what));
  }
}
