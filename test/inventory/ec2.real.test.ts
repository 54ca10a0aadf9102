import { CreateTagsCommand, EC2Client, RunInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateInstanceProfileCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ec2InventorySchema } from '../../src/config/config.ts';
import { awsClientConfig } from '../../src/inventory/aws-session.ts';
import { hostSchema } from '../../src/inventory/host.ts';
import { checkAccess, listHosts } from '../../src/inventory/list-hosts.ts';
import { collectStream } from '../../src/inventory/merge-streams.ts';
import { describeWith } from '../require.ts';
import { stubAwsEnvironment } from './aws-environment.ts';
import { startMoto } from './moto.ts';

const ownAccount = '123456789012';
const otherRole = 'arn:aws:iam::222222222222:role/audit';
const context = { serviceTag: 'service', baseDirectory: '/' };

describeWith(['moto_server'], 'EC2 of moto', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;

  beforeAll(async () => {
    moto = await startMoto();
    stubAwsEnvironment(moto.url);
    await launch('us-east-1', undefined, [{ service: 'orders,payments', Name: 'web-1', owner: 'team' }, { service: 'gone' }]);
    await launch('eu-west-1', undefined, [{ service: 'orders' }]);
    await launch('eu-west-1', otherRole, [{ service: 'billing', Name: 'legacy' }]);
    vi.unstubAllEnvs();
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  afterAll(() => {
    moto.stop();
  });

  /** Starts one instance for each set of tags; those of the service `gone` are terminated, the owner `team`'s are stopped. */
  async function launch(region: string, roleArn: string | undefined, tagSets: readonly Readonly<Record<string, string>>[]) {
    const client = new EC2Client(await awsClientConfig({ region, roleArn }));
    for (const tags of tagSets) {
      const run = await client.send(
        new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' }),
      );
      const ids = [run.Instances![0]!.InstanceId!];
      const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await client.send(new CreateTagsCommand({ Resources: ids, Tags: list }));
      if (tags['service'] === 'gone') await client.send(new TerminateInstancesCommand({ InstanceIds: ids }));
      if (tags['owner'] === 'team') await client.send(new StopInstancesCommand({ InstanceIds: ids }));
    }
  }

  it('lists two accounts and two regions with services, stopped hosts included and terminated ones not', async () => {
    stubAwsEnvironment(moto.url);
    const declaration = ec2InventorySchema.parse({
      source: 'ec2',
      regions: ['us-east-1', 'eu-west-1'],
      accounts: [{}, { roleArn: otherRole }],
    });
    const items = await collectStream(listHosts([declaration], context));
    const hosts = items.flatMap((item) => (item.kind === 'host' ? [item.host] : []));
    expect(items.filter((item) => item.kind === 'gap')).toEqual([]);
    for (const host of hosts) expect(hostSchema.parse(host)).toEqual(host);
    const shown = hosts.map(({ scope, account, services, state, name, id }) => [
      scope,
      account,
      services,
      state,
      name === id ? '(id)' : name,
    ]);
    expect(shown.sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      [`${ownAccount}/eu-west-1`, ownAccount, ['orders'], 'running', '(id)'],
      [`${ownAccount}/us-east-1`, ownAccount, ['orders', 'payments'], 'stopped', 'web-1'],
      ['222222222222/eu-west-1', '222222222222', ['billing'], 'running', 'legacy'],
    ]);
  });

  it('completes hosts with image and launch template, and with the digest of their user data where asked', async () => {
    stubAwsEnvironment(moto.url);
    const client = new EC2Client(await awsClientConfig({ region: 'us-west-2' }));
    const UserData = Buffer.from('#!/bin/sh').toString('base64');
    await client.send(new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1, InstanceType: 't3.micro', UserData }));
    const details = ['image', 'launch-template', 'user-data'];
    const declaration = ec2InventorySchema.parse({ source: 'ec2', regions: ['us-west-2'], details });
    const items = await collectStream(listHosts([declaration], context));
    // printf '#!/bin/sh' | sha256sum
    const userDataSha256 = '3af71adb278ad4af33c144b78fa1ae708da03b773d98324ae991a7daedb53ca2';
    expect(items).toMatchObject([{ kind: 'host', host: { userDataSha256, image: { state: 'available' } } }]);
    expect(items[0]).not.toMatchObject({ host: { missing: expect.anything() } });
  });

  it('records the instance profile and how the instance hands it out', async () => {
    stubAwsEnvironment(moto.url);
    const region = 'eu-central-1';
    const client = new EC2Client(await awsClientConfig({ region }));
    const profile = { Name: 'web-profile' };
    const iam = new IAMClient(await awsClientConfig({ region }));
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: profile.Name }));
    const common = { ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' } as const;
    const MetadataOptions = { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 } as const;
    await client.send(new RunInstancesCommand({ ...common, IamInstanceProfile: profile, MetadataOptions }));
    await client.send(new RunInstancesCommand({ ...common, MetadataOptions: { ...MetadataOptions, HttpEndpoint: 'disabled' } }));
    const declaration = ec2InventorySchema.parse({ source: 'ec2', regions: [region], details: [] });
    const hosts = (await collectStream(listHosts([declaration], context))).flatMap((item) => (item.kind === 'host' ? [item.host] : []));
    const shown = hosts.map(({ instanceProfile, metadataService }) => [instanceProfile, metadataService]);
    const service = { tokens: 'required', hopLimit: 1 };
    expect(shown.toSorted((a, b) => Number(a[0] === undefined) - Number(b[0] === undefined))).toEqual([
      [`arn:aws:iam::${ownAccount}:instance-profile/web-profile`, { ...service, endpoint: 'enabled' }],
      [undefined, { ...service, endpoint: 'disabled' }],
    ]);
  });

  it('lists by a filter in all regions', async () => {
    stubAwsEnvironment(moto.url);
    const declaration = ec2InventorySchema.parse({ source: 'ec2', regions: 'all', filters: { 'tag:Name': ['web-*'] }, concurrency: 8 });
    const items = await collectStream(listHosts([declaration], context));
    expect(items).toMatchObject([{ kind: 'host', host: { name: 'web-1', region: 'us-east-1', tags: { owner: 'team' } } }]);
  });

  it('checks access and estimates hosts', async () => {
    stubAwsEnvironment(moto.url);
    const declaration = ec2InventorySchema.parse({ source: 'ec2', regions: ['eu-west-1'], accounts: [{ roleArn: otherRole }] });
    expect(await checkAccess([declaration], context)).toMatchObject([
      { scope: '222222222222', check: 'sts:GetCallerIdentity', ok: true, detail: expect.stringContaining('assumed-role/audit') },
      { scope: '222222222222/eu-west-1', check: 'ec2:DescribeInstances', ok: true, hosts: 1, more: false },
    ]);
  });
});
