import type { Issued } from '../../certificates.ts';
import type { Authority } from '../authority.ts';
import type { CaseSketch } from '../generated-case.ts';

/** A new root signed by the old one, as DST Root CA X3 and AddTrust were: which end of the fork does the client take, and may it go back? */
export function crossSigns(authority: Authority): readonly CaseSketch[] {
  return [...newRootUnderOld(authority), ...forkedIntermediate(authority), ...rings(authority)];
}

function newRootUnderOld({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const young = root('Cross Root X2', { fromDays: -700 });
  const issuing = ca('Cross Issuing', young);
  const end = leaf(issuing);
  const sketches: CaseSketch[] = [];
  const oldRoots: Readonly<Record<string, Issued>> = {
    'old-valid': root('Cross Root X1'),
    'old-expired': root('Cross Root X1', { untilDays: -30 }),
  };
  for (const [state, old] of Object.entries(oldRoots)) {
    const sign = (fromDays: number, untilDays: number): Issued => ca('Cross Root X2', old, { key: young.keys, fromDays, untilDays });
    const crosses: Readonly<Record<string, Issued>> = {
      'cross-valid': sign(-600, 500),
      'cross-expired': sign(-600, -10),
      'cross-early': sign(10, 500),
    };
    for (const [cross, bridge] of Object.entries(crosses)) {
      const bundles: Readonly<Record<string, readonly Issued[]>> = {
        'old-only': [old],
        'new-only': [young],
        'old-then-new': [old, young],
        'new-then-old': [young, old],
        'cross-in-bundle': [old, bridge],
        'cross-in-bundle-first': [bridge, old],
        'cross-alone': [bridge],
        'cross-then-new': [bridge, young],
        'new-then-cross': [young, bridge],
      };
      for (const [held, bundle] of Object.entries(bundles)) {
        if (cross === 'cross-early' && held !== 'old-then-new' && held !== 'old-only') continue;
        sketches.push({
          id: `cross::${state}--${cross}--${held}`,
          description: `the store sends the cross-sign; ${state}, ${cross}, the host holds ${held}`,
          served: [end, issuing, bridge],
          bundle,
        });
      }
    }
    sketches.push({
      id: `cross::${state}--not-sent--old-only`,
      description: 'the store leaves the cross-sign out',
      served: [end, issuing],
      bundle: [old],
    });
  }
  return sketches;
}

// One issuing CA, certified by two roots: the client meets both certificates
function forkedIntermediate({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const one = root('Fork Root A');
  const two = root('Fork Root B');
  const sketches: CaseSketch[] = [];
  for (const [dates, untilA, untilB] of [
    ['both-valid', 900, 900],
    ['a-expired', -3, 900],
    ['b-expired', 900, -3],
  ] as const) {
    for (const identifiers of ['ids', 'no-ids'] as const) {
      const keyIds = identifiers === 'ids';
      const viaA = ca('Fork Issuing', one, { untilDays: untilA, keyIds });
      const viaB = ca('Fork Issuing', two, { untilDays: untilB, keyIds, key: viaA.keys });
      const end = leaf(viaA, { keyIds });
      for (const [order, chain] of [
        ['a-first', [end, viaA, viaB]],
        ['b-first', [end, viaB, viaA]],
      ] as const) {
        for (const [held, bundle] of [
          ['a', [one]],
          ['b', [two]],
          ['a-and-b', [one, two]],
        ] as const) {
          if (identifiers === 'no-ids' && held === 'a-and-b') continue;
          sketches.push({
            id: `cross::fork-${dates}--${order}--trusts-${held}--${identifiers}`,
            description: `two certificates of one issuing CA are served; ${dates}, ${order}, the host trusts ${held}`,
            served: chain,
            bundle,
          });
        }
      }
    }
  }
  return sketches;
}

// Roots that certify one another: a search that remembers nothing walks in a circle
function rings({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const a = root('Ring A');
  const b = root('Ring B');
  const c = root('Ring C');
  const aByB = ca('Ring A', b, { key: a.keys });
  const bByA = ca('Ring B', a, { key: b.keys });
  const bByC = ca('Ring B', c, { key: b.keys });
  const cByB = ca('Ring C', b, { key: c.keys });
  const issuing = ca('Ring Issuing', a);
  const end = leaf(issuing);
  const other = root('Ring Stranger');
  const cases: readonly (readonly [string, readonly Issued[], readonly Issued[]])[] = [
    ['two-way-cross--trusts-the-issuer', [aByB, bByA], [a]],
    ['two-way-cross--trusts-the-other', [aByB, bByA], [b]],
    ['two-way-cross--reversed', [bByA, aByB], [b]],
    ['two-way-cross--trusts-neither', [aByB, bByA], [other]],
    ['three-hops--trusts-the-last', [aByB, bByC], [c]],
    ['three-hops--misordered', [bByC, aByB], [c]],
    ['three-hops--trusts-all', [aByB, bByC], [a, b, c]],
    ['three-hops--trusts-the-middle', [aByB, bByC], [b]],
    ['long-way-round--with-a-ring', [aByB, bByA, bByC, cByB], [c]],
    ['roots-served-too', [aByB, b, a], [b]],
  ];
  return cases.map(([id, more, bundle]) => ({
    id: `cross::${id}`,
    description: 'roots that certify one another',
    served: [end, issuing, ...more],
    bundle,
  }));
}
