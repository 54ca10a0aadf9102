import { ByteReader } from './byte-reader.ts';

/** How a server of TLS 1.2 agrees on keys with a client that offers everything. */
export interface KeyExchange {
  /** Wire number of the cipher suite that it chose. */
  readonly suite: number;
  /** `RSA` sends no key of its own (static RSA, RFC 5246 §8.1.1); `other` is ECDHE with a cipher that not every client has, or something rarer. */
  readonly by: 'DHE' | 'RSA' | 'other';
  /** Bits of the prime that it chose; of DHE alone. */
  readonly dhBits?: number;
}

/**
 * ECDHE with AES-GCM or ChaCha20-Poly1305: what every client that is modelled offers as it comes (RFC 9325 §4.2; crypto/tls cipherSuitesPreferenceOrder of Go;
 * DEFAULT of OpenSSL 1.1.1 and 3, PY_SSL_DEFAULT_CIPHER_STRING of Python's Modules/_ssl.c; sun.security.ssl.CipherSuite of Java).
 */
const common: ReadonlySet<number> = new Set([0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9]);

// TLS_DHE_RSA_* and TLS_DHE_DSS_* of https://www.iana.org/assignments/tls-parameters with AES, Camellia, ChaCha20 and 3DES
const ephemeral: ReadonlySet<number> = new Set([
  0x0013, 0x0016, 0x0032, 0x0033, 0x0038, 0x0039, 0x0040, 0x0044, 0x0045, 0x0067, 0x006a, 0x006b, 0x0087, 0x0088, 0x009e, 0x009f, 0x00a2,
  0x00a3, 0x00bd, 0x00be, 0x00c3, 0x00c4, 0xc09e, 0xc09f, 0xc0a2, 0xc0a3, 0xccaa,
]);

/** The key exchange of a flight, by its suite and the body of its ServerKeyExchange; undefined for what every client takes. */
export function keyExchangeOf(suite: number, serverKeyExchange: Uint8Array | undefined): KeyExchange | undefined {
  if (common.has(suite)) return undefined;
  if (serverKeyExchange === undefined) return { suite, by: 'RSA' };
  if (!ephemeral.has(suite)) return { suite, by: 'other' };
  return { suite, by: 'DHE', dhBits: bitsOf(new ByteReader(serverKeyExchange).vector(2)) };
}

// RFC 5246 §7.4.3: ServerDHParams begins with dh_p, which may have zeros before it
function bitsOf(prime: Uint8Array): number {
  const first = prime.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (prime.length - first - 1) * 8 + (32 - Math.clz32(prime[first] ?? 0));
}
