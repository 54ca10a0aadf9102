import type { NameFormRules } from '../../../clients/knobs/name-constraint-rules.ts';
import type { ConstrainedName } from '../../../x509/read-name-constraints.ts';
import { relate } from './relate.ts';
import type { Relation } from './relation.ts';

/** Comparisons that judging one path may cost us, each counted once for every 64 characters: about a second. Our choice; clients without a bound of their own go on. */
const mostOfPath = 1 << 22;

/** Compares names and subtrees up to a bound, so that a hostile certificate costs no more than that: beyond it every answer is `unclear`. */
export class Comparisons {
  readonly #forms: NameFormRules;
  #left: number;

  /** `length`: certificates of the path, each of which may spend its part. */
  constructor(forms: NameFormRules, length: number) {
    this.#forms = forms;
    this.#left = Math.ceil(mostOfPath / Math.max(1, length));
  }

  get exhausted(): boolean {
    return this.#left <= 0;
  }

  /** What the name is to the base; undefined where they are of different forms. */
  relate(base: ConstrainedName, name: ConstrainedName): Relation | undefined {
    if (base.kind !== name.kind) {
      this.#left -= 1 / 16;
      return this.exhausted ? 'unclear' : undefined;
    }
    this.#left -= 1 + ((lengthOf(base) + lengthOf(name)) >> 6);
    return this.exhausted ? 'unclear' : relate(base, name, this.#forms);
  }
}

function lengthOf(name: ConstrainedName): number {
  switch (name.kind) {
    case 'dns':
    case 'email':
    case 'uri':
      return name.value.length;
    case 'ip':
      return name.bytes.length;
    case 'directory':
      return name.name.der.length;
    case 'other':
      return 0;
  }
}
