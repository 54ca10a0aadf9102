import path from 'node:path';
import { profileFor } from '../../../src/clients/profile-for.ts';
import { findProgram } from '../../require.ts';
import { sha256 } from './digest.ts';
import {
  awsCli,
  boto3Code,
  buildAwsSdk,
  buildGo,
  buildVault,
  certifiOf,
  compileJava,
  curl,
  java,
  node,
  openssl,
  python,
  type RealClient,
  rootsOf,
  succeed,
  wget,
} from './real-clients.ts';

const ownNames = ['curl', 'openssl', 'python', 'requests', 'boto3', 'node20', 'node', 'go', 'java17', 'java25'] as const;
const furtherNames = ['wget', 'aws1', 'aws2', 'aws-sdk-go', 'aws-sdk-go-v2', 'vault'] as const;
/** Clients that every test of this folder has. */
export type OwnClientName = (typeof ownNames)[number];
/** With those that only some tests ask for. */
export type ClientName = OwnClientName | (typeof furtherNames)[number];
/** The clients that every test of this folder has, and those that were asked for. */
export interface Clients
  extends Readonly<Record<(typeof ownNames)[number], RealClient>>,
    Partial<Readonly<Record<(typeof furtherNames)[number], RealClient>>> {
  /** Roots that runtimes bring along: blobs of the evidence. */
  readonly bundles: readonly Uint8Array[];
}

const java17 = '/usr/lib/jvm/java-17-openjdk-amd64';
const java25 = '/usr/lib/jvm/temurin-25-jdk-amd64';

/** The machine's clients, their helpers built into the folder; of those that take long only the wanted ones. */
export async function findClients(folder: string, wanted: ReadonlySet<ClientName> = new Set()): Promise<Clients> {
  const launcher = findProgram('python3') ?? 'python3';
  const where = await succeed([launcher, '-c', 'import sys, platform; print(sys.executable, platform.python_version())']);
  const [python3 = '', pythonVersion = ''] = where.text.trim().split(' ');
  const [go, certifi, roots20, roots] = await Promise.all([
    buildGo(folder),
    certifiOf(python3),
    rootsOf('/usr/bin/node'),
    rootsOf(process.execPath),
    compileJava(java17, folder),
  ]);
  const version20 = (await succeed(['/usr/bin/node', '-v'])).text.trim();
  const requestsCode = 'import requests\nrequests.get(url, timeout=20)';
  const further: Partial<Record<ClientName, RealClient>> = {};
  if (wanted.has('wget')) further.wget = wget;
  if (wanted.has('aws1')) further.aws1 = awsCli(path.join(path.dirname(python3), 'aws'));
  if (wanted.has('aws2')) further.aws2 = awsCli('/usr/bin/aws');
  if (wanted.has('aws-sdk-go')) further['aws-sdk-go'] = await buildAwsSdk(folder, 1);
  if (wanted.has('aws-sdk-go-v2')) further['aws-sdk-go-v2'] = await buildAwsSdk(folder, 2);
  if (wanted.has('vault')) further.vault = await buildVault(folder);
  return {
    ...further,
    curl,
    openssl,
    python: python(python3, pythonVersion),
    requests: python(python3, pythonVersion, { profile: 'requests', code: requestsCode, bundledRoots: sha256(certifi) }),
    boto3: python(python3, pythonVersion, { profile: 'boto3', code: boto3Code, bundledRoots: sha256(certifi) }),
    node20: node('/usr/bin/node', version20, profileName('node', version20), sha256(roots20)),
    node: node(process.execPath, process.version, profileName('node', process.version), sha256(roots)),
    go,
    java17: java(java17, '17.0.15', folder),
    java25: java(java25, '25', folder),
    bundles: [certifi, roots20, roots],
  };
}

function profileName(family: 'node', version: string): string {
  const choice = profileFor({ family, version });
  if (choice.kind === 'unknown') throw new Error(choice.reason);
  return choice.profile.name;
}
