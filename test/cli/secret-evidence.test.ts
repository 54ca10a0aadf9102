import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { audit } from '../../src/audit.ts';
import { type KnownHost, secretEvidence } from '../../src/cli/secret-evidence.ts';
import { type Config, type ServiceDeclaration, storeSchema } from '../../src/config/config.ts';
import type { StoreState } from '../../src/credential-store/store-state.ts';
import { type EvidenceRecord, readRecord } from '../../src/evidence-file.ts';
import { createEvidenceJoiner } from '../../src/evidence-set.ts';
import { issue } from '../certificates.ts';
import { type Answer, type AwsStandIn, awsStandIn } from '../credential-store/aws-stand-in.ts';
import { scratch } from '../credential-store/servers.ts';
import { collectInto, madeAt, seenRecord, writeFleet } from './resume-scene.ts';

const home = scratch();
const planted = 'hunter2-the-value';
const instance = 'i-0123456789abcdef0';
const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf';
const root = issue({ subject: 'CN=Root', ca: true, from: '2026-01-01T00:00:00Z', until: '2036-01-01T00:00:00Z' });

let standIn: AwsStandIn | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn?.stop();
  standIn = undefined;
});
afterAll(() => home.remove());

const config: Config = {
  inventory: [{ source: 'hosts-file', path: 'hosts.json' }],
  stores: [
    {
      name: 'aws',
      endpoint: 'secretsmanager.eu-west-1.amazonaws.com',
      servedChain: { from: 'none' },
      generations: { from: 'files', current: 'ca.pem' },
    },
  ],
  services: { tag: 'service', ownerTag: 'owner', declared: [{ name: 'orders', stores: ['aws'], secrets: ['prod/db'] }] },
  evidence: { replay: ['recorded.jsonl'], fetches: [{ from: 'cloudtrail', path: 'trail.json' }] },
};
const answers: Readonly<Record<string, Answer>> = {
  DescribeSecret: {
    ARN: arn,
    Name: 'prod/db',
    VersionIdsToStages: { v1: ['AWSCURRENT'] },
    DeletedDate: Date.parse('2026-11-21T00:00:00Z') / 1000,
  },
  ListSecretVersionIds: { ARN: arn, Versions: [] },
};

function running(): EvidenceRecord {
  const record = seenRecord(instance);
  if (record.type !== 'host' || record.state !== 'seen') throw new Error('no evidence of a host');
  const orders = {
    name: 'orders',
    origin: 'systemd-unit' as const,
    process: { startedAt: '2026-11-01T00:00:00Z' },
    runtime: { family: 'curl' as const, version: '7.88.1', path: '/usr/bin/curl', tlsLibrary: 'OpenSSL 3.0.17' },
    nextStart: { environment: {}, options: { '--cacert': '/b' } },
  };
  return { ...record, evidence: { ...record.evidence, workloads: [orders] } };
}

beforeEach(() => {
  rmSync(path.join(home.folder, 'f.jsonl'), { force: true });
  home.write('ca.pem', root.pem);
  writeFleet(home, [running()]);
  const event = {
    userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::111122223333:assumed-role/web/${instance}` },
    eventTime: '2026-11-02T10:00:00Z',
    eventSource: 'secretsmanager.amazonaws.com',
    eventName: 'GetSecretValue',
    awsRegion: 'eu-west-1',
    requestParameters: { secretId: arn, note: planted },
  };
  home.write('trail.json', JSON.stringify({ Records: [event] }));
});

function verdictOf(lines: readonly string[]) {
  const joiner = createEvidenceJoiner('f.jsonl');
  for (const line of lines) {
    const record = readRecord(line, 1);
    if (record !== undefined) joiner.add(record);
  }
  const report = audit(joiner.finish(), [], { now: Date.parse(madeAt), horizonDays: 30, tool: { name: 'snowline', version: '0' } });
  return report.hosts[0]?.restart.workloads[0];
}

describe('a collection with declared secrets', () => {
  it('holds their state and who fetched them, so that whoever assesses it needs neither AWS nor the logs', async () => {
    standIn = await awsStandIn((action) => answers[action] ?? 'UnknownOperationException');
    const { lines } = await collectInto(home.folder, 'f.jsonl', { config });
    expect(standIn.asked).toEqual(['DescribeSecret', 'ListSecretVersionIds']);
    expect(lines.filter((line) => line.startsWith('{"type":"fetch"'))).toHaveLength(1);
    expect(lines.join('\n')).not.toContain(planted);
    const verdict = verdictOf(lines);
    expect(verdict).toMatchObject({
      verdict: 'will-fail',
      latent: true,
      lastFetch: { at: '2026-11-02T10:00:00Z', proof: 'cloudtrail', by: 'instance' },
    });
    expect(verdict?.reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['SECRET_DELETION_SCHEDULED', 'MEMORY_ONLY_CREDENTIAL']),
    );
  });

  it('is not ready where the evidence has lost the state of a secret', async () => {
    standIn = await awsStandIn((action) => answers[action] ?? 'UnknownOperationException');
    const { lines } = await collectInto(home.folder, 'f.jsonl', { config });
    const lost = lines.map((line) => (line.startsWith('{"type":"store"') ? line.replace(/"secrets":\[\{.*?\}\]/, '"secrets":[]') : line));
    expect(verdictOf(lost)?.verdict).not.toBe('ready');
    expect(JSON.stringify(verdictOf(lost)?.reasons)).toContain('the evidence does not tell of it');
  });

  it('says which log could not be read', async () => {
    standIn = await awsStandIn((action) => answers[action] ?? 'UnknownOperationException');
    rmSync(path.join(home.folder, 'trail.json'));
    const { lines } = await collectInto(home.folder, 'f.jsonl', { config });
    expect(
      lines.filter((line) => line.includes('"kind":"fetch-log"') && line.includes('fetches of secrets: there is no such file')),
    ).toHaveLength(1);
    expect(verdictOf(lines)).not.toHaveProperty('lastFetch');
  });

  it('asks nothing where --store stands in for the configured ones', async () => {
    standIn = await awsStandIn((action) => answers[action] ?? 'UnknownOperationException');
    await collectInto(home.folder, 'f.jsonl', { config, flags: { store: 'https://127.0.0.1:1' } });
    expect(standIn.asked).toEqual([]);
  });
});

describe('the roles of hosts', () => {
  const profile = (name: string): string => `arn:aws:iam::111122223333:instance-profile/${name}`;
  const store = (simulate: boolean) =>
    storeSchema.parse({
      name: 'aws',
      endpoint: 'secretsmanager.eu-west-1.amazonaws.com',
      servedChain: { from: 'none' },
      aws: { simulate },
    });
  const services: readonly ServiceDeclaration[] = [
    { name: 'orders', secrets: ['prod/db'] },
    { name: 'users', secrets: ['b'] },
  ];
  const stateOf = (accessSimulated: boolean): StoreState => ({
    name: 'aws',
    endpoint: 'a:443',
    names: ['a'],
    servedChain: { state: 'not-configured' },
    generations: {},
    secrets: [
      { id: 'prod/db', state: 'known', observedAt: madeAt, arn },
      { id: 'b', state: 'missing', observedAt: madeAt, region: 'eu-west-1' },
    ],
    accessSimulated,
    gaps: [],
  });
  const hosts: readonly KnownHost[] = [
    { id: 'a', instanceProfile: profile('one'), services: ['orders'] },
    { id: 'b', instanceProfile: profile('one'), services: ['orders', 'users'] },
    { id: 'c', instanceProfile: profile('two'), services: [] },
    { id: 'd', instanceProfile: profile('three'), services: ['users'] },
    { id: 'e', services: ['orders'] },
  ];
  async function asked(simulate: boolean): Promise<readonly EvidenceRecord[]> {
    standIn = await awsStandIn(() => 'AccessDenied');
    const plan = { stores: [store(simulate)], services, inventory: [], fetchLogs: [] };
    const context = { now: () => Date.parse(madeAt), signal: new AbortController().signal, progress: () => undefined };
    const records: EvidenceRecord[] = [];
    for await (const record of secretEvidence(plan, hosts, [stateOf(simulate)], context)) records.push(record);
    return records;
  }

  it('are each asked about once, with the described secrets of the services on their hosts', async () => {
    const records = await asked(true);
    expect(records).toMatchObject([
      { type: 'access', access: { instanceProfile: profile('one'), secret: arn, decision: 'unknown' } },
      { type: 'access', access: { instanceProfile: profile('two'), secret: arn, decision: 'unknown' } },
    ]);
  });

  it('are asked about only where the configuration says so', async () => {
    expect(await asked(false)).toEqual([]);
    expect(standIn?.asked).toEqual([]);
  });
});
