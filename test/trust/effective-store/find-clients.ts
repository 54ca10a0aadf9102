import { profileFor } from '../../../src/clients/profile-for.ts';
import { findProgram } from '../../require.ts';
import { sha256 } from './digest.ts';
import {
  boto3Code,
  buildGo,
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
} from './real-clients.ts';

export type ClientName = 'curl' | 'openssl' | 'python' | 'requests' | 'boto3' | 'node20' | 'node' | 'go' | 'java17' | 'java25';
export interface Clients extends Readonly<Record<ClientName, RealClient>> {
  /** Roots that runtimes bring along: blobs of the evidence. */
  readonly bundles: readonly Uint8Array[];
}

const java17 = '/usr/lib/jvm/java-17-openjdk-amd64';
const java25 = '/usr/lib/jvm/temurin-25-jdk-amd64';

/** The machine's clients, their helpers built into the folder. */
export async function findClients(folder: string): Promise<Clients> {
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
  return {
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
