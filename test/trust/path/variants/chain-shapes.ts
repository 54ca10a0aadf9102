import type { Issued } from '../../../certificates.ts';
import type { Authority } from '../../../corpus/authority.ts';
import { authorityKeyId } from '../../../corpus/extension-values.ts';
import type { CaseSketch } from '../../../corpus/generated-case.ts';

/** The certificates that every case of one table is made of. */
interface Cast {
  readonly leaf: Issued;
  readonly lower: Issued;
  readonly upper: Issued;
  readonly root: Issued;
}

/** Served chains in and out of order, against trust stores with anchors of every kind. */
export function chainShapes(authority: Authority): readonly CaseSketch[] {
  const root = authority.root('Shapes Root');
  const upper = authority.ca('Shapes Upper', root);
  const lower = authority.ca('Shapes Lower', upper);
  const cast: Cast = { leaf: authority.leaf(lower), lower, upper, root };
  const bundles = Object.entries(bundlesOf(authority, cast));
  return Object.entries(servedOf(authority, cast)).flatMap(([shape, served]) =>
    bundles.map(([store, bundle]) => ({ id: `${shape}, ${store}`, description: 'shapes of served chains', served, bundle })),
  );
}

function servedOf(authority: Authority, { leaf, lower, upper, root }: Cast): Readonly<Record<string, readonly Issued[]>> {
  const stranger = authority.root('Shapes Stranger');
  const otherRoot = authority.root('Shapes Root');
  const cross = authority.ca('Shapes Root', stranger, { key: root.keys });
  const loop = authority.ca('Shapes Upper', lower, { key: upper.keys });
  return {
    'in order': [leaf, lower, upper],
    'with its root': [leaf, lower, upper, root],
    'with a root of the same name': [leaf, lower, upper, otherRoot],
    'with a cross-sign of the root': [leaf, lower, upper, cross],
    'with a cross-sign and what signed it': [leaf, lower, upper, cross, stranger],
    'issuers exchanged': [leaf, upper, lower],
    'root before issuers': [leaf, root, upper, lower],
    'a stranger between': [leaf, stranger, lower, upper],
    'a stranger last': [leaf, lower, upper, stranger],
    'a copy of the end-entity': [leaf, leaf, lower, upper],
    'a copy of an issuer': [leaf, lower, lower, upper],
    'without the lower issuer': [leaf, upper],
    'without the upper issuer': [leaf, lower],
    'the end-entity alone': [leaf],
    'with a loop': [leaf, loop, upper, lower],
    'an expired end-entity in disorder': [authority.leaf(lower, { untilDays: -1 }), upper, lower],
    'a self-signed end-entity': [authority.root('x', { subject: leaf.subject, names: ['vault.fleet.example'], ca: false })],
  };
}

function bundlesOf(authority: Authority, { leaf, lower, upper, root }: Cast): Readonly<Record<string, readonly Issued[]>> {
  const again = (unusual: Parameters<Authority['root']>[1]): Issued => authority.root('Shapes Root', { key: root.keys, ...unusual });
  const otherKey = authority.root('Shapes Root');
  return {
    'the root': [root],
    'an expired root': [again({ untilDays: -1 })],
    'a root of version 1': [again({ version: 1 })],
    'a root of version 1 that is younger than what it signed': [again({ version: 1, fromDays: -100 })],
    'a root without CA': [again({ ca: false, keyUsage: 0x06, eku: [] })],
    'a root without keyCertSign': [again({ keyUsage: 0x02 })],
    'a root with path length zero': [again({ pathLength: 0 })],
    'a root with another serial': [again({ keyIds: false, extra: [authorityKeyId({ serial: '77' })] })],
    'another key of the name first': [otherKey, root],
    'another key of the name': [otherKey],
    'root and lower issuer': [root, lower],
    'the upper issuer': [upper],
    'an expired upper issuer': [authority.ca('Shapes Upper', root, { key: upper.keys, untilDays: -1 })],
    'the lower issuer': [lower],
    'an expired lower issuer': [authority.ca('Shapes Lower', upper, { key: lower.keys, untilDays: -1 })],
    'the end-entity': [leaf],
  };
}
