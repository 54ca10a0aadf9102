import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { probeTransport } from '../../../src/evidence/probe/collect-with-probe.ts';
import { probeScript } from '../../../src/evidence/probe/script.ts';
import { probeHere } from '../../../src/evidence/transports/probe-here.ts';
import { documentContent } from '../../../src/evidence/transports/ssm/document.ts';
import { packedProbe } from '../../../src/evidence/transports/ssm/document-probe.ts';
import { follow } from '../../cli/program.ts';
import { scratch } from '../../credential-store/servers.ts';
import { awsEnvironment } from '../../e2e/aws-environment.ts';
import { ssmError, startSsmStandIn } from '../../fixtures/ssm/ssm-stand-in.ts';
import { stubAwsEnvironment } from '../../inventory/aws-environment.ts';
import { describeWith } from '../../require.ts';
import { contextWith } from '../evidence-request.ts';
import { describeTransportContract } from '../transport-contract.ts';
import { ec2Host, instanceId, quickChannel } from './ssm-hosts.ts';

const program = new URL('../../../src/cli/bin.ts', import.meta.url).pathname;
const reachable = instanceId(1);
const home = scratch();
let standIn: Awaited<ReturnType<typeof startSsmStandIn>>;
let expired = false;

beforeAll(async () => {
  standIn = await startSsmStandIn({
    document: { name: 'snowline-probe', content: documentContent(packedProbe()) },
    before: ({ action }) =>
      expired && action === 'GetCommandInvocation' ? ssmError('ExpiredTokenException', 'token canary-9') : undefined,
    nodes: [
      { id: reachable },
      { id: instanceId(2), ping: 'ConnectionLost' },
      { id: instanceId(3), ends: { status: 'Undeliverable', details: 'Undeliverable' } },
      { id: instanceId(4), platform: 'Windows' },
    ],
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  home.remove();
  await standIn[Symbol.asyncDispose]();
});

describeWith(['base64', 'gzip', 'bash'], 'the ssm transport, with the probe run by a stand-in for SSM on this machine', () => {
  beforeAll(() => stubAwsEnvironment(standIn.url));
  const transport = probeTransport(quickChannel({}, { probe: packedProbe }));
  describeTransportContract(transport, ec2Host(reachable));

  it('sees what the probe sees here without SSM', async () => {
    const direct = probeTransport(probeHere({ script: probeScript, environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } }));
    const host = ec2Host(reachable);
    const here = await direct.collect(host, contextWith());
    if (here.kind === 'missing') throw new Error(here.reason);
    // All but a few contents are known, as they are to a second host of a fleet.
    const [some, known] = [here.blobs.slice(0, 12), new Set(here.blobs.slice(12).map((blob) => blob.sha256))];
    const over = await transport.collect(host, contextWith({ knownBlobs: known }));
    if (over.kind === 'missing') throw new Error(over.reason);
    expect(over.evidence.collector).toBe('ssm/1');
    expect(over.evidence.trustFiles).toEqual(here.evidence.trustFiles);
    expect(new Map(over.blobs.map((blob) => [blob.sha256, blob]))).toEqual(new Map(some.map((blob) => [blob.sha256, blob])));
  });

  it('is what a collect uses, in which each host that it does not reach has its reason', async () => {
    const hosts = [2, 3, 4, 5].map((number) => ({
      name: `web-${number}`,
      id: instanceId(number),
      account: '111111111111',
      region: 'us-east-1',
    }));
    home.write('hosts.json', JSON.stringify({ hosts }));
    home.write(
      'snowline.yaml',
      'inventory: [{ source: hosts-file, path: hosts.json }]\ncollection: { ssm: {}, transports: [{ use: ssm }], attempts: 1 }\n',
    );
    const environment = Object.entries(awsEnvironment(standIn.url)).map(([name, value]) => `${name}=${value}`);
    const words = ['collect', '--config', 'snowline.yaml', '--output', 'out.jsonl', '--timeout', '3m'];
    const ended = await follow('env', [...environment, process.execPath, program, ...words], { cwd: home.folder }).ended;
    const records = readFileSync(path.join(home.folder, 'out.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const seen = records.filter((record) => record['type'] === 'host');
    expect(ended.status).not.toBe(4);
    expect(seen).toHaveLength(4);
    expect(JSON.stringify(seen)).toContain('HOST_NEVER_MANAGED');
    for (const reason of ['has not been heard of', 'could not deliver the command', 'runs Windows', 'does not list this host']) {
      expect(JSON.stringify(seen)).toContain(reason);
    }
  });

  it('keeps what was seen before the credentials expired, and goes on with --resume', async () => {
    home.write('one.json', JSON.stringify({ hosts: [{ name: 'web-1', id: reachable, account: '111111111111', region: 'us-east-1' }] }));
    home.write(
      'one.yaml',
      'inventory: [{ source: hosts-file, path: one.json }]\nstores: [{ name: a, endpoint: a.test, servedChain: { from: none } }]\ncollection: { ssm: {}, transports: [{ use: ssm }], attempts: 1 }\n',
    );
    const environment = Object.entries(awsEnvironment(standIn.url)).map(([name, value]) => `${name}=${value}`);
    const words = ['collect', '--config', 'one.yaml', '--output', 'one.jsonl'];
    const collect = async (...more: readonly string[]) =>
      follow('env', [...environment, process.execPath, program, ...words, ...more], { cwd: home.folder }).ended;
    const states = (): readonly unknown[] =>
      readFileSync(path.join(home.folder, 'one.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('{"type":"host"'))
        .map((line) => (JSON.parse(line) as { readonly state: string }).state);
    expired = true;
    const first = await collect();
    expect(states()).toEqual(['missing']);
    expect(readFileSync(path.join(home.folder, 'one.jsonl'), 'utf8')).toContain('the AWS credentials have expired');
    expired = false;
    const second = await collect('--resume');
    expect(states()).toEqual(['seen']);
    expect(`${first.stderr}${second.stderr}${readFileSync(path.join(home.folder, 'one.jsonl'), 'utf8')}`).not.toContain('canary-9');
  });
});
