import type { NameConstraintRules } from '../../../clients/knobs/name-constraint-rules.ts';
import type { ConstrainedName, Subtree } from '../../../x509/read-name-constraints.ts';
import type { Comparisons } from './comparisons.ts';
import { describeName } from './relate.ts';
import { coversDomain } from './wildcards.ts';

/** A set of constraints, of one issuer or merged. */
export interface ConstraintSet {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
}

/** Why a name does not pass, in words; `unclear` where what the client does is not modelled. */
export interface Objection {
  readonly kind: 'violation' | 'unclear';
  readonly text: string;
}

/**
 * Holds one name against a set (RFC 5280 §6.1.3 (b)(c)): of the permitted subtrees of its form one must hold it, of the excluded ones none may. Subtrees of
 * other forms say nothing about it.
 */
export function holdAgainst(
  name: ConstrainedName,
  set: ConstraintSet,
  rules: NameConstraintRules,
  comparisons: Comparisons,
): Objection | undefined {
  return heldByOne(name, set.permitted, rules, comparisons) ?? heldByNone(name, set.excluded, rules, comparisons);
}

/** Why the client cannot work with the set at all, whatever the names are; undefined where it can. */
export function whyRefusedAtOnce({ permitted, excluded }: ConstraintSet, rules: NameConstraintRules): Objection | undefined {
  if (rules.distances !== 'refuses-all') return undefined;
  // sun.security.x509.GeneralSubtree: 0 and -1 stand for their absence
  const odd = [...permitted, ...excluded].some(({ minimum, maximum }) => (minimum ?? 0n) !== 0n || (maximum ?? -1n) !== -1n);
  return odd ? { kind: 'violation', text: 'a subtree has a minimum or a maximum' } : undefined;
}

function heldByOne(
  name: ConstrainedName,
  permitted: readonly Subtree[],
  rules: NameConstraintRules,
  comparisons: Comparisons,
): Objection | undefined {
  let outside: ConstrainedName | undefined;
  let held = false;
  for (const subtree of permitted) {
    const { base } = subtree;
    if (held) {
      // distances are looked at in every subtree of the form (crypto/x509/v3_ncons.c, nc_match)
      if (hasRefusedDistance(subtree, rules) && base.kind === name.kind) return refusedDistance(name);
      continue;
    }
    const relation = comparisons.relate(base, name);
    if (relation === undefined) continue;
    if (hasRefusedDistance(subtree, rules)) return refusedDistance(name);
    if (relation === 'failure' || relation === 'unclear') return incomparable(relation, name, base);
    if (relation === 'match' || relation === 'narrows') held = true;
    else outside ??= base;
  }
  if (held || outside === undefined) return undefined;
  return { kind: 'violation', text: `the ${describeName(name)} is outside of what is permitted (${describeName(outside)})` };
}

function heldByNone(
  name: ConstrainedName,
  excluded: readonly Subtree[],
  rules: NameConstraintRules,
  comparisons: Comparisons,
): Objection | undefined {
  for (const subtree of excluded) {
    const { base } = subtree;
    const relation = comparisons.relate(base, name);
    if (relation === undefined) continue;
    if (hasRefusedDistance(subtree, rules)) return refusedDistance(name);
    if (relation === 'failure' || relation === 'unclear') return incomparable(relation, name, base);
    if (relation === 'match' || relation === 'narrows' || isCovered(name, base, rules)) {
      return { kind: 'violation', text: `the ${describeName(name)} is excluded (${describeName(base)})` };
    }
  }
  return undefined;
}

function isCovered(name: ConstrainedName, base: ConstrainedName, rules: NameConstraintRules): boolean {
  return (
    rules.forms.wildcards === 'matched-when-excluded' && name.kind === 'dns' && base.kind === 'dns' && coversDomain(name.value, base.value)
  );
}

function hasRefusedDistance({ minimum, maximum }: Subtree, rules: NameConstraintRules): boolean {
  if (rules.distances === 'refused') return minimum !== undefined || maximum !== undefined;
  return rules.distances === 'refused-unless-zero' && ((minimum ?? 0n) !== 0n || maximum !== undefined);
}

function refusedDistance(name: ConstrainedName): Objection {
  return { kind: 'violation', text: `a subtree that the ${describeName(name)} is compared with has a minimum or a maximum` };
}

function incomparable(relation: 'failure' | 'unclear', name: ConstrainedName, base: ConstrainedName): Objection {
  const text = `the ${describeName(name)} cannot be compared (${describeName(base)})`;
  return { kind: relation === 'failure' ? 'violation' : 'unclear', text };
}
