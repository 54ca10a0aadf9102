import type { Authority } from '../../../corpus/authority.ts';
import { anyPolicy, type Extra, inhibitAnyPolicy, policies, policyConstraints, policyMappings } from '../../../corpus/extension-values.ts';
import type { CaseSketch } from '../../../corpus/generated-case.ts';

const gold = '1.3.6.1.4.1.99999.1';
const silver = '1.3.6.1.4.1.99999.2';

const demands: Readonly<Record<string, readonly Extra[]>> = {
  'none demanded': [],
  'one demanded at once': [policyConstraints(0)],
  'one demanded one below': [policyConstraints(1)],
  'one demanded two below': [policyConstraints(2)],
  'one demanded, no mapping': [policyConstraints(0, 0)],
  'one demanded, anyPolicy stops': [policyConstraints(0), inhibitAnyPolicy(0)],
  'one demanded, anyPolicy stops one below': [policyConstraints(0), inhibitAnyPolicy(1)],
};
const uppers: Readonly<Record<string, readonly Extra[]>> = {
  gold: [policies([gold])],
  any: [policies([anyPolicy])],
  'none above': [],
};
const lowers: Readonly<Record<string, readonly Extra[]>> = {
  gold: [policies([gold])],
  'gold to silver': [policies([gold]), policyMappings([[gold, silver]])],
  'any to silver': [policies([gold]), policyMappings([[anyPolicy, silver]])],
  any: [policies([anyPolicy])],
  'any, gold to silver': [policies([anyPolicy]), policyMappings([[gold, silver]])],
  'gold and any': [policies([gold, anyPolicy])],
};
const leaves: Readonly<Record<string, readonly Extra[]>> = {
  gold: [policies([gold])],
  silver: [policies([silver])],
  any: [policies([anyPolicy])],
  none: [],
  'none, and demands one': [policyConstraints(0)],
};

/** Certificate policies of two issuers and the end-entity, under what the upper one demands. */
export function policyMixes(authority: Authority): readonly CaseSketch[] {
  const root = authority.root('Policies Root');
  return Object.entries(demands).flatMap(([demand, demanded]) =>
    Object.entries(uppers).flatMap(([above, upperPolicies]) => {
      const upper = authority.ca('Policies Upper', root, { extra: [...upperPolicies, ...demanded] });
      return Object.entries(lowers).flatMap(([middle, lowerExtra]) => {
        const lower = authority.ca('Policies Lower', upper, { extra: lowerExtra });
        return Object.entries(leaves).map(([below, extra]) => ({
          id: `${demand}: ${above} - ${middle} - ${below}`,
          description: 'certificate policies',
          served: [authority.leaf(lower, { extra }), lower, upper],
          bundle: [root],
        }));
      });
    }),
  );
}
