import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ec2InventorySchema } from '../../src/config/config.ts';
import { hostSchema } from '../../src/inventory/host.ts';
import { checkAccess, estimateHosts, listHosts, planInventory, requiredActions } from '../../src/inventory/list-hosts.ts';
import { collectStream } from '../../src/inventory/merge-streams.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Lists hosts files with the given contents, in order. */
async function listFiles(...contents: readonly string[]) {
  const folder = await temporaryFolder();
  await Promise.all(contents.map((content, index) => writeFile(path.join(folder, `${index}.yaml`), content)));
  const declarations = contents.map((_, index) => ({ source: 'hosts-file', path: `${index}.yaml` }) as const);
  return collectStream(listHosts(declarations, { serviceTag: 'service', baseDirectory: folder }));
}

describe('listing', () => {
  it('finds this machine', async () => {
    const items = await collectStream(listHosts([{ source: 'localhost' }], { serviceTag: 'service', baseDirectory: '/' }));
    const name = os.hostname();
    expect(items).toEqual([
      { kind: 'host', host: { id: name, name, source: 'localhost', scope: 'localhost', services: [], reach: 'local' } },
    ]);
    expect(items.flatMap((item) => (item.kind === 'host' ? [hostSchema.safeParse(item.host).success] : []))).toEqual([true]);
  });

  it('keeps the first of two listings and reports what the second would have added', async () => {
    const items = await listFiles('hosts: [{ name: a, services: [x] }, { name: b }]', 'hosts: [{ name: a, services: [y] }, { name: c }]');
    expect(items.map((item) => (item.kind === 'host' ? `${item.host.id} ${item.host.services.join()}` : item.gap.scope))).toEqual([
      'a x',
      'b ',
      'c ',
      '1.yaml',
    ]);
    expect(items.at(-1)).toMatchObject({
      gap: { hosts: 1, reason: expect.stringContaining('1 host was listed before by 0.yaml, with other facts: a;') },
    });
  });

  it('takes another address under the same id for another machine', async () => {
    const items = await listFiles('hosts: [{ name: a, address: 10.0.0.1 }]', 'hosts: [{ name: a, address: 10.9.0.1 }]');
    expect(items.map((item) => item.kind)).toEqual(['host', 'gap']);
  });

  it('is silent about a second listing that adds nothing', async () => {
    const items = await listFiles('hosts: [{ name: a, services: [x, y], region: r }]', 'hosts: [{ name: a, services: [y] }]');
    expect(items.map((item) => item.kind)).toEqual(['host']);
  });

  it('names a few of many duplicates', async () => {
    const names = Array.from({ length: 9 }, (_, n) => `h${n}`);
    const file = (service: string) => `hosts: [${names.map((name) => `{ name: ${name}, services: ${service} }`).join(', ')}]`;
    const items = await listFiles(file('x'), file('y'));
    expect(items.at(-1)).toMatchObject({ gap: { hosts: 9, reason: expect.stringContaining('h0, h1, h2, h3, h4, …') } });
  });
});

describe('planning', () => {
  const roleArn = 'arn:aws:iam::222222222222:role/audit';

  it('names every call and file, and contacts nothing', () => {
    const plan = planInventory([
      ec2InventorySchema.parse({ source: 'ec2', regions: ['eu-west-1', 'us-east-1'], accounts: [{ roleArn }, {}], details: ['user-data'] }),
      { source: 'hosts-file', path: 'fleet.yaml' },
      { source: 'localhost' },
    ]);
    expect(plan.map(({ scope, action, resource }) => `${scope} ${action} ${resource}`)).toEqual([
      `222222222222 sts:AssumeRole ${roleArn}`,
      '222222222222 sts:GetCallerIdentity *',
      '222222222222/eu-west-1 ec2:DescribeInstances *',
      '222222222222/eu-west-1 ec2:DescribeInstanceAttribute *',
      '222222222222/us-east-1 ec2:DescribeInstances *',
      '222222222222/us-east-1 ec2:DescribeInstanceAttribute *',
      'ambient-account sts:GetCallerIdentity *',
      'ambient-account/eu-west-1 ec2:DescribeInstances *',
      'ambient-account/eu-west-1 ec2:DescribeInstanceAttribute *',
      'ambient-account/us-east-1 ec2:DescribeInstances *',
      'ambient-account/us-east-1 ec2:DescribeInstanceAttribute *',
      'fleet.yaml read fleet.yaml',
      'localhost read this machine',
    ]);
  });

  it('names the call that finds the regions, where all are wanted', () => {
    const plan = planInventory([ec2InventorySchema.parse({ source: 'ec2', regions: 'all' })]);
    expect(plan.map(({ scope, action }) => `${scope} ${action}`)).toEqual([
      'ambient-account sts:GetCallerIdentity',
      'ambient-account ec2:DescribeRegions',
      'ambient-account/all ec2:DescribeInstances',
      'ambient-account/all ec2:DescribeImages',
      'ambient-account/all ec2:DescribeLaunchTemplates',
    ]);
  });

  it('names no action that the source does not declare', () => {
    const declaration = ec2InventorySchema.parse({
      source: 'ec2',
      regions: 'all',
      accounts: [{ roleArn }],
      details: ['image', 'launch-template', 'ssm', 'user-data', 'packages'],
    });
    const planned = planInventory([declaration]).map((access) => access.action);
    // IAM allows GetCallerIdentity to everybody, so no policy names it.
    expect(new Set(planned.filter((action) => action !== 'sts:GetCallerIdentity'))).toEqual(new Set(requiredActions(declaration)));
    expect(requiredActions({ source: 'localhost' })).toEqual([]);
  });
});

describe('checking access', () => {
  it('answers for a file that is not there instead of failing', async () => {
    const checks = await checkAccess([{ source: 'ansible', path: 'none.json' }, { source: 'localhost' }], {
      serviceTag: 'service',
      baseDirectory: '/nowhere',
    });
    expect(checks).toMatchObject([
      { scope: 'none.json', ok: false, detail: expect.stringContaining('there is no such file') },
      { scope: 'localhost', ok: true, hosts: 1 },
    ]);
    expect(estimateHosts(checks)).toEqual({ hosts: 1, atLeast: true });
  });
});
