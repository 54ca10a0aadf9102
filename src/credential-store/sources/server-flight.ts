import { ParseError } from '../../errors.ts';
import { alertName } from './alert-names.ts';
import {
  type HandshakeMessage,
  MessageReader,
  messageTypes,
  readCertificates,
  readClientCas,
  readServerHello,
} from './handshake-messages.ts';
import { type KeyExchange, keyExchangeOf } from './key-exchange.ts';
import { suites, TrafficDecryptor } from './key-schedule.ts';
import { RecordReader, type TlsRecord } from './tls-records.ts';

/** What a server's side of a handshake has said so far. */
export type FlightState =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'complete';
      readonly protocol: string;
      readonly certificates: readonly Uint8Array[];
      readonly clientCas?: readonly string[];
      /** Of TLS 1.2, where not every client takes it. */
      readonly exchange?: KeyExchange;
    }
  /** `reason` continues a sentence that begins with the server's name. */
  | { readonly kind: 'failed'; readonly reason: string };

// Our choice: four times the largest message. A handshake that needs more is an attack or no handshake.
const largestFlightBytes = 1024 * 1024;

const clearMessage = 'a message in clear that TLS 1.3 protects';

const protocols: Readonly<Record<number, string>> = { 0x0301: 'TLSv1', 0x0302: 'TLSv1.1', 0x0303: 'TLSv1.2', 0x0304: 'TLSv1.3' };

/**
 * Reads the server's half of a handshake from its bytes up to the point where its certificates and its wish for a client
 * certificate are both known: ServerHelloDone before TLS 1.3, Certificate in TLS 1.3. It verifies nothing.
 */
export class ServerFlight {
  readonly #records = new RecordReader();
  readonly #messages = new MessageReader();
  #state: FlightState = { kind: 'open' };
  #receivedBytes = 0;
  #sawRecord = false;
  #wasRefused = false;
  #version: number | undefined;
  #suite: number | undefined;
  #decryptor: TrafficDecryptor | undefined;
  // Records that came before the keys: the secret is told only after TLS has worked through the ServerHello.
  #waiting: TlsRecord[] = [];
  #certificates: readonly Uint8Array[] | undefined;
  #clientCas: readonly string[] | undefined;
  #keyExchange: Uint8Array | undefined;

  get state(): FlightState {
    return this.#state;
  }

  /** Whether the server has sent anything that looks like TLS. */
  get sawRecord(): boolean {
    return this.#sawRecord;
  }

  /** Whether an alert ended it. */
  get wasRefused(): boolean {
    return this.#wasRefused;
  }

  /** Between its ServerHello and the end of its flight a server waits for nothing. */
  get isUnderWay(): boolean {
    return this.#state.kind === 'open' && this.#version !== undefined;
  }

  /** Whether more can be read only with the handshake secret. */
  get needsSecret(): boolean {
    return this.#version === 0x0304 && this.#decryptor === undefined;
  }

  /** Takes the next bytes of the server. */
  receive(bytes: Uint8Array): void {
    this.#attempt(() => {
      this.#receivedBytes += bytes.length;
      if (this.#receivedBytes > largestFlightBytes) this.#fail(`sent over ${largestFlightBytes} bytes without finishing its handshake`);
      for (const record of this.#records.push(bytes)) {
        if (this.#state.kind !== 'open') return;
        this.#sawRecord = true;
        this.#readRecord(record);
      }
    });
  }

  /** Takes the server's handshake traffic secret (SERVER_HANDSHAKE_TRAFFIC_SECRET of the key log). */
  learnSecret(secret: Uint8Array): void {
    this.#attempt(() => {
      const suite = suites[this.#suite ?? 0];
      if (suite === undefined) return this.#fail('chose a TLS 1.3 cipher suite that was not offered');
      this.#decryptor = new TrafficDecryptor(suite, secret);
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const record of waiting) if (this.#state.kind === 'open') this.#readRecord(record);
    });
  }

  #attempt(step: () => void): void {
    if (this.#state.kind !== 'open') return;
    try {
      step();
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      this.#fail(this.#sawRecord ? `broke its TLS handshake: ${error.message}` : 'does not speak TLS');
    }
  }

  #fail(reason: string): void {
    if (this.#state.kind === 'open') this.#state = { kind: 'failed', reason };
  }

  #readRecord(record: TlsRecord): void {
    if (record.type === 'application') this.#readProtected(record);
    // RFC 8446 §5: anybody on the way could have put it there, and TLS itself would not take it.
    else if (record.type === 'handshake' && this.#version === 0x0304) this.#fail(`broke its TLS handshake: ${clearMessage}`);
    // RFC 8446 §D.4: sent for middleboxes only in TLS 1.3. Before, the server sends it after ServerHelloDone, where reading has ended.
    else if (record.type !== 'change-cipher-spec') this.#readContent(record.type, record.payload);
  }

  #readProtected(record: TlsRecord): void {
    if (this.#version !== 0x0304) this.#fail('broke its TLS handshake: application bytes before the handshake was done');
    else if (this.#decryptor === undefined) this.#waiting.push(record);
    else {
      const { type, content } = this.#decryptor.open(record);
      this.#readContent(type, content);
    }
  }

  #readContent(type: TlsRecord['type'], content: Uint8Array): void {
    if (type === 'alert') this.#readAlert(content);
    if (type !== 'handshake') return;
    for (const message of this.#messages.push(content)) {
      if (this.#state.kind === 'open') this.#readMessage(message);
    }
  }

  #readAlert([level, description]: Uint8Array): void {
    // Warnings (unrecognized_name of old servers, say) do not end a handshake before TLS 1.3; there, all but close_notify are fatal.
    if (level === 1 && description !== 0 && this.#version !== 0x0304) return;
    this.#wasRefused = true;
    this.#fail(`refused the handshake with the alert ${alertName(description ?? -1)}`);
  }

  #readMessage({ type, body }: HandshakeMessage): void {
    if (type === messageTypes.serverHello) return this.#readHello(body);
    if (this.#version === undefined) return this.#fail('broke its TLS handshake: no ServerHello at its start');
    const isTls13 = this.#version === 0x0304;
    if (isTls13 && this.#decryptor === undefined) return this.#fail(`broke its TLS handshake: ${clearMessage}`);
    if (type === messageTypes.compressedCertificate) return this.#fail('sent a compressed Certificate message, which was not offered');
    if (type === messageTypes.certificateRequest) this.#clientCas = readClientCas(body, this.#version);
    if (type === messageTypes.serverKeyExchange) this.#keyExchange = Uint8Array.from(body);
    if (type === messageTypes.certificate) this.#certificates ??= readCertificates(body, isTls13);
    if (type === (isTls13 ? messageTypes.certificate : messageTypes.serverHelloDone)) this.#complete(this.#version);
  }

  #readHello(body: Uint8Array): void {
    const { version, suite, isRetry } = readServerHello(body);
    if (isRetry) return;
    if (this.#version !== undefined) return this.#fail('broke its TLS handshake: a second ServerHello');
    if (protocols[version] === undefined) return this.#fail('chose a protocol version that was not offered');
    if (!this.#messages.isAtBoundary && version === 0x0304) return this.#fail('broke its TLS handshake: clear bytes after its ServerHello');
    this.#version = version;
    this.#suite = suite;
  }

  #complete(version: number): void {
    if (this.#certificates === undefined || this.#certificates.length === 0) return this.#fail('presented no certificate');
    const exchange = version === 0x0303 ? keyExchangeOf(this.#suite ?? 0, this.#keyExchange) : undefined;
    this.#state = {
      kind: 'complete',
      protocol: protocols[version] ?? '',
      certificates: this.#certificates,
      ...(this.#clientCas === undefined ? {} : { clientCas: this.#clientCas }),
      ...(exchange === undefined ? {} : { exchange }),
    };
  }
}
