import type { Host } from '../../inventory/host.ts';

/** Bytes of a piece of the queue: few objects for many hosts, and little text alive at once. Our choice. */
const pieceLength = 65_536;

/**
 * Hosts that wait for their turn, first in first out. They lie as bytes outside of the heap (some 500 a host): a fleet of 100,000 is a file in memory, not
 * as many objects.
 */
export class CompactHosts implements Iterable<Host> {
  readonly #pieces: Buffer[] = [];
  /** Lines that were added last. */
  #tail = '';
  /** Lines of the piece that is being read, the next one last. */
  #head: string[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(host: Host): void {
    this.#tail += `${JSON.stringify(host)}\n`;
    this.#length += 1;
    if (this.#tail.length < pieceLength) return;
    this.#pieces.push(Buffer.from(this.#tail));
    this.#tail = '';
  }

  /** The host that waits longest, which then waits no more. */
  shift(): Host | undefined {
    if (this.#head.length === 0) {
      const piece = this.#pieces.shift()?.toString() ?? this.#takeTail();
      this.#head = piece.split('\n').slice(0, -1).toReversed();
    }
    const line = this.#head.pop();
    if (line === undefined) return undefined;
    this.#length -= 1;
    // Written by this class of what a schema has read
    return JSON.parse(line) as Host;
  }

  /** Takes the hosts out, one after the other. */
  *[Symbol.iterator](): Generator<Host> {
    for (let host = this.shift(); host !== undefined; host = this.shift()) yield host;
  }

  #takeTail(): string {
    const tail = this.#tail;
    this.#tail = '';
    return tail;
  }
}
