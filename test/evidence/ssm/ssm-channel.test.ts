import { readdir } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type StandInNode, startSsmStandIn } from '../../fixtures/ssm/ssm-stand-in.ts';
import { stubAwsEnvironment } from '../../inventory/aws-environment.ts';
import { ec2Host, instanceId, probeRequest, quickChannel, smallDocument, textOf } from './ssm-hosts.ts';

const one = instanceId(1);

async function standIn(nodes: readonly StandInNode[] = [{ id: one }], options: Partial<Parameters<typeof startSsmStandIn>[0]> = {}) {
  const started = await startSsmStandIn({ document: smallDocument, ...options, nodes });
  stubAwsEnvironment(started.url);
  return started;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a host that SSM reaches', () => {
  it('answers with what its probe printed, and nothing of its stderr', async () => {
    await using aws = await standIn([{ id: one, env: { HOST_LABEL: 'first' } }]);
    const reply = await quickChannel().run(ec2Host(one), probeRequest());
    expect(textOf(reply)).toBe('begin\tsnowline-probe/1\tabcdefghijklmnop\tfacts\nhost\tfirst\nend\tabcdefghijklmnop\n');
    expect(aws.callsOf('SendCommand')).toHaveLength(1);
  });

  it('is asked by the pinned document, with the words of the API', async () => {
    await using aws = await standIn();
    textOf(await quickChannel({ maxConcurrency: '10%' }).run(ec2Host(one), probeRequest({ timeoutMs: 45_000 })));
    expect(aws.callsOf('SendCommand')[0]?.input).toEqual({
      DocumentName: 'snowline-probe',
      DocumentVersion: '3',
      DocumentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      DocumentHashType: 'Sha256',
      InstanceIds: [one],
      Parameters: { mode: ['facts'], nonce: ['abcdefghijklmnop'], words: [''], piece: ['0'], timeout: ['45'] },
      MaxConcurrency: '10%',
      MaxErrors: '100%',
      TimeoutSeconds: 45,
      Comment: 'snowline: what would this host restart with',
    });
  });

  it('gets the arguments byte for byte, whatever is in them', async () => {
    await using aws = await standIn();
    const odd = [
      'file=/etc/$(touch x)',
      'file=/a\'b"c d;e|f&g`h`',
      'file=/back\\slash\ttab,comma%41',
      'file=/ünïcode/*?[a]',
      'file={{ nonce }}{{ssm:x}}',
    ];
    const reply = await quickChannel().run(ec2Host(one), probeRequest({ arguments: ['facts', 'abcdefghijklmnop', ...odd] }));
    expect(textOf(reply).split('\n').slice(1, -3)).toEqual(odd.map((word) => `word\t${word}`));
    expect(JSON.stringify(aws.callsOf('SendCommand')[0]?.input['Parameters'])).not.toMatch(/[$`'\\ ;|&]/);
  });

  it('outside of EC2 is asked by its mi- id', async () => {
    const hybrid = 'mi-0123456789abcdef0';
    await using aws = await standIn([{ id: hybrid, env: { HOST_LABEL: 'on premises' } }]);
    expect(textOf(await quickChannel().run(ec2Host(hybrid, { source: 'hosts-file' }), probeRequest()))).toContain('on premises');
    expect(aws.calls.every((call) => call.region === 'us-east-1')).toBe(true);
  });
});

describe('many hosts', () => {
  it('share commands of at most 50, and each gets its own answer with its own nonce', async () => {
    const ids = Array.from({ length: 120 }, (_, number) => instanceId(number));
    await using aws = await standIn(ids.map((id) => ({ id, env: { HOST_LABEL: id } })));
    const channel = quickChannel();
    const replies = await Promise.all(
      ids.map(async (id, number) =>
        channel.run(
          ec2Host(id),
          probeRequest({ arguments: ['facts', `nonce${String(number).padStart(12, '0')}`, 'file=/x'], timeoutMs: 60_000 }),
        ),
      ),
    );
    expect(replies.map((reply) => textOf(reply))).toEqual(
      ids.map((id, number) => {
        const nonce = `nonce${String(number).padStart(12, '0')}`;
        return `begin\tsnowline-probe/1\t${nonce}\tfacts\nword\tfile=/x\nhost\t${id}\nend\t${nonce}\n`;
      }),
    );
    expect(aws.callsOf('SendCommand').map((call) => (call.input['InstanceIds'] as string[]).length)).toEqual([50, 50, 20]);
    expect(aws.callsOf('DescribeInstanceInformation')).toHaveLength(3);
    expect(aws.callsOf('DescribeDocument')).toHaveLength(1);
    expect(aws.scripts).toHaveLength(120);
  });

  it('that come one by one while others are under way share the next command', async () => {
    const ids = [1, 2, 3, 4].map((number) => instanceId(number));
    await using aws = await standIn(ids.map((id, number) => ({ id, delayMs: number === 0 ? 2_000 : 0 })));
    const channel = quickChannel({}, { timing: { gatherMs: 10, gatherBusyMs: 600 } });
    const first = channel.run(ec2Host(instanceId(1)), probeRequest());
    await vi.waitFor(() => expect(aws.callsOf('GetCommandInvocation').length).toBeGreaterThan(0), 5_000);
    const others = ids.slice(1).map(async (id, at) => {
      await new Promise((resolve) => setTimeout(resolve, at * 60));
      return channel.run(ec2Host(id), probeRequest());
    });
    for (const reply of await Promise.all([first, ...others])) expect(reply.kind).toBe('output');
    expect(aws.callsOf('SendCommand').map((call) => call.input['InstanceIds'])).toEqual([ids.slice(0, 1), ids.slice(1)]);
  });

  it('that are asked different things get different commands', async () => {
    const ids = [instanceId(1), instanceId(2), instanceId(3)];
    await using aws = await standIn(ids.map((id) => ({ id })));
    const channel = quickChannel();
    const words = ['file=/a', 'file=/a', 'file=/b'];
    await Promise.all(
      ids.map(async (id, at) => channel.run(ec2Host(id), probeRequest({ arguments: ['facts', 'abcdefghijklmnop', words[at] ?? ''] }))),
    );
    expect(
      aws
        .callsOf('SendCommand')
        .map((call) => (call.input['InstanceIds'] as string[]).length)
        .sort((a, b) => a - b),
    ).toEqual([1, 2]);
  });

  it('are looked at with one listing a round, and few with one look each', async () => {
    const ids = Array.from({ length: 40 }, (_, number) => instanceId(number));
    await using aws = await standIn(ids.map((id) => ({ id, delayMs: 300 })));
    const channel = quickChannel();
    await Promise.all(ids.map(async (id) => channel.run(ec2Host(id), probeRequest())));
    expect(aws.callsOf('ListCommandInvocations').length).toBeGreaterThan(1);
    // One for each output, and some for the last that was waited for alone.
    expect(aws.callsOf('GetCommandInvocation').length).toBeLessThan(60);
  });

  it('are asked all the same when SSM refuses a command for one of them', async () => {
    const ids = Array.from({ length: 9 }, (_, number) => instanceId(number));
    await using aws = await standIn(ids.map((id, number) => ({ id, refused: number === 5 })));
    const channel = quickChannel();
    const replies = await Promise.all(ids.map(async (id) => channel.run(ec2Host(id), probeRequest())));
    expect(replies.map((reply) => reply.kind)).toEqual(ids.map((_, number) => (number === 5 ? 'failed' : 'output')));
    expect(replies[5]).toMatchObject({ reason: expect.stringContaining('InvalidInstanceId'), mayRetry: false });
    expect(aws.scripts).toHaveLength(8);
  });

  it('with the configured tag are asked with one command, those without it by their ids', async () => {
    const ids = Array.from({ length: 60 }, (_, number) => instanceId(number));
    const tags = (number: number): Readonly<Record<string, string>> => (number < 58 ? { env: 'production' } : { env: 'test' });
    await using aws = await standIn(ids.map((id, number) => ({ id, tags: tags(number), env: { HOST_LABEL: id } })));
    const channel = quickChannel({ target: { tag: 'env', values: ['production'] }, maxConcurrency: '20%' });
    const run = async (id: string, number: number) =>
      textOf(await channel.run(ec2Host(id, { tags: tags(number) }), probeRequest({ timeoutMs: 60_000 })));
    const early = await Promise.all(ids.slice(0, 30).map(run));
    const late = await Promise.all(ids.slice(30).map(async (id, at) => run(id, at + 30)));
    expect([...early, ...late].map((text) => /host\t(.*)/.exec(text)?.[1])).toEqual(ids);
    expect(aws.callsOf('SendCommand').map((call) => call.input['Targets'] ?? call.input['InstanceIds'])).toEqual([
      [{ Key: 'tag:env', Values: ['production'] }],
      ids.slice(58),
    ]);
    expect(aws.scripts).toHaveLength(60);
  });

  it('with the tag in the inventory alone are asked by their id after all', async () => {
    await using aws = await standIn([{ id: one, env: { HOST_LABEL: 'untagged' } }]);
    const channel = quickChannel({ target: { tag: 'env', values: ['production'] } }, { timing: { unknownMs: 100 } });
    expect(textOf(await channel.run(ec2Host(one, { tags: { env: 'production' } }), probeRequest()))).toContain('untagged');
    expect(aws.callsOf('SendCommand')).toHaveLength(2);
  });
});

describe('output that does not fit into one answer', () => {
  it('comes in pieces that add up, and the host keeps nothing of it', async () => {
    await using aws = await standIn([{ id: one, env: { FILL: '40000' } }]);
    const text = textOf(await quickChannel().run(ec2Host(one), probeRequest()));
    expect(text).toMatch(/^begin\t.*\tfacts\n/);
    expect(text).toMatch(/\nend\tabcdefghijklmnop\n$/);
    expect(text.match(/ [0-9a-f]{2}\b/g)).toHaveLength(40_000);
    expect(aws.scripts.map(({ mode }) => mode)).toEqual(['facts', 'piece', 'piece', 'piece']);
    expect((await readdir(aws.folder)).filter((name) => !name.startsWith('_script'))).toEqual([]);
  });

  it('of hosts in one command is kept apart', async () => {
    const ids = [instanceId(1), instanceId(2), instanceId(3)];
    await using aws = await standIn(ids.map((id) => ({ id, env: { FILL: '30000', HOST_LABEL: id } })));
    const channel = quickChannel();
    const replies = await Promise.all(
      ids.map(async (id, at) => channel.run(ec2Host(id), probeRequest({ arguments: ['facts', `nonce${at}xxxxxxxxxxxx`] }))),
    );
    expect(replies.map((reply) => /host\t(.*)/.exec(textOf(reply))?.[1])).toEqual(ids);
    expect(aws.callsOf('SendCommand').filter((call) => JSON.stringify(call.input).includes('"facts"'))).toHaveLength(1);
  });

  it('is refused when a piece was changed on the way', async () => {
    const spoil = (stdout: string) => stdout.replace(/\n([A-Za-z0-9+/])/, (_, letter: string) => `\n${letter === 'A' ? 'B' : 'A'}`);
    await using aws = await standIn([{ id: one, env: { FILL: '40000' }, spoil }]);
    const reply = await quickChannel().run(ec2Host(one), probeRequest());
    expect(reply).toMatchObject({
      kind: 'failed',
      reason: 'the pieces of the answer do not add up to what the host sent off',
      mayRetry: true,
    });
    expect(aws.scripts.length).toBeGreaterThan(1);
  });

  it('is refused when it was cut, with the mark of the agent or without', async () => {
    const long = (stdout: string) => `${'noise '.repeat(500)}\n${stdout}`;
    await using aws = await standIn([
      { id: instanceId(1), env: { FILL: '40000' }, spoil: long },
      { id: instanceId(2), spoil: (stdout) => stdout.slice(0, -10) },
      { id: instanceId(3), spoil: () => '' },
      { id: instanceId(4), spoil: () => 'x'.repeat(30_000) },
    ]);
    const channel = quickChannel();
    const replies = await Promise.all([1, 2, 3, 4].map(async (number) => channel.run(ec2Host(instanceId(number)), probeRequest())));
    expect(replies.map((reply) => (reply.kind === 'failed' ? reply.reason : 'output'))).toEqual([
      'SSM cut the answer off at 24000 characters',
      expect.stringMatching(/^the answer ends before its end \(\d+ characters seen\)$/),
      "the command succeeded without the document's answer (0 characters of something else)",
      "the command succeeded without the document's answer (24000 characters of something else)",
    ]);
    expect(aws.scripts).toHaveLength(4);
  });

  it('is bounded where it unpacks to more than was asked for', async () => {
    await using aws = await standIn([{ id: one, env: { FILL: '20000' } }]);
    const reply = await quickChannel().run(ec2Host(one), probeRequest({ maximumBytes: 10_000 }));
    expect(reply).toEqual({ kind: 'failed', reason: 'the probe printed more than 10000 bytes', mayRetry: false });
    expect(aws.calls.length).toBeGreaterThan(0);
  });
});

describe('a host that does not answer', () => {
  it('was never managed where SSM does not list it, on whichever page', async () => {
    const ids = Array.from({ length: 7 }, (_, number) => instanceId(number));
    await using aws = await standIn(
      ids.map((id) => ({ id })),
      { pageSize: 3 },
    );
    const channel = quickChannel();
    const replies = await Promise.all([...ids, instanceId(99)].map(async (id) => channel.run(ec2Host(id), probeRequest())));
    expect(replies.map((reply) => reply.kind)).toEqual([...ids.map(() => 'output'), 'failed']);
    expect(replies.at(-1)).toEqual({
      kind: 'failed',
      code: 'HOST_NEVER_MANAGED',
      mayRetry: false,
      reason: 'SSM does not list this host in 111111111111/us-east-1: its agent was never registered there, or not within the last weeks',
    });
    expect(aws.callsOf('DescribeInstanceInformation')).toHaveLength(3);
  });

  it('is not asked where its agent is lost, or where it runs another system', async () => {
    await using aws = await standIn([
      { id: instanceId(1), ping: 'ConnectionLost' },
      { id: instanceId(2), ping: 'Inactive' },
      { id: instanceId(3), platform: 'Windows' },
      { id: instanceId(4), platform: 'MacOS' },
    ]);
    const channel = quickChannel();
    const replies = await Promise.all([1, 2, 3, 4].map(async (number) => channel.run(ec2Host(instanceId(number)), probeRequest())));
    expect(replies.map((reply) => (reply.kind === 'failed' ? [reply.reason, reply.code] : []))).toEqual([
      ['the SSM agent of the host has not been heard of since 2026-09-21T14:13:20.000Z (ConnectionLost)', undefined],
      ['the SSM agent of the host is not active since 2026-09-21T14:13:20.000Z', undefined],
      ['the instance runs Windows; the probe is made for Linux', undefined],
      ['the instance runs MacOS; the probe is made for Linux', undefined],
    ]);
    expect(aws.callsOf('SendCommand')).toEqual([]);
  });

  it('is waited for while AWS does not know the invocation yet, and not for ever', async () => {
    await using aws = await standIn([
      { id: instanceId(1), lostMs: 700 },
      { id: instanceId(2), lostMs: 60_000 },
    ]);
    const reply = await quickChannel().run(ec2Host(instanceId(1)), probeRequest());
    expect(reply.kind).toBe('output');
    const lost = await quickChannel({}, { timing: { unknownMs: 400 } }).run(ec2Host(instanceId(2)), probeRequest());
    expect(lost).toEqual({
      kind: 'failed',
      mayRetry: true,
      reason: 'AWS accepted the command for this host, and does not know it after 1 s',
    });
    expect(aws.callsOf('GetCommandInvocation').length).toBeGreaterThan(4);
  });

  const endings: readonly (readonly [string, string, number | undefined, string, boolean])[] = [
    ['Undeliverable', 'Undeliverable', undefined, 'SSM could not deliver the command: the instance does not respond, or is gone', true],
    ['TimedOut', 'Delivery Timed Out', undefined, 'the SSM agent did not take the command in time', true],
    ['TimedOut', 'ExecutionTimedOut', undefined, 'the probe did not finish within its time on the host', true],
    ['TimedOut', 'TimedOut', undefined, 'the command timed out on the way or on the host', true],
    ['Cancelled', 'Terminated', undefined, 'SSM ended the command because it failed on other hosts', true],
    ['Cancelled', 'Cancelled', undefined, 'the command was cancelled', true],
    ['Failed', 'Invalid Platform', undefined, 'the instance does not run Linux, for which the probe is made', false],
    ['Failed', 'AccessDenied', undefined, 'SSM denies the command on this instance', false],
    ['Failed', 'Rate Exceeded', undefined, 'the account has more commands waiting than SSM accepts', true],
    ['Failed', 'Failed', undefined, 'the document failed on the host before it ran', false],
    ['Failed', 'Failed', 1, 'the document failed on the host with exit status 1', false],
    [
      'Failed',
      'Failed',
      126,
      'the document failed on the host with exit status 126: the file system of the agent may be mounted without exec',
      false,
    ],
    ['Odd<b>', 'Odd\u001b', undefined, 'SSM reports a status that this version does not know (none)', false],
  ];
  it('says how its command ended, each way with its own reason, alone and among others', async () => {
    const ids = endings.map((_, number) => instanceId(number));
    const nodes = endings.map(([status, details, exitCode], number) => ({
      id: instanceId(number),
      ends: { status, details, ...(exitCode === undefined ? {} : { exitCode }) },
    }));
    await using aws = await standIn([...nodes, { id: instanceId(99) }]);
    for (const batch of [50, 1]) {
      const channel = quickChannel({ batch });
      const replies = await Promise.all([...ids, instanceId(99)].map(async (id) => channel.run(ec2Host(id), probeRequest())));
      expect(replies.at(-1)?.kind).toBe('output');
      expect(replies.slice(0, -1)).toEqual(endings.map(([, , , reason, mayRetry]) => ({ kind: 'failed', reason, mayRetry })));
    }
    expect(aws.scripts).toHaveLength(2);
  });

  it.each([
    ['Pending', 'the agent to finish (Pending)'],
    ['Delayed', 'the agent to finish (Delayed)'],
    ['InProgress', 'the agent to finish (InProgress)'],
  ] as const)('is given up at its time limit when it stays %s, and the command is cancelled there alone', async (stays, waitedFor) => {
    await using aws = await standIn([{ id: instanceId(1), stays }, { id: instanceId(2) }]);
    const channel = quickChannel();
    const [stuck, fine] = await Promise.all([
      channel.run(ec2Host(instanceId(1)), probeRequest({ timeoutMs: 900 })),
      channel.run(ec2Host(instanceId(2)), probeRequest({ timeoutMs: 950 })),
    ]);
    expect(stuck).toEqual({ kind: 'failed', reason: `no answer within 0.9 s: waited for ${waitedFor}`, mayRetry: true });
    expect(fine?.kind).toBe('output');
    await vi.waitFor(() => expect(aws.cancelled()).toEqual([instanceId(1)]));
  });
});

describe('an interruption', () => {
  it('rejects every run with its reason, and cancels what is under way with one call', async () => {
    const ids = [instanceId(1), instanceId(2), instanceId(3)];
    await using aws = await standIn(ids.map((id) => ({ id, stays: 'InProgress' as const })));
    const channel = quickChannel();
    const interruption = new AbortController();
    const runs = ids.map(async (id) => channel.run(ec2Host(id), probeRequest({ signal: interruption.signal })));
    const settled = Promise.allSettled(runs);
    await vi.waitFor(() => expect(aws.callsOf('ListCommandInvocations').length).toBeGreaterThan(1));
    const reason = new Error('Ctrl-C');
    interruption.abort(reason);
    expect((await settled).map((one) => (one.status === 'rejected' ? (one.reason as unknown) : one.value))).toEqual([
      reason,
      reason,
      reason,
    ]);
    await channel.close();
    expect(aws.cancelled().sort()).toEqual(ids);
    expect(aws.callsOf('CancelCommand')).toHaveLength(1);
    const before = aws.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(aws.calls.length).toBe(before);
  });

  it('before a command was sent sends none', async () => {
    await using aws = await standIn();
    const channel = quickChannel({}, { timing: { gatherMs: 300 } });
    const interruption = new AbortController();
    const run = channel.run(ec2Host(one), probeRequest({ signal: interruption.signal }));
    const settled = Promise.allSettled([run]);
    await vi.waitFor(() => expect(aws.callsOf('DescribeDocument').length).toBe(1));
    interruption.abort(new Error('stop'));
    expect((await settled)[0]?.status).toBe('rejected');
    await expect(channel.run(ec2Host(one), probeRequest({ signal: interruption.signal }))).rejects.toThrow('stop');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(aws.callsOf('SendCommand')).toEqual([]);
  });
});
