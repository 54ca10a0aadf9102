import { afterEach, describe, expect, it, vi } from 'vitest';
import { ec2InventorySchema } from '../../src/config/config.ts';
import { awsLimits } from '../../src/inventory/aws-limits.ts';
import { awsClientConfig } from '../../src/inventory/aws-session.ts';
import { createDetailer } from '../../src/inventory/ec2-details.ts';
import { type Host, hostSchema } from '../../src/inventory/host.ts';
import { stubAwsEnvironment } from './aws-environment.ts';
import { type Answer, ec2Error, startAwsStandIn, type WireReply } from './aws-stand-in.ts';

const region = 'eu-west-1';
const limits = { ...awsLimits, responseMs: 500, callMs: 3_000, attempts: 2 };

afterEach(() => {
  vi.unstubAllEnvs();
});

function hostOf(id: string, more: Partial<Host> = {}): Host {
  return { id, name: id, source: 'ec2', scope: `111111111111/${region}`, services: [], reach: 'remote', ...more };
}

/** The hosts as the details complete them, page by page, and the calls that were made. */
async function complete(answer: Answer, details: readonly string[], pages: readonly (readonly Host[])[]) {
  await using standIn = await startAwsStandIn(answer);
  stubAwsEnvironment(standIn.url);
  const declaration = ec2InventorySchema.parse({ source: 'ec2', regions: [region], details });
  const context = { serviceTag: 'service', baseDirectory: '/', awsLimits: limits };
  const detailer = createDetailer(declaration, await awsClientConfig({ region }, limits), region, context);
  const hosts: Host[] = [];
  for (const page of pages) hosts.push(...(await detailer(page)));
  for (const host of hosts) expect(hostSchema.parse(host)).toEqual(host);
  return { hosts, calls: standIn.calls.map((call) => call.action) };
}

const xml = (action: string, content: string): WireReply => ({
  body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>${content}</${action}Response>`,
});
const images = (...items: readonly string[]): WireReply => xml('DescribeImages', `<imagesSet>${items.join('')}</imagesSet>`);
const image = `<item><imageId>ami-1</imageId><imageState>available</imageState><imageOwnerId>222222222222</imageOwnerId><name>golden-42</name>
  <creationDate>2026-09-01T08:00:00.000Z</creationDate><deprecationTime>2028-09-01T08:00:00.000Z</deprecationTime></item>`;
const template = (id: string): string =>
  `<item><launchTemplateId>${id}</launchTemplateId><launchTemplateName>web</launchTemplateName><defaultVersionNumber>8</defaultVersionNumber><latestVersionNumber>9</latestVersionNumber></item>`;

describe('images', () => {
  it('are asked for once, however many hosts and pages have them', async () => {
    const page = (name: string): readonly Host[] => [1, 2, 3].map((n) => hostOf(`i-${name}${n}`, { imageId: 'ami-1' }));
    const { hosts, calls } = await complete(() => images(image), ['image'], [page('a'), page('b')]);
    expect(calls).toEqual(['DescribeImages']);
    expect(hosts.map((host) => host.image)).toEqual(
      Array.from({ length: 6 }, () => ({
        state: 'available',
        name: 'golden-42',
        owner: '222222222222',
        createdAt: '2026-09-01T08:00:00Z',
        deprecatedAt: '2028-09-01T08:00:00Z',
      })),
    );
  });

  it('that EC2 does not find any more are gone', async () => {
    const { hosts } = await complete(() => images(), ['image'], [[hostOf('i-1', { imageId: 'ami-9' })]]);
    expect(hosts[0]?.image).toEqual({ state: 'gone' });
  });

  it('that are denied are missing facts, and the hosts stay listed', async () => {
    const denied = () => ec2Error(403, 'UnauthorizedOperation', 'You are not authorized to perform this operation.');
    const { hosts } = await complete(denied, ['image'], [[hostOf('i-1', { imageId: 'ami-1' }), hostOf('i-2')]]);
    expect(hosts[0]?.missing).toEqual([{ fact: 'image.name', reason: expect.stringContaining('ec2:DescribeImages denied') }]);
    expect(hosts[1]?.missing).toBeUndefined();
  });

  it('of a login page with status 200 are missing, not gone', async () => {
    const page = () => ({ body: '<html><body>log in</body></html>', type: 'text/html' });
    const { hosts } = await complete(page, ['image'], [[hostOf('i-1', { imageId: 'ami-1' })]]);
    expect(hosts[0]).toMatchObject({ missing: [{ fact: 'image.name' }] });
    expect(hosts[0]?.image).toBeUndefined();
  });
});

describe('launch templates', () => {
  const from = (id: string): Partial<Host> => ({ launchTemplate: { id, version: '7' } });

  it('tell which versions are the default and the latest', async () => {
    const answer = () => xml('DescribeLaunchTemplates', `<launchTemplates>${template('lt-1')}</launchTemplates>`);
    const { hosts } = await complete(answer, ['launch-template'], [[hostOf('i-1', from('lt-1')), hostOf('i-2')]]);
    expect(hosts[0]?.launchTemplate).toEqual({ id: 'lt-1', version: '7', name: 'web', defaultVersion: '8', latestVersion: '9' });
    expect(hosts[1]?.launchTemplate).toBeUndefined();
  });

  it('that were deleted do not hide the others', async () => {
    const answer: Answer = ({ parameters }) => {
      const ids = [...parameters].filter(([name]) => name.startsWith('LaunchTemplateId.')).map(([, id]) => id);
      if (ids.includes('lt-gone')) return ec2Error(400, 'InvalidLaunchTemplateId.NotFound', 'The template was not found');
      return xml('DescribeLaunchTemplates', `<launchTemplates>${ids.map(template).join('')}</launchTemplates>`);
    };
    const { hosts } = await complete(answer, ['launch-template'], [[hostOf('i-1', from('lt-gone')), hostOf('i-2', from('lt-2'))]]);
    expect(hosts[0]?.launchTemplate).toEqual({ id: 'lt-gone', version: '7', state: 'gone' });
    expect(hosts[1]?.launchTemplate).toMatchObject({ id: 'lt-2', latestVersion: '9' });
  });
});

describe('user data', () => {
  const userData = (text: string): WireReply =>
    xml('DescribeInstanceAttribute', `<instanceId>i</instanceId><userData>${text === '' ? '' : `<value>${btoa(text)}</value>`}</userData>`);

  it('is asked for host by host, and leaves only its digest', async () => {
    const answer: Answer = ({ parameters }) => userData(parameters.get('InstanceId') === 'i-1' ? 'password=CANARY' : '');
    const { hosts, calls } = await complete(answer, ['user-data'], [[hostOf('i-1'), hostOf('i-2')]]);
    expect(calls).toEqual(['DescribeInstanceAttribute', 'DescribeInstanceAttribute']);
    // printf password=CANARY | sha256sum
    expect(hosts.map((host) => host.userDataSha256)).toEqual(['d2d3bff4b6911bb0e1797060089300c34cab70d8e7aab3bf871918d17274106a', '']);
    expect(JSON.stringify(hosts)).not.toContain('CANARY');
  });

  it('that is denied for one host is known of the others', async () => {
    const answer: Answer = ({ parameters }) =>
      parameters.get('InstanceId') === 'i-1' ? ec2Error(403, 'UnauthorizedOperation', 'no') : userData('#!/bin/sh');
    const { hosts } = await complete(answer, ['user-data'], [[hostOf('i-1'), hostOf('i-2')]]);
    expect(hosts[0]?.missing?.[0]?.fact).toBe('host.userDataSha256');
    expect(hosts[1]?.userDataSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is not asked for unless it is wanted', async () => {
    const { calls } = await complete(() => images(image), [], [[hostOf('i-1', { imageId: 'ami-1' })]]);
    expect(calls).toEqual([]);
  });
});

const json = (body: unknown, status = 200): WireReply => ({ status, type: 'application/x-amz-json-1.1', body: JSON.stringify(body) });
const denied = (): WireReply => json({ __type: 'AccessDeniedException', Message: 'not authorized' }, 400);

describe('what SSM knows of a host', () => {
  const node = (id: string, more: object = {}) => ({ InstanceId: id, PingStatus: 'Online', ...more });

  it('is listed once for all pages of hosts, page by page', async () => {
    const answer: Answer = ({ input }) =>
      input?.['NextToken'] === undefined
        ? json({
            InstanceInformationList: [node('i-1', { AgentVersion: '3.3.1', PlatformName: 'Debian', PlatformVersion: '12' })],
            NextToken: 'more',
          })
        : json({ InstanceInformationList: [node('i-2', { PingStatus: 'ConnectionLost', LastPingDateTime: 1767225600 })] });
    const { hosts, calls } = await complete(answer, ['ssm'], [[hostOf('i-1')], [hostOf('i-2')]]);
    expect(calls).toEqual(['DescribeInstanceInformation', 'DescribeInstanceInformation']);
    expect(hosts.map((host) => host.ssm)).toEqual([
      { ping: 'Online', agentVersion: '3.3.1', platform: 'Debian 12' },
      { ping: 'ConnectionLost', lastPingAt: '2026-01-01T00:00:00Z' },
    ]);
  });

  it('says that a host was never registered', async () => {
    const { hosts } = await complete(() => json({ InstanceInformationList: [] }), ['ssm'], [[hostOf('i-1')]]);
    expect(hosts[0]?.ssm).toEqual({ ping: '' });
  });

  it('is missing, not empty, where it is denied or answered by somebody else', async () => {
    for (const answer of [denied, () => json({})]) {
      const { hosts } = await complete(answer, ['ssm'], [[hostOf('i-1')]]);
      expect(hosts[0]?.ssm).toBeUndefined();
      expect(hosts[0]?.missing?.[0]?.fact).toBe('host.ssm.ping');
    }
  });
});

describe('packages of the inventory of SSM', () => {
  const entries = (names: readonly string[], more: object = {}) =>
    json({ Entries: names.map((name) => ({ Name: name, Version: '1' })), CaptureTime: '2026-01-01T00:00:00Z', ...more });

  it('are read to the end, and only telling ones are kept', async () => {
    const answer: Answer = ({ input }) =>
      input?.['NextToken'] === undefined ? entries(['bash', 'puppet-agent'], { NextToken: 'more' }) : entries(['codedeploy-agent']);
    const { hosts } = await complete(answer, ['packages'], [[hostOf('i-1')]]);
    expect(hosts[0]?.packages).toEqual({ names: ['codedeploy-agent 1', 'puppet-agent 1'], capturedAt: '2026-01-01T00:00:00Z' });
  });

  it('are missing where the host has no inventory, where it is denied, and where it does not end', async () => {
    const endless: Answer = () => entries(['bash'], { NextToken: 'again' });
    for (const answer of [() => json({ Entries: [] }), denied, endless]) {
      const { hosts } = await complete(answer, ['packages'], [[hostOf('i-1')]]);
      expect(hosts[0]?.packages).toBeUndefined();
      expect(hosts[0]?.missing?.[0]?.fact).toBe('host.packages');
    }
  });
});
