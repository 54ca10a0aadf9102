import { ByteReader, tlsError } from './byte-reader.ts';

/** One handshake message (RFC 8446 §4). */
export interface HandshakeMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

/** Handshake types that are read here (RFC 8446 §B.3, RFC 5246 §7.4); the others are passed over. */
export const messageTypes = {
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  compressedCertificate: 25,
} as const;

const headerBytes = 4;
// Our choice: twice and a half of what OpenSSL's clients take (SSL_MAX_CERT_LIST_DEFAULT, 100 KiB), so that a chain too long for them is still seen.
const largestMessageBytes = 256 * 1024;

/** Puts handshake messages together from the payloads of records, however these were cut. */
export class MessageReader {
  #chunks: Uint8Array[] = [];
  #filled = 0;
  #wanted = headerBytes;

  /** True between messages: RFC 8446 §5.1 forbids a change of keys anywhere else. */
  get isAtBoundary(): boolean {
    return this.#filled === 0;
  }

  /** The messages that this payload completes; throws ParseError for one over the limit. */
  *push(payload: Uint8Array): Generator<HandshakeMessage> {
    this.#chunks.push(payload);
    this.#filled += payload.length;
    while (this.#filled >= this.#wanted) {
      const bytes = Buffer.concat(this.#chunks);
      const body = new ByteReader(bytes.subarray(1, headerBytes)).uint(3);
      if (body > largestMessageBytes) throw tlsError(`a handshake message of ${body} bytes, over the limit of ${largestMessageBytes}`);
      this.#wanted = headerBytes + body;
      const rest = bytes.length >= this.#wanted ? bytes.subarray(this.#wanted) : bytes;
      this.#chunks = rest.length === 0 ? [] : [rest];
      if (rest === bytes) return;
      this.#filled = rest.length;
      this.#wanted = headerBytes;
      yield { type: bytes[0] ?? 0, body: bytes.subarray(headerBytes, headerBytes + body) };
    }
  }
}

/** What the ServerHello settles. */
export interface ServerHello {
  /** Wire number: 0x0304 for TLS 1.3. */
  readonly version: number;
  readonly suite: number;
  /** The server wants another ClientHello first; no keys follow from this one. */
  readonly isRetry: boolean;
}

// RFC 8446 §4.1.3: a ServerHello with this random is a HelloRetryRequest.
const retryRandom = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';
const supportedVersions = 43;

/** Reads a ServerHello of any version (RFC 8446 §4.1.3, RFC 5246 §7.4.1.3). */
export function readServerHello(body: Uint8Array): ServerHello {
  const reader = new ByteReader(body);
  const legacyVersion = reader.uint(2);
  const random = Buffer.from(reader.take(32)).toString('hex');
  reader.vector(1);
  const suite = reader.uint(2);
  reader.take(1);
  // Before TLS 1.3 the extensions may be left out altogether.
  const chosen = reader.left === 0 ? undefined : readExtensions(reader.vector(2)).get(supportedVersions);
  return { version: chosen === undefined ? legacyVersion : new ByteReader(chosen).uint(2), suite, isRetry: random === retryRandom };
}

/** The certificates of a Certificate message in served order, each byte as sent (RFC 8446 §4.4.2, RFC 5246 §7.4.2). */
export function readCertificates(body: Uint8Array, isTls13: boolean): readonly Uint8Array[] {
  const message = new ByteReader(body);
  if (isTls13) message.vector(1);
  const list = new ByteReader(message.vector(3));
  const certificates: Uint8Array[] = [];
  while (list.left > 0) {
    // Copied, so that a certificate that is kept does not keep the whole flight.
    certificates.push(Uint8Array.from(list.vector(3)));
    if (isTls13) list.vector(2);
  }
  return certificates;
}

const certificateAuthorities = 47;

/** The client CAs of a CertificateRequest, as hex DER; an empty list where it names none (RFC 8446 §4.3.2 and §4.2.4, RFC 5246 §7.4.4). */
export function readClientCas(body: Uint8Array, version: number): readonly string[] {
  const message = new ByteReader(body);
  message.vector(1);
  if (version >= 0x0304) {
    const extension = readExtensions(message.vector(2)).get(certificateAuthorities);
    return extension === undefined ? [] : readNames(new ByteReader(extension).vector(2));
  }
  // Signature algorithms came with TLS 1.2 (RFC 4346 §7.4.4 has none).
  if (version === 0x0303) message.vector(2);
  return readNames(message.vector(2));
}

function readNames(bytes: Uint8Array): readonly string[] {
  const reader = new ByteReader(bytes);
  const names: string[] = [];
  while (reader.left > 0) names.push(Buffer.from(reader.vector(2)).toString('hex'));
  return names;
}

function readExtensions(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const reader = new ByteReader(bytes);
  const extensions = new Map<number, Uint8Array>();
  while (reader.left > 0) extensions.set(reader.uint(2), reader.vector(2));
  return extensions;
}
