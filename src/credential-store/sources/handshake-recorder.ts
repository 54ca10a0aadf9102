import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * The stream between TLS and the network: `tls.connect({ socket })` runs over it, and every byte of the server passes
 * `onBytes` before TLS sees it. Destroying it leaves the socket open on purpose: where TLS gives up on a chain (too long for
 * it, a signature that it does not like), the rest of the server's flight is still worth reading.
 */
export class HandshakeRecorder extends Duplex {
  readonly #socket: Socket;

  constructor(socket: Socket, onBytes: (bytes: Uint8Array) => void) {
    super();
    this.#socket = socket;
    socket.on('data', (bytes) => {
      onBytes(bytes);
      // No back pressure: the reader of the flight gives up at its limit, long before memory matters.
      if (!this.destroyed && !this.readableEnded) this.push(bytes);
    });
    socket.on('close', () => {
      if (!this.destroyed && !this.readableEnded) this.push(null);
    });
  }

  // Bytes are pushed as they come.
  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  // The error is TLS's own and has been reported there.
  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    done();
  }
}
