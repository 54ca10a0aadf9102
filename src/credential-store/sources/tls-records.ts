import { tlsError } from './byte-reader.ts';

/** One record as it came over the wire (RFC 8446 §5.1, RFC 5246 §6.2.1). */
export interface TlsRecord {
  readonly type: RecordType;
  /** The five bytes before the payload: TLS 1.3 authenticates them. */
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
}

/** The content types that a server sends in a handshake (RFC 8446 §5.1). */
export type RecordType = 'change-cipher-spec' | 'alert' | 'handshake' | 'application';

const recordTypes: Readonly<Record<number, RecordType>> = { 20: 'change-cipher-spec', 21: 'alert', 22: 'handshake', 23: 'application' };

/** The record type of a content type byte; undefined for bytes that no TLS server sends in a handshake. */
export function recordType(byte: number | undefined): RecordType | undefined {
  return byte === undefined ? undefined : recordTypes[byte];
}

const headerBytes = 5;
// RFC 5246 §6.2.3: a protected record is at most 2^14 + 2048 bytes (TLS 1.3 allows 2^14 + 256).
const largestPayloadBytes = 2 ** 14 + 2048;

/** Cuts a byte stream into records, however TCP has cut it; throws ParseError at the first bytes that are no record. */
export class RecordReader {
  // Fixed, so that a server that sends single bytes costs no copying.
  readonly #buffer = new Uint8Array(headerBytes + largestPayloadBytes);
  #filled = 0;

  /** The records that these bytes complete. */
  *push(bytes: Uint8Array): Generator<TlsRecord> {
    let rest = bytes;
    while (rest.length > 0) {
      const taken = rest.subarray(0, this.#wanted() - this.#filled);
      this.#buffer.set(taken, this.#filled);
      this.#filled += taken.length;
      rest = rest.subarray(taken.length);
      const type = this.#checkHeader();
      if (type === undefined || this.#filled < this.#wanted()) continue;
      const record = this.#buffer.slice(0, this.#filled);
      this.#filled = 0;
      yield { type, header: record.subarray(0, headerBytes), payload: record.subarray(headerBytes) };
    }
  }

  #wanted(): number {
    return this.#filled < headerBytes ? headerBytes : headerBytes + this.#payloadBytes();
  }

  #payloadBytes(): number {
    return (this.#buffer[3] ?? 0) * 256 + (this.#buffer[4] ?? 0);
  }

  // The first byte is judged at once: a server that says `H` and waits must not be waited for.
  #checkHeader(): RecordType | undefined {
    const type = recordType(this.#buffer[0]);
    if (type === undefined || (this.#filled > 1 && this.#buffer[1] !== 3)) throw tlsError('bytes that are not a TLS record');
    if (this.#filled < headerBytes) return undefined;
    if (this.#payloadBytes() > largestPayloadBytes) throw tlsError('a TLS record that is longer than TLS allows');
    return type;
  }
}
