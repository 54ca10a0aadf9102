import { execFileSync } from 'node:child_process';

import { curl } from './curl.ts';
import { gnutls } from './gnutls.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { node } from './node.ts';
import { opensslVerify } from './openssl-verify.ts';
import { python } from './python.ts';
import type { RealClient } from './real-client.ts';

// Other generations of Node.js, each with the OpenSSL of its time: executables of npm's `node` package, with a colon between them.
const generations = (process.env['SNOWLINE_NODES'] ?? '').split(':').filter((program) => program !== '');

/** Every real client that the generated cases are put to; those that a machine lacks are skipped by name. */
export const realClients: readonly RealClient[] = [
  opensslVerify(1),
  opensslVerify(2),
  node(`node-${process.versions.node.split('.', 1)[0]}`, process.execPath),
  node('node-20', '/usr/bin/node'),
  ...generations.map((program) => node(generationOf(program), program)),
  python,
  curl,
  java('java-17', '/usr/lib/jvm/java-17-openjdk-amd64/bin/java'),
  java('java-25', '/usr/lib/jvm/temurin-25-jdk-amd64/bin/java'),
  go,
  gnutls,
];

// `node-16`, by the version that it prints
function generationOf(program: string): string {
  const version = execFileSync(program, ['-v'], { env: {}, encoding: 'utf8' });
  return `node-${/\d+/.exec(version)?.[0] ?? program}`;
}
