import { afterEach, describe, expect, it, vi } from 'vitest';
import { ec2InventorySchema } from '../../src/config/config.ts';
import { awsLimits } from '../../src/inventory/aws-limits.ts';
import type { InventoryItem } from '../../src/inventory/host.ts';
import type { ListingContext } from '../../src/inventory/inventory-source.ts';
import { listHosts } from '../../src/inventory/list-hosts.ts';
import { collectStream } from '../../src/inventory/merge-streams.ts';
import { stubAwsEnvironment } from './aws-environment.ts';
import type { Answer, WireCall } from './aws-stand-in.ts';
import { ec2Error, instancesPage, regionsPage, startAwsStandIn, stsAnswer, stsError } from './aws-stand-in.ts';

const here = 'eu-west-1';
const limits = { ...awsLimits, responseMs: 500, callMs: 5_000, attempts: 4 };

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Lists against a stand-in whose EC2 answers as given; STS knows everybody unless `sts` says otherwise. */
async function list(ec2: Answer, declared: object = {}, more: { readonly sts?: Answer; readonly context?: Partial<ListingContext> } = {}) {
  await using standIn = await startAwsStandIn((call) => (call.service === 'sts' ? (more.sts ?? stsAnswer)(call) : ec2(call)));
  stubAwsEnvironment(standIn.url);
  const declaration = ec2InventorySchema.parse({ source: 'ec2', regions: [here], details: [], ...declared });
  const context = { serviceTag: 'service', baseDirectory: '/', awsLimits: limits, ...more.context };
  const items = await collectStream(listHosts([declaration], context));
  return { ...split(items), calls: standIn.calls.filter((call) => call.service === 'ec2'), allCalls: standIn.calls };
}

function split(items: readonly InventoryItem[]) {
  return {
    hosts: items.flatMap((item) => (item.kind === 'host' ? [item.host] : [])),
    gaps: items.flatMap((item) => (item.kind === 'gap' ? [item.gap] : [])),
  };
}

/** Pages in order, by their tokens `1`, `2`, …. */
function paged(pages: readonly (readonly { readonly id: string }[])[]): Answer {
  return (call) => {
    const index = Number(call.parameters.get('NextToken') ?? '0');
    return instancesPage(pages[index] ?? [], index + 1 < pages.length ? String(index + 1) : undefined);
  };
}

const isThrottled = () => ec2Error(503, 'RequestLimitExceeded', 'Request limit exceeded.');

describe('instances', () => {
  it('become hosts with their account, place and services', async () => {
    const { hosts, gaps } = await list(() => instancesPage([{ id: 'i-1', service: ' orders, payments,orders,' }]));
    expect(gaps).toEqual([]);
    expect(hosts).toEqual([
      {
        id: 'i-1',
        name: 'i-1',
        source: 'ec2',
        scope: '111111111111/eu-west-1',
        services: ['orders', 'payments'],
        account: '111111111111',
        region: 'eu-west-1',
        address: '10.0.0.1',
        tags: { service: ' orders, payments,orders,' },
        reach: 'remote',
        state: 'running',
        launchedAt: '2026-03-01T08:00:00Z',
        imageId: 'ami-1',
        instanceType: 't3.small',
      },
    ]);
  });

  it('are asked for with the declared filters and page size, in the states of a host', async () => {
    const { calls } = await list(() => instancesPage([]), { filters: { 'tag:env': ['prod', 'stage'] }, maxResults: 50 });
    const asked = Object.fromEntries(calls[0]!.parameters);
    expect(asked).toMatchObject({
      MaxResults: '50',
      'Filter.1.Name': 'instance-state-name',
      'Filter.1.Value.4': 'stopped',
      'Filter.2.Name': 'tag:env',
      'Filter.2.Value.2': 'stage',
    });
    expect(Object.values(asked)).not.toContain('terminated');
  });

  it('may be asked for in the states that the declaration chooses', async () => {
    const { calls } = await list(() => instancesPage([]), { filters: { 'instance-state-name': ['running'] } });
    expect(calls[0]!.parameters.get('Filter.1.Value.1')).toBe('running');
    expect(calls[0]!.parameters.has('Filter.1.Value.2')).toBe(false);
    expect(calls[0]!.parameters.has('Filter.2.Name')).toBe(false);
  });
});

describe('pages', () => {
  it('are followed to the last, empty ones in between included', async () => {
    const { hosts, gaps } = await list(paged([[{ id: 'i-1' }], [], [{ id: 'i-2' }, { id: 'i-3' }]]));
    expect(hosts.map((host) => host.id)).toEqual(['i-1', 'i-2', 'i-3']);
    expect(gaps).toEqual([]);
  });

  it('end with a gap where the token does not advance', async () => {
    const { hosts, gaps, calls } = await list(() => instancesPage([{ id: 'i-1' }], 'again'));
    expect(hosts.map((host) => host.id)).toEqual(['i-1']);
    expect(calls).toHaveLength(2);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]!.reason).toMatch(/does not end: the page token does not advance; .* were listed before/);
  });

  it('end with a gap where empty pages never end', async () => {
    let page = 0;
    const { gaps } = await list(() => instancesPage([], String((page += 1))));
    expect(gaps[0]!.reason).toContain('501 pages in a row without an instance');
  });

  it('that fail midway keep the hosts before them, and the gap says how many', async () => {
    const first = paged([[{ id: 'i-1' }, { id: 'i-2' }], []]);
    const refused = ec2Error(403, 'UnauthorizedOperation', 'You are not authorized to perform this operation.');
    const { hosts, gaps } = await list((call) => (call.parameters.has('NextToken') ? refused : first(call)));
    expect(hosts).toHaveLength(2);
    expect(gaps).toEqual([
      {
        scope: '111111111111/eu-west-1',
        reason:
          'ec2:DescribeInstances denied (UnauthorizedOperation): You are not authorized to perform this operation' +
          '; 2 hosts were listed before, the rest is not known',
      },
    ]);
  });

  it('stream 10,000 hosts', async () => {
    const pages = Array.from({ length: 10 }, (_, page) => Array.from({ length: 1_000 }, (_, n) => ({ id: `i-${page}-${n}` })));
    const { hosts, gaps } = await list(paged(pages), {}, { context: { awsLimits } });
    expect(new Set(hosts.map((host) => host.id)).size).toBe(10_000);
    expect(gaps).toEqual([]);
  });
});

describe('failures', () => {
  it('of throttling are tried again until they pass', async () => {
    let attempts = 0;
    const { hosts, gaps } = await list(() => ((attempts += 1) < 3 ? isThrottled() : instancesPage([{ id: 'i-1' }])));
    expect(hosts).toHaveLength(1);
    expect(gaps).toEqual([]);
  });

  it('of throttling that does not pass are a gap', async () => {
    const { gaps, calls } = await list(isThrottled, {}, { context: { awsLimits: { ...limits, attempts: 2 } } });
    expect(calls).toHaveLength(2);
    expect(gaps.map((gap) => gap.reason)).toEqual(['ec2:DescribeInstances throttled (RequestLimitExceeded) in every attempt']);
  });

  it('hide the encoded part of a refusal', async () => {
    const message = 'You are not authorized. Encoded authorization failure message: Zm9vYmFy';
    const { gaps } = await list(() => ec2Error(403, 'UnauthorizedOperation', message));
    expect(gaps[0]!.reason).toBe('ec2:DescribeInstances denied (UnauthorizedOperation): You are not authorized');
  });

  it.each([
    ['HTML that is XML', '<html><body><h1>502 Bad Gateway</h1></body></html>'],
    ['HTML that is not XML', '<!DOCTYPE html><html><head><meta charset=utf8></head></html>'],
    ['nothing', ''],
  ])('with status 502 and %s are told from AWS', async (_, body) => {
    const { gaps } = await list(() => ({ status: 502, type: 'text/html', body }));
    expect(gaps[0]!.reason).toContain('got HTTP 502 with an answer that is not from AWS');
  });

  it('include a login page with status 200, which the SDK takes for an empty region', async () => {
    const { hosts, gaps } = await list(() => ({ type: 'text/html', body: '<html><body>please log in</body></html>' }));
    expect(hosts).toEqual([]);
    expect(gaps[0]!.reason).toContain('got HTTP 200 with an answer that is not from AWS');
  });

  it('include a server that never answers, within its bound', async () => {
    const { gaps } = await list(() => 'hang', {}, { context: { awsLimits: { ...limits, responseMs: 200, attempts: 2 } } });
    expect(gaps[0]!.reason).toBe('ec2:DescribeInstances failed: no answer in time (ETIMEDOUT)');
  });

  it('include a port where nobody listens', async () => {
    const standIn = await startAwsStandIn(stsAnswer);
    await standIn[Symbol.asyncDispose]();
    stubAwsEnvironment(standIn.url);
    const declaration = ec2InventorySchema.parse({ source: 'ec2', regions: [here] });
    const items = await collectStream(listHosts([declaration], { serviceTag: 'service', baseDirectory: '/', awsLimits: limits }));
    expect(split(items)).toMatchObject({
      hosts: [],
      gaps: [{ scope: 'ambient-account/eu-west-1', reason: expect.stringContaining('the connection was refused (ECONNREFUSED') }],
    });
  });

  it('of STS alone leave the account to the instances', async () => {
    const { hosts, gaps } = await list(() => instancesPage([{ id: 'i-1' }]), {}, { sts: () => ({ status: 403, body: '' }) });
    expect(gaps).toEqual([]);
    expect(hosts[0]).toMatchObject({ scope: 'ambient-account/eu-west-1', account: '111111111111' });
  });

  it('of credentials that STS rejects are one gap and no further call', async () => {
    const sts = () => stsError(403, 'ExpiredToken', 'The security token included in the request is expired');
    const { gaps, calls } = await list(() => instancesPage([]), { regions: [here, 'us-east-1'] }, { sts });
    expect(calls).toEqual([]);
    expect(gaps).toEqual([
      { scope: 'ambient-account', reason: 'sts:GetCallerIdentity failed: the AWS credentials have expired (ExpiredToken); log in again' },
    ]);
  });

  it('say that the audit was interrupted, where it was', async () => {
    const interruption = new AbortController();
    const ec2: Answer = (call) => {
      if (!call.parameters.has('NextToken')) return instancesPage([{ id: 'i-1' }], 'next');
      interruption.abort();
      return 'hang';
    };
    const { hosts, gaps } = await list(ec2, {}, { context: { signal: interruption.signal } });
    expect(hosts).toHaveLength(1);
    expect(gaps[0]!.reason).toContain('ec2:DescribeInstances was interrupted; 1 host');
  });
});

describe('regions', () => {
  const statuses = { 'eu-west-1': 'opt-in-not-required', 'eu-south-1': 'opted-in', 'af-south-1': 'not-opted-in' };
  const everywhere = (call: WireCall) =>
    call.action === 'DescribeRegions' ? regionsPage(statuses) : instancesPage([{ id: `i-${call.region}` }]);

  it('are all that are enabled, where all are wanted; the others are no gap', async () => {
    const { hosts, gaps } = await list(everywhere, { regions: 'all' });
    expect(hosts.map((host) => host.scope).sort()).toEqual(['111111111111/eu-south-1', '111111111111/eu-west-1']);
    expect(gaps).toEqual([]);
  });

  it('that cannot be listed leave a gap for the account', async () => {
    const { hosts, gaps } = await list(() => ec2Error(403, 'UnauthorizedOperation', 'No.'), { regions: 'all' });
    expect(hosts).toEqual([]);
    expect(gaps).toEqual([
      {
        scope: '111111111111/all',
        reason: 'the regions are not known: ec2:DescribeRegions denied (UnauthorizedOperation): No',
      },
    ]);
  });

  it('are never taken to be none', async () => {
    const { gaps } = await list(() => regionsPage({}), { regions: 'all' });
    expect(gaps[0]!.reason).toContain('not from AWS');
  });

  it.each(['AuthFailure', 'OptInRequired'])('that answer %s are a gap; the others are listed', async (code) => {
    const ec2: Answer = (call) => (call.region === 'af-south-1' ? ec2Error(401, code, 'no') : everywhere(call));
    const { hosts, gaps } = await list(ec2, { regions: ['af-south-1', here] });
    expect(hosts.map((host) => host.id)).toEqual(['i-eu-west-1']);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({ scope: '111111111111/af-south-1', reason: expect.stringContaining(code) });
  });

  it('named twice are listed once', async () => {
    const { calls } = await list(everywhere, { regions: [here, here] });
    expect(calls).toHaveLength(1);
  });
});

describe('accounts', () => {
  const roles = ['222222222222', '333333333333'].map((account) => ({ roleArn: `arn:aws:iam::${account}:role/audit`, externalId: 'x1' }));

  it('are entered through their roles, once each for all regions', async () => {
    const ec2: Answer = (call) => instancesPage([{ id: `i-${call.accessKeyId}-${call.region}` }]);
    const { hosts, allCalls } = await list(ec2, { accounts: roles, regions: [here, 'us-east-1'] });
    expect(hosts.map((host) => `${host.id} ${host.scope}`).sort()).toEqual([
      'i-ASIA222222222222-eu-west-1 222222222222/eu-west-1',
      'i-ASIA222222222222-us-east-1 222222222222/us-east-1',
      'i-ASIA333333333333-eu-west-1 333333333333/eu-west-1',
      'i-ASIA333333333333-us-east-1 333333333333/us-east-1',
    ]);
    const assumed = allCalls.filter((call) => call.action === 'AssumeRole');
    expect(assumed).toHaveLength(2);
    expect(assumed.map((call) => call.parameters.get('ExternalId'))).toEqual(['x1', 'x1']);
  });

  it('whose role is denied are one gap that names account and role; the others are listed', async () => {
    const sts: Answer = (call) =>
      call.parameters.get('RoleArn')?.includes('333333333333') === true
        ? stsError(403, 'AccessDenied', 'User: arn:aws:iam::111111111111:user/auditor is not authorized to perform: sts:AssumeRole')
        : stsAnswer(call);
    const { hosts, gaps } = await list(() => instancesPage([{ id: 'i-1' }]), { accounts: roles }, { sts });
    expect(hosts).toHaveLength(1);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]!.scope).toBe('333333333333');
    expect(gaps[0]!.reason).toMatch(/^sts:AssumeRole of arn:aws:iam::333333333333:role\/audit denied \(AccessDenied\)/);
  });
});
