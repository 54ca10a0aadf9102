import type { Authority } from '../../../corpus/authority.ts';
import { anyPolicy, type Extra, inhibitAnyPolicy, policies, policyConstraints, policyMappings } from '../../../corpus/extension-values.ts';
import type { CaseSketch } from '../../../corpus/generated-case.ts';

const gold = '1.3.6.1.4.1.99999.1';
const silver = '1.3.6.1.4.1.99999.2';

const demands: Readonly<Record<string, readonly Extra[]>> = {
  'demanded at once': [policyConstraints(0)],
  'demanded one below': [policyConstraints(1)],
  'demanded two below': [policyConstraints(2)],
  'demanded, mapping for one below': [policyConstraints(0, 1)],
  'demanded, no anyPolicy below': [policyConstraints(0), inhibitAnyPolicy(0)],
  'demanded, anyPolicy for one below': [policyConstraints(0), inhibitAnyPolicy(1)],
};
const middles: Readonly<Record<string, readonly Extra[]>> = {
  gold: [policies([gold])],
  any: [policies([anyPolicy])],
  'gold to silver': [policies([gold]), policyMappings([[gold, silver]])],
  none: [],
};
const leaves: Readonly<Record<string, readonly Extra[]>> = {
  gold: [policies([gold])],
  silver: [policies([silver])],
  any: [policies([anyPolicy])],
  none: [],
};

/** Certificate policies where the issuer in the middle, or the end-entity, has the name of its own issuer and so does not count (RFC 5280 §6.1.4 (h)). */
export function selfIssuedPolicies(authority: Authority): readonly CaseSketch[] {
  const root = authority.root('Self Root');
  return Object.entries(demands).flatMap(([demand, demanded]) => {
    const upper = authority.ca('Self Upper', root, { extra: [policies([anyPolicy]), ...demanded] });
    return Object.entries(middles).flatMap(([middle, middleExtra]) => {
      const again = authority.ca('Self Upper', upper, { extra: middleExtra });
      const lower = authority.ca('Self Lower', upper, { extra: middleExtra });
      return Object.entries(leaves).flatMap(([below, extra]) => [
        {
          id: `${demand}: self-issued ${middle} - ${below}`,
          description: 'policies beneath a self-issued issuer',
          served: [authority.leaf(again, { extra }), again, upper],
          bundle: [root],
        },
        {
          id: `${demand}: ${middle} - self-issued ${below}`,
          description: 'policies of a self-issued end-entity',
          served: [authority.leaf(lower, { subject: lower.subject, extra }), lower, upper],
          bundle: [root],
        },
      ]);
    });
  });
}
