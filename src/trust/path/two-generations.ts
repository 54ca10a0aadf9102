/**
 * A memory of bounded size that keeps what is asked for: entries stand in a young and an old generation, one that is found in the old moves to the young, and
 * when the young is full the old is dropped. Holds at most twice `size` entries.
 */
export class TwoGenerations<Value> {
  readonly #size: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  constructor(size: number) {
    this.#size = size;
  }

  /** The remembered value, or the one that `make` gives now. */
  get(key: string, make: () => Value): Value {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const value = this.#old.get(key) ?? make();
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }
}
