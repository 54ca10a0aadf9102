import type { SecretAccess } from '../../credential-store/secret-access.ts';
import type { KnownSecret } from '../../credential-store/secret-state.ts';
import { oneLine } from '../../formats/one-line.ts';
import { reasonCodes } from '../../reason-codes.ts';
import type { Check, Subject } from '../check.ts';
import type { Reason } from '../restart-verdict.ts';
import { unknownReason } from '../unknown-reason.ts';
import { notThis } from './secret.ts';
import { errorOfRefusal } from './secret-errors.ts';
import { secretsOf } from './secret-of.ts';

/**
 * Whether IAM would let the host's role read the declared secrets, where the configuration lets IAM be asked (`simulate`). SECRET_DENIED only for a deny that
 * nothing unseen could turn round: no condition without a value, and no policy of the secret that may allow it beside the role. Such a deny, and a
 * simulation that was asked for and could not be made, is unknown. A simulated allow passes and proves nothing, as passing without any simulation does.
 */
export const secretDenied: Check = {
  name: 'secret-denied',
  codes: ['SECRET_DENIED'],
  judge(subject) {
    const { store, host } = subject;
    const profile = host?.instanceProfile;
    const secrets = secretsOf(subject).filter((state) => state.state === 'known');
    // whoever has no role of an instance gets its identity elsewhere: that is another check's matter
    if (store?.state.accessSimulated !== true || profile === undefined || secrets.length === 0) return { kind: 'not-applicable' };
    if (hasOtherIdentity(subject)) return { kind: 'not-applicable' };
    const answers = secrets.map((state) => ({ state, access: answerFor(subject, profile, state) }));
    const denied = answers.flatMap(({ state, access }) => (access !== undefined && isSure(access, state) ? [{ state, access }] : []));
    const role = whyRoleUnsure(subject);
    if (denied.length > 0 && role === undefined) {
      const running = subject.workload.evidence?.process !== undefined;
      // what runs has read it before its role lost the right; when that was nobody says
      return { kind: 'finding', reasons: denied.map(({ state, access }) => reasonOf(state, access, subject)), fields: { latent: running } };
    }
    const open = answers.flatMap(({ state, access }) => whyOpen(state, access, profile, role) ?? []);
    return open.length === 0 ? { kind: 'pass' } : { kind: 'unknown', reasons: open.map((why) => unknownReason(why)) };
  },
};

// Before the metadata service the SDKs look in all of these (https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html)
const otherIdentities = [
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

function hasOtherIdentity({ workload: { evidence } }: Subject): boolean {
  return (
    evidence?.credentials?.sharedFiles === 'present' || otherIdentities.some((name) => (evidence?.nextStart.environment[name] ?? '') !== '')
  );
}

function whyRoleUnsure({ workload: { evidence } }: Subject): string | undefined {
  return evidence?.credentials?.sharedFiles === 'absent' ? undefined : 'whether the service goes by that role was not seen';
}

function answerFor({ access = [] }: Subject, profile: string, { arn }: KnownSecret): SecretAccess | undefined {
  const own = access.filter((one) => one.instanceProfile === profile && one.secret === arn);
  // two answers that differ are none
  return own.every(({ decision }) => decision === own[0]?.decision) ? own[0] : undefined;
}

function isSure(access: SecretAccess, state: KnownSecret): boolean {
  if (access.missingContext !== undefined && access.missingContext.length > 0) return false;
  if (access.decision === 'explicit-deny') return true;
  // From another account both sides have to allow it (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html)
  return access.decision === 'implicit-deny' && (state.policy === 'none' || accountOf(access.role) !== accountOf(state.arn));
}

function accountOf(arn: string | undefined): string | undefined {
  return arn?.split(':')[4];
}

function whyOpen(state: KnownSecret, access: SecretAccess | undefined, profile: string, role: string | undefined): string | undefined {
  const of = `whether the host may read secret ${oneLine(state.id)} is not known`;
  if (access === undefined) return `${of}: IAM was not asked about ${oneLine(profile)}, or gave two answers`;
  if (access.decision === 'allowed') return undefined;
  if (access.decision === 'unknown') return `${of}: ${access.reason ?? 'IAM gave no answer'}`;
  if (isSure(access, state)) return `${of}: IAM denies it to ${oneLine(access.role ?? profile)}, and ${role ?? ''}`;
  const missing = access.missingContext ?? [];
  if (missing.length > 0) return `${of}: IAM denies it without a value for ${oneLine(missing.join(', '))}, which only a real call has`;
  return `${of}: the policies of ${oneLine(access.role ?? profile)} do not allow it, and the secret's own policy, which may, ${state.policy === 'present' ? 'is not simulated' : 'could not be read'}`;
}

function reasonOf(state: KnownSecret, access: SecretAccess, { effective }: Subject): Reason {
  const role = oneLine(access.role ?? access.instanceProfile);
  const how = access.decision === 'explicit-deny' ? 'a policy denies it' : 'no policy allows it';
  return {
    code: 'SECRET_DENIED',
    severity: reasonCodes.SECRET_DENIED.severity,
    proof: { summary: `${role} may not read secret ${oneLine(state.id)}: ${how} (simulated by IAM)` },
    expectedError: errorOfRefusal('denied', effective?.client),
    notThis,
    remedy: `do not restart it; let ${role} do secretsmanager:GetSecretValue on ${oneLine(state.arn)}${
      state.key === undefined ? '' : ` and kms:Decrypt with ${oneLine(state.key.id)}`
    }`,
  };
}
