import { describe, expect, it } from 'vitest';
import type { SecretAccess } from '../../../src/credential-store/secret-access.ts';
import type { CredentialSources } from '../../../src/evidence/credential-evidence.ts';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { codes, running } from '../scene.ts';
import { arn, judgeSecrets, known, profile, type SecretScene } from './secret-scene.ts';

const role = 'arn:aws:iam::111122223333:role/web';
const answer = (unusual: Partial<SecretAccess>): SecretAccess => ({
  instanceProfile: profile,
  secret: arn,
  observedAt: '2026-06-01T00:00:00Z',
  decision: 'allowed',
  role,
  ...unusual,
});
const nothingElse: CredentialSources = { sharedFiles: 'absent', files: [] };
const byRole: WorkloadEvidence = { ...running('2026-03-01T00:00:00Z'), credentials: nothingElse };
const asked = (access: readonly SecretAccess[], scene: SecretScene = {}, secret = known({ policy: 'none' })) =>
  judgeSecrets([secret], { access, simulated: true, evidence: byRole, ...scene });

describe('a role that IAM denies the secret', () => {
  it.each(['explicit-deny', 'implicit-deny'] as const)('(%s) will fail', (decision) => {
    const verdict = asked([answer({ decision })]);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true });
    expect(codes(verdict)).toEqual(['SECRET_DENIED']);
    expect(verdict.reasons[0]).toMatchObject({
      severity: 'critical',
      expectedError: expect.stringContaining('is not authorized to perform: secretsmanager:GetSecretValue'),
    });
    expect(verdict.reasons[0]?.proof.summary).toContain(`${role} may not read secret prod/db`);
    expect(verdict.reasons[0]?.remedy).toContain(`secretsmanager:GetSecretValue on ${arn}`);
  });

  it('may be let in by a policy of the secret, unless a policy denies it', () => {
    for (const policy of ['present', 'unknown'] as const) {
      expect(asked([answer({ decision: 'implicit-deny' })], {}, known({ policy })).verdict).toBe('unknown');
      expect(asked([answer({ decision: 'explicit-deny' })], {}, known({ policy })).verdict).toBe('will-fail');
    }
    expect(asked([answer({ decision: 'implicit-deny' })], {}, known()).verdict).toBe('unknown');
  });

  it('is not let in from another account by one policy alone', () => {
    const elsewhere = answer({ decision: 'implicit-deny', role: 'arn:aws:iam::444455556666:role/web' });
    expect(asked([elsewhere], {}, known({ policy: 'present' })).verdict).toBe('will-fail');
  });

  it('is open where a condition had no value', () => {
    const verdict = asked([answer({ decision: 'explicit-deny', missingContext: ['aws:SourceVpce'] })]);
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toContain('without a value for aws:SourceVpce');
  });
});

describe('a role that IAM allows the secret', () => {
  it('is no better off than one that nobody asked about', () => {
    expect(asked([answer({})])).toMatchObject({ verdict: 'ready', reasons: [] });
    expect(judgeSecrets([known()])).toMatchObject({ verdict: 'ready', reasons: [] });
  });
});

describe('a simulation that could not be made', () => {
  it('is unknown, with the reason', () => {
    const verdict = asked([answer({ decision: 'unknown', reason: 'iam:SimulatePrincipalPolicy denied' })]);
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toContain('iam:SimulatePrincipalPolicy denied');
  });

  it('is unknown where there is no answer about this role and secret, or two that differ', () => {
    expect(asked([]).verdict).toBe('unknown');
    expect(asked([answer({ secret: 'arn:other' })]).verdict).toBe('unknown');
    expect(asked([answer({ instanceProfile: 'arn:other' })]).verdict).toBe('unknown');
    expect(asked([answer({}), answer({ decision: 'explicit-deny' })]).verdict).toBe('unknown');
  });
});

describe('a service that may go by another identity', () => {
  const denied = [answer({ decision: 'explicit-deny' })];

  it('is not judged by the role where another one comes first', () => {
    const set = { ...byRole, nextStart: { environment: { AWS_ACCESS_KEY_ID: 'set' }, options: {} } };
    expect(asked(denied, { evidence: set }).verdict).toBe('ready');
    expect(asked(denied, { evidence: { ...byRole, credentials: { ...nothingElse, sharedFiles: 'present' } } }).verdict).toBe('ready');
    expect(asked(denied, { host: { instanceProfile: undefined } }).verdict).toBe('ready');
  });

  it('is unknown where that was not seen', () => {
    expect(asked(denied, { evidence: { ...byRole, credentials: { ...nothingElse, sharedFiles: 'unknown' } } }).verdict).toBe('unknown');
    const verdict = asked(denied, { evidence: running('2026-03-01T00:00:00Z') });
    expect(verdict.reasons[0]?.proof.summary).toContain('whether the service goes by that role was not seen');
  });

  it('is no matter where nobody asked for a simulation', () => {
    expect(asked(denied, { simulated: false }).verdict).toBe('ready');
  });
});
