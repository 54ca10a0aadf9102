import type { Authority } from '../../../corpus/authority.ts';
import { rawExtension } from '../../../corpus/extension-values.ts';
import type { CaseSketch } from '../../../corpus/generated-case.ts';

const keyUsages: Readonly<Record<string, number | null>> = {
  absent: null,
  digitalSignature: 0x80,
  keyEncipherment: 0x20,
  keyAgreement: 0x08,
  empty: 0,
};
const purposes: Readonly<Record<string, readonly string[]>> = {
  absent: [],
  serverAuth: ['1.3.6.1.5.5.7.3.1'],
  clientAuth: ['1.3.6.1.5.5.7.3.2'],
  any: ['2.5.29.37.0'],
  'gated by Microsoft': ['1.3.6.1.4.1.311.10.3.3'],
  'gated by Netscape': ['2.16.840.1.113730.4.1'],
};
// BIT STRINGs: SSL client, SSL server
const netscapeTypes: Readonly<Record<string, string | undefined>> = {
  absent: undefined,
  'SSL client': '03020780',
  'SSL server': '03020640',
};

/** Key usage, purpose and Netscape's type of the end-entity, which stands beneath a root or is trusted itself. */
export function endEntityUsages(authority: Authority): readonly CaseSketch[] {
  const root = authority.root('Usages Root');
  return Object.entries(keyUsages).flatMap(([usage, keyUsage]) =>
    Object.entries(purposes).flatMap(([purpose, eku]) =>
      Object.entries(netscapeTypes).flatMap(([type, bits]) => {
        if (bits !== undefined && (usage !== 'digitalSignature' || purpose !== 'serverAuth')) return [];
        const leaf = authority.leaf(root, {
          keyUsage,
          eku,
          extra: bits === undefined ? [] : [rawExtension('2.16.840.1.113730.1.1', bits, false)],
        });
        const id = `key usage ${usage}, purpose ${purpose}, Netscape type ${type}`;
        return [
          { id, description: 'usages of an end-entity', served: [leaf], bundle: [root] },
          { id: `${id}, trusted itself`, description: 'usages of an end-entity', served: [leaf], bundle: [leaf] },
        ];
      }),
    ),
  );
}
