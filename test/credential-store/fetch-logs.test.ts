import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { checkFetchLogs, readFetchLogs, type WantedFetches } from '../../src/credential-store/sources/fetch-logs.ts';
import { scratch } from './servers.ts';

const files = scratch();
afterAll(() => files.remove());

const instance = 'i-0123456789abcdef0';
const wanted: WantedFetches = {
  instances: new Set([instance]),
  addresses: new Set(['10.0.0.7']),
  secrets: ['prod/db', 'secret/data/orders'],
};
const planted = 'hunter2-the-value';

/** As CloudTrail writes it (https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html). */
function event(unusual: object = {}, session = instance): object {
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${session}`,
      arn: `arn:aws:sts::111122223333:assumed-role/web/${session}`,
      sessionContext: { sessionIssuer: { type: 'Role', userName: 'web' }, ec2RoleDelivery: '2.0' },
    },
    eventTime: '2026-05-01T10:00:00Z',
    eventSource: 'secretsmanager.amazonaws.com',
    eventName: 'GetSecretValue',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.9',
    requestParameters: { secretId: 'prod/db', note: planted },
    responseElements: null,
    ...unusual,
  };
}
const trail = (...events: object[]): string => JSON.stringify({ Records: events });

/** As a file audit device writes it, values hashed (https://developer.hashicorp.com/vault/docs/audit). */
function entry(unusual: { readonly request?: object; readonly [key: string]: unknown } = {}): string {
  const { request, ...rest } = unusual;
  return JSON.stringify({
    time: '2026-05-01T10:00:00.123456789Z',
    type: 'response',
    auth: { client_token: 'hmac-sha256:aa', display_name: `aws-web/${instance}`, policies: ['default'] },
    request: { id: '1', operation: 'read', path: 'secret/data/orders', namespace: { id: 'root' }, remote_address: '10.0.0.7', ...request },
    response: { mount_type: 'kv', data: { data: { password: `hmac-sha256:${planted}` }, metadata: {} } },
    ...rest,
  });
}

const cloudtrail = (file: string) => [{ from: 'cloudtrail' as const, path: file }];
const audit = (file: string) => [{ from: 'vault-audit' as const, path: file }];
let count = 0;
const saved = (content: string | Uint8Array, extension = 'json'): string => files.write(`log-${(count += 1)}.${extension}`, content);
const fetchesIn = async (content: string | Uint8Array) => (await readFetchLogs(cloudtrail(saved(content)), wanted)).fetches;
const entriesIn = async (...lines: string[]) => (await readFetchLogs(audit(saved(lines.join('\n'), 'log')), wanted)).fetches;

describe('fetches in CloudTrail', () => {
  it('are those of the wanted instance, the last of each secret', async () => {
    const later = event({ eventTime: '2026-05-03T10:00:00Z' });
    expect(await fetchesIn(trail(event(), later, event({ eventTime: '2026-05-02T10:00:00Z' })))).toEqual([
      { from: 'cloudtrail', at: '2026-05-03T10:00:00Z', secret: 'prod/db', region: 'eu-west-1', instance },
    ]);
  });

  it('hold nothing of an event but who, when and which', async () => {
    expect(JSON.stringify(await fetchesIn(trail(event())))).not.toContain(planted);
  });

  it('are not those that were refused, of another version, of another secret or another action', async () => {
    const others = [
      event({ errorCode: 'AccessDenied' }),
      event({ requestParameters: { secretId: 'prod/db', versionStage: 'AWSPREVIOUS' } }),
      event({ requestParameters: { secretId: 'prod/other' } }),
      event({ requestParameters: null }),
      event({ eventName: 'DescribeSecret' }),
      event({ eventSource: 'evil.amazonaws.com' }),
      event({ eventTime: 'yesterday' }),
      // Date reads it, and no evidence can hold it
      event({ eventTime: '+275760-09-12T00:00:00Z' }),
      event({ eventTime: '9999-12-31T23:59:59-12:00' }),
    ];
    expect(await fetchesIn(trail(...others))).toEqual([]);
  });

  it('know an instance by the whole name of its session, and everybody else by the address', async () => {
    const home = { sourceIPAddress: '10.0.0.7' };
    expect(await fetchesIn(trail(event(home, 'deploy')))).toEqual([
      { from: 'cloudtrail', at: '2026-05-01T10:00:00Z', secret: 'prod/db', region: 'eu-west-1', address: '10.0.0.7' },
    ]);
    expect(await fetchesIn(trail(event(home, 'i-0aaaaaaaaaaaaaaaa')))).toEqual([]);
    expect(await fetchesIn(trail(event({}, `${instance}x`)))).toEqual([]);
    const user = { type: 'IAMUser', arn: `arn:aws:sts::1:assumed-role/web/${instance}` };
    expect(await fetchesIn(trail(event({ userIdentity: user })))).toEqual([]);
  });

  it('are found whatever pieces the file comes in, and whatever its texts hold', async () => {
    const odd = event({ userAgent: 'a \\" } ] { "eventName":"GetSecretValue" ü' });
    const many = Array.from({ length: 3000 }, () => event({ eventName: 'ListSecrets' }));
    expect(await fetchesIn(trail(...many, odd, ...many))).toHaveLength(1);
  });

  it('are read out of gzip, by the content and not by the name', async () => {
    expect(await fetchesIn(gzipSync(trail(event())))).toHaveLength(1);
  });

  it('are read out of a folder with what CloudTrail puts there, digests and other files left alone', async () => {
    const folder = path.join(files.folder, 'trail');
    mkdirSync(path.join(folder, 'AWSLogs/CloudTrail/2026'), { recursive: true });
    mkdirSync(path.join(folder, 'AWSLogs/CloudTrail-Digest'), { recursive: true });
    files.write('trail/AWSLogs/CloudTrail/2026/a.json.gz', gzipSync(trail(event())));
    files.write('trail/AWSLogs/CloudTrail-Digest/b.json', trail(event({ eventTime: '2026-05-09T10:00:00Z' })));
    files.write('trail/AWSLogs/readme.txt', trail(event({ eventTime: '2026-05-09T10:00:00Z' })));
    const { fetches, gaps } = await readFetchLogs(cloudtrail(folder), wanted);
    expect(fetches).toMatchObject([{ at: '2026-05-01T10:00:00Z' }]);
    expect(gaps).toEqual([]);
  });
});

describe("fetches in Vault's audit log", () => {
  it('are the answered reads, by the instance that logged in or by the address', async () => {
    expect(await entriesIn(entry())).toEqual([{ from: 'vault-audit', at: '2026-05-01T10:00:00Z', secret: 'secret/data/orders', instance }]);
    expect(await entriesIn(entry({ auth: { display_name: 'approle' } }))).toEqual([
      { from: 'vault-audit', at: '2026-05-01T10:00:00Z', secret: 'secret/data/orders', address: '10.0.0.7' },
    ]);
    const byEc2 = entry({ auth: { display_name: 'aws', metadata: { instance_id: instance } } });
    expect(await entriesIn(byEc2)).toMatchObject([{ instance }]);
  });

  it('are not requests, errors, writes, deleted versions and answers without data', async () => {
    const others = [
      entry({ type: 'request' }),
      entry({ error: 'permission denied' }),
      entry({ request: { operation: 'update' } }),
      entry({ response: { data: { data: null, metadata: {} } } }),
      entry({ response: {} }),
      entry({ request: { path: 'secret/data/other' } }),
      entry({ time: 'yesterday' }),
      entry({ time: '+275760-09-12T00:00:00Z' }),
      '{"type":"response", cut off',
    ];
    expect(await entriesIn(...others)).toEqual([]);
    expect(await entriesIn(...others, entry(), '')).toHaveLength(1);
  });

  it('of a namespace are other secrets than those of the root', async () => {
    const team = entry({ request: { namespace: { id: 'x', path: 'team/' } } });
    expect(await entriesIn(team)).toEqual([]);
    const { fetches } = await readFetchLogs(audit(saved(team, 'log')), { ...wanted, secrets: ['team/secret/data/orders'] });
    expect(fetches).toMatchObject([{ secret: 'team/secret/data/orders' }]);
  });

  it('are read behind what the device or syslog puts before them', async () => {
    for (const prefix of ['prod: ', '<134>May  1 10:00:00 store-1 vault[711]: '])
      expect(await entriesIn(`${prefix}${entry()}`)).toHaveLength(1);
  });

  it('pass over a line that is too long to keep', async () => {
    expect(await entriesIn(`"${'x'.repeat(5_000_000)}"`, entry())).toHaveLength(1);
    expect(await entriesIn(entry({ padding: 'x'.repeat(5_000_000) }))).toEqual([]);
  });
});

describe('a log that cannot be read', () => {
  const gapsOf = async (file: string) => (await readFetchLogs(cloudtrail(file), wanted)).gaps;

  it('is a gap with its path', async () => {
    expect(await gapsOf(path.join(files.folder, 'none.json'))).toEqual([
      { path: path.join(files.folder, 'none.json'), reason: 'there is no such file or folder' },
    ]);
    mkdirSync(path.join(files.folder, 'empty'));
    expect(await gapsOf(path.join(files.folder, 'empty'))).toMatchObject([{ reason: expect.stringContaining('holds no files called') }]);
  });

  it('is read as far as it goes where it is cut off', async () => {
    const packed = gzipSync(
      trail(event(), ...Array.from({ length: 2000 }, (_, at) => event({ eventName: 'ListSecrets', padding: at * 7919 }))),
    );
    const { fetches, gaps } = await readFetchLogs(cloudtrail(saved(packed.subarray(0, packed.length - 400))), wanted);
    expect(fetches).toHaveLength(1);
    expect(gaps).toMatchObject([{ reason: expect.stringContaining('could not be read to its end') }]);
  });

  it('may hold anything', async () => {
    for (const content of ['', '{}', '[]', 'hello', '{"Records":"x"}', ']]]}}}', '{"Records":[1,[2],{"a":"']) {
      expect([content, await fetchesIn(content)]).toEqual([content, []]);
    }
    const huge = `{"Records":[{"eventName":"GetSecretValue","x":"${'x'.repeat(3_000_000)}"},${JSON.stringify(event())}]}`;
    expect(await fetchesIn(huge)).toHaveLength(1);
  });

  it('is a gap where it is no log of its kind, and none where it is one without fetches', async () => {
    const gapIn = async (from: 'cloudtrail' | 'vault-audit', content: string) => {
      const log = { from, path: saved(content, 'log') };
      const [reading, [looked]] = await Promise.all([readFetchLogs([log], wanted), checkFetchLogs([log])]);
      // doctor and scan agree
      expect(looked?.gaps).toEqual(reading.gaps);
      return reading.gaps.map(({ reason }) => reason);
    };
    const exports = [
      [JSON.stringify(event()), JSON.stringify(event())].join('\n'),
      JSON.stringify([event()]),
      // aws cloudtrail lookup-events
      JSON.stringify({ Events: [{ EventName: 'GetSecretValue', CloudTrailEvent: JSON.stringify(event()) }] }),
      trail(event()).slice(0, 200),
    ];
    for (const content of ['{"x":1}', 'hello', '', '{"Records":[{"x":1}]}', entry(), ...exports]) {
      expect([content, await gapIn('cloudtrail', content)]).toEqual([content, ['no record of CloudTrail in it']]);
    }
    for (const content of ['hello', '{"x":1}\n', '"response"', trail(event())]) {
      expect([content, await gapIn('vault-audit', content)]).toEqual([content, ['no entry of an audit log of Vault in it']]);
    }
    expect(await gapIn('cloudtrail', trail(event({ eventName: 'ListSecrets' })))).toEqual([]);
    expect(await gapIn('cloudtrail', trail())).toEqual([]);
    expect(await gapIn('vault-audit', entry({ type: 'request' }))).toEqual([]);
    // just rotated
    expect(await gapIn('vault-audit', '')).toEqual([]);
  });

  it('is a gap where its JSON ends in the middle, beside what was found before', async () => {
    const whole = trail(event(), event({ eventTime: '2026-05-09T10:00:00Z' }));
    const { fetches, gaps } = await readFetchLogs(cloudtrail(saved(whole.slice(0, -40))), wanted);
    expect(fetches).toMatchObject([{ at: '2026-05-01T10:00:00Z' }]);
    expect(gaps).toMatchObject([{ reason: 'it ends in the middle of its JSON: it may have been cut off' }]);
  });

  it('is a gap at once where it is a pipe, which nobody may ever write to', async () => {
    const pipe = path.join(files.folder, 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    const gap = { path: pipe, reason: 'it is neither a file nor a folder' };
    expect(await gapsOf(pipe)).toEqual([gap]);
    expect(await checkFetchLogs(cloudtrail(pipe))).toMatchObject([{ files: 0, gaps: [gap] }]);
  });

  it('stops when the run is interrupted amidst a file that holds no record', { timeout: 10_000 }, async () => {
    const endless = saved(gzipSync(Buffer.concat([Buffer.from('{"Records":["'), Buffer.alloc(100_000_000, 'x')]), { level: 1 }));
    const control = new AbortController();
    const begun = performance.now();
    const reading = readFetchLogs(cloudtrail(endless), { ...wanted, signal: control.signal });
    setTimeout(() => control.abort(new Error('interrupted')), 50);
    await expect(reading).rejects.toThrow('interrupted');
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it('stops when the run is interrupted', async () => {
    const signal = AbortSignal.abort(new Error('interrupted'));
    await expect(readFetchLogs(cloudtrail(saved(trail(event()))), { ...wanted, signal })).rejects.toThrow('interrupted');
  });
});

describe('a log that is looked at before a scan', () => {
  it('counts its files, and says what cannot be opened', async () => {
    const [file, none] = await checkFetchLogs([...cloudtrail(saved(trail(event()))), ...cloudtrail(path.join(files.folder, 'none.json'))]);
    expect(file).toMatchObject({ files: 1, gaps: [] });
    expect(none).toMatchObject({ files: 0, gaps: [{ reason: 'there is no such file or folder' }] });
  });
});
