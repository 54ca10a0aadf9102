import { execFileSync } from 'node:child_process';
import { findProgram } from '../../require.ts';

const asked: readonly (readonly [string, string, readonly string[]])[] = [
  ['systemd', '/lib/systemd/systemd', ['--version']],
  ['java', 'java', ['--version']],
  ['go', 'go', ['version']],
  ['node', '/usr/bin/node', ['--version']],
  ['urllib', '/usr/bin/python3', ['-c', 'import platform, ssl; print(f"Python {platform.python_version()}, {ssl.OPENSSL_VERSION}")']],
  [
    'boto3, requests',
    'python3',
    [
      '-c',
      'import boto3, botocore, certifi, requests; print(f"boto3 {boto3.__version__}, botocore {botocore.__version__}, requests {requests.__version__}, certifi {certifi.__version__}")',
    ],
  ],
  ['curl', '/usr/bin/curl', ['--version']],
  ['vault-go', 'dpkg-query', ['-W', '-f', "stand-in with HashiCorp's go-rootcerts ${Version}", 'golang-github-hashicorp-go-rootcerts-dev']],
  ['stores', 'nginx', ['-v']],
  ['secrets', 'python3', ['-c', 'import moto; print(f"moto {moto.__version__}")']],
];

/** What was drilled with what: the first line that each program says of its version. */
export function versionsUsed(): readonly (readonly [string, string])[] {
  return asked.map(([name, program, words]) => {
    const file = program.startsWith('/') ? program : (findProgram(program) ?? program);
    // nginx says its version on stderr
    const said = execFileSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', file, ...words], { encoding: 'utf8' });
    return [name, said.trim().split('\n')[0]?.trim() ?? ''];
  });
}
