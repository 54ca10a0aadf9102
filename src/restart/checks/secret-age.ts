import { dayMs } from '../../config/duration.ts';
import { fromInstant } from '../../config/instant.ts';
import type { KnownSecret } from '../../credential-store/secret-state.ts';
import { oneLine } from '../../formats/one-line.ts';
import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import type { Check, Subject } from '../check.ts';
import type { Reason } from '../restart-verdict.ts';
import { secretsOf } from './secret-of.ts';

/**
 * What is worth knowing of the declared secrets beside the verdict, which it never changes: SECRET_CHANGED_SINCE_START where the process was started before the
 * current version was made (a restart brings that in), ROTATION_STUCK where a rotation neither came to its end nor gave up.
 */
export const secretAge: Check = {
  name: 'secret-age',
  codes: ['SECRET_CHANGED_SINCE_START', 'ROTATION_STUCK'],
  judge(subject) {
    const secrets = secretsOf(subject).filter((state) => state.state === 'known');
    if (secrets.length === 0) return { kind: 'not-applicable' };
    return { kind: 'pass', reasons: secrets.flatMap((state) => [...changedSinceStart(state, subject), ...stuck(state)]) };
  },
};

// The version's CreatedDate and not LastChangedDate, which any tag moves
function changedSinceStart({ id, current }: KnownSecret, { workload, observed }: Subject): readonly Reason[] {
  const startedAt = workload.evidence?.process === undefined ? undefined : fromInstant(workload.evidence.process.startedAt);
  const since = current?.since;
  const madeAt = since === undefined ? undefined : fromInstant(since);
  if (startedAt === undefined || since === undefined || madeAt === undefined) return [];
  // the start is told by the host's clock, the version by that of AWS
  const startedByOurs = startedAt - (observed?.clockSkewSeconds ?? 0) * 1000;
  if (madeAt <= startedByOurs) return [];
  const summary = `secret ${oneLine(id)} has had its current value since ${since}, and the process was started before that: unless it fetches again by itself it has the one before, and a restart brings the new one`;
  return [{ ...remark('SECRET_CHANGED_SINCE_START', summary), since }];
}

/** A rotation makes its version and ends within minutes (a Lambda function runs for 15 at most); after a day nobody waits for it. Our choice. */
const rotationEndsWithinMs = dayMs;

// Both by the moment of the observation: that a date has passed by some later day tells nothing
function stuck({ id, observedAt, current, pending, changedAt, rotation, arn }: KnownSecret): readonly Reason[] {
  const seenAt = fromInstant(observedAt) ?? 0;
  // A version without a value has no date (RotateSecret puts the label on an empty one first): the label is as old as the last change of anything at least
  const began = pending?.since ?? changedAt;
  const beganAt = began === undefined ? undefined : fromInstant(began);
  const next = rotation?.enabled === true && rotation.nextAt !== undefined ? fromInstant(rotation.nextAt) : undefined;
  const look = `look why: aws secretsmanager describe-secret --secret-id ${arn}, and the log of its rotation function`;
  if (pending !== undefined && beganAt !== undefined && seenAt - beganAt > rotationEndsWithinMs) {
    const empty = pending.since === undefined && current?.since !== undefined ? ' without a value' : '';
    const summary = `secret ${oneLine(id)} has had a version labelled AWSPENDING${empty} since ${began ?? ''} at the latest, and it never became the current one`;
    return [{ ...remark('ROTATION_STUCK', summary), remedy: look }];
  }
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html: in the past where the rotation failed
  if (next !== undefined && seenAt - next > rotationEndsWithinMs) {
    const summary = `secret ${oneLine(id)} was to be rotated by ${rotation?.nextAt ?? ''} and was not`;
    return [{ ...remark('ROTATION_STUCK', summary), remedy: look }];
  }
  return [];
}

function remark(code: ReasonCode, summary: string): Reason {
  return { code, severity: reasonCodes[code].severity, proof: { summary } };
}
