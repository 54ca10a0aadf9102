import { describe, expect, it } from 'vitest';
import { type AwsUse, awsPolicy } from '../../src/cli/aws-policy.ts';
import { ec2InventorySchema } from '../../src/config/config.ts';
import { ssmSchema } from '../../src/config/ssm-config.ts';

const nothing: AwsUse = { inventory: [], stores: [], ssm: undefined };
const role = 'arn:aws:iam::222222222222:role/audit';
const fleet = ec2InventorySchema.parse({ source: 'ec2', regions: ['eu-west-1'], accounts: [{ roleArn: role }], details: ['image'] });
const actionsOf = (use: Partial<AwsUse>): readonly string[] => awsPolicy({ ...nothing, ...use }).Statement.flatMap(({ Action }) => Action);
const resourcesOf = (use: Partial<AwsUse>, sid: string): readonly string[] | undefined =>
  awsPolicy({ ...nothing, ...use }).Statement.find(({ Sid }) => Sid === sid)?.Resource;

describe('the policy of a configuration', () => {
  it('is empty where nothing asks AWS', () => {
    expect(awsPolicy({ ...nothing, inventory: [{ source: 'localhost' }] }).Statement).toEqual([]);
  });

  it('lists hosts with the details that are asked for, and no others', () => {
    expect(actionsOf({ inventory: [fleet] })).toEqual(['ec2:DescribeInstances', 'ec2:DescribeImages', 'sts:AssumeRole']);
    const all = { ...fleet, regions: 'all' as const, details: ['image', 'launch-template', 'user-data'] as const, accounts: undefined };
    expect(actionsOf({ inventory: [{ ...all, details: [...all.details] }] })).toEqual([
      'ec2:DescribeInstances',
      'ec2:DescribeRegions',
      'ec2:DescribeImages',
      'ec2:DescribeLaunchTemplates',
      'ec2:DescribeInstanceAttribute',
    ]);
    expect(resourcesOf({ inventory: [fleet] }, 'LookIntoOtherAccounts')).toEqual([role]);
  });

  it('reads the one secret by its name or its ARN', () => {
    const secret = (more: object): AwsUse['stores'][number] => ({ generations: { from: 'secrets-manager', secretId: 'pki/ca', ...more } });
    const stores = [
      secret({}),
      secret({ region: 'eu-west-1', roleArn: role }),
      secret({ secretId: 'arn:aws:secretsmanager:eu-west-1:1:secret:x-abcdef' }),
    ];
    expect(resourcesOf({ stores }, 'ReadTheCaBundle')).toEqual([
      'arn:aws:secretsmanager:*:*:secret:pki/ca-*',
      'arn:aws:secretsmanager:eu-west-1:222222222222:secret:pki/ca-*',
      'arn:aws:secretsmanager:eu-west-1:1:secret:x-abcdef',
    ]);
    expect(resourcesOf({ stores: [secret({})], region: 'eu-north-1' }, 'ReadTheCaBundle')).toEqual([
      'arn:aws:secretsmanager:eu-north-1:*:secret:pki/ca-*',
    ]);
    expect(resourcesOf({ stores: [{ generations: { from: 'files', current: 'ca.pem' } }] }, 'ReadTheCaBundle')).toBeUndefined();
  });

  describe('about the secrets of services', () => {
    const endpoint = 'secretsmanager.eu-west-1.amazonaws.com';
    const services = [{ name: 'orders', stores: ['aws'], secrets: ['prod/db', 'arn:aws:secretsmanager:eu-west-1:1:secret:x-abcdef'] }];
    const described = (aws: object | undefined, more: object = {}): Partial<AwsUse> => ({
      stores: [{ name: 'aws', endpoint, ...(aws === undefined ? {} : { aws }), ...more }],
      services,
    });

    it('describes them and their keys, and reads the value of none', () => {
      const use = described({ roleArn: role });
      expect(resourcesOf(use, 'DescribeTheSecretsOfServices')).toEqual([
        'arn:aws:secretsmanager:eu-west-1:1:secret:x-abcdef',
        'arn:aws:secretsmanager:eu-west-1:222222222222:secret:prod/db-*',
      ]);
      expect(resourcesOf(use, 'DescribeTheirKeys')).toEqual(['arn:aws:kms:eu-west-1:222222222222:key/*']);
      expect(resourcesOf(use, 'LookIntoOtherAccounts')).toEqual([role]);
      expect(actionsOf(use)).toEqual([
        'sts:AssumeRole',
        'secretsmanager:DescribeSecret',
        'secretsmanager:ListSecretVersionIds',
        'kms:DescribeKey',
      ]);
    });

    it('simulates the roles of hosts only where that is asked for', () => {
      const use = described({ simulate: true });
      expect(resourcesOf(use, 'SimulateTheRolesOfHosts')).toEqual(['*']);
      expect(resourcesOf(use, 'SeeWhetherTheyHavePolicies')).toHaveLength(2);
      expect(actionsOf(use)).toContain('iam:SimulatePrincipalPolicy');
      expect(actionsOf(described({})).filter((action) => action.startsWith('iam:'))).toEqual([]);
    });

    it('asks nothing where no store in AWS has any', () => {
      expect(actionsOf(described(undefined, { endpoint: 'vault:8200' }))).toEqual([]);
      expect(actionsOf({ ...described({}), services: [] })).toEqual([]);
      expect(actionsOf({ ...described({}), services: [{ name: 'orders', stores: [], secrets: ['a'] }] })).toEqual([]);
    });
  });

  it('sends the document of the configuration and no other, to the hosts of its accounts', () => {
    const ssm = ssmSchema.parse({ document: 'ours' });
    expect(resourcesOf({ inventory: [fleet], ssm }, 'RunTheProbeAndNothingElse')).toEqual([
      'arn:aws:ssm:eu-west-1:222222222222:document/ours',
      'arn:aws:ec2:eu-west-1:222222222222:instance/*',
      'arn:aws:ssm:eu-west-1:222222222222:managed-instance/*',
    ]);
    expect(resourcesOf({ inventory: [fleet], ssm }, 'CompareTheDocument')).toEqual(['arn:aws:ssm:eu-west-1:222222222222:document/ours']);
    const shared = ssmSchema.parse({ document: 'arn:aws:ssm:eu-west-1:333333333333:document/ours' });
    expect(resourcesOf({ ssm: shared }, 'RunTheProbeAndNothingElse')?.[0]).toBe('arn:aws:ssm:eu-west-1:333333333333:document/ours');
    expect(actionsOf({ ssm }).filter((action) => !/^ssm:(?:Describe|Get|List)/.test(action))).toEqual([
      'ssm:SendCommand',
      'ssm:CancelCommand',
    ]);
  });

  it('names regions only where all hosts lie in named ones, and not so many that AWS would refuse the policy', () => {
    const ssm = ssmSchema.parse({});
    const first = (inventory: AwsUse['inventory']) => resourcesOf({ inventory, ssm }, 'CompareTheDocument');
    const anywhere = ['arn:aws:ssm:*:222222222222:document/snowline-probe'];
    expect(first([fleet, { ...fleet, regions: 'all' }])).toEqual(anywhere);
    expect(first([fleet, { source: 'hosts-file', path: 'hosts.yaml' }])).toEqual(anywhere);
    expect(first([fleet, { source: 'localhost' }])).toEqual(['arn:aws:ssm:eu-west-1:222222222222:document/snowline-probe']);
    expect(first([{ ...fleet, regions: Array.from({ length: 21 }, (_, index) => `r-${index}`) }])).toEqual(anywhere);
  });

  it('keeps to the partition of the role', () => {
    const china = { ...fleet, regions: ['cn-north-1'], accounts: [{ roleArn: 'arn:aws-cn:iam::222222222222:role/audit' }] };
    const ssm = ssmSchema.parse({ accounts: [{ roleArn: 'arn:aws-cn:iam::444444444444:role/run' }] });
    expect(resourcesOf({ inventory: [china], ssm }, 'RunTheProbeAndNothingElse')).toEqual([
      'arn:aws-cn:ssm:cn-north-1:444444444444:document/snowline-probe',
      'arn:aws-cn:ec2:cn-north-1:444444444444:instance/*',
      'arn:aws-cn:ssm:cn-north-1:444444444444:managed-instance/*',
    ]);
    expect(resourcesOf({ inventory: [china], ssm }, 'LookIntoOtherAccounts')).toHaveLength(2);
  });
});
