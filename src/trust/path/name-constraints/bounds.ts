import type { NameConstraintRules } from '../../../clients/knobs/name-constraint-rules.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import type { ConstrainedName } from '../../../x509/read-name-constraints.ts';
import type { ConstraintSet } from './hold-against.ts';
import { isUnhandled } from './relate.ts';

/** Whether the client gives up, and rejects, because there are too many names or subtrees. */
export function exceedsBound(
  certificate: Certificate,
  names: readonly ConstrainedName[],
  { permitted, excluded }: ConstraintSet,
  rules: NameConstraintRules,
): boolean {
  const bound = rules.mostComparisons;
  if (bound === undefined) return false;
  const subtrees = permitted.length + excluded.length;
  switch (bound.counted) {
    // crypto/x509/v3_ncons.c, NAME_CONSTRAINTS_check: attributes of the subject and alternative names, times subtrees of any form
    case 'names-times-subtrees': {
      const count = certificate.subject.rdns.flat().length + (certificate.extensions.subjectAltName?.length ?? 0);
      return count > 0 && subtrees > Math.floor(bound.most / count);
    }
    // crypto/x509/verify.go, checkNameConstraints: each name with all subtrees of its form. What stops earlier is rejected, too.
    case 'as-made': {
      const ofForm = new Map<string, number>();
      for (const { base } of [...permitted, ...excluded])
        if (!isUnhandled(base, rules.forms)) ofForm.set(base.kind, (ofForm.get(base.kind) ?? 0) + 1);
      return names.reduce((made, name) => made + (ofForm.get(name.kind) ?? 0), 0) > bound.most;
    }
  }
}
