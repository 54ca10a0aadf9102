import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** What the recorder tells, and asks, the code that reads the handshake. */
export interface Recording {
  /** Gets every byte of the server before TLS sees it. */
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Whether what TLS wants to send has to wait for `release`. */
  readonly mustHold: () => boolean;
}

/**
 * The stream between TLS and the network: `tls.connect({ socket })` runs over it. Where TLS gives up on a chain (too long for
 * it, a signature that it does not like), the rest of the server's flight is still worth reading: so destroying this stream
 * leaves the socket open, and the alert, on which a server would stop sending, can be held back.
 */
export class HandshakeRecorder extends Duplex {
  readonly #socket: Socket;
  readonly #mustHold: () => boolean;
  readonly #held: (() => void)[] = [];

  constructor(socket: Socket, { onBytes, mustHold }: Recording) {
    super();
    this.#socket = socket;
    this.#mustHold = mustHold;
    socket.on('data', (bytes) => {
      onBytes(bytes);
      // No back pressure: the reader of the flight gives up at its limit, long before memory matters.
      if (!this.destroyed && !this.readableEnded) this.push(bytes);
    });
    socket.on('close', () => {
      if (!this.destroyed && !this.readableEnded) this.push(null);
    });
  }

  /** Sends what was held. */
  release(): void {
    for (const send of this.#held.splice(0)) send();
  }

  // Bytes are pushed as they come.
  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const send = (): void => void this.#socket.write(chunk, done);
    if (this.#mustHold()) this.#held.push(send);
    else send();
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  // The error is TLS's own and has been reported there.
  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    done();
  }
}
