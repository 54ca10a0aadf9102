import { expect, it } from 'vitest';
import type { Runtime } from '../../src/evidence/runtime.ts';
import { chooseClient } from '../../src/restart/client-choice.ts';

const python: Runtime = { family: 'python', version: '3.11.2', tlsLibrary: 'OpenSSL 3.0.19', home: '/usr/lib/ssl' };
const go: Runtime = { family: 'go', version: '1.19.8' };

function chosen(program: string, runtime: Runtime | undefined, client?: string): string {
  const evidence = {
    name: 'web',
    origin: 'systemd-unit' as const,
    program,
    ...(runtime === undefined ? {} : { runtime }),
    nextStart: { environment: {}, options: {} },
  };
  const choice = chooseClient(evidence, client === undefined ? undefined : { name: 'web', client });
  return choice.kind === 'unknown' ? 'unknown' : [choice.profile, ...choice.alternatives].map(({ name }) => name).join(' ');
}

it.each<readonly [string, Runtime | undefined, string | undefined, string]>([
  ['/usr/bin/aws', python, undefined, 'boto3'],
  ['/usr/local/bin/aws', undefined, undefined, 'unknown'],
  ['/usr/bin/vault', go, undefined, 'vault'],
  ['/usr/bin/python3', python, undefined, 'python requests boto3'],
  ['/srv/app', go, undefined, 'go vault aws-sdk-go aws-sdk-go-v2'],
  ['/srv/app', go, 'aws-sdk-go-v2', 'aws-sdk-go-v2'],
  ['/usr/bin/vault', go, 'go', 'go'],
  ['/usr/bin/java', { family: 'java', version: '17.0.15', home: '/jdk' }, 'aws-sdk-java', 'unknown'],
  ['/usr/bin/node', { family: 'node', version: '18.20.4', tlsLibrary: 'shared OpenSSL 3.0.22' }, undefined, 'unknown'],
  ['/usr/bin/node', { family: 'node', version: '18.20.4', tlsLibrary: 'OpenSSL 3.0.13' }, undefined, 'node-20'],
])('%s on %o, declared as %s, is a client of %s', (program, runtime, client, expected) => {
  expect(chosen(program, runtime, client)).toBe(expected);
});
