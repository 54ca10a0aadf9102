import { fitShape, type Shape } from '../value-shapes.ts';

/** Options that choose a trust store, by their name in the evidence, and what stood there that could not be read. */
export interface OptionReading {
  readonly options: Readonly<Record<string, string>>;
  /** Options that were taken back, also where a weaker place had set them. */
  readonly dropped: readonly string[];
  readonly unread: readonly { readonly name: string; readonly reason: string }[];
}

/** Collects the options of one command line; of an option that stands there twice the later one counts. */
export interface OptionSheet {
  /** A flag, or the fact that something is set whose value must not leave the host. */
  mark(name: string, value?: '' | 'set' | 'default'): void;
  keep(name: string, shape: Shape, value: string): void;
  drop(name: string): void;
  /** Something that may hold further options and was not read. */
  unread(name: string, reason: string): void;
  reading(): OptionReading;
}

/** Reads the words of one program; the words themselves are never kept. */
export type OptionReader = (words: readonly string[], sheet: OptionSheet) => void;

/** Returns an empty sheet. */
export function createOptionSheet(): OptionSheet {
  const options = new Map<string, string>();
  const unread = new Map<string, string>();
  const dropped = new Set<string>();
  return {
    mark(name, value = '') {
      options.set(name, value);
      dropped.delete(name);
    },
    keep(name, shape, value) {
      dropped.delete(name);
      const fitting = fitShape(shape, value);
      if (fitting === undefined) {
        options.delete(name);
        unread.set(name, `the value of ${name} does not look like what it names, so it was not kept`);
      } else {
        options.set(name, fitting);
        unread.delete(name);
      }
    },
    drop(name) {
      options.delete(name);
      dropped.add(name);
    },
    unread: (name, reason) => void unread.set(name, reason),
    reading: () => ({
      options: Object.fromEntries(options),
      dropped: [...dropped],
      unread: [...unread].map(([name, reason]) => ({ name, reason })),
    }),
  };
}
