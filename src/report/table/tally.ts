import { byText } from '../by-text.ts';

/** One group of a tally: how often, one member as its example, and some names. */
export interface Group<Example, Name = string> {
  readonly key: string;
  readonly example: Example;
  readonly count: number;
  /** Sum of what the members say that they hold; 0 where they say nothing. */
  readonly held: number;
  /** The first names in the order in which they came, at most 40: a fleet's report shows some, never all. */
  readonly names: readonly Name[];
}

/** Counts by key in one pass and keeps neither members nor more names than a report can show: fleets are large. */
export class Tally<Example, Name = string> {
  readonly #groups = new Map<string, { key: string; example: Example; count: number; held: number; names: Name[] }>();

  add(key: string, example: Example, name: Name, held = 0): void {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { key, example, count: 0, held: 0, names: [] };
      this.#groups.set(key, group);
    }
    group.count += 1;
    group.held += held;
    if (group.names.length < 40) group.names.push(name);
  }

  get size(): number {
    return this.#groups.size;
  }

  /** Groups, the most frequent first. */
  groups(): readonly Group<Example, Name>[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count || byText(a.key, b.key));
  }
}
