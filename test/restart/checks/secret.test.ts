import { describe, expect, it } from 'vitest';
import type { SecretKey, SecretState } from '../../../src/credential-store/secret-state.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import { codes, moment, running } from '../scene.ts';
import { arn, judgeSecrets, known, subjectWith } from './secret-scene.ts';

const { process: _none, ...stopped } = running('2026-03-01T00:00:00Z');
const missing: SecretState = { id: 'prod/db', state: 'missing', observedAt: '2026-06-01T00:00:00Z', region: 'eu-west-1' };
const key = (unusual: Partial<Extract<SecretKey, { state: 'known' }>>): SecretKey => ({
  id: 'arn:aws:kms:eu-west-1:1:key/k',
  state: 'known',
  keyState: 'Enabled',
  ...unusual,
});

describe('a secret with which nothing is wrong', () => {
  it('leaves the verdict to the others', () => {
    expect(judgeSecrets([known()])).toMatchObject({ verdict: 'ready', reasons: [] });
    expect(judgeSecrets([known({ key: key({}) })]).verdict).toBe('ready');
    expect(judgeSecrets([known({ key: key({ keyState: 'Updating' }) })]).verdict).toBe('ready');
  });

  it('is not called fine by a store that describes none: a remark says that nobody looked', () => {
    const of = (kind?: 'vault', declared = ['secret/data/orders']) => {
      const subject = subjectWith(undefined, { declared });
      const { store } = subject;
      const state = store === undefined ? undefined : { ...store.state, ...(kind === undefined ? {} : { kind }) };
      return judgeWorkload({ ...subject, store: store === undefined || state === undefined ? undefined : { ...store, state } }, moment);
    };
    const remark = 'secret secret/data/orders of secrets was not looked at: Vault describes it to a token alone';
    expect(of('vault')).toMatchObject({
      verdict: 'ready',
      reasons: [{ code: 'UNKNOWN_EVIDENCE', severity: 'info', proof: { summary: remark } }],
    });
    expect(of(undefined, ['a', 'b']).reasons.map(({ proof }) => proof.summary)).toEqual([
      'secrets a, b of secrets were not looked at: only AWS Secrets Manager describes one, and the evidence holds no answer of it',
    ]);
    expect(of('vault', []).reasons).toEqual([]);
  });

  it('is no matter of secrets in another store', () => {
    expect(judgeSecrets([missing], { declared: [{ id: 'prod/db', store: 'elsewhere' }] }).verdict).toBe('ready');
    expect(judgeSecrets([missing], { declared: ['another'] }).verdict).toBe('unknown');
  });
});

describe('a secret that is missing', () => {
  it('fails a restart that its trust would let pass', () => {
    const verdict = judgeSecrets([missing]);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true });
    expect(verdict).not.toHaveProperty('latentSince');
    expect(codes(verdict)).toEqual(['SECRET_MISSING']);
    const [reason] = verdict.reasons;
    expect(reason).toMatchObject({
      severity: 'critical',
      proof: { summary: 'there is no secret prod/db in eu-west-1' },
      expectedError: "Secrets Manager can't find the specified secret.",
    });
    expect(reason?.notThis).toContain('neither its certificate nor the network');
    expect(reason?.remedy).toContain('aws secretsmanager list-secrets --region eu-west-1');
  });

  it('is not latent where nothing runs', () => {
    expect(judgeSecrets([missing], { evidence: stopped })).toMatchObject({ verdict: 'will-fail', latent: false });
  });

  it('may exist without a value', () => {
    const { current: _none, ...empty } = known();
    const verdict = judgeSecrets([empty]);
    expect(codes(verdict)).toEqual(['SECRET_MISSING']);
    expect(verdict.reasons[0]?.proof.summary).toContain('no version labelled AWSCURRENT');
    expect(verdict.reasons[0]?.remedy).toContain('put-secret-value --region eu-west-1 --secret-id prod/db');
  });

  it('counts though another one could not be looked at', () => {
    const other: SecretState = { id: 'b', state: 'unknown', reason: 'denied' };
    expect(codes(judgeSecrets([missing, other], { declared: ['prod/db', 'b'] }))).toEqual(['SECRET_MISSING']);
  });
});

describe('a secret whose deletion was asked for', () => {
  it('fails a restart now, since the request where that has the date', () => {
    const verdict = judgeSecrets([known({ deletedDate: '2026-05-20T10:00:00Z' })]);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true, latentSince: '2026-05-20T10:00:00Z' });
    expect(codes(verdict)).toEqual(['SECRET_DELETION_SCHEDULED']);
    expect(verdict.reasons[0]).toMatchObject({ severity: 'critical', expectedError: 'InvalidRequestException' });
    expect(verdict.reasons[0]?.remedy).toContain(`restore-secret --region eu-west-1 --secret-id '${arn}'`);
  });

  it('has no date of its own where the date is that of the end', () => {
    const verdict = judgeSecrets([known({ deletedDate: '2026-06-20T10:00:00Z' })]);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true });
    expect(verdict).not.toHaveProperty('latentSince');
    expect(verdict.reasons[0]?.proof.summary).toContain('is to be deleted on 2026-06-20T10:00:00Z');
  });

  it('is not latent where the process was started after the request: it never had the secret', () => {
    const evidence = running('2026-05-25T00:00:00Z');
    expect(judgeSecrets([known({ deletedDate: '2026-05-20T10:00:00Z' })], { evidence })).toMatchObject({
      verdict: 'will-fail',
      latent: false,
    });
  });

  it('is not latent as a whole where one of two was never had', () => {
    const late = known({ id: 'b', deletedDate: '2026-05-20T10:00:00Z' });
    const evidence = running('2026-05-25T00:00:00Z');
    const verdict = judgeSecrets([known({ deletedDate: '2026-05-28T10:00:00Z' }), late], { evidence, declared: ['prod/db', 'b'] });
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: false });
    expect(verdict).not.toHaveProperty('latentSince');
  });
});

describe('a secret under a customer key', () => {
  it.each([
    ['Disabled', 'aws kms enable-key --region eu-west-1'],
    ['PendingDeletion', 'aws kms cancel-key-deletion'],
    ['PendingReplicaDeletion', 'aws kms cancel-key-deletion'],
    ['PendingImport', 'aws kms import-key-material'],
    ['Unavailable', 'aws kms connect-custom-key-store'],
    ['NotFound', 'give the secret another key'],
    ['Creating', 'aws kms enable-key'],
  ])('that is %s cannot be fetched', (keyState, remedy) => {
    const verdict = judgeSecrets([known({ key: key({ keyState }) })]);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true });
    expect(codes(verdict)).toEqual(['KMS_KEY_DISABLED']);
    expect(verdict.reasons[0]?.severity).toBe('critical');
    expect(verdict.reasons[0]?.remedy).toContain(remedy);
  });

  it('is unknown where the auditor may not see the key', () => {
    const verdict = judgeSecrets([known({ key: { id: 'k', state: 'unknown', reason: 'kms:DescribeKey denied' } })]);
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toBe('whether the key of secret prod/db is of use is not known: kms:DescribeKey denied');
  });

  it('ends with the material that was imported into it', () => {
    const ending = known({ key: key({ validTo: '2026-06-15T00:00:00Z' }) });
    const soon = judgeSecrets([ending]);
    expect(soon).toMatchObject({ verdict: 'at-risk', safeUntil: '2026-06-15T00:00:00Z' });
    expect(soon.reasons[0]).toMatchObject({ code: 'KMS_KEY_DISABLED', severity: 'high' });
    const over = judgeSecrets([ending], {}, { ...moment, now: Date.parse('2026-06-16T00:00:00Z') });
    expect(over).toMatchObject({ verdict: 'will-fail', latent: true, latentSince: '2026-06-15T00:00:00Z' });
    expect(over).not.toHaveProperty('forecast');
    const far = judgeSecrets([known({ key: key({ validTo: '2027-06-15T00:00:00Z' }) })]);
    expect(far).toMatchObject({ verdict: 'ready', safeUntil: '2027-06-15T00:00:00Z' });
  });
});

describe('a secret that nobody could look at', () => {
  it('is not called fine', () => {
    const verdict = judgeSecrets([{ id: 'prod/db', state: 'unknown', reason: 'secretsmanager:DescribeSecret denied' }]);
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toBe(
      'whether secret prod/db can be fetched is not known: secretsmanager:DescribeSecret denied',
    );
  });

  it('is unknown too where the evidence does not tell of it', () => {
    expect(judgeSecrets([], {}).reasons[0]?.proof.summary).toContain('the evidence does not tell of it');
  });
});

describe('what the log will say', () => {
  it.each([
    [
      'boto3',
      "An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: Secrets Manager can't find the specified secret.",
    ],
    // with or without an SDK
    ['java', "Secrets Manager can't find the specified secret."],
    ['aws-sdk-go-v2', "ResourceNotFoundException: Secrets Manager can't find the specified secret."],
    ['curl', "Secrets Manager can't find the specified secret."],
  ])('is what %s writes', (client, text) => {
    expect(judgeSecrets([missing], { client }).reasons[0]?.expectedError).toBe(text);
  });

  it('names only the error where servers differ in the message', () => {
    const gone = [known({ deletedDate: '2026-05-20T10:00:00Z' })];
    expect(judgeSecrets(gone, { client: 'boto3' }).reasons[0]?.expectedError).toBe(
      'An error occurred (InvalidRequestException) when calling the GetSecretValue operation:',
    );
    expect(judgeSecrets(gone, { client: 'curl' }).reasons[0]?.expectedError).toBe('InvalidRequestException');
  });
});

it('quotes what it puts into commands, and cuts what would hide in a line', () => {
  const hostile = known({ deletedDate: '2026-05-20T10:00:00Z', arn: "arn:aws:secretsmanager:eu'; rm -rf /:1:secret:x" });
  expect(judgeSecrets([hostile]).reasons[0]?.remedy).toContain(String.raw`--region 'eu'\''; rm -rf /'`);
});
