import type { Issued } from '../../certificates.ts';
import { type Authority, storeName, type Unusual } from '../authority.ts';
import { nameConstraints, rawExtension } from '../extension-values.ts';
import type { CaseSketch } from '../generated-case.ts';
import { tampered } from './certificate-flaws.ts';
import { type Dice, diceOf } from './dice.ts';

/** Random issuing graphs: roots re-issued and cross-signed, chains and bundles shuffled, thinned and padded, one fault in three. */
export function randomFleets(authority: Authority, count: number, seed: number): readonly CaseSketch[] {
  return Array.from({ length: count }, (_, index) => randomFleet(authority, diceOf(seed * 10_007 + index), `random::${seed}-${index}`));
}

function randomFleet(authority: Authority, dice: Dice, id: string): CaseSketch {
  const features: string[] = [];
  const note = (feature: string): void => {
    features.push(feature);
  };
  const keyIds = !dice.chance(0.25);
  if (!keyIds) note('no-key-ids');
  const fault = dice.chance(0.33) ? dice.pick(Object.keys(faults)) : undefined;
  if (fault !== undefined) note(`fault:${fault}`);
  const struck = fault === undefined ? -1 : dice.below(4);
  const faultOf = (place: number): Unusual => (place === struck && fault !== undefined ? (faults[fault] ?? {}) : {});

  const roots = growRoots(authority, dice, note, keyIds, faultOf(0));
  const [first] = roots.names;
  if (first === undefined) throw new Error('a fleet has a root');
  const served: Issued[] = [];
  const extras: Issued[] = [];
  let issuer = first;
  const depth = dice.below(3);
  for (let level = 0; level < depth; level += 1) {
    const name = `Random Issuing ${level}`;
    const made = authority.ca(name, issuer, { keyIds, ...faultOf(1 + level) });
    if (dice.chance(0.25)) {
      const expired = dice.chance(0.5);
      note(expired ? 'intermediate-reissued-expired' : 'intermediate-reissued');
      const by = dice.pick(roots.names);
      extras.push(authority.ca(name, by, { key: made.keys, keyIds, ...(expired ? { untilDays: -7 } : {}) }));
    }
    if (dice.chance(0.15)) {
      note('intermediate-rekeyed');
      extras.push(authority.ca(name, issuer, { keyIds }));
    }
    served.unshift(made);
    issuer = made;
  }
  const end = authority.leaf(issuer, { keyIds, ...faultOf(3), ...(dice.chance(0.2) ? { names: ['*.fleet.example'] } : {}) });
  if (fault === 'tampered') note(`struck:${struck}`);
  const chain = [...served, ...extras.filter(() => dice.chance(0.7)), ...roots.crosses.filter(() => dice.chance(0.7))];
  if (dice.chance(0.2)) chain.push(first);
  if (dice.chance(0.1)) chain.push(end);
  const sent = arrange(chain, dice, note, 'chain');
  const bundle = pickBundle(roots, [...served, ...extras], dice, note);
  return {
    id,
    description: `random fleet: ${features.join(', ') || 'plain'}`,
    served: [fault === 'tampered' && struck === 3 ? tampered(end) : end, ...sent],
    bundle: arrange(bundle, dice, note, 'bundle'),
    name: storeName,
    features,
  };
}

interface Roots {
  /** One of each name and key; the first is the issuer. */
  readonly names: readonly Issued[];
  /** Other certificates of the same names: re-issued, re-keyed. */
  readonly copies: readonly Issued[];
  readonly crosses: readonly Issued[];
}

function growRoots(authority: Authority, dice: Dice, note: (feature: string) => void, keyIds: boolean, fault: Unusual): Roots {
  const names = Array.from({ length: 1 + dice.below(3) }, (_, index) =>
    authority.root(`Random Root ${index}`, { keyIds, ...(index === 0 ? fault : dice.chance(0.2) ? { untilDays: -9 } : {}) }),
  );
  const copies: Issued[] = [];
  const crosses: Issued[] = [];
  for (const root of names) {
    const name = root.subject.slice('CN='.length, -', O=Fleet'.length);
    if (dice.chance(0.3)) {
      const expired = dice.chance(0.6);
      note(expired ? 'root-reissued-expired' : 'root-reissued');
      copies.push(authority.root(name, { key: root.keys, keyIds, ...(expired ? { untilDays: -8 } : {}) }));
    }
    if (dice.chance(0.15)) {
      note('root-rekeyed');
      copies.push(authority.root(name, { keyIds }));
    }
    for (const by of names) {
      if (by === root || !dice.chance(0.4)) continue;
      const state = dice.pick(['valid', 'valid', 'expired', 'early'] as const);
      note(`cross-${state}`);
      const dates = { valid: {}, expired: { untilDays: -6 }, early: { fromDays: 6 } }[state];
      crosses.push(authority.ca(name, by, { key: root.keys, keyIds, ...dates }));
    }
  }
  return { names, copies, crosses };
}

function pickBundle(roots: Roots, others: readonly Issued[], dice: Dice, note: (feature: string) => void): readonly Issued[] {
  const kind = dice.pick(['first', 'first', 'all', 'others', 'copies', 'everything'] as const);
  note(`bundle=${kind}`);
  const bundle = {
    first: roots.names.slice(0, 1),
    all: roots.names,
    others: roots.names.slice(1),
    copies: roots.copies,
    everything: [...roots.names, ...roots.copies],
  }[kind];
  const more = [...others, ...roots.crosses].filter(() => dice.chance(0.15));
  if (more.length > 0) note('bundle+intermediates');
  return [...bundle, ...more];
}

function arrange(list: readonly Issued[], dice: Dice, note: (feature: string) => void, what: string): readonly Issued[] {
  let arranged = [...list];
  if (arranged.length > 1 && dice.chance(0.35)) {
    note(`${what}:shuffled`);
    arranged = dice.shuffle(arranged);
  }
  if (arranged.length > 0 && dice.chance(0.12)) {
    note(`${what}:one-missing`);
    arranged.splice(dice.below(arranged.length), 1);
  }
  if (arranged.length > 0 && dice.chance(0.12)) {
    note(`${what}:one-twice`);
    arranged.push(dice.pick(arranged));
  }
  return arranged;
}

// What may be wrong with the one certificate that is struck: the anchor, an intermediate or the end-entity
const faults: Readonly<Record<string, Unusual>> = {
  expired: { untilDays: -1 },
  early: { fromDays: 1 },
  'no-cert-sign': { keyUsage: 0x02 },
  'no-key-usage': { keyUsage: null },
  'path-length-0': { pathLength: 0 },
  'client-purpose': { eku: ['1.3.6.1.5.5.7.3.2'] },
  'any-purpose': { eku: ['2.5.29.37.0'] },
  'unknown-critical': { extra: [rawExtension('1.3.6.1.4.1.55555.7', '0500', true)] },
  sha1: { digest: 'sha1' },
  'rsa-1024': { keyType: 'rsa-1024' },
  'names-not-permitted': { extra: [nameConstraints(['dns:other.example'])] },
  'names-permitted': { extra: [nameConstraints(['dns:fleet.example'])] },
  'no-key-ids-here': { keyIds: false },
  'version-1': { version: 1 },
  tampered: {},
};
