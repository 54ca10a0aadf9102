import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBlobStore } from '../../../src/evidence/blob-store.ts';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { effectiveStoreOf } from '../../../src/restart/effective-store-of.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import type { WorkloadVerdict } from '../../../src/restart/restart-verdict.ts';
import { describeWith } from '../../require.ts';
import { type Clients, findClients } from '../../trust/effective-store/find-clients.ts';
import { type Material, makeMaterial } from '../../trust/effective-store/material.ts';
import { type Folder, PlantedEvidence, plant } from '../../trust/effective-store/planted-host.ts';
import { type Ran, type RealClient, runIn } from '../../trust/effective-store/real-clients.ts';
import { rightBundle, rightHash, wrongBundle } from '../../trust/effective-store/rows/folders.ts';
import { moment, storeOf } from '../scene.ts';

/** A client that is pointed at a file by a variable or an option. */
interface Case {
  readonly name: string;
  readonly client: 'curl' | 'openssl' | 'python' | 'requests' | 'boto3' | 'node20' | 'node' | 'go' | 'java17' | 'java25';
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly etc?: (material: Material) => Folder;
  readonly verdict: WorkloadVerdict['verdict'];
}

const ca = '{dir}/ca.pem';
const jks = (client: 'java17' | 'java25'): Case => ({
  name: `${client} with its trust store`,
  client,
  environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore={dir}/ca.jks' },
  options: { 'javax.net.ssl.trustStore': '{dir}/ca.jks' },
  verdict: 'will-fail',
});
const cases: readonly Case[] = [
  { name: 'curl --cacert', client: 'curl', args: ['--cacert', ca], options: { '--cacert': ca }, verdict: 'will-fail' },
  { name: 'curl by CURL_CA_BUNDLE', client: 'curl', environment: { CURL_CA_BUNDLE: ca }, verdict: 'will-fail' },
  { name: 'openssl -CAfile', client: 'openssl', args: ['-CAfile', ca], options: { '-CAfile': ca }, verdict: 'will-fail' },
  { name: 'openssl by SSL_CERT_FILE', client: 'openssl', environment: { SSL_CERT_FILE: ca }, verdict: 'will-fail' },
  { name: 'python by SSL_CERT_FILE', client: 'python', environment: { SSL_CERT_FILE: ca }, verdict: 'will-fail' },
  { name: 'requests', client: 'requests', environment: { REQUESTS_CA_BUNDLE: ca }, verdict: 'will-fail' },
  { name: 'boto3', client: 'boto3', environment: { AWS_CA_BUNDLE: ca }, verdict: 'will-fail' },
  { name: 'node 20', client: 'node20', environment: { NODE_EXTRA_CA_CERTS: ca }, verdict: 'will-fail' },
  { name: 'node', client: 'node', environment: { NODE_EXTRA_CA_CERTS: ca }, verdict: 'will-fail' },
  { name: 'go', client: 'go', environment: { SSL_CERT_FILE: ca }, verdict: 'will-fail' },
  {
    name: 'go with no other store',
    client: 'go',
    environment: { SSL_CERT_FILE: ca, SSL_CERT_DIR: '{dir}/missing' },
    verdict: 'will-fail',
  },
  jks('java17'),
  jks('java25'),
  // What they go on with holds the CA.
  {
    name: 'go, which reads the folder of the system too',
    client: 'go',
    environment: { SSL_CERT_FILE: ca },
    etc: rightBundle,
    verdict: 'ready',
  },
  {
    name: 'python, which looks into the folder too',
    client: 'python',
    environment: { SSL_CERT_FILE: ca },
    etc: rightHash,
    verdict: 'ready',
  },
];

const needs = [
  'unshare',
  'setpriv',
  'curl',
  'openssl',
  'keytool',
  '/usr/bin/go',
  '/usr/bin/node',
  '/usr/lib/jvm/java-17-openjdk-amd64',
  'python3',
];
// Two ways in which a file of mode 0600 is closed: to another user than its owner, and to a root without the right to read everything.
// Programs beneath the home of root can be started in the second way only.
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const boundRoot = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search'];

describeWith(needs, 'a trust store that the user of the service may not read', () => {
  let folder = '';
  let server: https.Server;
  let material: Material;
  let clients: Clients;
  const outcomes = new Map<string, { readonly ran: Ran; readonly trusted: boolean; readonly verdict: WorkloadVerdict }>();

  beforeAll(async () => {
    folder = mkdtempSync('/var/tmp/snowline-closed-');
    chmodSync(folder, 0o755);
    material = await makeMaterial(folder);
    clients = await findClients(folder);
    const { leaf } = material;
    server = https.createServer({ cert: leaf.pem, key: leaf.keyPem }, (_request, response) => response.end('<ok/>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const limit = pLimit(3);
    await Promise.all(cases.map((one) => limit(() => run(one))));
  }, 120_000);

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(one: Case): Promise<void> {
    const client = clients[one.client];
    const dir = path.join(folder, `case-${cases.indexOf(one)}`);
    mkdirSync(dir);
    const own = { 'ca.pem': material.root.pem, 'ca.jks': material.jks };
    const etc = (one.etc ?? wrongBundle)(material);
    plant(dir, own);
    plant(`${dir}.etc`, etc);
    const place = (text: string): string => text.replaceAll('{dir}', dir);
    const environment = placed(one.environment, place);
    const { port } = server.address() as AddressInfo;
    const command = client.command(port, (one.args ?? []).map(place));
    const ofRoot = command[0]?.startsWith('/root/') === true;
    for (const name of Object.keys(own)) await closeFile(path.join(dir, name), ofRoot);
    const ran = await runIn(`${dir}.etc`, [...(ofRoot ? boundRoot : asNobody), ...command], environment);
    const evidence = new PlantedEvidence({ etc, own, dir });
    const verdict = judged(client, evidence, { environment, options: placed(one.options, place) }, dir);
    outcomes.set(one.name, { ran, trusted: client.trusted(ran), verdict });
  }

  async function closeFile(file: string, ofRoot: boolean): Promise<void> {
    const { status } = await runIn(undefined, ['sh', '-c', `chmod 600 "$1"; chown ${ofRoot ? 'nobody' : 'root'} "$1"`, 'sh', file]);
    if (status !== 0) throw new Error(`${file} could not be closed`);
  }

  function judged(client: RealClient, evidence: PlantedEvidence, nextStart: WorkloadEvidence['nextStart'], dir: string): WorkloadVerdict {
    for (const roots of clients.bundles) evidence.add(roots);
    const unit = { name: 'app.service', state: 'active', user: 'app' };
    const workload: WorkloadEvidence = { name: 'app', origin: 'systemd-unit', unit, runtime: client.runtime, nextStart };
    const host = evidence.host(workload);
    const closed = host.trustFiles.map((file) => (file.path.startsWith(`${dir}/ca.`) ? { ...file, owner: 'root', mode: '0600' } : file));
    const blobs = createBlobStore();
    for (const [sha256, bytes] of evidence.blobs) blobs.add({ sha256, encoding: 'base64', content: Buffer.from(bytes).toString('base64') });
    const found = { service: 'app', store: 'secrets', consumer: 'declared', evidence: workload, reason: undefined } as const;
    const effective = effectiveStoreOf(
      found,
      { ...host, trustFiles: closed },
      { name: 'app', client: client.declared ?? client.profile },
      blobs,
    );
    const store = storeOf({ served: [material.leaf], names: ['localhost'] });
    return judgeWorkload({ workload: found, store, effective }, moment);
  }

  it.each(cases)('$name', ({ name, verdict: expected }) => {
    const outcome = outcomes.get(name);
    if (outcome === undefined) throw new Error('the client was not run');
    const { ran, trusted, verdict } = outcome;
    expect({ verdict: verdict.verdict, reasons: verdict.reasons.map(({ code, proof }) => [code, proof.summary]) }).toMatchObject({
      verdict: expected,
    });
    expect({ trusted, text: ran.text }).toEqual({ trusted: expected === 'ready', text: ran.text });
    const reason = verdict.reasons.find(({ code }) => code === 'STORE_UNREADABLE');
    expect(reason?.proof.summary).toMatch(/\/ca\.(?:pem|jks), which app may not read \(mode 0600, owner root\)/);
    expect(reason?.remedy).toMatch(/^(?:do not restart it; )?setfacl -m u:app:rX \/var\/tmp\/\S+\/ca\.(?:pem|jks); then restart/);
    expect(ran.text).toContain(reason?.expectedError ?? '');
    expect(reason?.expectedError === undefined).toBe(expected === 'ready');
  });
});

function placed(record: Readonly<Record<string, string>> | undefined, place: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, place(value)]));
}
