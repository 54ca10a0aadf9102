import { fromInstant, toInstant } from '../../config/instant.ts';
import type { KnownSecret, SecretState } from '../../credential-store/secret-state.ts';
import { oneLine } from '../../formats/one-line.ts';
import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import type { Change, Check, CheckedFields, Subject } from '../check.ts';
import { notTheDatabase } from '../expected-error.ts';
import { quoteForShell } from '../remedy.ts';
import type { Reason } from '../restart-verdict.ts';
import { unknownReason } from '../unknown-reason.ts';
import { someOf } from './nodes-differ.ts';
import { errorOfRefusal } from './secret-errors.ts';
import { keyTrouble, keyWillEnd } from './secret-key.ts';
import { secretsOf, unseenSecretsOf } from './secret-of.ts';

/** One thing that keeps a secret from being fetched, and since when, where that has a date (epoch ms). */
export interface SecretTrouble {
  readonly reason: Reason;
  readonly since: number | undefined;
}

/**
 * Whether Secrets Manager would hand out the declared secrets: SECRET_MISSING for one that is not there or has no current value, SECRET_DELETION_SCHEDULED for
 * one whose deletion was asked for (it cannot be read from then on, not only after the recovery window), KMS_KEY_DISABLED for one under a key of no use.
 * Unknown where the auditor may not see one of them: what nobody could look at is not called fine. Those of a store which describes none without a token pass
 * with a remark that says so.
 */
export const secret: Check = {
  name: 'secret',
  codes: ['SECRET_MISSING', 'SECRET_DELETION_SCHEDULED', 'KMS_KEY_DISABLED'],
  judge(subject, { now }) {
    const secrets = secretsOf(subject);
    if (secrets.length === 0) {
      const unseen = unseenSecretsOf(subject);
      return unseen.length === 0 ? { kind: 'not-applicable' } : { kind: 'pass', reasons: [notLookedAt(unseen, subject)] };
    }
    const found = secrets.flatMap((state) => troubleOf(state, subject, now));
    if (found.length > 0) return { kind: 'finding', reasons: found.map(({ reason }) => reason), fields: latencyOf(subject, found) };
    const unknown = secrets.flatMap((state) => whyUnknown(state));
    return unknown.length === 0 ? { kind: 'pass' } : { kind: 'unknown', reasons: unknown.map((why) => unknownReason(why)) };
  },
  changes(subject, { now }) {
    return secretsOf(subject).flatMap((state): readonly Change[] => (state.state === 'known' ? keyWillEnd(state, now) : []));
  },
};

function notLookedAt(ids: readonly string[], { store }: Subject): Reason {
  const { name = '', kind } = store?.state ?? {};
  const why =
    kind === 'vault'
      ? 'Vault describes it to a token alone'
      : 'only AWS Secrets Manager describes one, and the evidence holds no answer of it';
  const which = `${ids.length === 1 ? 'secret' : 'secrets'} ${oneLine(someOf(ids))} of ${oneLine(name)}`;
  const summary = `${which} ${ids.length === 1 ? 'was' : 'were'} not looked at: ${why}`;
  return { code: 'UNKNOWN_EVIDENCE', severity: 'info', proof: { summary } };
}

function troubleOf(state: SecretState, subject: Subject, now: number): readonly SecretTrouble[] {
  const client = subject.effective?.client;
  if (state.state === 'unknown') return [];
  const id = quoteForShell(state.id);
  if (state.state === 'missing') {
    const region = quoteForShell(state.region);
    const summary = `there is no secret ${oneLine(state.id)} in ${oneLine(state.region)}`;
    const remedy = `do not restart it; look where it went: aws secretsmanager list-secrets --region ${region} --include-planned-deletion; make it again, or name it right`;
    return [trouble('SECRET_MISSING', summary, errorOfRefusal('missing', client), remedy)];
  }
  if (state.deletedDate !== undefined) return [deletion(state, subject)];
  if (state.current === undefined) {
    const summary = `secret ${oneLine(state.id)} has no version labelled AWSCURRENT, so there is no value to fetch`;
    const remedy = `do not restart it; put the value there: aws secretsmanager put-secret-value --region ${regionOf(state)} --secret-id ${id} --secret-string file://…`;
    return [trouble('SECRET_MISSING', summary, errorOfRefusal('no-value', client), remedy)];
  }
  return keyTrouble(state, now);
}

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html: from then on, it cannot be read until it is restored
function deletion(state: KnownSecret, { effective }: Subject): SecretTrouble {
  const date = state.deletedDate === undefined ? undefined : fromInstant(state.deletedDate);
  const asked = date !== undefined && date <= (fromInstant(state.observedAt) ?? 0);
  const when = asked ? `was marked for deletion on ${state.deletedDate ?? ''}` : `is to be deleted on ${state.deletedDate ?? ''}`;
  const summary = `secret ${oneLine(state.id)} ${when}, and from the request on nobody can read it`;
  const remedy = `do not restart it; aws secretsmanager restore-secret --region ${regionOf(state)} --secret-id ${quoteForShell(state.arn)}`;
  const found = trouble('SECRET_DELETION_SCHEDULED', summary, errorOfRefusal('deleted', effective?.client), remedy);
  return { ...found, since: asked ? date : undefined };
}

function whyUnknown(state: SecretState): readonly string[] {
  if (state.state === 'unknown') return [`whether secret ${oneLine(state.id)} can be fetched is not known: ${state.reason}`];
  if (state.state === 'known' && state.key?.state === 'unknown') {
    return [`whether the key of secret ${oneLine(state.id)} is of use is not known: ${state.key.reason}`];
  }
  return [];
}

function trouble(code: ReasonCode, summary: string, expectedError: string, remedy: string): SecretTrouble {
  // a restart now loses the secret, however long the recovery window is
  const severity = reasonCodes[code].severity === 'high' ? 'critical' : reasonCodes[code].severity;
  return { reason: { code, severity, proof: { summary }, expectedError, notThis, remedy }, since: undefined };
}

/** What responders will take it for. */
export const notThis = `the store answers, and says no: it is neither its certificate nor the network; ${notTheDatabase}`;

// What runs has read it before that; where the change has no date, it counts as having done so: whoever takes it for broken already would restart it freely
function latencyOf({ workload: { evidence } }: Subject, found: readonly SecretTrouble[]): CheckedFields {
  const startedAt = evidence?.process === undefined ? undefined : fromInstant(evidence.process.startedAt);
  if (startedAt === undefined) return { latent: false };
  const latent = found.filter(({ since }) => since === undefined || startedAt < since);
  const dates = latent.flatMap(({ since }) => since ?? []);
  return {
    latent: latent.length === found.length,
    ...(latent.length < found.length || dates.length === 0 ? {} : { latentSince: toInstant(Math.min(...dates)) }),
  };
}

/** The region of a described secret, for a command. */
export function regionOf({ arn }: Pick<KnownSecret, 'arn'>): string {
  return quoteForShell(arn.split(':')[3] ?? '');
}
