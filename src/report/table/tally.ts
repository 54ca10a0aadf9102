import { byText } from '../by-text.ts';

/** One group of a tally: how often, one member as its example, and some names. */
export interface Group<Example> {
  readonly key: string;
  readonly example: Example;
  readonly count: number;
  /** The first names in the order in which they came, at most 40: a fleet's report shows some, never all. */
  readonly names: readonly string[];
}

/** Counts by key in one pass and keeps neither members nor more names than a report can show: fleets are large. */
export class Tally<Example> {
  readonly #groups = new Map<string, { key: string; example: Example; count: number; names: string[] }>();

  add(key: string, example: Example, name: string): void {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { key, example, count: 0, names: [] };
      this.#groups.set(key, group);
    }
    group.count += 1;
    if (group.names.length < 40) group.names.push(name);
  }

  get size(): number {
    return this.#groups.size;
  }

  /** Groups, the most frequent first. */
  groups(): readonly Group<Example>[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count || byText(a.key, b.key));
  }
}
