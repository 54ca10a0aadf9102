import type { KeyPath } from './shown-value.ts';

/** Something in a configuration that is wrong by what else stands there. Where the value stands only the source can tell (problem.ts). */
export interface Mistake {
  readonly path: KeyPath;
  readonly message: string;
}
