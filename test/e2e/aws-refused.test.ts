import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Running, scratch, started } from '../credential-store/servers.ts';
import {
  ec2Error,
  instancesPage,
  regionsPage,
  startAwsStandIn,
  stsAnswer,
  stsError,
  type WireCall,
  type WireReply,
} from '../inventory/aws-stand-in.ts';
import { awsEnvironment } from './aws-environment.ts';
import { type Ran, reportOf, runCli } from './built-cli.ts';
import { linesOf, makeStore, recordingOf } from './recorded-fleet.ts';

// 111111111111 is one's own account; 222222222222 may be entered but not listed in one region; 333333333333 may not be entered.
const home = scratch();
const store = makeStore(['vault.corp.internal']);
let aws: Awaited<ReturnType<typeof startAwsStandIn>>;
let vault: Running;

beforeAll(async () => {
  aws = await startAwsStandIn(answer);
  vault = await started(createServer({ key: store.leaf.keyPem, cert: store.chain }, (socket) => socket.on('error', () => undefined)));
  const trusts = [store.old, store.current, store.next];
  home.write(
    'fleet.evidence.jsonl',
    linesOf(recordingOf(['i-own', 'i-other'].map((id) => ({ id, service: 'orders', client: 'go', trusts })))),
  );
  home.write('ca.pem', store.current.pem);
  home.write('hosts.json', '{ "hosts": [{ "name": "legacy-7", "services": ["orders"] }] }');
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  await vault.stop();
  home.remove();
});

function answer(call: WireCall): WireReply {
  if (call.service === 'secretsmanager') {
    const body = JSON.stringify({ __type: 'AccessDeniedException', message: 'not authorized to perform secretsmanager:DescribeSecret' });
    return { status: 400, type: 'application/x-amz-json-1.1', body };
  }
  if (call.action === 'AssumeRole' && (call.parameters.get('RoleArn') ?? '').includes('333333333333')) {
    return stsError(403, 'AccessDenied', 'not authorized to perform: sts:AssumeRole');
  }
  if (call.service === 'sts') return stsAnswer(call);
  if (call.action === 'DescribeRegions') return regionsPage({ 'eu-west-1': 'opt-in-not-required', 'us-east-1': 'opt-in-not-required' });
  const other = call.accessKeyId === 'ASIA222222222222';
  if (other && call.region === 'us-east-1')
    return ec2Error(403, 'UnauthorizedOperation', 'You are not authorized to perform this operation.');
  return instancesPage(call.region === 'eu-west-1' ? [{ id: other ? 'i-other' : 'i-own', service: 'orders' }] : []);
}

function cli(file: string, command: string, ...flags: readonly string[]): Promise<Ran> {
  return runCli([command, '--config', file, ...flags], { cwd: home.folder, env: awsEnvironment(aws.url) });
}

/** A configuration with these EC2 accounts; everything that is listed is ready. */
function configuration(accounts: readonly string[], more: { readonly generations?: string; readonly connect?: number } = {}): string {
  const roles = accounts.map((account) =>
    account === '111111111111' ? '{ name: main }' : `{ roleArn: "arn:aws:iam::${account}:role/audit" }`,
  );
  return `stores:
  - name: vault
    endpoint: https://vault.corp.internal:8200
    servedChain: { from: tls, connect: "127.0.0.1:${more.connect ?? vault.port}" }
    generations: ${more.generations ?? '{ from: files, current: ca.pem }'}
inventory:
  - { source: ec2, regions: [eu-west-1, us-east-1], accounts: [${roles.join(', ')}] }
evidence: { replay: [fleet.evidence.jsonl] }
services: { defaultStores: [vault] }
`;
}

describe('a part of the fleet that AWS does not let us list', () => {
  it('is a gap with its reason and exit 3, though everything that was listed is ready', async () => {
    home.write('account.yaml', configuration(['111111111111', '333333333333']));
    const [json, table] = await Promise.all([cli('account.yaml', 'scan', '--format', 'json'), cli('account.yaml', 'scan')]);
    const report = reportOf(json);
    expect(report.hosts.map(({ id, restart }) => [id, restart.verdict])).toEqual([['i-own', 'ready']]);
    expect(report.coverage).toMatchObject({ expected: 1, judged: 1, percent: 100, gaps: [{ scope: '333333333333' }] });
    expect(report.coverage.gaps[0]?.reason).toMatch(/sts:AssumeRole of arn:aws:iam::333333333333:role\/audit.*AccessDenied/);
    expect(report.findings).toMatchObject([
      { ruleId: 'COVERAGE_GAP', severity: 'medium', message: expect.stringContaining('333333333333') },
    ]);
    expect([json.status, table.status]).toEqual([3, 3]);
    expect(flowing(table)).toContain('could not be listed: 333333333333: ');
    expect(table.stderr).toMatch(/exit 3: incomplete: .*1 gap: 333333333333/);
    const statuses = await Promise.all([
      cli('account.yaml', 'scan', '--min-coverage', '0'),
      cli('account.yaml', 'scan', '--fail-on', 'medium'),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([0, 1]);
  });

  it('is a gap too where it is one region of one account', async () => {
    home.write('region.yaml', configuration(['111111111111', '222222222222']));
    const ran = await cli('region.yaml', 'scan', '--format', 'json');
    const report = reportOf(ran);
    expect(report.hosts.map(({ id, account, region, restart }) => [id, account, region, restart.verdict])).toEqual([
      ['i-other', '222222222222', 'eu-west-1', 'ready'],
      ['i-own', '111111111111', 'eu-west-1', 'ready'],
    ]);
    expect(report.coverage.gaps).toEqual([
      { scope: '222222222222/us-east-1', reason: expect.stringMatching(/ec2:DescribeInstances.*UnauthorizedOperation/) },
    ]);
    expect(ran.status).toBe(3);
  });

  it('stays a gap in collected evidence', async () => {
    home.write('collected.yaml', configuration(['111111111111', '333333333333']));
    const collected = await cli('collected.yaml', 'collect');
    expect(collected.status).toBe(0);
    const assessed = await runCli(['assess', '-', '--format', 'json'], { stdin: collected.stdout });
    expect(reportOf(assessed).coverage.gaps).toMatchObject([{ scope: '333333333333' }]);
    expect(assessed.status).toBe(3);
  });

  it('is all of it where no account opens: no host, exit 3, no all-clear', async () => {
    home.write('nothing.yaml', configuration(['333333333333']));
    const ran = await cli('nothing.yaml', 'scan');
    expect(ran.status).toBe(3);
    expect(ran.stdout).toMatch(/^no host was found, so nothing was judged: this is no all-clear/);
    expect(flowing(ran)).toContain('could not be listed: 333333333333: ');
  });

  it('does not hide that the CA generations could not be read', async () => {
    home.write(
      'secret.yaml',
      configuration(['111111111111'], { generations: '{ from: secrets-manager, secretId: pki/ca, region: eu-west-1 }' }),
    );
    const report = reportOf(await cli('secret.yaml', 'scan', '--format', 'json'));
    expect(report.stores[0]?.generations).toEqual({});
    expect(report.stores[0]?.gaps).toEqual([
      expect.stringMatching(/^secret pki\/ca: secretsmanager:DescribeSecret denied \(AccessDeniedException\)/),
      ...['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'].map((stage) =>
        expect.stringContaining(`${stage}: secretsmanager:GetSecretValue denied`),
      ),
    ]);
    expect(report.coverage.gaps).toContainEqual({
      kind: 'generations',
      scope: 'store vault',
      reason: expect.stringContaining('secret pki/ca'),
    });
    // the served chain is known, and it decides
    expect(report.hosts.map(({ restart }) => [restart.verdict, restart.workloads[0]?.rotationPhase])).toEqual([['ready', 'unknown']]);
  });
});

describe('before a scan', () => {
  it('doctor names each missing permission, the region and what cannot be reached, and exits with 3', async () => {
    const silent = await listen((socket) => socket.destroy());
    const generations = '{ from: secrets-manager, secretId: pki/ca, region: eu-west-1 }';
    home.write('doctor.yaml', configuration(['111111111111', '222222222222', '333333333333'], { generations, connect: silent.port }));
    const ran = await cli('doctor.yaml', 'doctor');
    await silent.stop();
    // accounts come in the order in which they answer
    const unwrapped = ran.stdout.replaceAll(/\n {5}/g, ' ');
    const failed = unwrapped.split('\n').filter((line) => line.startsWith('FAIL'));
    for (const what of [
      /^FAIL 222222222222\/us-east-1 {2}ec2:DescribeInstances: .*UnauthorizedOperation/,
      /^FAIL 333333333333 {2}sts:AssumeRole: .*AccessDenied/,
      /^FAIL store vault {2}served chain: .*127\.0\.0\.1:\d+/,
      /^FAIL store vault {2}CA generations: .*secretsmanager:DescribeSecret denied/,
      /^FAIL store vault {2}CA generations: .*secretsmanager:GetSecretValue denied/,
      /^FAIL store vault {2}CA generations: neither the served chain nor the current CA generation/,
    ]) {
      expect(failed.filter((line) => what.test(line))).not.toEqual([]);
    }
    expect(failed.filter((line) => line.includes('111111111111'))).toEqual([]);
    expect(ran.stdout).toMatch(/^hosts: at least 2$/m);
    expect(unwrapped).toMatch(/^IAM actions that this needs: .*ec2:DescribeInstances.*secretsmanager:GetSecretValue/m);
    expect(ran.status).toBe(3);
  });

  it('--dry-run names every call, host and file, and contacts nothing', async () => {
    let contacts = 0;
    const counting = await listen((socket) => {
      contacts += 1;
      socket.destroy();
    });
    const generations = '{ from: secrets-manager, secretId: pki/ca, region: eu-west-1 }';
    const asked = configuration(['111111111111', '333333333333'], { generations, connect: counting.port });
    home.write('wet.yaml', asked);
    home.write(
      'dry.yaml',
      asked.replace('inventory:', 'inventory:\n  - { source: hosts-file, path: hosts.json }\n  - { source: localhost }'),
    );
    const env = awsEnvironment(`http://127.0.0.1:${counting.port}`);
    const ran = await runCli(['scan', '--config', 'dry.yaml', '--dry-run'], { cwd: home.folder, env });
    expect(contacts).toBe(0);
    // without the flag the counter is reached, so it would have been seen
    await runCli(['scan', '--config', 'wet.yaml', '--timeout', '5s'], { cwd: home.folder, env });
    await counting.stop();
    expect(contacts).toBeGreaterThan(0);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    for (const named of [
      'sts:AssumeRole arn:aws:iam::333333333333:role/audit (333333333333)',
      'ec2:DescribeInstances (333333333333/us-east-1)',
      'ec2:DescribeInstances (ambient-account/eu-west-1)',
      'secretsmanager:GetSecretValue pki/ca in eu-west-1',
      `TLS handshake with 127.0.0.1:${counting.port}`,
      'read hosts.json',
      'fleet.evidence.jsonl',
      'legacy-7: its recorded evidence',
      'read its trust stores, client certificates, units and /proc',
    ]) {
      expect(ran.stdout).toContain(named);
    }
  });
});

/** The text without its line breaks and alignment. */
function flowing(ran: Ran): string {
  return ran.stdout.replaceAll(/\s+/g, ' ');
}
