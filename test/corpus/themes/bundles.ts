import type { Issued } from '../../certificates.ts';
import type { Authority } from '../authority.ts';
import type { CaseSketch } from '../generated-case.ts';

/** What stands in the host's bundle besides, or instead of, the root: leftovers, pinned certificates, intermediates. */
export function bundles(authority: Authority): readonly CaseSketch[] {
  return [...leftovers(authority), ...pinned(authority), ...heldIntermediates(authority)];
}

function leftovers({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Bundle Root');
  const issuing = ca('Bundle Issuing', anchor);
  const served = [leaf(issuing), issuing];
  const crowd = Array.from({ length: 40 }, (_, index) => root(`Public Root ${index}`));
  const dead = Array.from({ length: 3 }, (_, index) => root(`Dead Root ${index}`, { untilDays: -100 * (index + 1) }));
  const lists: readonly (readonly [string, readonly Issued[]])[] = [
    ['among-many--first', [anchor, ...crowd]],
    ['among-many--last', [...crowd, anchor]],
    ['many-without-it', crowd],
    ['after-expired-others', [...dead, anchor]],
    ['three-times', [anchor, anchor, anchor]],
    ['twice-around-others', [anchor, ...crowd.slice(0, 3), anchor]],
    ['with-a-leaf-of-another', [leaf(crowd[0] ?? anchor), anchor]],
  ];
  return lists.map(([id, bundle]) => ({ id: `bundle::${id}`, description: `the root stands in the bundle ${id}`, served, bundle }));
}

function pinned({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const self = (more: Parameters<Authority['root']>[1]): Issued =>
    root('vault.fleet.example', {
      subject: 'CN=vault.fleet.example',
      names: ['vault.fleet.example'],
      fromDays: -20,
      untilDays: 60,
      ...more,
    });
  const asServer = self({ ca: false });
  const asCa = self({ eku: ['1.3.6.1.5.5.7.3.1'] });
  const bare = self({ ca: false, keyUsage: null, eku: [], keyIds: false });
  const over = self({ ca: false, untilDays: -2 });
  const renewed = self({ ca: false, key: asServer.keys });
  const anchor = root('Pin Root');
  const issuing = ca('Pin Issuing', anchor);
  const issued = leaf(issuing);
  const again = leaf(issuing, { key: issued.keys });
  const cases: readonly (readonly [string, readonly Issued[], readonly Issued[], string?])[] = [
    ['self-signed', [asServer], [asServer]],
    ['self-signed-ca', [asCa], [asCa]],
    ['self-signed-without-extensions', [bare], [bare]],
    ['self-signed-expired', [over], [over]],
    ['self-signed-other-name', [asServer], [asServer], 'other.fleet.example'],
    ['self-signed-renewed-same-key', [renewed], [asServer]],
    ['self-signed-renewed--both-held', [renewed], [asServer, renewed]],
    ['self-signed-rekeyed', [self({ ca: false })], [asServer]],
    ['self-signed-not-held', [asServer], [anchor]],
    ['self-signed-sent-twice', [asServer, asServer], [asServer]],
    ['issued--no-root', [issued, issuing], [issued]],
    ['issued--alone', [issued], [issued]],
    ['issued--with-root', [issued, issuing], [issued, anchor]],
    ['issued--renewed', [again, issuing], [issued]],
    ['issued--with-intermediate-held', [issued], [issued, issuing]],
  ];
  return cases.map(([id, served, bundle, name]) => ({
    id: `pin::${id}`,
    description: `the end-entity itself is in the bundle: ${id}`,
    served,
    bundle,
    ...(name === undefined ? {} : { name }),
  }));
}

function heldIntermediates({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Held Root');
  const issuing = ca('Held Issuing', anchor, { fromDays: -200 });
  const stale = ca('Held Issuing', anchor, { key: issuing.keys, untilDays: -5 });
  const early = ca('Held Issuing', anchor, { key: issuing.keys, fromDays: 5 });
  const upper = ca('Held Policy', anchor);
  const lower = ca('Held Lower', upper);
  const end = leaf(issuing);
  const deep = leaf(lower);
  const cases: readonly (readonly [string, readonly Issued[], readonly Issued[]])[] = [
    ['held-with-root--not-sent', [end], [anchor, issuing]],
    ['held-before-root--not-sent', [end], [issuing, anchor]],
    ['held-alone--not-sent', [end], [issuing]],
    ['held-alone--sent', [end, issuing], [issuing]],
    ['stale-held--renewed-sent', [end, issuing], [stale, anchor]],
    ['stale-held-last--renewed-sent', [end, issuing], [anchor, stale]],
    ['stale-held--not-sent', [end], [anchor, stale]],
    ['stale-and-renewed-held', [end], [stale, issuing, anchor]],
    ['renewed-and-stale-held', [end], [issuing, stale, anchor]],
    ['renewed-held--stale-sent', [end, stale], [anchor, issuing]],
    ['early-held--current-sent', [end, issuing], [anchor, early]],
    ['early-and-stale-held--current-sent', [end, issuing], [early, stale, anchor]],
    ['stale-sent-alone', [end, stale], [anchor]],
    ['stale-and-renewed-sent', [end, stale, issuing], [anchor]],
    ['renewed-and-stale-sent', [end, issuing, stale], [anchor]],
    ['stale-alone-held', [end, issuing], [stale]],
    ['upper-held-alone', [deep, lower, upper], [upper]],
    ['upper-held-alone--not-sent', [deep, lower], [upper]],
    ['lower-held-alone', [deep], [lower]],
    ['both-held-without-root', [deep], [lower, upper]],
    ['both-held-with-root', [deep], [lower, upper, anchor]],
    ['upper-held-with-root', [deep, lower], [anchor, upper]],
  ];
  return cases.map(([id, served, bundle]) => ({
    id: `held::${id}`,
    description: `intermediates in the host's bundle: ${id}`,
    served,
    bundle,
  }));
}
