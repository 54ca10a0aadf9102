import { fromInstant } from '../../config/instant.ts';
import type { Change, Check, Moment, Outcome, Subject } from '../check.ts';
import { judgeAwsIdentity } from './identity-aws.ts';
import { judgeDeclaredFiles } from './identity-declared.ts';

/**
 * Whether the program would find an identity with which the store hands out secrets: IDENTITY_UNUSABLE where every place that it would look at was seen and none
 * is of use. What is looked at:
 *
 * - the files that the configuration declares (`identity:`), for any store: they are there, open to the unit's user, and not past the date that they bear;
 * - without a declaration, for Secrets Manager, the places in which the SDK of its runtime looks by itself (identity-aws.ts).
 *
 * `not-applicable` wherever nobody looked (recordings of earlier versions), for other stores without a declaration, and for a machine's default clients, whose
 * start nobody knows: that a store may hand out secrets is then no more known than it was before this check, and who collects by ssh would otherwise learn
 * nothing but that. `unknown` where something is named that could not be looked at. That credentials are there is no proof that they work; and a program that
 * brings keys of its own configuration has to declare their file.
 */
export const identity: Check = {
  name: 'identity',
  codes: ['IDENTITY_UNUSABLE'],
  judge,
  changes(subject, moment) {
    const found: Change[] = [];
    let last: Outcome['kind'] = judge(subject, moment).kind;
    for (const at of endsOf(subject, moment)) {
      const outcome = judge(subject, { ...moment, now: at });
      if (outcome.kind === last) continue;
      last = outcome.kind;
      const [reason] = outcome.kind === 'finding' || outcome.kind === 'unknown' ? outcome.reasons : [];
      if (reason === undefined || outcome.kind === 'pass' || outcome.kind === 'not-applicable') found.push({ at, to: 'pass' });
      else found.push({ at, to: outcome.kind, reason: () => reason });
    }
    return found;
  },
};

function judge(subject: Subject, moment: Moment): Outcome {
  const { evidence } = subject.workload;
  if (evidence === undefined || evidence.origin === 'default-client') return { kind: 'not-applicable' };
  const declared = subject.declared?.identity;
  return declared === undefined ? judgeAwsIdentity(subject, moment) : judgeDeclaredFiles(subject, declared, moment);
}

// A token that lives no longer than we look ahead is renewed by something, or every host with one would be at risk all the time: of such a one only counts
// that it has run out.
function endsOf({ workload: { evidence } }: Subject, { now, horizonMs }: Moment): readonly number[] {
  const ends = (evidence?.credentials?.files ?? []).flatMap(({ expiresAt, modifiedAt }) => {
    const end = expiresAt === undefined ? undefined : fromInstant(expiresAt);
    const since = modifiedAt === undefined ? undefined : fromInstant(modifiedAt);
    if (end === undefined || end <= now) return [];
    return since !== undefined && end - since <= horizonMs ? [] : [end];
  });
  return [...new Set(ends)].toSorted((a, b) => a - b);
}
