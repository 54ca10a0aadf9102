import type { Issued } from '../../certificates.ts';
import type { Authority } from '../authority.ts';
import type { CaseSketch } from '../generated-case.ts';

/** What the store serves: too little, too much, in another order, or long. */
export function servedChains(authority: Authority): readonly CaseSketch[] {
  return [...assembled(authority), ...deep(authority), ...crowded(authority)];
}

function assembled({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Served Root');
  const untrusted = root('Untrusted Root');
  const upper = ca('Served Policy', anchor);
  const lower = ca('Served Issuing', upper);
  const other = ca('Served Other', anchor);
  const strange = ca('Strange Issuing', untrusted);
  const dead = ca('Served Dead', anchor, { untilDays: -300 });
  const end = leaf(lower);
  const chains: readonly (readonly [string, readonly Issued[]])[] = [
    ['in-order', [end, lower, upper]],
    ['reversed', [end, upper, lower]],
    ['with-root', [end, lower, upper, anchor]],
    ['root-first', [end, anchor, upper, lower]],
    ['leaf-alone', [end]],
    ['without-the-upper', [end, lower]],
    ['without-the-lower', [end, upper]],
    ['wrong-intermediate', [end, other]],
    ['unrelated-before', [end, strange, other, lower, upper]],
    ['unrelated-after', [end, lower, upper, other, strange]],
    ['untrusted-root-after', [end, lower, upper, untrusted]],
    ['expired-unrelated-between', [end, lower, dead, upper]],
    ['each-twice', [end, lower, lower, upper, upper]],
    ['leaf-again-last', [end, lower, upper, end]],
    ['leaf-again-second', [end, end, lower, upper]],
    ['another-leaf-between', [end, leaf(other), lower, upper]],
  ];
  const foreign = leaf(strange);
  return [
    ...chains.map(([id, served]) => ({ id: `chain::${id}`, description: `served ${id}`, served, bundle: [anchor] })),
    { id: 'chain::untrusted', description: 'the chain of another root', served: [foreign, strange], bundle: [anchor] },
    {
      id: 'chain::untrusted-with-its-root',
      description: 'the chain of another root',
      served: [foreign, strange, untrusted],
      bundle: [anchor],
    },
    { id: 'chain::ca-served-as-end-entity', description: 'the issuing CA stands first', served: [lower, upper], bundle: [anchor] },
  ];
}

function deep({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Deep Root');
  const chain: Issued[] = [];
  let issuer = anchor;
  const sketches: CaseSketch[] = [];
  for (let depth = 1; depth <= 12; depth += 1) {
    issuer = ca(`Deep Level ${depth}`, issuer);
    chain.unshift(issuer);
    if (![3, 5, 6, 7, 8, 9, 10, 11, 12].includes(depth)) continue;
    sketches.push({
      id: `depth::${depth}`,
      description: `${depth} intermediates`,
      served: [leaf(issuer), ...chain],
      bundle: [anchor],
    });
    if (depth === 6 || depth === 10) {
      sketches.push({
        id: `depth::${depth}--reversed`,
        description: `${depth} intermediates, the uppermost first`,
        served: [leaf(issuer), ...chain.toReversed()],
        bundle: [anchor],
      });
    }
  }
  return sketches;
}

function crowded({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Crowd Root');
  const issuing = ca('Crowd Issuing', anchor);
  const bare = ca('Crowd Bare', anchor, { keyIds: false });
  const unrelated = Array.from({ length: 20 }, (_, index) => ca(`Crowd Other ${index}`, anchor));
  const decoys = Array.from({ length: 8 }, () => ca('Crowd Issuing', anchor));
  const bareDecoys = Array.from({ length: 8 }, () => ca('Crowd Bare', anchor, { keyIds: false }));
  const end = leaf(issuing);
  const bareEnd = leaf(bare, { keyIds: false });
  const cases: readonly (readonly [string, readonly Issued[]])[] = [
    ['20-unrelated-before', [end, ...unrelated, issuing]],
    ['20-unrelated-after', [end, issuing, ...unrelated]],
    ['8-decoys-before--ids', [end, ...decoys, issuing]],
    ['8-decoys-after--ids', [end, issuing, ...decoys]],
    ['8-decoys-before--no-ids', [bareEnd, ...bareDecoys, bare]],
    ['8-decoys-after--no-ids', [bareEnd, bare, ...bareDecoys]],
  ];
  return cases.map(([id, served]) => ({ id: `crowd::${id}`, description: `many certificates: ${id}`, served, bundle: [anchor] }));
}
