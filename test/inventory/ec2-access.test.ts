import { afterEach, describe, expect, it, vi } from 'vitest';
import { ec2InventorySchema } from '../../src/config/config.ts';
import { awsLimits } from '../../src/inventory/aws-limits.ts';
import { checkAccess, estimateHosts } from '../../src/inventory/list-hosts.ts';
import { stubAwsEnvironment } from './aws-environment.ts';
import type { Answer } from './aws-stand-in.ts';
import { ec2Error, instancesPage, regionsPage, startAwsStandIn, stsAnswer, stsError } from './aws-stand-in.ts';

const awsLimitsHere = { ...awsLimits, responseMs: 500, attempts: 2 };
const statuses = { 'eu-west-1': 'opt-in-not-required', 'us-east-1': 'opt-in-not-required', 'af-south-1': 'not-opted-in' };

afterEach(() => {
  vi.unstubAllEnvs();
});

async function check(answer: Answer, declared: object) {
  await using standIn = await startAwsStandIn(answer);
  stubAwsEnvironment(standIn.url);
  const declaration = ec2InventorySchema.parse({ source: 'ec2', regions: 'all', ...declared });
  const checks = await checkAccess([declaration], { serviceTag: 'service', baseDirectory: '/', awsLimits: awsLimitsHere });
  return { checks, calls: standIn.calls };
}

const everywhere: Answer = (call) => {
  if (call.service === 'sts') return stsAnswer(call);
  if (call.action === 'DescribeRegions') return regionsPage(statuses);
  return call.region === 'us-east-1' ? instancesPage([{ id: 'i-1' }, { id: 'i-2' }], 'more') : instancesPage([{ id: 'i-3' }]);
};

describe('checking access to EC2', () => {
  it('names the identity, the regions and an estimate from one page each', async () => {
    const { checks, calls } = await check(everywhere, {});
    expect(checks).toEqual([
      {
        scope: '111111111111',
        check: 'sts:GetCallerIdentity',
        ok: true,
        detail: 'these are the credentials of arn:aws:iam::111111111111:user/auditor',
      },
      {
        scope: '111111111111',
        check: 'ec2:DescribeRegions',
        ok: true,
        detail: '2 regions are enabled; not opted in, so without hosts: af-south-1',
      },
      { scope: '111111111111/eu-west-1', check: 'ec2:DescribeInstances', ok: true, detail: '1 host', hosts: 1, more: false },
      { scope: '111111111111/us-east-1', check: 'ec2:DescribeInstances', ok: true, detail: '2 or more hosts', hosts: 2, more: true },
    ]);
    expect(calls.filter((call) => call.action === 'DescribeInstances')).toHaveLength(2);
    expect(estimateHosts(checks)).toEqual({ hosts: 3, atLeast: true });
  });

  it('says of named regions that they are not opted in, or that they do not exist', async () => {
    const { checks } = await check(everywhere, { regions: ['af-south-1', 'eu-wst-1', 'eu-west-1'] });
    expect(checks.map(({ scope, check: question, ok, detail }) => `${scope} ${question} ${ok} ${detail}`)).toEqual([
      expect.stringContaining('GetCallerIdentity'),
      '111111111111/af-south-1 region enabled false the account has not opted in to af-south-1',
      '111111111111/eu-west-1 ec2:DescribeInstances true 1 host',
      '111111111111/eu-wst-1 region enabled false there is no region eu-wst-1 (there are af-south-1, eu-west-1, us-east-1)',
    ]);
  });

  it('tries named regions where the regions may not be described', async () => {
    const answer: Answer = (call) => (call.action === 'DescribeRegions' ? ec2Error(403, 'UnauthorizedOperation', 'No.') : everywhere(call));
    const { checks } = await check(answer, { regions: ['eu-west-1'] });
    expect(checks.map((found) => [found.check, found.ok])).toEqual([
      ['sts:GetCallerIdentity', true],
      ['ec2:DescribeInstances', true],
    ]);
  });

  it('says which permission is missing', async () => {
    const refused = ec2Error(403, 'UnauthorizedOperation', 'You are not authorized to perform: ec2:DescribeInstances');
    const { checks } = await check((call) => (call.action === 'DescribeInstances' ? refused : everywhere(call)), {
      regions: ['eu-west-1'],
    });
    expect(checks.at(-1)).toEqual({
      scope: '111111111111/eu-west-1',
      check: 'ec2:DescribeInstances',
      ok: false,
      detail: 'ec2:DescribeInstances denied (UnauthorizedOperation): You are not authorized to perform: ec2:DescribeInstances',
    });
    expect(estimateHosts(checks)).toEqual({ hosts: 0, atLeast: true });
  });

  it('says which role cannot be assumed, and asks nothing more of that account', async () => {
    const roleArn = 'arn:aws:iam::222222222222:role/audit';
    const { checks, calls } = await check(() => stsError(403, 'AccessDenied', 'not authorized to perform: sts:AssumeRole'), {
      accounts: [{ roleArn }],
    });
    expect(checks).toEqual([
      {
        scope: '222222222222',
        check: 'sts:AssumeRole',
        ok: false,
        detail: `sts:AssumeRole of ${roleArn} denied (AccessDenied): not authorized to perform: sts:AssumeRole`,
      },
    ]);
    expect(calls).toHaveLength(1);
  });
});
