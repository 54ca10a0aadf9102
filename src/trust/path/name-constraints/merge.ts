import { ParsedName } from '../../../x509/read-name.ts';
import type { Subtree } from '../../../x509/read-name-constraints.ts';
import type { Comparisons } from './comparisons.ts';
import type { ConstraintSet } from './hold-against.ts';
import type { Relation } from './relation.ts';

/** Constraints of the issuers so far; undefined lists are those that no issuer had. */
export interface MergedConstraints {
  readonly permitted: readonly Subtree[] | undefined;
  readonly excluded: readonly Subtree[] | undefined;
}

/** Why sets do not merge: the client fails over it, or we do not go on. */
export type MergeFailure = 'failure' | 'unclear';

/**
 * Merges the constraints of a further issuer into those of the issuers above (RFC 5280 §6.1.4 (g)), as Java does: NameConstraintsExtension.merge, and
 * intersect, union, minimize and reduce of GeneralSubtrees in sun.security.x509. Where no permitted subtree of a form is left, it fails but for directory names.
 */
export function mergeConstraints(
  before: MergedConstraints | undefined,
  added: ConstraintSet,
  comparisons: Comparisons,
): MergedConstraints | MergeFailure {
  // the first set is taken as it stands
  if (before === undefined) return added;
  const merging = new Merging(comparisons);
  let excluded = before.excluded && [...before.excluded];
  if (added.excluded.length > 0) excluded = excluded === undefined ? [...added.excluded] : merging.union(excluded, added.excluded);
  let permitted = before.permitted && [...before.permitted];
  if (added.permitted.length > 0) {
    if (permitted === undefined) permitted = [...added.permitted];
    else {
      const nowExcluded = merging.intersect(permitted, [...added.permitted]);
      if (nowExcluded.length > 0) excluded = excluded === undefined ? nowExcluded : merging.union(excluded, nowExcluded);
    }
  }
  if (permitted !== undefined && excluded !== undefined) merging.reduce(permitted, excluded);
  return merging.failure ?? { permitted, excluded };
}

/** Lists are changed in place, as there; the first failure ends every loop. */
class Merging {
  failure: MergeFailure | undefined;
  readonly #comparisons: Comparisons;

  constructor(comparisons: Comparisons) {
    this.#comparisons = comparisons;
  }

  union(list: Subtree[], added: readonly Subtree[]): Subtree[] {
    for (const subtree of added) list.push(subtree);
    this.#minimize(list);
    return list;
  }

  /** Drops the permitted subtrees that are excluded. */
  reduce(permitted: Subtree[], excluded: readonly Subtree[]): void {
    for (const subtree of excluded) {
      for (let index = 0; index < permitted.length && this.failure === undefined; index += 1) {
        if (isInside(this.#relate(subtree, permitted[index]))) permitted.splice(index--, 1);
      }
    }
  }

  /** Leaves in `list` what both permit, and returns what must be excluded because nothing of its form is left. */
  intersect(list: Subtree[], other: Subtree[]): Subtree[] {
    if (list.length === 0) {
      this.union(list, other);
      return [];
    }
    this.#minimize(list);
    this.#minimize(other);
    const narrower: Subtree[] = [];
    const excluded: Subtree[] = [];
    for (let index = 0; index < list.length && this.failure === undefined; index += 1) {
      const own = list[index];
      const found = this.#firstRelated(own, other);
      if (found === undefined) continue;
      if (found !== 'elsewhere') {
        list.splice(index--, 1);
        narrower.push(found);
        continue;
      }
      if (!this.#anyRelated(list, other, own)) excluded.push(...this.#widest(own, excluded));
      list.splice(index--, 1);
    }
    if (narrower.length > 0) this.union(list, narrower);
    // those of forms that the list does not hold; where nothing is left in it, nothing is added
    for (const subtree of other) {
      const known = list.some((own) => this.#relate(own, subtree) !== undefined);
      if (list.length > 0 && !known) list.push(subtree);
      if (this.failure !== undefined) break;
    }
    return excluded;
  }

  /** The subtree of `other` that narrows `own`, before one that holds it; `elsewhere` where there are some of its form and none is related. */
  #firstRelated(own: Subtree | undefined, other: readonly Subtree[]): Subtree | 'elsewhere' | undefined {
    let sameForm = false;
    for (const subtree of other) {
      const relation = this.#relate(own, subtree);
      if (relation === 'narrows') return subtree;
      if (relation === 'match' || relation === 'widens' || this.failure !== undefined) return undefined;
      if (relation === 'elsewhere') sameForm = true;
    }
    return sameForm ? 'elsewhere' : undefined;
  }

  #anyRelated(list: readonly Subtree[], other: readonly Subtree[], like: Subtree | undefined): boolean {
    for (const own of list) {
      if (own.base.kind !== like?.base.kind) continue;
      for (const subtree of other) {
        const relation = this.#relate(own, subtree);
        if (relation === 'match' || relation === 'narrows' || relation === 'widens') return true;
        if (this.failure !== undefined) return true;
      }
    }
    return false;
  }

  // createWidestSubtree: no other form has a widest name that its constructor takes
  #widest(own: Subtree | undefined, excluded: readonly Subtree[]): readonly Subtree[] {
    if (own?.base.kind !== 'directory') this.failure ??= 'failure';
    return excluded.length > 0 ? [] : [everyDirectoryName];
  }

  // of subtrees that match or hold one another only the widest stays
  #minimize(list: Subtree[]): void {
    for (let index = 0; index < list.length - 1 && this.failure === undefined; index += 1) {
      let redundant = false;
      for (let later = index + 1; later < list.length && !redundant && this.failure === undefined; later += 1) {
        const relation = this.#relate(list[index], list[later]);
        if (relation === 'narrows') list.splice(later--, 1);
        redundant = relation === 'match' || relation === 'widens';
      }
      if (redundant) list.splice(index--, 1);
    }
  }

  #relate(base: Subtree | undefined, name: Subtree | undefined): Relation | undefined {
    if (base === undefined || name === undefined || this.failure !== undefined) return undefined;
    const relation = this.#comparisons.relate(base.base, name.base);
    if (relation === 'failure' || relation === 'unclear') this.failure = relation;
    return relation;
  }
}

function isInside(relation: Relation | undefined): boolean {
  return relation === 'match' || relation === 'narrows';
}

const everyDirectoryName: Subtree = {
  base: { kind: 'directory', name: new ParsedName(Uint8Array.of(0x30, 0)) },
  minimum: undefined,
  maximum: undefined,
  wellFormed: true,
};
