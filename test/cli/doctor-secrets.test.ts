import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { awsRemedy } from '../../src/cli/doctor-secrets.ts';
import { checkStore } from '../../src/cli/doctor-stores.ts';
import { storeSchema } from '../../src/config/config.ts';
import { type Answer, type AwsStandIn, awsStandIn } from '../credential-store/aws-stand-in.ts';
import { scratch } from '../credential-store/servers.ts';

const home = scratch();
let standIn: AwsStandIn | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn?.stop();
});
afterAll(() => home.remove());

describe('snowline doctor about the secrets of services', () => {
  const endpoint = 'secretsmanager.eu-west-1.amazonaws.com';
  const store = storeSchema.parse({ name: 'aws', endpoint, servedChain: { from: 'none' } });
  const arn = 'arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf';
  async function linesWith(answers: Readonly<Record<string, Answer>>) {
    standIn = await awsStandIn((action) => answers[action] ?? 'AccessDeniedException');
    const context = { now: Date.now, timeoutMs: 1000, baseDirectory: home.folder, secrets: ['db'] };
    return (await checkStore(store, context)).filter(({ check }) => check === 'secret db');
  }
  const described = { ARN: arn, VersionIdsToStages: { v1: ['AWSCURRENT'] } };

  it('is content where they can be described', async () => {
    expect(await linesWith({ DescribeSecret: described, ListSecretVersionIds: { ARN: arn } })).toMatchObject([
      { ok: true, detail: 'described; its value is never read' },
    ]);
  });

  it('names what may not be seen, with the policy as remedy', async () => {
    for (const [answers, denied] of [
      [{}, 'secretsmanager:DescribeSecret'],
      [{ DescribeSecret: described }, 'secretsmanager:ListSecretVersionIds'],
      [{ DescribeSecret: { ...described, KmsKeyId: 'k' }, ListSecretVersionIds: { ARN: arn } }, 'kms:DescribeKey'],
    ] as const) {
      expect(await linesWith(answers)).toMatchObject([
        { ok: false, detail: expect.stringContaining(`${denied} denied`), remedy: expect.stringContaining('iam-policy') },
      ]);
      await standIn?.stop();
    }
  });

  it('warns of one that is missing, to be deleted, without a value or under a disabled key', async () => {
    expect(await linesWith({ DescribeSecret: 'ResourceNotFoundException' })).toMatchObject([
      { ok: true, warns: true, detail: expect.stringMatching(/^there is none in eu-west-1: /) },
    ]);
    const states = [
      [{ DeletedDate: 1_700_000_000 }, 'it is marked for deletion (2023-11-14T22:13:20Z), so nobody can read it'],
      [{ VersionIdsToStages: {} }, 'it has no version labelled AWSCURRENT, so there is no value to fetch'],
      [{ KmsKeyId: 'k' }, 'it is encrypted with k, which is disabled'],
    ] as const;
    for (const [unusual, detail] of states) {
      await standIn?.stop();
      const answers = {
        DescribeSecret: { ...described, ...unusual },
        ListSecretVersionIds: { ARN: arn },
        DescribeKey: { KeyMetadata: { KeyId: 'k', Arn: 'k', KeyState: 'Disabled' } },
      };
      expect(await linesWith(answers)).toMatchObject([{ ok: true, warns: true, detail }]);
    }
  });

  it('has a remedy for the cause: credentials, a region and the network are no permissions', () => {
    const doFor = (reason: string) => awsRemedy(`secretsmanager:DescribeSecret ${reason}`, 'permit it');
    expect(doFor('denied (AccessDeniedException): no')).toBe('permit it');
    expect(doFor('failed: no usable AWS credentials (x); set AWS_PROFILE')).toContain('AWS_PROFILE');
    expect(doFor('failed: no region is configured; set AWS_REGION')).toContain('AWS_REGION');
    expect(doFor('failed: the name cannot be resolved (ENOTFOUND a)')).toContain('reach AWS');
    expect(doFor('failed: no answer in time')).toContain('reach AWS');
    expect(doFor('throttled (Throttling) in every attempt')).toBeUndefined();
  });
});
