import type { Issued } from '../../../certificates.ts';
import type { Authority, Unusual } from '../../../corpus/authority.ts';
import { authorityKeyId, rawExtension } from '../../../corpus/extension-values.ts';
import type { CaseSketch } from '../../../corpus/generated-case.ts';

/** What may be wrong with the second certificate of an issuing CA; `issuer` is asked for where it stands beneath another root. */
const flaws: Readonly<Record<string, { readonly unusual?: Unusual; readonly ownKey?: true; readonly strangeRoot?: true }>> = {
  nothing: {},
  'another key': { ownKey: true },
  expired: { unusual: { untilDays: -2 } },
  'not valid yet': { unusual: { fromDays: 2 } },
  'no CA': { unusual: { ca: false, keyUsage: 0x06, eku: [] } },
  'no keyCertSign': { unusual: { keyUsage: 0x02 } },
  'no key usage': { unusual: { keyUsage: null } },
  'path length zero': { unusual: { pathLength: 0 } },
  'an unknown critical extension': { unusual: { extra: [rawExtension('1.2.3.4.5', '0500', true)] } },
  'version 1': { unusual: { version: 1 } },
  'an untrusted root': { strangeRoot: true },
};

/** How issuer and issued point at each other by key identifiers. */
const pointers: Readonly<Record<string, { readonly leaf: Unusual; readonly rival: Unusual }>> = {
  'key identifiers': { leaf: {}, rival: {} },
  'no key identifiers': { leaf: { keyIds: false }, rival: { keyIds: false } },
  'a wrong key identifier': { leaf: { keyIds: false, extra: [authorityKeyId({ keyId: '0102030405' })] }, rival: {} },
};

/** Two certificates of one issuing CA, in both orders, served in disorder so that a search is needed, or one of them in the trust store. */
export function issuerPairs(authority: Authority): readonly CaseSketch[] {
  const root = authority.root('Pairs Root');
  return Object.entries(flaws).flatMap(([flaw, { unusual, ownKey, strangeRoot }]) =>
    Object.entries(pointers).flatMap(([pointer, how]) => {
      const good = authority.ca('Pairs Issuing', root, how.rival);
      const above = strangeRoot === undefined ? root : authority.root('Pairs Strange Root');
      const rival = authority.ca('Pairs Issuing', above, { ...how.rival, ...(ownKey ? {} : { key: good.keys }), ...unusual });
      const leaf = authority.leaf(good, how.leaf);
      const lower = authority.leaf(authority.ca('Pairs Lower', good, how.rival), how.leaf);
      const sketch = (id: string, served: readonly Issued[], bundle: readonly Issued[]): CaseSketch => ({
        id: `pair with ${flaw}, ${pointer}: ${id}`,
        description: 'two certificates of one issuing CA',
        served,
        bundle,
      });
      return [
        sketch('good first', [leaf, good, rival], [root]),
        sketch('good last', [leaf, rival, good], [root]),
        sketch('the rival in the store', [leaf, good], [rival, root]),
        sketch('the rival alone in the store', [leaf, good], [rival]),
        sketch('both in the store', [leaf], [rival, good]),
        sketch('the rival alone', [leaf, rival], [root]),
        sketch('a lower CA is missing', [lower, rival, good], [root]),
      ];
    }),
  );
}
