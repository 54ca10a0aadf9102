import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../src/clients/registry.ts';
import type { HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import type { Runtime } from '../../src/evidence/runtime.ts';
import { otherStoresHolding } from '../../src/trust/effective-store/other-stores.ts';
import { type EffectiveStore, resolveEffectiveStore } from '../../src/trust/effective-store.ts';
import { issue } from '../certificates.ts';
import { type Folder, PlantedEvidence, workloadOf } from './effective-store/planted-host.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const other = issue({ subject: 'CN=Other Root', ca: true });
const runtimes: Readonly<Record<string, Runtime>> = {
  curl: { family: 'curl', version: '7.88.1', tlsLibrary: 'OpenSSL 3.0.19' },
  python: { family: 'python', version: '3.11.7', home: '/usr/lib/ssl' },
  'node-20': { family: 'node', version: '20.20.2' },
  go: { family: 'go', version: '1.19.8' },
  java: { family: 'java', version: '17.0.15', home: '/usr/lib/jvm/java-17-openjdk-amd64' },
  vault: { family: 'go', version: '1.19.8' },
  boto3: { family: 'python', version: '3.11.7' },
  'aws-sdk-go': { family: 'go', version: '1.19.8' },
  'aws-sdk-go-v2': { family: 'go', version: '1.19.8' },
  'node-24': { family: 'node', version: '24.21.0' },
};

interface Case {
  readonly etc?: Folder;
  readonly own?: Folder;
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
  readonly workload?: Partial<WorkloadEvidence>;
  readonly change?: (host: HostEvidence) => HostEvidence;
  readonly drop?: (blobs: Map<string, Uint8Array>) => void;
}

function resolve(client: string, given: Case = {}): EffectiveStore {
  const evidence = new PlantedEvidence({ etc: given.etc ?? { 'ca-certificates.crt': root.pem }, own: given.own ?? {}, dir: '/srv' });
  given.drop?.(evidence.blobs);
  const launch = { environment: given.environment ?? {}, options: given.options ?? {} };
  const runtime = runtimes[client];
  const profile = profileNamed(client);
  if (runtime === undefined || profile === undefined) throw new Error(`no client ${client}`);
  const workload: WorkloadEvidence = { ...workloadOf(runtime, launch), ...given.workload };
  const host = evidence.host(workload);
  const readBlob = (sha256: string): Uint8Array | undefined => evidence.blobs.get(sha256);
  return resolveEffectiveStore({ workload, host: given.change?.(host) ?? host, profile, readBlob });
}

const reasonOf = (store: EffectiveStore): string => (store.kind === 'unknown' ? store.reason : `known: ${JSON.stringify(store.loaded)}`);
const without = (path: string) => (host: HostEvidence) => ({ ...host, trustFiles: host.trustFiles.filter((file) => file.path !== path) });
const unreadable =
  (path: string) =>
  (host: HostEvidence): HostEvidence => ({
    ...host,
    trustFiles: host.trustFiles.map((file) => (file.path === path ? { path, state: 'unreadable', reason: 'permission denied' } : file)),
  });

describe('the effective store is unknown, never empty', () => {
  it.each<readonly [string, string, Case, RegExp]>([
    [
      'the evidence does not mention the file',
      'curl',
      { environment: { CURL_CA_BUNDLE: '/opt/ca.pem' } },
      /does not say what is at \/opt\/ca\.pem/,
    ],
    [
      'a default path is not mentioned',
      'python',
      { change: without('/usr/lib/ssl/certs') },
      /does not say what is at \/usr\/lib\/ssl\/certs/,
    ],
    [
      'a file could not be read',
      'go',
      { change: unreadable('/etc/ssl/certs/ca-certificates.crt') },
      /could not be read: permission denied/,
    ],
    ['the content is not in the evidence', 'python', { drop: (blobs) => blobs.clear() }, /is not in the evidence/],
    [
      'a file of a directory has lost its content',
      'go',
      { environment: { SSL_CERT_FILE: '/srv/missing.pem' }, drop: (blobs) => blobs.delete(digestOf(blobs, root.pem)) },
      /ca-certificates\.crt is not in the evidence/,
    ],
    [
      'the environment could not be seen',
      'curl',
      { workload: { missing: [{ fact: 'environment', reason: 'permission denied' }] } },
      /environment of client is not known: permission denied/,
    ],
    ['an unheard-of fact is missing', 'curl', { workload: { missing: [{ fact: 'drop-ins', reason: 'not readable' }] } }, /drop-ins/],
    ["the library's home is not known", 'python', { workload: { runtime: { family: 'python', version: '3.11.7' } } }, /home of Python/],
    ['the bundled roots were not recorded', 'node-20', {}, /roots that Node\.js .* brings along were not recorded/],
    [
      'the distribution is not the measured one',
      'curl',
      { change: (host) => ({ ...host, os: { id: 'amzn' } }) },
      /default store of curl .* on amzn was not measured/,
    ],
    ['the distribution is not known', 'curl', { change: (host) => ({ ...host, os: { id: '' } }) }, /was not measured/],
    [
      'a key store password was not collected',
      'java',
      { own: { 'a.jks': root.der }, options: { 'javax.net.ssl.trustStore': '/srv/a.jks', 'javax.net.ssl.trustStorePassword': '' } },
      /password of \/srv\/a\.jks is not collected/,
    ],
    [
      'the key store has a type that was not measured',
      'java',
      { own: { 'a.jks': root.der }, options: { 'javax.net.ssl.trustStore': '/srv/a.jks', 'javax.net.ssl.trustStoreType': 'BCFKS' } },
      /type BCFKS were not measured/,
    ],
    ['the client does what was not measured', 'vault', { environment: { VAULT_CAPATH: '/srv' } }, /walked recursively/],
  ])('where %s', (_, client, given, reason) => {
    expect(reasonOf(resolve(client, given))).toMatch(reason);
  });
});

describe('the effective store', () => {
  it('ignores what is missing of the running process', () => {
    const store = resolve('python', { workload: { missing: [{ fact: 'process.startedAt', reason: 'not running' }] } });
    expect(reasonOf(store)).toMatch(/^known/);
  });

  it('takes a process without a unit as it runs, and says so; a unit that was not reloaded is unknown', () => {
    const missing = [{ fact: 'unit', reason: 'no unit starts this process' }];
    expect(resolve('python', { workload: { missing } })).toMatchObject({
      kind: 'known',
      remarks: expect.arrayContaining(['no unit starts this process']),
    });
    expect(reasonOf(resolve('python', { workload: { missing, origin: 'systemd-unit' } }))).toMatch(/^unit of client is not known/);
  });

  it('says which file is loaded and why, with the anchors in the order of the file', () => {
    const store = resolve('curl', { own: { 'ca.pem': other.pem + root.pem + other.pem }, environment: { CURL_CA_BUNDLE: '/srv/ca.pem' } });
    if (store.kind === 'unknown') throw new Error(store.reason);
    expect(store.anchors.map((anchor) => anchor.certificate.sha256)).toEqual([other.sha256, root.sha256, other.sha256]);
    expect(store.loaded[0]).toMatchObject({ path: '/srv/ca.pem', because: 'CURL_CA_BUNDLE', anchors: 3 });
    expect(store.loaded[1]).toMatchObject({ path: '/etc/ssl/certs', because: 'default of curl with OpenSSL' });
  });

  it('names the file that an anchor of a directory came from', () => {
    const store = resolve('go', { etc: { 'corp.pem': root.pem }, environment: { SSL_CERT_FILE: '/srv/missing.pem' } });
    if (store.kind === 'unknown') throw new Error(store.reason);
    expect(store.anchors.map((anchor) => anchor.file)).toEqual(['/etc/ssl/certs/corp.pem']);
  });

  it('says that a certificate without its hash link is not seen', () => {
    const store = resolve('python', { etc: { 'ca-certificates.crt': other.pem, 'corp.pem': root.pem } });
    if (store.kind === 'unknown') throw new Error(store.reason);
    expect(store.remarks.join('\n')).toMatch(/corp\.pem: no hash link leads to/);
  });

  it('does not say so of one that the client loads from another file', () => {
    const bundle = root.pem + other.pem;
    const store = resolve('python', { etc: { 'ca-certificates.crt': bundle, 'corp.pem': root.pem } });
    expect(store).toMatchObject({ kind: 'known', remarks: [] });
    const alone = resolve('python', {
      own: { 'ca.pem': other.pem },
      environment: { SSL_CERT_FILE: '/srv/ca.pem' },
      etc: { 'a.crt': bundle },
    });
    expect(alone).toMatchObject({ remarks: [expect.stringMatching(/a\.crt: no hash link leads to [^(]*$/)] });
  });

  it('says what damage costs', () => {
    const bad = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const store = resolve('python', { own: { 'ca.pem': root.pem + bad }, environment: { SSL_CERT_FILE: '/srv/ca.pem' } });
    if (store.kind === 'unknown') throw new Error(store.reason);
    expect(store.anchors).toEqual([]);
    expect(store.remarks.join('\n')).toMatch(/\/srv\/ca\.pem: damaged at byte \d+ .*: this client loses 1 certificate/);
  });

  it('has no anchors and no fatal where verification is off', () => {
    const store = resolve('boto3', { environment: { AWS_CA_BUNDLE: '' } });
    expect(store).toMatchObject({ kind: 'known', verification: 'off', anchors: [], fatal: undefined });
  });

  it.each(['VAULT_CACERT', 'VAULT_CAPATH', 'VAULT_CLIENT_CERT', 'VAULT_CLIENT_KEY'])(
    'leaves a Python program with %s open: hvac may read it',
    (name) => {
      const environment = { [name]: '/etc/corp/vault.pem' };
      expect(reasonOf(resolve('python', { environment }))).toBe(`${name} is read by hvac, whose trust store was not measured`);
      expect(reasonOf(resolve('boto3', { environment }))).not.toContain(name);
    },
  );

  it('takes VAULT_CACERT instead of the system and VAULT_SKIP_VERIFY as verification off', () => {
    const own = { 'ca.pem': other.pem };
    const store = resolve('vault', { own, environment: { VAULT_CACERT: '/srv/ca.pem' } });
    if (store.kind === 'unknown') throw new Error(store.reason);
    expect(store.anchors.map((anchor) => anchor.certificate.sha256)).toEqual([other.sha256]);
    expect(resolve('vault', { environment: { VAULT_SKIP_VERIFY: 'true' } })).toMatchObject({ verification: 'off' });
    expect(resolve('vault', { environment: { VAULT_SKIP_VERIFY: 'false' } })).toMatchObject({ verification: 'on' });
    expect(resolve('vault', { environment: { VAULT_CACERT: '/srv/missing.pem' } })).toMatchObject({
      fatal: 'Error loading CA File: open /srv/missing.pem: no such file or directory',
    });
  });

  it('takes VAULT_CACERT before VAULT_CAPATH and VAULT_CACERT_BYTES, and only where it is not empty', () => {
    const beside = { VAULT_CAPATH: '/srv/folder', VAULT_CACERT_BYTES: 'x' };
    const store = resolve('vault', { own: { 'ca.pem': other.pem }, environment: { VAULT_CACERT: '/srv/ca.pem', ...beside } });
    expect(store.kind === 'known' && store.anchors.map((anchor) => anchor.certificate.sha256)).toEqual([other.sha256]);
    expect(reasonOf(resolve('vault', { environment: { VAULT_CACERT: '', ...beside } }))).toMatch(/are not collected/);
    expect(reasonOf(resolve('vault', { environment: { VAULT_CACERT: '', VAULT_CAPATH: '/srv' } }))).toMatch(/walked recursively/);
  });

  it.each([
    { environment: { VAULT_SKIP_VERIFY: '1', VAULT_CACERT: '/srv/ca.pem' } },
    { environment: { VAULT_SKIP_VERIFY: '1' }, options: { '-ca-cert': '/srv/ca.pem' } },
    { environment: { VAULT_CACERT: '/srv/ca.pem' }, options: { '-tls-skip-verify': '' } },
    { environment: { VAULT_CACERT: '/srv/missing.pem' }, options: { '-ca-cert': '/srv/ca.pem' } },
    { environment: { VAULT_CAPATH: '/srv/folder' }, options: { '-ca-cert': '/srv/ca.pem' } },
  ])('does not say what vault makes of %o, which reads a file that it then has no use for', (given) => {
    expect(resolve('vault', { own: { 'ca.pem': root.pem }, ...given }).kind).toBe('unknown');
  });

  it('keeps words in quotes together when options come from a variable', () => {
    const environment = { JAVA_TOOL_OPTIONS: '-Xmx1g "-Djavax.net.ssl.trustStore=/srv/my store.jks" -Dx' };
    expect(reasonOf(resolve('java', { environment }))).toMatch(/does not say what is at \/srv\/my store\.jks/);
  });

  it('finds paths that are written in another way', () => {
    const store = resolve('curl', {
      own: { 'ca.pem': root.pem },
      environment: { CURL_CA_BUNDLE: '/srv//./ca.pem', SSL_CERT_DIR: '/etc/ssl/certs/' },
    });
    expect(reasonOf(store)).toMatch(/^known/);
  });
});

describe('a missing fact about a setting', () => {
  const hidden = (fact: string) => ({ workload: { missing: [{ fact, reason: 'not kept' }] } });

  it.each<readonly [string, string]>([
    ['go', 'nextStart.environment.CURL_CA_BUNDLE'],
    ['java', 'nextStart.environment.SSL_CERT_FILE'],
    ['java', 'nextStart.environment.OPENSSL_CONF'],
    ['python', 'nextStart.options.ca_bundle'],
    ['curl', 'nextStart.options.javax.net.ssl.trustStore'],
  ])('is no matter to %s where it does not look at %s', (client, fact) => {
    expect(reasonOf(resolve(client, hidden(fact)))).not.toContain('not kept');
  });

  it.each<readonly [string, string]>([
    ['python', 'nextStart.environment.SSL_CERT_FILE'],
    ['python', 'nextStart.environment.OPENSSL_CONF'],
    ['boto3', 'nextStart.options.ca_bundle'],
    ['aws-sdk-go-v2', 'nextStart.options.ca_bundle'],
    ['vault', 'nextStart.environment.VAULT_TLS_SERVER_NAME'],
    ['vault', 'nextStart.options.-config'],
    ['java', 'nextStart.options.file'],
    ['java', 'nextStart.environment'],
    ['go', 'nextStart.environment.SOMETHING_NEW'],
  ])('leaves the store of %s open where it is %s', (client, fact) => {
    expect(reasonOf(resolve(client, hidden(fact)))).toContain('not kept');
  });
});

describe('a named bundle in the place of the system', () => {
  const own = { 'ca.pem': other.pem };
  const anchorsOf = (store: EffectiveStore) =>
    store.kind === 'unknown' ? store.reason : [...new Set(store.anchors.map(({ certificate }) => certificate.sha256))];

  it.each(['aws-sdk-go', 'aws-sdk-go-v2'])('%s takes AWS_CA_BUNDLE alone, and stops where it is of no use', (client) => {
    const named = (path: string) => resolve(client, { own, environment: { AWS_CA_BUNDLE: path } });
    expect(anchorsOf(named('/srv/ca.pem'))).toEqual([other.sha256]);
    expect(named('/srv/missing.pem')).toMatchObject({ fatal: expect.stringContaining('open') });
    expect(anchorsOf(named(''))).toEqual([root.sha256]);
  });

  it('the first version reads the profile only where it is told to', () => {
    const profile = (client: string, load?: string) =>
      anchorsOf(
        resolve(client, {
          own,
          options: { ca_bundle: '/srv/ca.pem' },
          environment: load === undefined ? {} : { AWS_SDK_LOAD_CONFIG: load },
        }),
      );
    expect([profile('aws-sdk-go'), profile('aws-sdk-go', '0'), profile('aws-sdk-go', '1'), profile('aws-sdk-go-v2')]).toEqual([
      [root.sha256],
      [root.sha256],
      [other.sha256],
      [other.sha256],
    ]);
  });

  it.each(['VAULT_SRV_LOOKUP', 'VAULT_DISABLE_REDIRECTS'])('vault does not start with a %s that is no boolean', (name) => {
    expect(resolve('vault', { environment: { [name]: 'yes' } })).toMatchObject({ fatal: `could not parse ${name}` });
    for (const value of ['', '0', 'F']) expect(resolve('vault', { environment: { [name]: value } })).toMatchObject({ fatal: undefined });
    expect(resolve('python', { environment: { [name]: 'yes' } })).toMatchObject({ kind: 'known', fatal: undefined });
  });

  it('vault asks elsewhere where it looks for a SRV record', () => {
    expect(resolve('vault', { environment: { VAULT_SRV_LOOKUP: 'true' } })).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('SRV record'),
    });
  });

  it('vault does not start with a VAULT_SKIP_VERIFY that is no boolean', () => {
    for (const value of ['yes', 'no', 'on', 'tRUE']) {
      expect(resolve('vault', { environment: { VAULT_SKIP_VERIFY: value } })).toMatchObject({ fatal: 'could not parse VAULT_SKIP_VERIFY' });
    }
    expect(resolve('vault', { environment: { VAULT_SKIP_VERIFY: '' } })).toMatchObject({ fatal: undefined, verification: 'on' });
  });
});

describe('options of node that exclude each other', () => {
  it.each(['node-20', 'node-24'])('%s does not start with two stores', (client) => {
    const options = { '--use-openssl-ca': '', '--use-bundled-ca': '' };
    expect(resolve(client, { options })).toMatchObject({ fatal: 'either --use-openssl-ca or --use-bundled-ca can be used, not both' });
  });

  it('are not known where only some versions refuse them', () => {
    expect(reasonOf(resolve('node-24', { options: { '--use-openssl-ca': '', '--use-system-ca': '' } }))).toMatch(/not measured/);
    const environment = { NODE_USE_SYSTEM_CA: '1' };
    expect(reasonOf(resolve('node-24', { environment, options: { '--use-openssl-ca': '' } }))).toMatch(/not measured/);
    const back = { '--use-openssl-ca': '', '--no-use-system-ca': '' };
    expect(reasonOf(resolve('node-24', { environment, options: back }))).not.toMatch(/not measured/);
  });
});

describe('otherStoresHolding', () => {
  it('names every trust file that holds the certificate, files of directories too', () => {
    const evidence = new PlantedEvidence({
      etc: { 'corp.pem': root.pem, 'x.pem': other.pem },
      own: { 'ca.pem': other.pem + root.pem },
      dir: '/srv',
    });
    const runtime = runtimes['go'];
    if (runtime === undefined) throw new Error('no runtime');
    const host = evidence.host(workloadOf(runtime, { environment: {}, options: {} }));
    const paths = otherStoresHolding(root.sha256, host, (sha256) => evidence.blobs.get(sha256));
    expect(paths).toEqual(['/etc/ssl/certs/corp.pem', '/usr/lib/ssl/certs/corp.pem', '/srv/ca.pem']);
    expect(otherStoresHolding(root.sha256, host, () => undefined)).toEqual([]);
  });
});

function digestOf(blobs: Map<string, Uint8Array>, content: string): string {
  const found = [...blobs].find(([, bytes]) => Buffer.from(bytes).toString('utf8') === content);
  if (found === undefined) throw new Error('no such blob');
  return found[0];
}
