import type { Issued } from '../../certificates.ts';
import type { Authority } from '../authority.ts';
import { authorityKeyId } from '../extension-values.ts';
import type { CaseSketch } from '../generated-case.ts';

/** A root of the same name again: with its key and new dates, or with another key. */
export function reissuedRoots(authority: Authority): readonly CaseSketch[] {
  return [...sameKey(authority), ...otherKey(authority), ...serialNamed(authority)];
}

function sameKey({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const current = root('Renewed Root', { fromDays: -100 });
  const expired = root('Renewed Root', { key: current.keys, untilDays: -20 });
  const early = root('Renewed Root', { key: current.keys, fromDays: 20 });
  const issuing = ca('Renewed Issuing', current);
  const end = leaf(issuing);
  const bundles: readonly (readonly [string, readonly Issued[]])[] = [
    ['expired-copy', [expired]],
    ['current-copy', [current]],
    ['early-copy', [early]],
    ['expired-then-current', [expired, current]],
    ['current-then-expired', [current, expired]],
    ['expired-then-early', [expired, early]],
    ['early-then-current', [early, current]],
    ['current-then-early', [current, early]],
    ['expired-early-current', [expired, early, current]],
    ['current-twice-around-expired', [current, expired, current]],
  ];
  return bundles.flatMap(([held, bundle]) => [
    {
      id: `reissue::${held}`,
      description: `one key, several root certificates: the host holds ${held}`,
      served: [end, issuing],
      bundle,
    },
    ...(held.startsWith('early')
      ? []
      : [
          {
            id: `reissue::${held}--server-sends-expired-root`,
            description: `the store still sends the expired root; the host holds ${held}`,
            served: [end, issuing, expired],
            bundle,
          },
        ]),
  ]);
}

function otherKey({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const sketches: CaseSketch[] = [];
  for (const identifiers of ['ids', 'no-ids'] as const) {
    const keyIds = identifiers === 'ids';
    const first = root('Rekeyed Root', { keyIds });
    const second = root('Rekeyed Root', { keyIds, fromDays: -90 });
    const third = root('Rekeyed Root', { keyIds, untilDays: -40 });
    const issuing = ca('Rekeyed Issuing', second, { keyIds });
    const end = leaf(issuing, { keyIds });
    const bundles: readonly (readonly [string, readonly Issued[]])[] = [
      ['wrong', [first]],
      ['right', [second]],
      ['wrong-then-right', [first, second]],
      ['right-then-wrong', [second, first]],
      ['expired-wrong-then-right', [third, second]],
      ['right-then-expired-wrong', [second, third]],
      ['wrong-wrong-right', [third, first, second]],
    ];
    for (const [held, bundle] of bundles) {
      sketches.push({
        id: `rekey::root-${held}--${identifiers}`,
        description: `the root was made again with another key under its name; the host holds ${held}`,
        served: [end, issuing],
        bundle,
      });
    }
    const impostor = ca('Rekeyed Issuing', second, { keyIds });
    for (const [order, chain] of [
      ['wrong-first', [end, impostor, issuing]],
      ['right-first', [end, issuing, impostor]],
      ['wrong-only', [end, impostor]],
    ] as const) {
      sketches.push({
        id: `rekey::intermediate-${order}--${identifiers}`,
        description: `the issuing CA was made again with another key under its name; served ${order}`,
        served: chain,
        bundle: [second],
      });
    }
    sketches.push({
      id: `rekey::intermediate-wrong-in-bundle--${identifiers}`,
      description: 'the host keeps an intermediate of that name with another key',
      served: [end, issuing],
      bundle: [impostor, second],
    });
  }
  return sketches;
}

// AKI of the form issuer and serial (openssl's authorityKeyIdentifier = issuer:always): it names one certificate of the root
function serialNamed({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const before = root('Serial Root', { serial: '41' });
  const after = root('Serial Root', { serial: '42', key: before.keys });
  const subject = 'CN=Serial Root, O=Fleet';
  const issuing = (name: string, serial: string, issuer = subject): Issued =>
    ca(name, before, { keyIds: false, extra: [authorityKeyId({ issuer, serial })] });
  const namesBefore = issuing('Serial Issuing A', '41');
  const namesAfter = issuing('Serial Issuing B', '42');
  const namesOther = issuing('Serial Issuing C', '41', 'CN=Another Root');
  const serialOnly = ca('Serial Issuing D', before, { keyIds: false, extra: [authorityKeyId({ serial: '41' })] });
  const cases: readonly (readonly [string, Issued, readonly Issued[]])[] = [
    ['names-the-held-one', namesBefore, [before]],
    ['names-the-replaced-one', namesBefore, [after]],
    ['names-the-second', namesAfter, [before, after]],
    ['names-the-first', namesBefore, [after, before]],
    ['names-another-issuer', namesOther, [before]],
    ['serial-without-issuer-right', serialOnly, [before]],
    ['serial-without-issuer-wrong', serialOnly, [after]],
  ];
  return cases.map(([id, middle, bundle]) => ({
    id: `reissue::aki-serial--${id}`,
    description: 'the authority key identifier gives issuer and serial',
    served: [leaf(middle), middle],
    bundle,
  }));
}
