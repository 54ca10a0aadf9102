import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { ServiceKind } from '../drill-case.ts';
import { buildVenv } from './build-venv.ts';
import { headers } from './call.ts';
import { goSource, vaultSource } from './go-sources.ts';
import { javaSource } from './java-source.ts';
import { boto3Source, nodeSource, requestsSource, urllibSource } from './scripts.ts';

/** Where the services' programs lie on every host. */
export const programFolder = '/opt/drill';
/** The environment of Python that holds boto3 and requests. */
export const venv = `${programFolder}/venv`;
const javaHome = '/usr/lib/jvm/java-17-openjdk-amd64';

/** Words of the program that a service runs, without its own options. Each gets the URL of its store, then the name under which it reports. */
export const programs: Readonly<Record<ServiceKind, readonly [string, ...string[]]>> = {
  java: [`${javaHome}/bin/java`, '-cp', programFolder, 'Fetch'],
  go: [`${programFolder}/fetch`],
  node: ['/usr/bin/node', `${programFolder}/fetch.js`],
  boto3: [`${venv}/bin/python3`, `${programFolder}/with_boto3.py`],
  requests: [`${venv}/bin/python3`, `${programFolder}/with_requests.py`],
  urllib: ['/usr/bin/python3', `${programFolder}/with_urllib.py`],
  // It holds nothing itself: what it prints is what its service keeps.
  curl: [
    '/usr/bin/curl',
    '-sS',
    '--fail-with-body',
    '--max-time',
    '20',
    ...headers.flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
  ],
  'vault-go': [`${programFolder}/vault-fetch`],
};

/** Builds them below a folder as they lie on a host. */
export function buildPrograms(layer: string): void {
  const folder = path.join(layer, programFolder);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  write('fetch.js', nodeSource);
  write('with_boto3.py', boto3Source);
  write('with_requests.py', requestsSource);
  write('with_urllib.py', urllibSource);
  write('Fetch.java', javaSource);
  execFileSync(`${javaHome}/bin/javac`, ['-d', folder, path.join(folder, 'Fetch.java')]);
  execFileSync(`${javaHome}/bin/jar`, [
    '--create',
    '--file',
    path.join(folder, 'fetch.jar'),
    '--main-class',
    'Fetch',
    '-C',
    folder,
    'Fetch.class',
  ]);
  const go = {
    HOME: homedir(),
    PATH: '/usr/bin:/bin',
    GO111MODULE: 'off',
    GOPATH: '/usr/share/gocode',
    CGO_ENABLED: '0',
    GOTOOLCHAIN: 'local',
  };
  for (const [name, source] of Object.entries({ fetch: goSource, 'vault-fetch': vaultSource })) {
    write(`${name}.go`, source);
    const words = ['build', '-ldflags=-s -w', '-o', path.join(folder, name), path.join(folder, `${name}.go`)];
    execFileSync('/usr/bin/go', words, { env: go, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  buildVenv(path.join(layer, venv));
}
