import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { type Endpoint, formatEndpoint } from '../endpoint.ts';
import { type ClientOffer, offerOptions } from './client-offer.ts';
import { HandshakeRecorder } from './handshake-recorder.ts';
import type { KeyExchange } from './key-exchange.ts';
import { ServerFlight } from './server-flight.ts';
import { connectionReason, deadlineReason, tlsReason } from './tls-failure.ts';
import { askVaultHealth, type Heard } from './vault-health.ts';
import { type ClientCertificateNeed, needByAnswer, needByFailure } from './without-certificate.ts';

/** Where to read the served chain, under which name, and for how long at most. */
export interface ServedChainRequest extends Endpoint {
  /** Name to ask for (SNI); the host by default. IP addresses are never sent (RFC 6066 §3). */
  readonly serverName?: string | undefined;
  /** Bounds everything: resolving the name, connecting, the handshake. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** What the client offers; everything by default. */
  readonly offer?: ClientOffer | undefined;
  /** Whether to ask a server that is known to be Vault for its health after the handshake. */
  readonly askHealth?: boolean | undefined;
}

/** The chain byte for byte, also where Node would reject it, or why it could not be read. */
export type ServedChainReading =
  | {
      readonly kind: 'read';
      /** DER as sent, in served order, repetitions included. */
      readonly certificates: readonly Uint8Array[];
      /** `TLSv1.3`, as node names it. */
      readonly protocol: string;
      /** Names of the client CAs as hex DER; empty where a client certificate is asked for without naming CAs, absent where none is asked for. */
      readonly clientCas?: readonly string[];
      /** Whether it goes on without one; absent where none is asked for. */
      readonly clientCertificate?: ClientCertificateNeed;
      /** What it said when it was asked for its health; absent where it was not, or said nothing in time. */
      readonly health?: Heard;
      /** How it agrees on keys, where not every client takes that. */
      readonly exchange?: KeyExchange;
      /** Why the handshake did not come to its end after the chain, in one line; absent where it did, and where a client certificate is asked for. */
      readonly broken?: string;
      readonly remoteAddress: string | undefined;
    }
  | {
      readonly kind: 'unread';
      /** One lower-case line that names host and port and holds nothing that the server said. */
      readonly reason: string;
      /** How far it came: no connection, a connection, or an end that the server made of the handshake (an alert, FIN or RST). */
      readonly reached: 'nothing' | 'connection' | 'refusal';
    };

/**
 * The chain that a TLS server presents, byte for byte, read from the recorded handshake and not from TLS's view of it, which
 * reorders, drops and adds certificates. Nothing is verified, and a handshake that fails later (a client certificate is
 * demanded, say) loses nothing of it: `broken` tells. Client certificates that a server asks for after the handshake are not seen. Nothing is sent
 * after the handshake, save a question for Vault's health (vault-health.ts) to a server that asks for a client certificate, or where the request says so.
 * Never throws.
 */
export async function readServedChain(request: ServedChainRequest): Promise<ServedChainReading> {
  try {
    return await recordHandshake(request);
  } catch (error) {
    // Node refuses ports and names that cannot be before it connects.
    const reason = connectionReason(formatEndpoint(request), error instanceof Error ? error : undefined, false);
    return { kind: 'unread', reason, reached: 'nothing' };
  }
}

function recordHandshake(request: ServedChainRequest): Promise<ServedChainReading> {
  return new Promise((resolve) => {
    const where = formatEndpoint(request);
    const flight = new ServerFlight();
    const socket = connectTcp({ host: request.host, port: request.port });
    let connected = false;
    let socketError: Error | undefined;
    let handshakeError: Error | undefined;
    let handshakeOver = false;
    let secured = false;
    let socketOver = false;
    let goneForGood = false;
    let settled = false;
    let asking = false;
    let need: ClientCertificateNeed = 'unknown';
    let health: Heard | undefined;

    const settle = (whyNot: () => string): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', interrupt);
      const { state } = flight;
      const { remoteAddress } = socket;
      if (state.kind === 'complete' && handshakeOver && !socketOver) leave(tls, socket);
      else abandon(tls, socket);
      const asked = state.kind === 'complete' && state.clientCas !== undefined ? { clientCertificate: need } : {};
      const heard = health === undefined || request.askHealth !== true ? {} : { health };
      const broken = secured || state.kind !== 'complete' || state.clientCas !== undefined ? {} : { broken: whyBroken(whyNot) };
      if (state.kind === 'complete') resolve({ ...state, ...asked, ...heard, ...broken, kind: 'read', remoteAddress });
      else resolve({ kind: 'unread', reason: state.kind === 'failed' ? `${where} ${state.reason}` : whyNot(), reached: reached() });
    };
    const whyBroken = (whyNot: () => string): string => {
      if (handshakeError !== undefined) return tlsReason(where, handshakeError);
      return socketOver ? connectionReason(where, socketError, true) : whyNot();
    };
    const reached = (): 'nothing' | 'connection' | 'refusal' =>
      flight.wasRefused || (connected && socketOver) ? 'refusal' : connected ? 'connection' : 'nothing';
    // The handshake is taken to its end where it has one: a server should not have to log a client that went away in the middle.
    const proceed = (): void => {
      if (asking || settled) return;
      if (!flight.isUnderWay) recorder.release();
      const { state } = flight;
      if (state.kind === 'failed') settle(() => '');
      else if (state.kind === 'complete' && (handshakeOver || goneForGood)) {
        if (needsNoQuestion(state.clientCas, request)) settle(() => '');
        else void finishAsked(state.clientCas !== undefined);
      } else if (socketOver && (handshakeOver || !flight.needsSecret)) settle(() => connectionReason(where, socketError, connected));
      else if (handshakeOver && handshakeError !== undefined && flight.needsSecret) settle(() => tlsReason(where, handshakeError));
    };
    const finishAsked = async (asksForCertificate: boolean): Promise<void> => {
      if (handshakeError !== undefined) need = needByFailure(handshakeError);
      else if (handshakeOver && !socketOver && !tls.destroyed) {
        asking = true;
        health = await askVaultHealth(tls, formatEndpoint({ ...request, host: request.serverName ?? request.host }), asksForCertificate);
        need = needByAnswer(health);
      }
      settle(() => '');
    };
    const interrupt = (): void => settle(() => `interrupted before the chain of ${where} was read`);
    const expire = (): void =>
      settle(() => {
        if (handshakeError !== undefined) return tlsReason(where, handshakeError);
        return deadlineReason(where, request.timeoutMs, connected ? (flight.sawRecord ? 'in-handshake' : 'connected') : 'connecting');
      });
    const timer = setTimeout(expire, request.timeoutMs);

    const recorder = new HandshakeRecorder(socket, {
      onBytes: (bytes) => {
        flight.receive(bytes);
        proceed();
      },
      mustHold: () => flight.isUnderWay,
    });
    const tls = connectTls({ ...handshakeOptions(request), socket: recorder });
    const finish = (error?: Error): void => {
      handshakeError ??= error;
      handshakeOver = true;
      proceed();
    };
    tls.on('secureConnect', () => {
      secured = true;
      finish();
    });
    tls.on('error', finish);
    tls.on('close', () => finish());
    tls.on('keylog', (line: Buffer) => {
      const secret = /^SERVER_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]+ ([0-9a-f]+)\s*$/.exec(line.toString('latin1'))?.[1];
      if (secret === undefined) return;
      flight.learnSecret(Buffer.from(secret, 'hex'));
      proceed();
    });
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('error', (error) => {
      socketError = error;
    });
    socket.on('close', () => {
      socketOver = true;
      proceed();
      // TLS may still have to work through what came last, the end of its handshake included
      setTimeout(() => {
        goneForGood = true;
        proceed();
      }, afterwordMs);
    });
    if (request.signal?.aborted === true) interrupt();
    else request.signal?.addEventListener('abort', interrupt);
  });
}

// Of a narrower offer only the chain matters
function needsNoQuestion(clientCas: readonly string[] | undefined, { offer, askHealth }: ServedChainRequest): boolean {
  return offer !== undefined || (clientCas === undefined && askHealth !== true);
}

function handshakeOptions({ host, serverName = host, offer }: ServedChainRequest): ConnectionOptions {
  return {
    // Verification is the trust engine's work; with `ca` the roots of node's environment are not even loaded.
    rejectUnauthorized: false,
    ca: [],
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    ...offerOptions(offer),
  };
}

const farewellMs = 1000;
const afterwordMs = 100;

// close_notify and FIN, in the background: it holds up neither the caller nor the end of the process.
function leave(tls: TLSSocket, socket: Socket): void {
  socket.unref();
  setTimeout(() => abandon(tls, socket), farewellMs).unref();
  tls.end();
}

function abandon(tls: TLSSocket, socket: Socket): void {
  tls.destroy();
  socket.destroy();
}
