import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ProbeReply } from '../../../src/evidence/probe/channel.ts';
import { documentContent } from '../../../src/evidence/transports/ssm/document.ts';
import { packed } from '../../../src/evidence/transports/ssm/document-probe.ts';
import { wordsMax } from '../../../src/evidence/transports/ssm/document-words.ts';
import { awsLimits } from '../../../src/inventory/aws-limits.ts';
import { type StandInOptions, ssmError, startSsmStandIn, throttledReply } from '../../fixtures/ssm/ssm-stand-in.ts';
import { stubAwsEnvironment } from '../../inventory/aws-environment.ts';
import { ec2Host, instanceId, probeRequest, quickChannel, smallDocument, smallProbe } from './ssm-hosts.ts';

const one = instanceId(1);
const two = instanceId(2);

async function standIn(options: Partial<StandInOptions> = {}) {
  const started = await startSsmStandIn({ document: smallDocument, nodes: [{ id: one }, { id: two }], ...options });
  stubAwsEnvironment(started.url);
  return started;
}

const ask = async (channel = quickChannel()): Promise<ProbeReply> => channel.run(ec2Host(one), probeRequest());

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the document', () => {
  it('is run where AWS packed or wrote the same content otherwise, pinned by the hash that AWS gives it', async () => {
    const compact = JSON.stringify(JSON.parse(smallDocument.content));
    await using aws = await standIn({ document: { ...smallDocument, content: compact } });
    expect((await ask()).kind).toBe('output');
    expect(aws.callsOf('GetDocument')).toHaveLength(1);
    await using same = await standIn();
    expect((await ask()).kind).toBe('output');
    expect(same.callsOf('GetDocument')).toEqual([]);
  });

  const refusals: readonly (readonly [string, StandInOptions['document'], string])[] = [
    [
      'is not there',
      undefined,
      'there is no document snowline-probe in 111111111111/us-east-1; snowline ssm-document prints it and says how to create it',
    ],
    [
      'holds another probe',
      { name: 'snowline-probe', content: documentContent(packed(smallProbe.replace('main() {', 'main() {\n  touch /tmp/planted'))) },
      'the document snowline-probe in 111111111111/us-east-1 (version 3) is not the one that this snowline runs; snowline ssm-document prints it',
    ],
    [
      'runs something before the probe',
      { name: 'snowline-probe', content: smallDocument.content.replace('"set -u"', '"touch /tmp/planted; set -u"') },
      'the document snowline-probe in 111111111111/us-east-1 (version 3) is not the one that this snowline runs; snowline ssm-document prints it',
    ],
    [
      'lets more through its parameters',
      { name: 'snowline-probe', content: smallDocument.content.replace('^[0-9]{1,4}$', '.*') },
      'the document snowline-probe in 111111111111/us-east-1 (version 3) is not the one that this snowline runs; snowline ssm-document prints it',
    ],
    [
      'is being changed',
      { ...smallDocument, status: 'Updating' },
      'the document snowline-probe in 111111111111/us-east-1 is not active (Updating)',
    ],
    [
      'belongs to somebody else',
      { ...smallDocument, owner: '999999999999' },
      'the document snowline-probe in 111111111111/us-east-1 belongs to another account',
    ],
  ];
  it.each(refusals)('that %s is run on no host', async (_, document, reason) => {
    await using aws = await startSsmStandIn({ nodes: [{ id: one }, { id: two }], ...(document === undefined ? {} : { document }) });
    stubAwsEnvironment(aws.url);
    const channel = quickChannel();
    const replies = await Promise.all([one, two].map(async (id) => channel.run(ec2Host(id), probeRequest())));
    expect(replies).toEqual([one, two].map(() => ({ kind: 'failed', reason, mayRetry: false })));
    expect(aws.callsOf('SendCommand')).toEqual([]);
    expect(aws.callsOf('DescribeDocument')).toHaveLength(1);
  });

  it('that is changed between the check and the command is not run', async () => {
    let hash = 'a'.repeat(64);
    await using aws = await standIn({
      before: (call) =>
        call.action === 'SendCommand' && call.input['DocumentHash'] !== hash
          ? ssmError('InvalidDocument', 'does not match Sha256.')
          : undefined,
    });
    expect(await ask()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('not the one that was checked any more') });
    hash = String(aws.callsOf('SendCommand')[0]?.input['DocumentHash']);
    expect((await ask()).kind).toBe('output');
  });

  it('of another account is used by its ARN', async () => {
    const name = 'arn:aws:ssm:us-east-1:222222222222:document/snowline-probe';
    await using aws = await standIn({ document: { ...smallDocument, name, owner: '222222222222' } });
    expect((await ask(quickChannel({ document: name }))).kind).toBe('output');
    expect(aws.callsOf('SendCommand')[0]?.input['DocumentName']).toBe(name);
  });
});

describe('an API that fails', () => {
  it.each([
    ['throttles', throttledReply],
    ['says too many updates', ssmError('TooManyUpdates', '')],
    ['breaks down', ssmError('InternalServerError', '', 500)],
    ['is not available', { status: 503, body: '<html>', type: 'text/html' }],
  ])('and %s once on every call is asked again', async (_, reply) => {
    const failures = new Map<string, number>();
    await using aws = await standIn({
      before: ({ action }) => {
        const count = failures.get(action) ?? 0;
        failures.set(action, count + 1);
        return count < 1 ? reply : undefined;
      },
    });
    expect((await ask()).kind).toBe('output');
    expect(aws.scripts).toHaveLength(1);
    expect(aws.callsOf('SendCommand')).toHaveLength(2);
  });

  it.each(['DescribeInstanceInformation', 'DescribeDocument', 'SendCommand', 'GetCommandInvocation'])(
    'throttling %s in every attempt is a reason, and the next run asks again',
    async (action) => {
      let throttle = true;
      await using aws = await standIn({ before: (call) => (throttle && call.action === action ? throttledReply : undefined) });
      const channel = quickChannel();
      const reply = await ask(channel);
      expect(reply).toEqual({
        kind: 'failed',
        mayRetry: true,
        reason: `ssm:${action} in 111111111111/us-east-1 throttled (ThrottlingException) in every attempt`,
      });
      expect(aws.callsOf(action)).toHaveLength(4);
      throttle = false;
      expect((await ask(channel)).kind).toBe('output');
    },
  );

  it('throttling everything lowers the rate of all calls', async () => {
    await using aws = await standIn({ before: ({ action }) => (action === 'DescribeInstanceInformation' ? throttledReply : undefined) });
    const before = Date.now();
    await ask(quickChannel({ callsPerSecond: 8 }));
    // Tokens are gone after the first refusal: 1/4 s, 1/2 s and 1 s for the calls after it.
    expect(Date.now() - before).toBeGreaterThan(1_500);
    expect(aws.callsOf('DescribeInstanceInformation')).toHaveLength(4);
  });

  it.each(['DescribeInstanceInformation', 'DescribeDocument', 'SendCommand', 'GetCommandInvocation'])(
    'denying %s is a reason for all hosts, asked once',
    async (action) => {
      await using aws = await standIn({
        before: (call) =>
          call.action === action
            ? ssmError('AccessDeniedException', `User: arn:aws:iam::111111111111:user/auditor is not authorized to perform: ssm:${action}`)
            : undefined,
      });
      const channel = quickChannel();
      const replies = await Promise.all([one, two].map(async (id) => channel.run(ec2Host(id), probeRequest())));
      for (const reply of replies) {
        expect(reply).toMatchObject({
          kind: 'failed',
          mayRetry: false,
          reason: expect.stringContaining(`ssm:${action} in 111111111111/us-east-1 denied`),
        });
        expect(reply).not.toHaveProperty('code');
      }
      // One call, and one for each host where the output is asked for.
      expect(aws.callsOf(action)).toHaveLength(action === 'GetCommandInvocation' ? 2 : 1);
    },
  );

  it('denying the document on one instance leaves the others', async () => {
    const denied = ssmError(
      'AccessDeniedException',
      `not authorized to perform: ssm:SendCommand on resource: arn:aws:ec2:us-east-1:111111111111:instance/${two}`,
    );
    await using aws = await standIn({
      before: (call) => (call.action === 'SendCommand' && (call.input['InstanceIds'] as string[]).includes(two) ? denied : undefined),
    });
    const channel = quickChannel();
    const replies = await Promise.all([one, two].map(async (id) => channel.run(ec2Host(id), probeRequest())));
    expect(replies.map((reply) => reply.kind)).toEqual(['output', 'failed']);
    expect(aws.scripts.map(({ node }) => node)).toEqual([one]);
  });

  it('denying the listing of a command is a reason', async () => {
    await using aws = await standIn({
      before: ({ action }) => (action === 'ListCommandInvocations' ? ssmError('AccessDeniedException', 'no') : undefined),
    });
    const channel = quickChannel();
    const replies = await Promise.all([one, two].map(async (id) => channel.run(ec2Host(id), probeRequest())));
    expect(replies.map((reply) => reply.kind === 'failed' && reply.reason)).toEqual(
      [one, two].map(() => 'ssm:ListCommandInvocations in 111111111111/us-east-1 denied (AccessDeniedException): no'),
    );
    expect(aws.callsOf('ListCommandInvocations')).toHaveLength(1);
  });

  it('that accepts a command and never answers is not sent it again', async () => {
    await using aws = await standIn({ before: ({ action }) => (action === 'SendCommand' ? 'hang' : undefined) });
    const reply = await ask(quickChannel({}, { limits: { ...awsLimits, responseMs: 300, callMs: 400 } }));
    expect(reply).toEqual({
      kind: 'failed',
      mayRetry: true,
      reason: 'ssm:SendCommand in 111111111111/us-east-1 failed: no answer in time (ETIMEDOUT)',
    });
    expect(aws.callsOf('SendCommand')).toHaveLength(1);
  });

  it('that never answers at all does not hold a host beyond its time', async () => {
    await using aws = await standIn({ before: () => 'hang' });
    const before = Date.now();
    const reply = await quickChannel().run(ec2Host(one), probeRequest({ timeoutMs: 500 }));
    expect(reply).toEqual({ kind: 'failed', mayRetry: true, reason: 'no answer within 0.5 s: waited for SSM to list its hosts' });
    expect(Date.now() - before).toBeLessThan(2_000);
    expect(aws.calls).toHaveLength(1);
  });

  it('whose answers are a web page is a proxy, not an empty account', async () => {
    await using aws = await standIn({ before: () => ({ body: '<html><body>log in</body></html>', type: 'text/html' }) });
    const reply = await ask();
    expect(reply).toMatchObject({ kind: 'failed', reason: expect.stringContaining('an answer that is not from AWS') });
    expect(reply).not.toHaveProperty('code');
    await using empty = await standIn({ before: () => ({ body: {} }) });
    const nothing = await ask();
    expect(nothing).toMatchObject({ kind: 'failed', reason: expect.stringContaining('an answer that is not from AWS') });
    expect(nothing).not.toHaveProperty('code');
    expect(aws.calls.length + empty.calls.length).toBe(2);
  });

  it('whose page token does not advance is not followed for ever', async () => {
    await using aws = await standIn({
      before: ({ action }) =>
        action === 'DescribeInstanceInformation' ? { body: { InstanceInformationList: [], NextToken: 'again' } } : undefined,
    });
    expect(await ask()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('the page token does not advance') });
    expect(aws.calls).toHaveLength(2);
  });
});

describe('credentials', () => {
  it('that expire in the middle are a reason, and repeat no secret', async () => {
    const leak = 'The security token included in the request is expired: IQoJb3JpZ2luX2VjEXAMPLE';
    await using aws = await standIn({
      before: ({ action }) => (action === 'GetCommandInvocation' ? ssmError('ExpiredTokenException', leak) : undefined),
    });
    const reply = await ask();
    expect(reply).toEqual({
      kind: 'failed',
      mayRetry: true,
      reason:
        'ssm:GetCommandInvocation in 111111111111/us-east-1 failed: the AWS credentials have expired (ExpiredTokenException); log in again',
    });
    expect(aws.scripts).toHaveLength(1);
  });

  it('that expire and are renewed meanwhile go on with the same command', async () => {
    let expired = false;
    await using aws = await standIn({
      before: ({ action, accessKeyId }) => {
        if (action === 'SendCommand') return undefined;
        if (action === 'GetCommandInvocation' && !expired) {
          expired = true;
          vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIARENEWEDRENEWED00');
        }
        return expired && accessKeyId !== 'AKIARENEWEDRENEWED00' ? ssmError('ExpiredTokenException', 'expired') : undefined;
      },
    });
    expect((await ask()).kind).toBe('output');
    expect(aws.scripts).toHaveLength(1);
    expect(aws.calls.at(-1)?.accessKeyId).toBe('AKIARENEWEDRENEWED00');
  });

  it('are those of the role that the inventory names for the account of the host', async () => {
    await using aws = await startSsmStandIn({ document: { ...smallDocument, owner: '222222222222' }, nodes: [{ id: one }] });
    stubAwsEnvironment(aws.url);
    const channel = quickChannel(
      {},
      { accounts: [{ roleArn: 'arn:aws:iam::222222222222:role/audit' }, { roleArn: 'arn:aws:iam::333333333333:role/audit' }] },
    );
    const reply = await channel.run(ec2Host(one, { account: '222222222222', region: 'eu-west-1' }), probeRequest());
    expect(reply.kind).toBe('output');
    expect(new Set(aws.calls.map((call) => `${call.accessKeyId} ${call.region}`))).toEqual(new Set(['ASIA222222222222 eu-west-1']));
  });

  it('for another account never make a host look unmanaged', async () => {
    await using aws = await standIn({ nodes: [] });
    const channel = quickChannel();
    expect(await channel.run(ec2Host(one, { account: '444444444444' }), probeRequest())).toEqual({
      kind: 'failed',
      mayRetry: false,
      reason: 'the AWS credentials are for account 111111111111, and the host belongs to 444444444444',
    });
    const roles = quickChannel({}, { accounts: [{ roleArn: 'arn:aws:iam::222222222222:role/audit' }] });
    expect(await roles.run(ec2Host(one, { account: '444444444444' }), probeRequest())).toMatchObject({
      reason: 'no role is configured for the account 444444444444',
    });
    expect(aws.calls).toEqual([]);
  });

  it('that are rejected are not asked for again by every host, and after a while by one', async () => {
    await using aws = await standIn({
      before: ({ action }) => (action === 'DescribeInstanceInformation' ? ssmError('ExpiredTokenException', '') : undefined),
    });
    const channel = quickChannel({}, { timing: { failureMs: 300 } });
    for (const id of [one, two, one]) {
      expect(await channel.run(ec2Host(id), probeRequest())).toMatchObject({
        kind: 'failed',
        mayRetry: true,
        reason: expect.stringContaining('expired'),
      });
    }
    expect(aws.calls).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 350));
    await ask(channel);
    expect(aws.calls).toHaveLength(2);
  });

  it('that are missing are a reason', async () => {
    await using aws = await standIn();
    stubAwsEnvironment(aws.url, { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    expect(await ask()).toMatchObject({ kind: 'failed', mayRetry: true, reason: expect.stringContaining('no usable AWS credentials') });
  });
});

describe('what is no host of SSM', () => {
  it('is not asked: names, addresses and odd ids', async () => {
    await using aws = await standIn();
    const channel = quickChannel();
    for (const id of ['web-1.example.com', '10.0.0.1', 'i-123; rm -rf /', 'I-0123456789abcdef0', 'i-']) {
      expect(await channel.run(ec2Host(id), probeRequest())).toMatchObject({
        kind: 'failed',
        mayRetry: false,
        reason: expect.stringContaining('instance id'),
      });
    }
    expect(aws.calls).toEqual([]);
  });

  it('is not asked with words that the document does not take', async () => {
    await using aws = await standIn();
    const channel = quickChannel();
    const asked = async (words: readonly string[]): Promise<ProbeReply> => channel.run(ec2Host(one), probeRequest({ arguments: words }));
    expect(await asked(['rm', 'abcdefghijklmnop'])).toMatchObject({ reason: 'the document does not take this mode of the probe' });
    expect(await asked(['facts', "abcdefghijklm'op"])).toMatchObject({ reason: 'the document does not take this nonce of the probe' });
    expect(await asked(['facts', 'short'])).toMatchObject({ reason: 'the document does not take this nonce of the probe' });
    expect(await asked(['contents', 'abcdefghijklmnop', `get=${'a'.repeat(wordsMax)}`])).toMatchObject({
      reason: `the arguments of the probe are ${wordsMax + 4} characters long, and SSM gets ${wordsMax} at most`,
    });
    expect(aws.calls).toEqual([]);
  });
});
