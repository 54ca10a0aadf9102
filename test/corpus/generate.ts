import { isIP } from 'node:net';
import { type Authority, authorityAt, storeName } from './authority.ts';
import type { CaseSketch, GeneratedCase } from './generated-case.ts';
import { anchors } from './themes/anchors.ts';
import { bundles } from './themes/bundles.ts';
import { clocks } from './themes/clocks.ts';
import { constrainedNames } from './themes/constrained-names.ts';
import { crossSigns } from './themes/cross-signs.ts';
import { distinguishedNames } from './themes/distinguished-names.ts';
import { hostNames } from './themes/host-names.ts';
import { intermediates } from './themes/intermediates.ts';
import { keyIdentifiers } from './themes/key-identifiers.ts';
import { keys } from './themes/keys.ts';
import { leaves } from './themes/leaves.ts';
import { certificatePolicies } from './themes/policies.ts';
import { purposes } from './themes/purposes.ts';
import { randomFleets } from './themes/random-fleets.ts';
import { randomMixtures } from './themes/random-mixtures.ts';
import { reissuedRoots } from './themes/reissued-roots.ts';
import { rotations } from './themes/rotations.ts';
import { servedChains } from './themes/served-chains.ts';

/** Every theme by its name; each makes its certificates anew. */
export const themes: Readonly<Record<string, (authority: Authority) => readonly CaseSketch[]>> = {
  rotations,
  crossSigns,
  reissuedRoots,
  bundles,
  servedChains,
  keyIdentifiers,
  anchors,
  intermediates,
  leaves,
  purposes,
  keys,
  hostNames,
  constrainedNames,
  distinguishedNames,
  certificatePolicies,
  clocks,
};

/** What to generate. */
export interface Wanted {
  /** Epoch milliseconds of the making: the clock of all cases that are not about another. */
  readonly now: number;
  /** How many random fleets, and as many mixtures, and the seed that they grow from: the same seed gives the same shapes with other keys. */
  readonly random: number;
  readonly seed: number;
}

/** The cases of every theme, then the random ones. Ids are unique; a double id throws. */
export function generate({ now, random, seed }: Wanted): readonly GeneratedCase[] {
  const authority = authorityAt(Math.floor(now / 1000) * 1000);
  const sketches = [
    ...Object.values(themes).flatMap((theme) => theme(authority)),
    ...randomFleets(authority, random, seed),
    ...randomMixtures(authority, random, seed),
  ];
  const ids = sketches.map((sketch) => sketch.id);
  const double = ids.find((id, index) => ids.indexOf(id) !== index);
  if (double !== undefined) throw new Error(`two cases are called ${double}`);
  return sketches.map((sketch) => caseOf(sketch, authority.now));
}

/** The case in the corpus' form. */
export function caseOf(sketch: CaseSketch, now: number): GeneratedCase {
  const [leaf, ...intermediates] = sketch.served;
  if (leaf === undefined) throw new Error(`${sketch.id} serves nothing`);
  const value = sketch.name ?? storeName;
  const base64 = (der: Uint8Array): string => Buffer.from(der).toString('base64');
  return {
    id: sketch.id,
    source: 'generated',
    description: sketch.description,
    time: new Date(sketch.at ?? now).toISOString(),
    peer: { kind: isIP(value) === 0 ? 'DNS' : 'IP', value },
    eku: ['serverAuth'],
    leaf: base64(leaf.der),
    intermediates: intermediates.map((one) => base64(one.der)),
    roots: sketch.bundle.map((one) => base64(one.der)),
    crls: [],
    features: [...(sketch.features ?? []), ...(sketch.at === undefined || sketch.at === now ? [] : ['clock:set'])],
    leafKey: leaf.keyPem,
  };
}
