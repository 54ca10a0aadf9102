import { describe, expect, it } from 'vitest';
import { createBlobStore, sha256Of } from '../../../src/evidence/blob-store.ts';
import { type Collected, hostEvidenceSchema } from '../../../src/evidence/host-evidence.ts';
import type { ProbeChannel, ProbeReply } from '../../../src/evidence/probe/channel.ts';
import { collectWithProbe } from '../../../src/evidence/probe/collect-with-probe.ts';
import { createContentClaims } from '../../../src/evidence/probe/content-claims.ts';
import type { CollectContext } from '../../../src/evidence/transport.ts';
import { issue } from '../../certificates.ts';
import { contextWith, hostNamed } from '../evidence-request.ts';
import { file, folders, record, report } from './picture-text.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const pem = Buffer.from(root.pem);
const digest = sha256Of(pem);
const unknownDigest = sha256Of(Buffer.from('another'));
const now = contextWith().now();
const clock = record('clock', [now / 1000, 1_700_000_000]);
const store = '/etc/ssl/certs/ca-certificates.crt';
const facts = [
  clock,
  ...folders('/etc', '/etc/ssl', '/etc/ssl/certs'),
  file(store, { inode: 5 }),
  file('/etc/ssl/cert.pem', { inode: 6 }),
  record('list', ['/etc/ssl/certs', 1], ['ca-certificates.crt']),
  record('digest', [store, digest, pem.byteLength, 'pem', 'released', '-', 0]),
  record('digest', ['/etc/ssl/cert.pem', unknownDigest, 7, 'pem', 'released', '-', 0]),
];
const contents = [
  record('content', [digest, store, 'base64', 0], pem.toString('base64').replaceAll(/.{76}/g, '$&\n').split('\n')),
  record('refused', [unknownDigest, '/etc/ssl/cert.pem', 'it changed\u001b meanwhile']),
];

interface ScriptedChannel extends ProbeChannel {
  /** Arguments of each run, without the nonce. */
  readonly runs: string[][];
  readonly released: string[];
}

/** A channel to a host that answers with these records. */
function channelOf(answer: (mode: 'facts' | 'contents', nonce: string) => ProbeReply | string): ScriptedChannel {
  const runs: string[][] = [];
  const released: string[] = [];
  return {
    name: 'ssh',
    runs,
    released,
    async run(_host, request) {
      const [mode = '', nonce = '', ...rest] = request.arguments;
      runs.push([mode, ...rest]);
      const given = answer(mode === 'facts' ? 'facts' : 'contents', nonce);
      return typeof given === 'string' ? { kind: 'output', stdout: Buffer.from(given) } : given;
    },
    async release(host) {
      released.push(host.id);
    },
  };
}

const ordinary = (): ScriptedChannel => channelOf((mode, nonce) => report(mode === 'facts' ? facts : contents, mode, nonce));
const collect = async (channel: ProbeChannel, parts: Partial<CollectContext> = {}): Promise<Collected> =>
  collectWithProbe(channel, hostNamed('web-1'), contextWith(parts));
async function evidenceOf(channel: ProbeChannel, parts: Partial<CollectContext> = {}): Promise<Collected & { readonly kind: 'evidence' }> {
  const collected = await collect(channel, parts);
  if (collected.kind === 'missing') throw new Error(collected.reason);
  return collected;
}

describe('evidence by the probe', () => {
  it('comes in two rounds: the picture, then the contents that nobody has', async () => {
    const channel = ordinary();
    const { evidence, blobs } = await evidenceOf(channel, { extraTrustFiles: ['/opt/ca.pem'], storeAddresses: ['10.0.0.5:8200'] });
    expect(hostEvidenceSchema.parse(evidence)).toEqual(evidence);
    expect(evidence).toMatchObject({ id: 'web-1', collector: 'ssh/1', clockSkewSeconds: 0, observedAt: '2026-11-22T14:00:00Z' });
    expect(evidence.trustFiles.find((one) => one.path === store)).toMatchObject({ state: 'file', sha256: digest });
    expect(blobs.map((blob) => blob.sha256)).toContain(digest);
    expect(channel.runs).toEqual([
      ['facts', 'pack=gzip', 'file=/opt/ca.pem', 'address=10.0.0.5:8200'],
      ['contents', 'pack=gzip', `get=${digest}:${store}`, `get=${unknownDigest}:/etc/ssl/cert.pem`],
    ]);
    expect(channel.released).toEqual(['web-1']);
  });

  it('says of a file whose content was refused why it is not known', async () => {
    const { evidence } = await evidenceOf(ordinary());
    const refused = evidence.trustFiles.find((one) => one.path === '/etc/ssl/cert.pem');
    expect(refused).toMatchObject({ state: 'unreadable', reason: 'it changed\u{FFFD} meanwhile' });
    expect(refused).not.toHaveProperty('sha256');
  });

  it('asks about the declared files of services that may run there, each once and not without end', async () => {
    const identity = (service: string, path: string) => ({ service, unit: undefined, files: [{ named: 'tokenFile' as const, path }] });
    const long = (letter: string): string => `/${letter.repeat(1000)}`;
    const identities = [identity('a', '/srv/a'), identity('b', '/srv/a'), identity('c', long('c')), identity('d', long('d'))];
    const channel = ordinary();
    await collect(channel, { identities });
    expect(channel.runs[0]).toEqual(['facts', 'pack=gzip', 'token=/srv/a', `token=${long('c')}`]);
    const other = ordinary();
    await collectWithProbe(other, { ...hostNamed('here'), services: ['b', 'd'] }, contextWith({ identities }));
    expect(other.runs[0]).toEqual(['facts', 'pack=gzip', 'token=/srv/a', `token=${long('d')}`]);
    const shows = (service: string) => ({ service, certificate: `/srv/${service}.pem`, key: '/srv/key' });
    const third = ordinary();
    const clientCertificates = [shows('a'), shows('b')];
    await collectWithProbe(third, { ...hostNamed('here'), services: ['b'] }, contextWith({ clientCertificates }));
    expect(third.runs[0]).toEqual(['facts', 'pack=gzip', 'file=/srv/b.pem', 'key=/srv/b.pem', 'key=/srv/key']);
  });

  it('shows client keys with their public half and with whom they are open to', async () => {
    const keys = [
      file('/etc/client.key', { inode: 7, mode: '0640' }),
      record('text', ['/etc/passwd', 30], ['root:x:0:0:root:/root:/bin/sh']),
      record('key', ['/etc/client.key', 'a'.repeat(64), 'key']),
      record('key', ['/etc/gone.key', '-', 'it is not a file that may be read']),
    ];
    const channel = channelOf((mode, nonce) => report(mode === 'facts' ? [...facts, ...keys] : contents, mode, nonce));
    expect((await evidenceOf(channel)).evidence.clientKeys).toEqual([
      {
        path: '/etc/client.key',
        publicKeySha256: 'a'.repeat(64),
        holds: 'key',
        owner: 'root',
        mode: '0640',
        modifiedAt: '2023-11-14T22:13:20Z',
      },
      { path: '/etc/gone.key', reason: 'it is not a file that may be read' },
    ]);
  });

  it('asks for no content that somebody has, and needs no second round then', async () => {
    const channel = ordinary();
    await evidenceOf(channel, { knownBlobs: new Set([digest, unknownDigest]) });
    expect(channel.runs).toHaveLength(1);
  });

  it('fetches a content once for hosts that are asked at the same time', async () => {
    const claims = createContentClaims();
    const channels = [ordinary(), ordinary(), ordinary()];
    const all = await Promise.all(channels.map(async (channel) => evidenceOf(channel, { claims })));
    const askedFor = channels.flatMap((channel) => channel.runs.flat()).filter((word) => word.startsWith(`get=${digest}`));
    expect(askedFor).toHaveLength(1);
    for (const { blobs } of all) expect(blobs.map((blob) => blob.sha256)).toContain(digest);
  });

  it('does not say that something is not there which the probe did not look at', async () => {
    const { evidence } = await evidenceOf(ordinary());
    expect(evidence.trustFiles.filter((one) => one.state === 'missing')).toEqual([]);
    expect(evidence.missing).toContainEqual({
      fact: 'workloads',
      reason: 'units could not be listed: /etc/systemd/system: the probe did not record it',
    });
  });

  it('keeps what the way to the host hid', async () => {
    const missing = [{ fact: 'root', reason: 'sudo asks for a password' }];
    const channel = channelOf((mode, nonce) => ({
      kind: 'output',
      stdout: Buffer.from(report(mode === 'facts' ? facts : contents, mode, nonce)),
      missing,
    }));
    expect((await evidenceOf(channel)).evidence.missing).toContainEqual(missing[0]);
  });
});

describe("a host's clock", () => {
  const at = async (seconds: number): Promise<Collected & { readonly kind: 'evidence' }> => {
    const shifted = facts.with(0, record('clock', [now / 1000 + seconds, '-']));
    return evidenceOf(channelOf((mode, nonce) => report(mode === 'facts' ? shifted : contents, mode, nonce)));
  };
  const clockOf = ({ evidence }: Collected & { readonly kind: 'evidence' }): unknown => [
    evidence.clockSkewSeconds,
    evidence.missing.filter((one) => one.fact === 'clock').map((one) => one.reason),
  ];

  it('is compared with ours and never taken for it', async () => {
    expect((await at(-7200)).evidence.observedAt).toBe('2026-11-22T14:00:00Z');
    expect(clockOf(await at(-7200))).toEqual([-7200, []]);
    expect(clockOf(await at(90))).toEqual([90, []]);
  });

  it('is a fact that is not known where it cannot be right', async () => {
    expect(clockOf(await at(3 * 86_400))).toEqual([259_200, ["the host's clock is 3 days ahead of the auditor's"]]);
    expect(clockOf(await at(-now / 1000))).toEqual([-now / 1000, [expect.stringMatching(/^the host's clock is \d+ days behind/)]]);
    expect(clockOf(await at(Number.NaN))).toEqual([undefined, ["the host's clock could not be read"]]);
  });
});

describe('a host that does not answer as it should', () => {
  it.each([
    ['with a banner only', () => 'CANARY: authorised use only\n', /something else than the probe \(28 bytes\)/],
    ['with nothing', () => '', /answered with nothing/],
    ['with half an answer', (whole: string) => whole.slice(0, whole.length / 2), /ends before its end record/],
    ['with lines too few', (whole: string) => whole.replace(/gone.*\n|list.*\n/, ''), /a part of it is lost/],
  ])('%s is missing with that reason', async (_, garble, reason) => {
    const collected = await collect(channelOf((mode, nonce) => garble(report(facts, mode, nonce))));
    expect(collected).toMatchObject({ kind: 'missing', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(collected)).not.toContain('CANARY');
  });

  it('is missing with the reason of the channel, and may be asked again if that says so', async () => {
    const reply = { kind: 'failed', reason: 'connection refused', mayRetry: true } as const;
    expect(await collect(channelOf(() => reply))).toEqual({ kind: 'missing', reason: 'connection refused', mayRetry: true });
    expect(await collect(channelOf(() => ({ ...reply, code: 'HOST_NEVER_MANAGED', mayRetry: false })))).toMatchObject({
      code: 'HOST_NEVER_MANAGED',
    });
  });

  it('in the second round keeps its picture, with files whose content is not known', async () => {
    const channel = channelOf((mode, nonce) =>
      mode === 'facts' ? report(facts, mode, nonce) : { kind: 'failed', reason: 'the connection was lost', mayRetry: true },
    );
    const { evidence, blobs } = await evidenceOf(channel);
    expect(evidence.trustFiles.find((one) => one.path === store)).toMatchObject({
      state: 'unreadable',
      reason: expect.stringContaining('the connection was lost'),
    });
    expect(blobs.map((blob) => blob.sha256)).not.toContain(digest);
  });

  it('in the second round is asked once more where that may help', async () => {
    let lost = 0;
    const channel = channelOf((mode, nonce) => {
      if (mode === 'contents' && lost++ === 0) return report(contents, mode, nonce).slice(0, -40);
      return report(mode === 'facts' ? facts : contents, mode, nonce);
    });
    const { evidence } = await evidenceOf(channel);
    expect(evidence.trustFiles.find((one) => one.path === store)?.state).toBe('file');
    expect(channel.runs).toHaveLength(3);
  });

  it('cannot pass one content off as another', async () => {
    const forged = [
      record('content', [digest, store, 'base64', 1], [Buffer.from(issue({ subject: 'CN=Evil', ca: true }).pem).toString('base64')]),
    ];
    const { evidence, blobs } = await evidenceOf(channelOf((mode, nonce) => report(mode === 'facts' ? facts : forged, mode, nonce)));
    expect(evidence.trustFiles.find((one) => one.path === store)?.state).toBe('unreadable');
    expect(blobs.map((blob) => blob.sha256)).not.toContain(digest);
  });

  it('cannot lend a masked content of its own to a folder of another host whose content was refused', async () => {
    const honest = Buffer.from(`xxxxxx\n${root.pem}`);
    const evil = Buffer.from(`xxxxxx\n${issue({ subject: 'CN=Evil Root', ca: true }).pem}`);
    const name = sha256Of(honest);
    const masked = [...facts.slice(0, -2), record('digest', [store, name, honest.byteLength, 'pem', 'released', '-', 1])];
    const claims = createContentClaims();
    const answering = (records: readonly string[]): ProbeChannel =>
      channelOf((mode, nonce) => report(mode === 'facts' ? masked : records, mode, nonce));
    const blobs = createBlobStore();
    for (const records of [
      [record('content', [name, store, 'base64', 1], [evil.toString('base64')])],
      [record('refused', [name, store, 'it has changed'])],
    ]) {
      const collected = await collect(answering(records), { claims });
      for (const blob of collected.kind === 'evidence' ? collected.blobs : []) blobs.add(blob);
    }
    expect(blobs.read(name)).toBeUndefined();
    const told = await collect(answering([record('content', [name, store, 'base64', 1], [honest.toString('base64')])]), { claims });
    for (const blob of told.kind === 'evidence' ? told.blobs : []) blobs.add(blob);
    expect(Buffer.from(blobs.read(name) ?? []).equals(honest)).toBe(true);
  });

  it('rejects when the collection is aborted, and lets the connection go', async () => {
    const reason = new Error('stop');
    const stop = new AbortController();
    const channel = channelOf(() => {
      stop.abort(reason);
      throw reason;
    });
    await expect(collect(channel, { signal: stop.signal })).rejects.toBe(reason);
    expect(channel.released).toEqual(['web-1']);
  });
});

// Whatever a host says, the others go on: an answer is evidence of the right shape or a reason.
it('no answer, however garbled, makes the collection fail', async () => {
  let state = 42;
  const random = (below: number): number => Math.floor(((state = (state * 48_271) % 2_147_483_647) / 2_147_483_647) * below);
  const odd = ['-', '', '99999999999999999999', '-1', '\\x00', '\u{FFFD}', '/', '..', '0777777', 'link', 'NaN', '1e308', 'x'.repeat(5000)];
  const busy = [
    ...facts,
    record('problem', ['workloads', 'x']),
    record('run', ['runtime:curl', 0, '/usr/bin/curl'], ['1curl 8.1 OpenSSL/3']),
    record(
      'process',
      [1, 0, 250, '/usr/bin/node', 'app.service', 'yes', 'own', '-', 'no'],
      ['0node', '0x.js', 'eNODE_OPTIONS=--use-openssl-ca'],
    ),
    record('text', ['/etc/passwd', 10], ['root:x:0:0::/root:']),
    record('list', ['/etc/systemd/system', 1], ['multi-user.target.wants']),
    record('list', ['/etc/systemd/system/multi-user.target.wants', 1], ['app.service']),
    record('text', ['/etc/systemd/system/app.service', 9], ['[Service]', 'ExecStart=/usr/bin/node /x.js', 'EnvironmentFile=/etc/*.env']),
    record('key', ['/etc/key.pem', '-', 'no openssl']),
  ];
  for (let round = 0; round < 400; round += 1) {
    const garbled = busy.map((one) => {
      if (random(4) > 0) return one;
      const fields = one.split('\t');
      fields[1 + random(fields.length - 1)] = odd[random(odd.length)] ?? '';
      return fields.join('\t');
    });
    const collected = await collect(channelOf((mode, nonce) => report(mode === 'facts' ? garbled : contents, mode, nonce)));
    expect(collected.kind === 'evidence' ? hostEvidenceSchema.safeParse(collected.evidence).error : undefined).toBeUndefined();
    expect(collected.kind).toBe('evidence');
  }
});
