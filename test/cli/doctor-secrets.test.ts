import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { checkLogs, checkStore } from '../../src/cli/doctor-checks.ts';
import { planScan } from '../../src/cli/scan-plan.ts';
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

  it('leaves one that is missing to the scan, and says where it looked', async () => {
    expect(await linesWith({ DescribeSecret: 'ResourceNotFoundException' })).toMatchObject([
      { ok: true, detail: 'there is none in eu-west-1' },
    ]);
  });
});

describe('snowline doctor about the logs of fetches', () => {
  it('opens them and names what cannot be opened', async () => {
    home.write('trail.json', '{"Records":[]}');
    home.write('other.json', '{"x":1}');
    const logs = ['trail.json', 'none.json', 'other.json'].map((path) => ({ from: 'cloudtrail' as const, path }));
    const stores = [{ name: 'a', endpoint: 'a', servedChain: { from: 'none' as const } }];
    const plan = await planScan({}, { stores, evidence: { fetches: logs } }, home.folder);
    expect(await checkLogs(plan)).toMatchObject([
      { ok: true, scope: `${home.folder}/trail.json`, detail: '1 file of fetches of secrets' },
      { ok: false, scope: `${home.folder}/none.json`, detail: 'it could not be read to its end (ENOENT)' },
      { ok: false, scope: `${home.folder}/other.json`, detail: 'no record of CloudTrail in it' },
    ]);
  });
});
