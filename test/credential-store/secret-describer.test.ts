import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeSecrets, secretsAccess } from '../../src/credential-store/sources/secret-describer.ts';
import { awsEnvironment } from './aws-environment.ts';
import { type Answer, type AwsStandIn, awsStandIn } from './aws-stand-in.ts';
import { freePort } from './servers.ts';

const endpoint = 'secretsmanager.eu-west-1.amazonaws.com';
const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf';
const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234';
const now = Date.parse('2026-06-01T12:00:00Z');
const at = (text: string): number => Date.parse(text) / 1000;

let standIn: AwsStandIn | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn?.stop();
  standIn = undefined;
});

const described = (more: object = {}) => ({ ARN: arn, Name: 'db', VersionIdsToStages: { v1: ['AWSCURRENT'] }, ...more });
const versions = {
  ARN: arn,
  Name: 'db',
  Versions: [{ VersionId: 'v1', VersionStages: ['AWSCURRENT'], CreatedDate: at('2026-05-01T08:00:00Z') }],
};

async function state(answers: Readonly<Record<string, Answer>>, { simulate = false, id = 'db' } = {}) {
  standIn = await awsStandIn((action) => answers[action] ?? 'UnknownOperationException');
  const [found] = await describeSecrets({ endpoint, ...(simulate ? { aws: { simulate } } : {}) }, [id], { now: () => now });
  return found;
}

describe('a secret that is described', () => {
  it('is known with its version and dates, and its value is never asked for', async () => {
    const dates = { LastAccessedDate: at('2026-05-20T15:30:00Z'), LastChangedDate: at('2026-05-02T00:00:00Z') };
    const rotation = { RotationEnabled: true, LastRotatedDate: at('2026-05-01T08:00:00Z'), NextRotationDate: at('2026-07-01T00:00:00Z') };
    expect(await state({ DescribeSecret: described({ ...dates, ...rotation }), ListSecretVersionIds: versions })).toEqual({
      id: 'db',
      state: 'known',
      observedAt: '2026-06-01T12:00:00Z',
      arn,
      current: { version: 'v1', since: '2026-05-01T08:00:00Z' },
      changedAt: '2026-05-02T00:00:00Z',
      rotation: { enabled: true, lastAt: '2026-05-01T08:00:00Z', nextAt: '2026-07-01T00:00:00Z' },
      lastAccessedDay: '2026-05-20T00:00:00Z',
    });
    expect(standIn?.asked).toEqual(['DescribeSecret', 'ListSecretVersionIds']);
  });

  it('is missing where Secrets Manager does not know it, with the place', async () => {
    expect(await state({ DescribeSecret: 'ResourceNotFoundException' })).toEqual({
      id: 'db',
      state: 'missing',
      observedAt: '2026-06-01T12:00:00Z',
      region: 'eu-west-1',
    });
  });

  it('is unknown where the auditor may not look, and not missing', async () => {
    expect(await state({ DescribeSecret: 'AccessDeniedException' })).toEqual({
      id: 'db',
      state: 'unknown',
      reason: 'secretsmanager:DescribeSecret denied (AccessDeniedException): not for you',
    });
  });

  it('is unknown where the answer is not from AWS, and where nobody answers', async () => {
    expect(await state({ DescribeSecret: { hello: 'world' } })).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('not from AWS'),
    });
    awsEnvironment(`http://127.0.0.1:${await freePort()}`);
    const [found] = await describeSecrets({ endpoint }, ['db'], { now: () => now });
    expect(found).toMatchObject({ state: 'unknown', reason: expect.stringContaining('the connection was refused') });
  });

  it('keeps what it knows where the dates of its versions are denied, and says so', async () => {
    expect(await state({ DescribeSecret: described(), ListSecretVersionIds: 'AccessDeniedException' })).toMatchObject({
      state: 'known',
      current: { version: 'v1' },
      unread: ['when its versions were made: secretsmanager:ListSecretVersionIds denied (AccessDeniedException): not for you'],
    });
  });

  it('has a pending version only where that is another one than the current', async () => {
    const both = described({ VersionIdsToStages: { v1: ['AWSCURRENT', 'AWSPENDING'] } });
    expect(await state({ DescribeSecret: both, ListSecretVersionIds: versions })).not.toHaveProperty('pending');
    await standIn?.stop();
    const other = described({ VersionIdsToStages: { v1: ['AWSCURRENT'], v2: ['AWSPENDING'] } });
    expect(await state({ DescribeSecret: other, ListSecretVersionIds: versions })).toMatchObject({ pending: { version: 'v2' } });
  });

  it('has no current version where none is labelled', async () => {
    expect(await state({ DescribeSecret: { ARN: arn, Name: 'db' }, ListSecretVersionIds: { ARN: arn } })).not.toHaveProperty('current');
  });

  it('has the state of its customer key, and none of the key of AWS', async () => {
    const under = (KmsKeyId: string) => ({ DescribeSecret: described({ KmsKeyId }), ListSecretVersionIds: versions });
    const disabled = {
      KeyMetadata: { KeyId: '1234', KeyState: 'Disabled', DeletionDate: at('2026-07-01T00:00:00Z'), ValidTo: at('2026-08-01T00:00:00Z') },
    };
    expect(await state({ ...under(key), DescribeKey: disabled })).toMatchObject({
      key: { id: key, state: 'known', keyState: 'Disabled', deletionDate: '2026-07-01T00:00:00Z', validTo: '2026-08-01T00:00:00Z' },
    });
    await standIn?.stop();
    expect(await state({ ...under(key), DescribeKey: 'NotFoundException' })).toMatchObject({
      key: { state: 'known', keyState: 'NotFound' },
    });
    await standIn?.stop();
    expect(await state({ ...under(key), DescribeKey: 'AccessDeniedException' })).toMatchObject({
      key: { state: 'unknown', reason: 'kms:DescribeKey denied (AccessDeniedException): not for you' },
    });
    await standIn?.stop();
    expect(await state(under('alias/aws/secretsmanager'))).not.toHaveProperty('key');
    expect(standIn?.asked).not.toContain('DescribeKey');
  });

  it('is asked for a policy of its own only where access is simulated', async () => {
    const answers = { DescribeSecret: described(), ListSecretVersionIds: versions };
    expect(await state({ ...answers, GetResourcePolicy: { ARN: arn } }, { simulate: true })).toMatchObject({ policy: 'none' });
    await standIn?.stop();
    expect(await state({ ...answers, GetResourcePolicy: { ARN: arn, ResourcePolicy: '{}' } }, { simulate: true })).toMatchObject({
      policy: 'present',
    });
    await standIn?.stop();
    expect(await state({ ...answers, GetResourcePolicy: 'AccessDeniedException' }, { simulate: true })).toMatchObject({
      policy: 'unknown',
    });
    await standIn?.stop();
    expect(await state(answers)).not.toHaveProperty('policy');
  });
});

describe('the eyes with which secrets are described', () => {
  const bundle = { from: 'secrets-manager', secretId: 'ca', region: 'eu-north-1', roleArn: 'arn:aws:iam::1:role/ca' } as const;

  it('are those declared for them, else those for the CA bundle', () => {
    expect(secretsAccess({ endpoint, aws: { roleArn: 'arn:aws:iam::1:role/x', region: 'us-east-1' }, generations: bundle })).toMatchObject({
      region: 'us-east-1',
      roleArn: 'arn:aws:iam::1:role/x',
    });
    expect(secretsAccess({ endpoint, generations: bundle })).toMatchObject({ region: 'eu-west-1', roleArn: 'arn:aws:iam::1:role/ca' });
    expect(secretsAccess({ endpoint: 'proxy.corp', generations: bundle })).toMatchObject({ region: 'eu-north-1' });
    expect(secretsAccess({ endpoint: 'proxy.corp' })).toEqual({});
  });
});
