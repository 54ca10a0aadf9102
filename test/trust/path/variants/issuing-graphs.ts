import { type Issued, type KeyPair, makeKeys } from '../../../certificates.ts';
import type { Authority, Unusual } from '../../../corpus/authority.ts';
import {
  anyPolicy,
  authorityKeyId,
  type Extra,
  inhibitAnyPolicy,
  policies,
  policyConstraints,
  policyMappings,
  rawExtension,
} from '../../../corpus/extension-values.ts';
import type { CaseSketch } from '../../../corpus/generated-case.ts';
import { type Dice, diceOf } from '../../../corpus/themes/dice.ts';

const names = ['CN=Graph A, O=Fleet', 'CN=Graph B, O=Fleet', 'CN=Graph C, O=Other', 'CN=Graph D, OU=Part, O=Fleet'];
const somePolicies = ['1.3.6.1.4.1.99999.1', '1.3.6.1.4.1.99999.2', anyPolicy];

/**
 * Random graphs of few names and few keys, so that nearly every certificate could be issued by several others: cross-signs, loops, rekeyed and expired
 * copies, in the trust store and in the served chain in any order. The same seed gives the same shapes with other keys.
 */
export function issuingGraphs(authority: Authority, count: number, seed: number): readonly CaseSketch[] {
  const dice = diceOf(seed);
  return Array.from({ length: count }, (_, index) => graph(authority, dice, `graph ${seed}-${index}`));
}

function graph(authority: Authority, dice: Dice, id: string): CaseSketch {
  const used = names.slice(0, 2 + dice.below(3));
  const keys = Array.from({ length: 1 + dice.below(4) }, () => makeKeys());
  const usual = new Map(used.map((name) => [name, dice.pick(keys)]));
  const isWild = dice.chance(0.5);
  const keyOf = (name: string): KeyPair => (isWild && dice.chance(0.3) ? dice.pick(keys) : (usual.get(name) ?? dice.pick(keys)));
  const traits = { policies: dice.chance(0.4), flaws: dice.chance(0.6) };
  const issuers = Array.from({ length: 2 + dice.below(7) }, () => {
    const subject = dice.pick(used);
    const issuer = dice.chance(0.35) ? subject : dice.pick(used);
    const key = keyOf(subject);
    const signer = issuer === subject && dice.chance(0.7) ? key : keyOf(issuer);
    return authority.ca('x', named(issuer, signer), { subject, key, ...unusual(dice, traits) });
  });
  const issuer = dice.pick(used);
  const leaf = authority.leaf(named(issuer, keyOf(issuer)), { keyIds: dice.chance(0.6), extra: traits.policies ? policiesOf(dice) : [] });
  const anchors = issuers.filter(() => dice.chance(0.35));
  const bundle = anchors.length === 0 ? issuers.slice(0, 1) : anchors;
  const served = dice.shuffle(issuers.filter((one) => (bundle.includes(one) ? dice.chance(0.3) : dice.chance(0.9))));
  return { id, description: 'a random graph of issuers', served: [leaf, ...served], bundle };
}

// what issue() takes of an issuer: its name and keys
function named(subject: string, keys: KeyPair): Issued {
  return { subject, keys, der: Buffer.alloc(0), pem: '', sha256: '', keyPem: '' };
}

function unusual(dice: Dice, traits: { readonly policies: boolean; readonly flaws: boolean }): Unusual {
  const extra: Extra[] = traits.policies ? [...policiesOf(dice)] : [];
  const keyUsage = dice.chance(0.3) ? null : 0x06;
  if (!traits.flaws) return { keyIds: dice.chance(0.6), extra, keyUsage };
  if (dice.chance(0.05)) extra.push(rawExtension('1.2.3.4.5', '0500', true));
  const pointsAtSerial = dice.chance(0.1);
  if (pointsAtSerial) extra.push(authorityKeyId({ serial: dice.pick(['41', '42']) }));
  return {
    keyIds: !pointsAtSerial && dice.chance(0.6),
    extra,
    keyUsage: dice.chance(0.07) ? dice.pick([0x80, 0x02, 0]) : keyUsage,
    ca: !dice.chance(0.08),
    eku: [],
    version: dice.chance(0.08) ? 1 : 3,
    untilDays: dice.chance(0.2) ? -5 : dice.pick([300, 400, 3000]),
    names: dice.chance(0.1) ? ['ca.fleet.example'] : [],
    ...(dice.chance(0.5) ? { serial: dice.pick(['41', '42']) } : {}),
    ...(dice.chance(0.3) ? { pathLength: dice.below(3) } : {}),
  };
}

function policiesOf(dice: Dice): readonly Extra[] {
  const extra: Extra[] = [];
  if (dice.chance(0.75)) extra.push(policies([...new Set([dice.pick(somePolicies), dice.pick(somePolicies)])], dice.chance(0.3)));
  if (dice.chance(0.4))
    extra.push(policyConstraints(dice.chance(0.7) ? dice.below(3) : undefined, dice.chance(0.5) ? dice.below(3) : undefined));
  if (dice.chance(0.3)) extra.push(policyMappings([[dice.pick(somePolicies), dice.pick(somePolicies)]]));
  if (dice.chance(0.2)) extra.push(inhibitAnyPolicy(dice.below(3)));
  return extra;
}
