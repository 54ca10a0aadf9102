import type { Authority } from '../authority.ts';
import { rawExtension } from '../extension-values.ts';
import type { CaseSketch } from '../generated-case.ts';
import { anyPurpose, clientAuth, serverAuth } from './certificate-flaws.ts';

const gated = ['1.3.6.1.4.1.311.10.3.3', '2.16.840.1.113730.4.1'] as const;

/** Extended key usage on the end-entity, and nested down a chain: a list in a CA bounds what is below for some clients only. */
export function purposes({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Purpose Root');
  const issuing = ca('Purpose Issuing', anchor);
  const lists: Readonly<Record<string, readonly string[]>> = {
    absent: [],
    server: [serverAuth],
    client: [clientAuth],
    'server-and-client': [serverAuth, clientAuth],
    any: [anyPurpose],
    'client-and-any': [clientAuth, anyPurpose],
    'code-signing': ['1.3.6.1.5.5.7.3.3'],
    'gated-microsoft': [gated[0]],
    'gated-netscape': [gated[1]],
    unknown: ['1.3.6.1.4.1.55555.1.1'],
    'server-and-unknown': ['1.3.6.1.4.1.55555.1.1', serverAuth],
  };
  const onLeaf = Object.entries(lists).map(([id, eku]) => ({
    id: `purpose::leaf-${id}`,
    description: `the end-entity's purposes: ${id}`,
    served: [leaf(issuing, { eku }), issuing],
    bundle: [anchor],
  }));
  const empty = leaf(issuing, { eku: [], extra: [rawExtension('2.5.29.37', '3000')] });
  const critical = leaf(issuing, { eku: [], extra: [rawExtension('2.5.29.37', '300a 0608 2b06010505070301', true)] });
  const nested = (
    [
      ['server-below-client', 'client', 'server'],
      ['client-below-server', 'server', 'client'],
      ['server-below-absent', 'absent', 'server'],
      ['absent-below-server', 'server', 'absent'],
      ['any-below-server', 'server', 'any'],
      ['server-below-any', 'any', 'server'],
      ['server-below-code-signing', 'code-signing', 'server'],
      ['server-below-gated', 'gated-netscape', 'server'],
    ] as const
  ).map(([id, above, below]) => {
    const upper = ca('Purpose Upper', anchor, { eku: lists[above] });
    const lower = ca('Purpose Lower', upper, { eku: lists[below] });
    return {
      id: `purpose::nested-${id}`,
      description: `purposes down the chain: ${id}`,
      served: [leaf(lower), lower, upper],
      bundle: [anchor],
    };
  });
  return [
    ...onLeaf,
    { id: 'purpose::leaf-empty', description: 'a list without any purpose', served: [empty, issuing], bundle: [anchor] },
    { id: 'purpose::leaf-server-critical', description: 'the list is critical', served: [critical, issuing], bundle: [anchor] },
    ...nested,
  ];
}
