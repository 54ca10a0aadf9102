import { createDecipheriv, createHmac } from 'node:crypto';
import { tlsError } from './byte-reader.ts';
import { type RecordType, recordType, type TlsRecord } from './tls-records.ts';

interface Suite {
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly hash: 'sha256' | 'sha384';
  readonly keyBytes: 16 | 32;
}

/** The TLS 1.3 suites that can be read, by their number (RFC 8446 §B.4); no others are offered to the server. */
export const suites: Readonly<Record<number, Suite>> = {
  0x1301: { cipher: 'aes-128-gcm', hash: 'sha256', keyBytes: 16 },
  0x1302: { cipher: 'aes-256-gcm', hash: 'sha384', keyBytes: 32 },
  0x1303: { cipher: 'chacha20-poly1305', hash: 'sha256', keyBytes: 32 },
};

const tagBytes = 16;

/** Key and nonce base of one direction, from its traffic secret (RFC 8446 §7.3). */
export function trafficKeys(suite: Suite, secret: Uint8Array): { readonly key: Uint8Array; readonly iv: Uint8Array } {
  return { key: expandLabel(suite, secret, 'key', suite.keyBytes), iv: expandLabel(suite, secret, 'iv', 12) };
}

// RFC 8446 §7.1 HKDF-Expand-Label with an empty context. Keys and nonces are never longer than the hash, so one block of HKDF is enough.
function expandLabel(suite: Suite, secret: Uint8Array, label: string, lengthBytes: number): Uint8Array {
  const name = `tls13 ${label}`;
  const hkdfLabel = Buffer.concat([Buffer.from([0, lengthBytes, name.length]), Buffer.from(name, 'latin1'), Buffer.from([0])]);
  return createHmac(suite.hash, secret)
    .update(hkdfLabel)
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, lengthBytes);
}

/** Opens the records that one side protects with one traffic secret; records must come in order, all of them. */
export class TrafficDecryptor {
  readonly #suite: Suite;
  readonly #key: Uint8Array;
  readonly #iv: Uint8Array;
  #sequence = 0;

  constructor(suite: Suite, secret: Uint8Array) {
    const { key, iv } = trafficKeys(suite, secret);
    this.#suite = suite;
    this.#key = key;
    this.#iv = iv;
  }

  /** The type and content inside a protected record; throws ParseError where it does not open. */
  open(record: TlsRecord): { readonly type: RecordType; readonly content: Uint8Array } {
    if (record.payload.length < tagBytes) throw tlsError('a protected TLS record without its tag');
    const nonce = this.#nextNonce();
    // The name is chosen at run time, and node's overloads go by literal names: GCM and Poly1305 are used alike.
    const decipher = createDecipheriv(this.#suite.cipher as 'chacha20-poly1305', this.#key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(record.header, { plaintextLength: record.payload.length - tagBytes });
    decipher.setAuthTag(record.payload.subarray(-tagBytes));
    const inner = decipher.update(record.payload.subarray(0, -tagBytes));
    try {
      decipher.final();
    } catch (cause) {
      throw Object.assign(tlsError('a TLS record that its key does not open'), { cause });
    }
    // RFC 8446 §5.2: content, then its type, then any number of zeros.
    const typeAt = inner.findLastIndex((byte) => byte !== 0);
    const type = recordType(inner[typeAt]);
    if (type === undefined) throw tlsError('a protected TLS record without a type');
    return { type, content: inner.subarray(0, typeAt) };
  }

  // RFC 8446 §5.3: the record's number, padded to the length of the nonce base, XORed into it.
  #nextNonce(): Uint8Array {
    const nonce = Buffer.from(this.#iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.#sequence) >>> 0, 8);
    this.#sequence += 1;
    return nonce;
  }
}
