import type { Issued } from '../../../certificates.ts';
import type { Authority, Unusual } from '../../../corpus/authority.ts';
import { authorityKeyId } from '../../../corpus/extension-values.ts';
import type { CaseSketch } from '../../../corpus/generated-case.ts';

/** Where a search ends early, and which anchors it passes over. */
export function searchLimits(authority: Authority): readonly CaseSketch[] {
  return [...depths(authority), ...successiveSelfIssued(authority), ...serials(authority), ...anchorsAndDates(authority)];
}

// five issuers that are not self-issued, in disorder; in order there is no limit
function depths(authority: Authority): readonly CaseSketch[] {
  return [3, 4, 5, 6, 7].flatMap((depth) =>
    ['none', 'one'].flatMap((selfIssued) => {
      const root = authority.root('Depth Root');
      const issuers: Issued[] = [];
      for (let level = 0; level < depth; level += 1) {
        const above = issuers[0] ?? root;
        const again = selfIssued === 'one' && level === 2;
        issuers.unshift(authority.ca(`Depth ${level}`, above, again ? { subject: above.subject } : {}));
      }
      const leaf = authority.leaf(issuers[0] ?? root);
      const id = `${depth} issuers, ${selfIssued} of them self-issued`;
      return [sketch(`${id}, in order`, [leaf, ...issuers], [root]), sketch(`${id}, reversed`, [leaf, ...issuers.toReversed()], [root])];
    }),
  );
}

// "Successive certs are self-issued": what comes after the second one in the client's order is never looked at
function successiveSelfIssued(authority: Authority): readonly CaseSketch[] {
  const kinds: Readonly<Record<string, readonly [dead: Unusual, alive: Unusual]>> = {
    'neither has a key identifier': [{ keyIds: false }, { keyIds: false }],
    'the dead end has the key identifier': [{}, { keyIds: false }],
    'the way out has the key identifier': [{ keyIds: false }, {}],
  };
  return Object.entries(kinds).map(([kind, [dead, alive]]) => {
    const root = authority.root('Loop Root');
    const wayOut = authority.ca('Loop CA', root, alive);
    const deadEnd = authority.ca('Loop CA', authority.root('Loop CA'), { ...dead, key: wayOut.keys });
    const first = authority.ca('Loop CA', wayOut);
    const stranger = authority.root('Loop Stranger');
    return sketch(`two self-issued certificates: ${kind}`, [authority.leaf(first), stranger, first, deadEnd, wayOut], [root]);
  });
}

// AdaptableX509CertSelector: only an anchor above a chain in good order is asked for its serial
function serials(authority: Authority): readonly CaseSketch[] {
  return [1, 3].flatMap((version) =>
    ['41', '42'].flatMap((serial) => {
      const root = authority.root('Serial Root', { version: version === 1 ? 1 : 3, serial: '41' });
      const upper = authority.ca('Serial Upper', root, { keyIds: false, extra: [authorityKeyId({ serial })] });
      const lower = authority.ca('Serial Lower', upper);
      const leaf = authority.leaf(lower);
      const id = `serial ${serial} wanted of an anchor of version ${version}`;
      return [sketch(`${id}, in order`, [leaf, lower, upper], [root]), sketch(`${id}, in disorder`, [leaf, upper, lower], [root])];
    }),
  );
}

// the selector of issuers begins to ask for validity after its first use: of anchors too
function anchorsAndDates(authority: Authority): readonly CaseSketch[] {
  const root = authority.root('Dates Root', { untilDays: -1 });
  const upper = authority.ca('Dates Upper', root);
  const stranger = authority.root('Dates Stranger');
  return [
    sketch('an expired anchor right above the end-entity', [authority.leaf(root), stranger], [root]),
    sketch('an expired anchor further up', [authority.leaf(upper), stranger, upper], [root]),
    sketch('an expired anchor further up, in order', [authority.leaf(upper), upper], [root]),
  ];
}

function sketch(id: string, served: readonly Issued[], bundle: readonly Issued[]): CaseSketch {
  return { id, description: 'limits of a search', served, bundle };
}
