import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { subjectHash } from '../../src/formats/subject-hash.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import type { Issued } from '../certificates.ts';
import { bundle, javaKeyStore } from '../fixtures/incident/trust-stores.ts';
import type { Ran } from './built-cli.ts';

/** What stands in a machine's /etc/ssl/certs: the bundle, the hash links beside it, and Debian's key store for Java. */
export interface SystemStore {
  readonly file: readonly Issued[];
  readonly links: readonly Issued[];
  readonly java: readonly Issued[];
}

/** Writes a folder that can stand in for /etc/ssl/certs; returns it. */
export function writeSystemStore(folder: string, { file, links, java }: SystemStore): string {
  mkdirSync(path.join(folder, 'java'), { recursive: true });
  const keyStore = javaKeyStore(java, Date.parse('2026-01-10T08:00:00Z'));
  writeFileSync(path.join(folder, 'ca-certificates.crt'), bundle(file).content);
  writeFileSync(path.join(folder, 'java/cacerts'), Buffer.from(keyStore.content, keyStore.encoding));
  for (const { der, pem } of links) writeFileSync(path.join(folder, `${subjectHash(parseCertificate(der).subject)}.0`), pem);
  return folder;
}

// A mount and a PID namespace of its own: another /etc/ssl/certs, no units and no processes but the program itself.
const script = `
mount --bind "$1" /etc/ssl/certs
for units in /etc/systemd/system /usr/lib/systemd/system /lib/systemd/system /run/systemd; do
  [ ! -d "$units" ] || mount -t tmpfs none "$units"
done
shift
exec "$@"`;

/** Runs a program as on a machine with that /etc/ssl/certs and nothing else running, with exactly this environment. */
export async function runOnMachine(
  store: string,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const pairs = Object.entries({ PATH: '/usr/bin:/bin', HOME: '/nonexistent', ...environment }).map(([name, value]) => `${name}=${value}`);
  const argv = ['-mpf', '--mount-proc', '--kill-child', 'sh', '-euc', script, 'sh', store, 'env', '-i', ...pairs, ...command];
  const child = spawn('unshare', argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
    timeout: 90_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
