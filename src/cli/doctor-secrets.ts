import type { SecretState } from '../credential-store/secret-state.ts';
import { oneLine } from '../formats/one-line.ts';
import { keyTrouble } from '../restart/checks/secret-key.ts';
import type { DoctorCheck } from './doctor-lines.ts';

/**
 * What could be learned of a secret at `now` (epoch ms). That one is missing or of no use is for the scan to find, so it is a warning; only what could not be
 * looked at fails.
 */
export function secretChecks(scope: string, secret: SecretState, now: number): readonly DoctorCheck[] {
  const check = `secret ${secret.id}`;
  const failed = (detail: string): DoctorCheck => {
    const remedy = awsRemedy(detail, 'let this identity describe it and its key (snowline iam-policy prints the policy)');
    return { scope, check, ok: false, detail, ...(remedy === undefined ? {} : { remedy }) };
  };
  const warning = (detail: string): DoctorCheck => ({ scope, check, ok: true, warns: true, detail });
  if (secret.state === 'unknown') return [failed(secret.reason)];
  if (secret.state === 'missing') {
    return [warning(`there is none in ${secret.region}: is that its region (aws: { region: … } of the store), and its name right?`)];
  }
  const unread = [...(secret.key?.state === 'unknown' ? [secret.key.reason] : []), ...(secret.unread ?? [])];
  const states = [
    ...(secret.deletedDate === undefined ? [] : [`it is marked for deletion (${secret.deletedDate}), so nobody can read it`]),
    ...(secret.current === undefined ? ['it has no version labelled AWSCURRENT, so there is no value to fetch'] : []),
    ...keyTrouble(secret, now).map(({ reason }) => withoutSubject(reason.proof.summary, secret.id)),
  ];
  if (unread.length + states.length > 0) return [...unread.map(failed), ...states.map(warning)];
  return [{ scope, check, ok: true, detail: 'described; its value is never read' }];
}

/** What to do about a failure of AWS, by its own words (inventory/aws-failure.ts): `permission` helps against no other cause than a missing one. */
export function awsRemedy(reason: string, permission: string): string | undefined {
  if (reason.includes(' denied (')) return permission;
  if (reason.includes('no region is configured')) return 'name the region of the store (aws: { region: … }), or set AWS_REGION';
  if (/\bcredentials\b/.test(reason))
    return 'give this process credentials of AWS that work: AWS_PROFILE, aws sso login, or the role of an instance';
  if (reason.includes('throttled')) return undefined;
  return /failed: (?:the |no )/.test(reason) ? 'let this machine reach AWS (network, proxy, VPC endpoint)' : permission;
}

// The line begins with the secret's name, and a reason of the scan does too
function withoutSubject(summary: string, id: string): string {
  const subject = `secret ${oneLine(id)} `;
  return summary.startsWith(subject) ? `it ${summary.slice(subject.length)}` : summary;
}
