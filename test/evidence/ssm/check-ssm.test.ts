import { afterEach, describe, expect, it, vi } from 'vitest';
import { ec2InventorySchema } from '../../../src/config/config.ts';
import { ssmSchema } from '../../../src/config/ssm-config.ts';
import { checkSsm } from '../../../src/evidence/transports/ssm/check-ssm.ts';
import { packed } from '../../../src/evidence/transports/ssm/document-probe.ts';
import { ssmError, startSsmStandIn } from '../../fixtures/ssm/ssm-stand-in.ts';
import { stubAwsEnvironment } from '../../inventory/aws-environment.ts';
import { instanceId, smallDocument, smallProbe } from './ssm-hosts.ts';

const settings = ssmSchema.parse({});
const inventory = [ec2InventorySchema.parse({ source: 'ec2', regions: ['eu-west-1', 'us-east-1'] })];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('checkSsm', () => {
  it('counts the hosts that can be asked and recognises the document, in each region, and sends nothing', async () => {
    await using aws = await startSsmStandIn({
      document: smallDocument,
      nodes: [{ id: instanceId(1) }, { id: instanceId(2), ping: 'ConnectionLost' }, { id: instanceId(3), platform: 'Windows' }],
    });
    stubAwsEnvironment(aws.url);
    const checks = await checkSsm({ settings, inventory, probe: () => packed(smallProbe) });
    expect(checks).toEqual(
      ['eu-west-1', 'us-east-1'].flatMap((region) => [
        {
          scope: `111111111111/${region}`,
          check: 'ssm:DescribeInstanceInformation',
          ok: true,
          detail: '3 hosts with an agent, of which 1 can be asked',
        },
        { scope: `111111111111/${region}`, check: 'document snowline-probe', ok: true, detail: 'the one that this snowline runs' },
      ]),
    );
    expect(aws.callsOf('SendCommand')).toEqual([]);
  });

  it('asks where hosts of files lie too, each place once', async () => {
    await using aws = await startSsmStandIn({ document: smallDocument, nodes: [] });
    stubAwsEnvironment(aws.url);
    const hosts = [
      { account: '111111111111', region: 'eu-west-1' },
      { account: '111111111111', region: 'eu-north-1' },
      { account: '111111111111', region: 'eu-north-1' },
      { account: '222222222222', region: 'eu-north-1' },
    ];
    const checks = await checkSsm({ settings, inventory, hosts, probe: () => packed(smallProbe) });
    expect(checks.map(({ scope, ok }) => `${ok} ${scope}`)).toEqual([
      ...['eu-north-1', 'eu-west-1', 'us-east-1'].flatMap((region) => [`true 111111111111/${region}`, `true 111111111111/${region}`]),
      'false 222222222222/eu-north-1',
    ]);
    expect(checks.at(-1)?.detail).toBe('the AWS credentials are for account 111111111111, and the host belongs to 222222222222');
  });

  it('says what is denied or not there', async () => {
    await using aws = await startSsmStandIn({
      nodes: [],
      before: ({ action, region }) =>
        action === 'DescribeInstanceInformation' && region === 'eu-west-1' ? ssmError('AccessDeniedException', 'no') : undefined,
    });
    stubAwsEnvironment(aws.url);
    const checks = await checkSsm({ settings, inventory, probe: () => packed(smallProbe) });
    expect(checks.map(({ ok, detail }) => [ok, detail])).toEqual([
      [false, 'ssm:DescribeInstanceInformation in 111111111111/eu-west-1 denied (AccessDeniedException): no'],
      [false, expect.stringContaining('there is no document snowline-probe in 111111111111/eu-west-1')],
      [true, '0 hosts with an agent, of which 0 can be asked'],
      [false, expect.stringContaining('there is no document snowline-probe in 111111111111/us-east-1')],
    ]);
  });
});
