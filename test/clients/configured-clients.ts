import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SecureVersion } from 'node:tls';
import pLimit from 'p-limit';
import { underConfiguration } from '../../src/clients/openssl-configuration.ts';
import { profileFor } from '../../src/clients/profile-for.ts';
import { liveFiles } from '../../src/evidence/machine/live-files.ts';
import type { Machine } from '../../src/evidence/machine/machine.ts';
import { runProgram } from '../../src/evidence/machine/run-program.ts';
import { readOpensslConfiguration } from '../../src/evidence/reading/openssl-configuration.ts';
import { probeRuntime } from '../../src/evidence/reading/runtime-probes.ts';
import type { Runtime } from '../../src/evidence/runtime.ts';
import { judgePath } from '../../src/trust/path/judge-path.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { type CertificateRequest, type Issued, issue } from '../certificates.ts';
import { machineHere } from '../evidence/planted-tree.ts';
import { findProgram } from '../require.ts';

const python = findProgram('python3') ?? 'python3';
const clients = ['curl', 'openssl', 'python3', 'debian-python', 'node', 'node20'] as const;
type Client = (typeof clients)[number];

/** Programs that the clients need. */
export const neededPrograms = ['unshare', 'curl', 'openssl', 'python3', '/usr/bin/python3', '/usr/bin/node'];

/** A store: what its certificates are like, and the protocols that it speaks. */
export interface StoreRequest {
  readonly keyType: NonNullable<CertificateRequest['keyType']>;
  readonly digest?: 'sha1' | 'sha384';
  readonly only?: SecureVersion;
}

/** What a client made of a store beside what is said of it. */
export interface Answer {
  readonly client: Client;
  readonly store: string;
  readonly ours: string;
  readonly real: 'accepted' | 'rejected';
  readonly text: string;
}

/** Real clients of this machine and stores for them, each of which is asked under a configuration of OpenSSL. */
export interface ConfiguredClients {
  readonly folder: string;
  /** `none.cnf` is never there. */
  ask(file: string): Promise<readonly Answer[]>;
  close(): void;
}

/** Starts the stores, and asks the clients for their versions. */
export async function startConfiguredClients(requests: Readonly<Record<string, StoreRequest>>): Promise<ConfiguredClients> {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-openssl-'));
  const stores = await Promise.all(Object.entries(requests).map(async ([name, request]) => startStore(folder, name, request)));
  const runtimes = await askRuntimes();
  const limit = pLimit(3);
  return {
    folder,
    ask: async (file) =>
      Promise.all(
        [...runtimes].flatMap(([client, runtime]) =>
          stores.map(async (store) => {
            const ours = await judge(client, runtime, store, file);
            const ran = await limit(() => connect(client, store, file));
            const real = ran.status === 0 ? ('accepted' as const) : ('rejected' as const);
            return { client, store: store.name, ours, real, text: ran.text.slice(-200) };
          }),
        ),
      ),
    close: () => {
      for (const { server } of stores) {
        server.close();
        server.closeAllConnections();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Store {
  readonly name: string;
  readonly root: Issued;
  readonly leaf: Issued;
  readonly rootFile: string;
  readonly server: https.Server;
  readonly port: number;
}

async function startStore(folder: string, name: string, { keyType, digest, only }: StoreRequest): Promise<Store> {
  const root = issue({ subject: `CN=Root ${name}`, ca: true, keyType });
  const leaf = issue({ subject: 'CN=localhost', issuer: root, names: ['localhost'], keyType, digest });
  const rootFile = path.join(folder, `${name.replaceAll(' ', '-')}.pem`);
  writeFileSync(rootFile, root.pem);
  const versions = only === undefined ? {} : { minVersion: only, maxVersion: only };
  const options = { cert: leaf.pem, key: leaf.keyPem, ciphers: 'DEFAULT@SECLEVEL=0', ...versions };
  const server = https.createServer(options, (_request, response) => response.end('<ok/>'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { name, root, leaf, rootFile, server, port: (server.address() as AddressInfo).port };
}

async function askRuntimes(): Promise<ReadonlyMap<Client, Runtime>> {
  const real = await run(undefined, [python, '-c', 'import sys; print(sys.executable)']);
  const programs: Readonly<Record<Client, string>> = {
    curl: '/usr/bin/curl',
    openssl: '/usr/bin/openssl',
    python3: real.text.trim(),
    'debian-python': '/usr/bin/python3',
    node: process.execPath,
    node20: '/usr/bin/node',
  };
  // The test's own Node.js may lie where others can write (a clone in /tmp), which is no matter here.
  const machine: Machine = { ...machineHere(), askRuntime: async (_, program, args) => runProgram({ timeoutMs: 30_000 }, program, args) };
  const runtimes = new Map<Client, Runtime>();
  for (const client of clients) {
    const family = client === 'curl' || client === 'openssl' ? client : client.includes('python') ? 'python' : 'node';
    const answer = await probeRuntime(machine, family, programs[client], programs[client]);
    if (answer.kind === 'failed') throw new Error(answer.reason);
    runtimes.set(client, answer.runtime);
  }
  return runtimes;
}

async function judge(client: Client, runtime: Runtime, store: Store, file: string): Promise<string> {
  const choice = profileFor(runtime);
  if (choice.kind === 'unknown') throw new Error(choice.reason);
  const read = await readOpensslConfiguration(liveFiles(''), file, client.startsWith('node') ? 'nodejs_conf' : 'openssl_conf');
  const ownLevel = runtime.tlsConfiguration?.ownLevel;
  const configured = underConfiguration(choice.profile, { ...runtime, tlsConfiguration: { ...read, ownLevel } });
  if (configured.kind === 'unknown') return 'unknown';
  const verdict = judgePath({
    knobs: configured.profile.path,
    anchors: [{ certificate: parseCertificate(store.root.der), file: 'root' }],
    served: [parseCertificate(store.leaf.der)],
    name: 'localhost',
    at: Date.now(),
  });
  return verdict.kind;
}

async function connect(client: Client, { port, rootFile }: Store, file: string): Promise<Ran> {
  const url = `https://localhost:${port}/`;
  const code = `import urllib.request\nurllib.request.urlopen('${url}', timeout=20).read()`;
  const script = `require('https').get('${url}',r=>r.resume()).on('error',e=>{console.error(e);process.exitCode=1})`;
  const session = `openssl s_client -verify_return_error -verify_hostname localhost -CAfile ${rootFile} -connect localhost:${port} </dev/null`;
  const commands: Readonly<Record<Client, readonly string[]>> = {
    curl: ['/usr/bin/curl', '-sS', '--max-time', '20', '--cacert', rootFile, url],
    openssl: ['sh', '-c', session],
    python3: [python, '-c', code],
    'debian-python': ['/usr/bin/python3', '-c', code],
    node: [process.execPath, '-e', script],
    node20: ['/usr/bin/node', '-e', script],
  };
  return run(file, ['env', `SSL_CERT_FILE=${rootFile}`, `NODE_EXTRA_CA_CERTS=${rootFile}`, ...commands[client]]);
}

interface Ran {
  readonly status: number;
  readonly text: string;
}

// OPENSSLDIR's file is the configuration, or an empty folder stands in the place of its folder
async function run(file: string | undefined, command: readonly string[]): Promise<Ran> {
  const inside = ['env', '-i', 'PATH=/usr/bin:/bin', 'HOME=/nonexistent', ...command];
  const mount = file?.endsWith('none.cnf') === true ? 'mount -t tmpfs none /etc/ssl' : 'mount --bind "$1" /etc/ssl/openssl.cnf';
  const argv = file === undefined ? inside : ['unshare', '-m', 'sh', '-c', `${mount} && shift && exec "$@"`, 'sh', file, ...inside];
  const [program = 'env', ...rest] = argv;
  return new Promise((resolve) => {
    execFile(program, rest, { env: { PATH: '/usr/bin:/bin' }, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : 1, text: stdout + stderr });
    });
  });
}
