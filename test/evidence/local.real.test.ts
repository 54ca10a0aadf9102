import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collected, HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { goVersionOf } from '../../src/evidence/machine/go-build-info.ts';
import type { CollectContext, Transport } from '../../src/evidence/transport.ts';
import { transport } from '../../src/evidence/transports/local.ts';
import { issue } from '../certificates.ts';
import { describeWith, findProgram } from '../require.ts';
import { contextWith, hostNamed } from './evidence-request.ts';
import { type Collector, collectors } from './namespace.ts';
import { describeTransportContract } from './transport-contract.ts';

const run = promisify(execFile);
const scratch = mkdtempSync(path.join(tmpdir(), 'snowline-local-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const script = new URL('collect-here.ts', import.meta.url).pathname;

// A machine of our own: only processes that this file starts are looked at, and they end with process 1 of the namespace.
async function collectInNamespace(
  setup: string,
  environment: Readonly<Record<string, string>>,
  context: Partial<CollectContext> = {},
  by: Collector = 'live',
): Promise<Collected> {
  const parts = path.join(scratch, 'context.json');
  writeFileSync(parts, JSON.stringify({ ...context, by, knownBlobs: [...(context.knownBlobs ?? [])] }));
  const shell = `ip link set lo up || exit 9; ${setup}\n"$NODE" "$SCRIPT" "$PARTS"`;
  const { stdout } = await run('unshare', ['-mpfn', '--kill-child', '--mount-proc', 'sh', '-c', shell], {
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/nonexistent',
      NODE: process.execPath,
      SCRIPT: script,
      PARTS: parts,
      ...environment,
    },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 100_000,
    killSignal: 'SIGKILL',
  });
  return JSON.parse(stdout) as Collected;
}

describeWith(['unshare', 'ip', 'sh'], 'the local transport', () => {
  const inNamespace = (by: Collector): Transport => ({
    name: 'local',
    async collect(host, context) {
      // A signal does not cross into the namespace; an aborted call looks at nothing, so it can be made here.
      if (context.signal?.aborted === true) return transport.collect(host, context);
      return collectInNamespace('', {}, context, by);
    },
  });
  describe.each(collectors)('by the contract of transports (%s)', (by) => {
    describeTransportContract(inNamespace(by), hostNamed('here'));
  });

  it('answers that it took too long rather than waiting', async () => {
    const collected = await collectInNamespace('', {}, contextWith({ timeoutMs: 1 }));
    expect(collected).toEqual({ kind: 'missing', reason: 'collecting took longer than 0.001 s' });
  });
});

describeWith(
  ['unshare', 'ip', 'sh', 'mount', 'node', 'python3', 'java', 'curl', 'go', 'openssl'],
  'local evidence of a machine with services',
  () => {
    describe.each(collectors)('(%s)', (by) => {
      describeEvidence(by);
    });
  },
);

function describeEvidence(by: Collector): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-local-'));
  const root = issue({ subject: 'CN=Corp Root', ca: true });
  const file = (name: string): string => path.join(folder, name);
  let raw = '';
  let evidence: HostEvidence;
  const workload = (name: string): WorkloadEvidence | undefined => evidence.workloads.find((one) => one.name === name);

  beforeAll(async () => {
    for (const name of ['units/multi-user.target.wants', 'certs']) mkdirSync(file(name), { recursive: true });
    writeFileSync(file('ca.pem'), root.pem + root.keyPem);
    writeFileSync(file('ledger.cjs'), 'require("net").createServer().listen(0, () => require("fs").writeFileSync(process.env.READY, ""))');
    writeFileSync(file('Listen.java'), javaListener);
    writeFileSync(file('units/billing.service'), unit(folder));
    writeFileSync(file('billing.env'), `VAULT_TOKEN=canary-env-file\nSSL_CERT_FILE=${file('ca.pem')}\n`);
    execFileSync('ln', ['-s', '../billing.service', file('units/multi-user.target.wants/billing.service')]);
    // The service in a mount namespace of its own sees another /etc/ssl/certs than this collector does.
    const setup = `
      mount --bind "$D/units" /etc/systemd/system
      DB_PASSWORD=canary-environ NODE_OPTIONS=--use-openssl-ca NODE_EXTRA_CA_CERTS="$D/ca.pem" VAULT_ADDR=https://app:canary-userinfo@vault.corp.test:8200/?t=canary-query \\
        READY="$D/ready-1" node "$D/ledger.cjs" --password canary-argument &
      SSL_CERT_FILE=canary-misplaced READY="$D/ready-2" python3 -c "import os,socket; s=socket.create_server(('127.0.0.1', 0)); open(os.environ['READY'], 'w'); s.accept()" &
      READY="$D/ready-3" JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStorePassword=canary-tool java -Djavax.net.ssl.trustStore="$D/none.jks" "$D/Listen.java" >&2 &
      READY="$D/ready-4" unshare -m sh -c 'mount --bind "$D/certs" /etc/ssl/certs; exec node "$D/ledger.cjs"' &
      until [ -e "$D/ready-1" ] && [ -e "$D/ready-2" ] && [ -e "$D/ready-3" ] && [ -e "$D/ready-4" ]; do sleep 0.05; done`;
    const collected = await collectInNamespace(setup, { D: folder, REQUESTS_CA_BUNDLE: '/etc/corp/requests.pem' }, {}, by);
    raw = JSON.stringify(collected);
    if (collected.kind === 'missing') throw new Error(collected.reason);
    evidence = collected.evidence;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds no secret of any of them', () => {
    expect(raw).toContain(root.pem.split('\n')[1]);
    expect(raw.match(/canary[\w-]*/g)).toBeNull();
    for (const line of root.keyPem.split('\n').filter((one) => one !== '' && !one.startsWith('-'))) expect(raw).not.toContain(line);
  });

  it('tells how a process was started and on what it runs', () => {
    const ledger = evidence.workloads.find((one) => one.name === 'ledger' && one.root === undefined);
    expect(ledger).toMatchObject({
      origin: 'process',
      program: findProgram('node'),
      runtime: { family: 'node', version: nodeVersion() },
      running: {
        environment: { NODE_EXTRA_CA_CERTS: file('ca.pem'), VAULT_ADDR: 'https://vault.corp.test:8200' },
        options: { '--use-openssl-ca': '' },
      },
    });
    expect(ledger?.nextStart).toEqual(ledger?.running);
    expect(Math.abs(Date.parse(ledger?.process?.startedAt ?? '') - Date.now())).toBeLessThan(10 * 60_000);
  });

  it('says which values it dropped', () => {
    const python = evidence.workloads.find((one) => one.origin === 'process' && one.runtime?.family === 'python');
    expect(python?.missing?.map((fact) => fact.fact)).toEqual([
      'running.environment.SSL_CERT_FILE',
      'nextStart.environment.SSL_CERT_FILE',
      'unit',
    ]);
  });

  it('resolves the options of Java and names the trust store that is not there', () => {
    const java = evidence.workloads.find((one) => one.origin === 'process' && one.runtime?.family === 'java');
    expect(java?.running?.options).toEqual({ 'javax.net.ssl.trustStore': file('none.jks'), 'javax.net.ssl.trustStorePassword': 'set' });
    expect(evidence.trustFiles.find((one) => one.path === file('none.jks'))?.state).toBe('missing');
  });

  it('does not judge a process with files of its own by the files of the host', () => {
    const apart = evidence.workloads.filter((one) => one.name === 'ledger' && one.root !== undefined);
    expect(apart).toHaveLength(1);
    expect(evidence.roots?.map((root) => root.id)).toEqual([apart[0]?.root]);
    const [own, hosts] = [evidence.roots?.[0], evidence].map((one) => one?.trustFiles.find((file) => file.path === '/etc/ssl/certs'));
    expect(own).toMatchObject({ state: 'directory' });
    expect(own?.sha256).not.toBe(hosts?.sha256);
  });

  it('tells what a configured unit would start, and its fetcher', () => {
    const billing = evidence.workloads.filter((one) => one.unit?.name === 'billing.service');
    expect(
      billing.map((one) => [one.name, one.runtime?.family, one.nextStart.environment['SSL_CERT_FILE'], one.nextStart.options]),
    ).toEqual([
      ['billing', 'python', file('ca.pem'), {}],
      ['billing', 'curl', file('ca.pem'), { '--insecure': '' }],
    ]);
    expect(billing[0]?.process).toBeUndefined();
  });

  it('names the default client of each family without the variables of the invoking shell, which no restart has', () => {
    const clients = evidence.workloads.filter((one) => one.origin === 'default-client');
    expect(clients.map((one) => one.name)).toEqual(['curl', 'python', 'node', 'java', 'go']);
    for (const one of clients) expect(one.nextStart.environment).toEqual({});
  });

  it('asks each runtime for its version, its TLS library and its home', () => {
    const curl = evidence.runtimes.find((one) => one.family === 'curl');
    expect(execFileSync('curl', ['-q', '--version'], { encoding: 'utf8' })).toContain(`curl ${curl?.version} `);
    expect(curl?.tlsLibrary).toMatch(/^\w+ \d/);
    const openssl = evidence.runtimes.find((one) => one.family === 'openssl');
    expect(execFileSync('openssl', ['version', '-d'], { encoding: 'utf8' })).toContain(`"${openssl?.home}"`);
    const java = evidence.runtimes.find((one) => one.family === 'java');
    expect(readFileSync(`${java?.home}/release`, 'utf8')).toContain(`JAVA_VERSION="${java?.version}"`);
    expect(evidence.runtimes.find((one) => one.family === 'python')?.home).toBeDefined();
  });

  it("sends the roots that Node carries as that Node's own", () => {
    const node = evidence.runtimes.find((one) => one.family === 'node');
    const blob = (JSON.parse(raw) as Collected & { kind: 'evidence' }).blobs.find((one) => one.sha256 === node?.bundledRoots);
    const count = execFileSync(node?.path ?? '', ['-p', 'require("tls").rootCertificates.length'], { encoding: 'utf8', env: {} });
    expect(blob?.content.match(/BEGIN CERTIFICATE/g)).toHaveLength(Number(count));
  });

  it('finds nothing wrong with its own process', () => {
    expect(workload('collect-here')).toBeUndefined();
  });
}

describeWith(['go'], 'binaries built with Go', () => {
  it('tell the version that built them', async () => {
    const said = execFileSync('go', ['version'], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', GOTOOLCHAIN: 'local', HOME: '/' },
    });
    expect(said).toContain(`go${await goVersionOf(findProgram('go') ?? '')} `);
  });

  it('are not other binaries', async () => {
    expect(await goVersionOf(process.execPath)).toBeUndefined();
    expect(await goVersionOf(script)).toBeUndefined();
    expect(await goVersionOf('/nonexistent')).toBeUndefined();
  });
});

function nodeVersion(): string {
  return execFileSync(findProgram('node') ?? '', ['-p', 'process.versions.node'], { encoding: 'utf8', env: {} }).trim();
}

function unit(folder: string): string {
  return [
    '[Service]',
    'Environment=DB_PASSWORD=canary-unit',
    `EnvironmentFile=${folder}/billing.env`,
    'ExecStartPre=/usr/bin/curl -sk -u app:canary-basic https://vault.corp.test/v1/secret',
    'ExecStart=/usr/bin/python3 /opt/billing/main.py --db-password=canary-exec',
  ].join('\n');
}

const javaListener = `
import java.net.ServerSocket;
import java.nio.file.*;
class Listen {
  public static void main(String[] args) throws Exception {
    ServerSocket socket = new ServerSocket(0);
    Files.createFile(Path.of(System.getenv("READY")));
    socket.accept();
  }
}
`;
