import type { Authority } from '../authority.ts';
import { anyPolicy, type Extra, inhibitAnyPolicy, policies, policyConstraints, policyMappings } from '../extension-values.ts';
import type { CaseSketch } from '../generated-case.ts';

const one = '1.3.6.1.4.1.55555.2.1';
const two = '1.3.6.1.4.1.55555.2.2';

/** What the upper CA, the issuing CA and the end-entity state. */
type Row = readonly [id: string, upper: readonly Extra[], lower: readonly Extra[], end: readonly Extra[]];

const rows: readonly Row[] = [
  ['on-the-leaf-only', [], [], [policies([one])]],
  ['critical-on-the-leaf', [], [], [policies([one], true)]],
  ['all-along', [policies([one])], [policies([one])], [policies([one])]],
  ['differ', [policies([one])], [policies([one])], [policies([two])]],
  ['any-above', [policies([anyPolicy])], [policies([one])], [policies([one])]],
  ['twice-the-same', [], [], [policies([one, one])]],
  ['explicit--none', [policyConstraints(0)], [], []],
  ['explicit--all-along', [policies([one]), policyConstraints(0)], [policies([one])], [policies([one])]],
  ['explicit--leaf-without', [policies([one]), policyConstraints(0)], [policies([one])], []],
  ['explicit--leaf-other', [policies([one]), policyConstraints(0)], [policies([one])], [policies([two])]],
  ['explicit--any-above', [policies([anyPolicy]), policyConstraints(0)], [policies([anyPolicy])], [policies([one])]],
  ['explicit-not-critical--none', [policyConstraints(0, undefined, false)], [], []],
  ['explicit-after-1--none', [policyConstraints(1)], [], []],
  ['explicit-after-2--none', [policyConstraints(2)], [], []],
  ['explicit-after-5--none', [policyConstraints(5)], [], []],
  ['explicit-on-lower--none', [], [policyConstraints(0)], []],
  ['explicit-on-lower--all-along', [policies([one])], [policies([one]), policyConstraints(0)], [policies([one])]],
  ['explicit-on-leaf--none', [], [], [policyConstraints(0)]],
  ['explicit--mapped', [policies([one]), policyConstraints(0)], [policies([one]), policyMappings([[one, two]])], [policies([two])]],
  [
    'explicit--mapping-inhibited',
    [policies([one]), policyConstraints(0, 0)],
    [policies([one]), policyMappings([[one, two]])],
    [policies([two])],
  ],
  ['mapping-not-critical', [policies([one])], [policies([one]), policyMappings([[one, two]], false)], [policies([two])]],
  ['mapping-of-any', [policies([one])], [policies([one]), policyMappings([[anyPolicy, two]])], [policies([two])]],
  ['inhibit-any', [policies([one]), inhibitAnyPolicy(0)], [policies([one])], [policies([one])]],
  ['inhibit-any--any-below', [policies([one]), inhibitAnyPolicy(0)], [policies([anyPolicy])], [policies([one])]],
  [
    'inhibit-any--explicit--any-below',
    [policies([one]), inhibitAnyPolicy(0), policyConstraints(0)],
    [policies([anyPolicy])],
    [policies([one])],
  ],
];

/** Certificate policies (RFC 5280 §6.1.3 (d)): most clients do not ask for any, some check the constraints all the same. */
export function certificatePolicies({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Policy Root');
  const below = rows.map(([id, onUpper, onLower, onEnd]) => {
    const upper = ca('Policy Upper', anchor, { extra: onUpper });
    const lower = ca('Policy Lower', upper, { extra: onLower });
    return {
      id: `policy::${id}`,
      description: `policies: ${id}`,
      served: [leaf(lower, { extra: onEnd }), lower, upper],
      bundle: [anchor],
    };
  });
  const demanding = root('Policy Demanding Root', { extra: [policyConstraints(0)] });
  const issuing = ca('Policy Issuing', demanding);
  return [
    ...below,
    {
      id: 'policy::explicit-on-anchor--none',
      description: 'the anchor demands a policy',
      served: [leaf(issuing), issuing],
      bundle: [demanding],
    },
  ];
}
