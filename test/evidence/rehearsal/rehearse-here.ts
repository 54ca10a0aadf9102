import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer, type TlsOptions } from 'node:tls';
import type { ProbeChannel } from '../../../src/evidence/probe/channel.ts';
import type { HandshakeAnswer, RehearsalTask } from '../../../src/evidence/rehearsal/rehearsal-task.ts';
import { runRehearsal } from '../../../src/evidence/rehearsal/run-rehearsal.ts';
import { rehearsalScript } from '../../../src/evidence/rehearsal/script.ts';
import { probeHere } from '../../../src/evidence/transports/probe-here.ts';
import { runBounded } from '../../../src/evidence/transports/ssh/bounded-run.ts';
import type { Host } from '../../../src/inventory/host.ts';
import { type Issued, issue } from '../../certificates.ts';
import { type Running, started } from '../../credential-store/servers.ts';

export const host: Host = { id: 'here', name: 'here', source: 'localhost', scope: 'localhost', services: [], reach: 'local' };

/** Certificates around the real time: real clients look at the clock. */
export function authorities() {
  const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();
  const long = { from: days(-100), until: days(1000) };
  const root = issue({ subject: 'CN=Rehearsal Root', ca: true, ...long });
  const leaf = (unusual: { readonly names?: readonly string[]; readonly until?: string }): Issued =>
    issue({ subject: 'CN=store', issuer: root, names: ['localhost', '127.0.0.1'], ...long, ...unusual });
  return {
    root,
    other: issue({ subject: 'CN=Other Root', ca: true, ...long }),
    good: leaf({}),
    expired: leaf({ until: days(-1) }),
    misnamed: leaf({ names: ['elsewhere.test', '10.9.9.9'] }),
  };
}

/** A TLS server on loopback with that certificate, which answers nothing that is asked of it but an empty page. */
export async function serve(
  { pem, keyPem }: Issued,
  options: TlsOptions = {},
  onText: (text: string) => void = () => undefined,
): Promise<Running> {
  const server = createServer({ cert: pem, key: keyPem, ...options }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (bytes: Buffer) => onText(bytes.toString('latin1')));
    socket.once('data', () => socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'));
  });
  server.on('tlsClientError', () => undefined);
  return started(server);
}

/** A folder that other users may read in, too. */
export function openFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-rehearsal-'));
  chmodSync(folder, 0o755);
  return {
    folder,
    write(name: string, content: string, mode = 0o644): string {
      const file = path.join(folder, name);
      writeFileSync(file, content, { mode });
      chmodSync(file, mode);
      return file;
    },
    /** A key store of that certificate, made by keytool. */
    keyStore(name: string, { pem }: Issued): string {
      const [from, file] = [this.write(`${name}.pem`, pem), path.join(folder, name)];
      const words = [
        '-importcert',
        '-noprompt',
        '-storetype',
        'JKS',
        '-storepass',
        'changeit',
        '-alias',
        'a',
        '-file',
        from,
        '-keystore',
        file,
      ];
      execFileSync('keytool', words, { stdio: 'ignore', env: { PATH: '/usr/bin:/bin' } });
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A shell of this machine as a channel: `dash`, `busybox sh`. */
export function shellChannel(words: readonly string[]): ProbeChannel {
  const [program = 'sh', ...before] = words;
  return {
    name: 'local',
    async run(_host, { arguments: more, timeoutMs, maximumBytes }) {
      const outcome = await runBounded({
        program,
        arguments: [...before, '-s', '--', ...more],
        environment: { PATH: '/usr/bin:/bin', LD_BIND_NOW: '1', SSL_CERT_FILE: '/nonexistent', CURL_CA_BUNDLE: '/nonexistent' },
        stdin: rehearsalScript(),
        timeoutMs,
        maximumBytes,
      });
      return outcome.kind === 'ended'
        ? { kind: 'output', stdout: outcome.stdout }
        : { kind: 'failed', reason: outcome.code, mayRetry: false };
    },
  };
}

export const here: ProbeChannel = probeHere({ script: rehearsalScript, environment: { PATH: '/usr/bin:/bin' } });

/** What the tasks come to on this machine; throws where there is no answer. */
export async function rehearse(
  tasks: readonly RehearsalTask[],
  { channel = here, timeoutMs = 120_000 }: { readonly channel?: ProbeChannel; readonly timeoutMs?: number } = {},
): Promise<readonly HandshakeAnswer[]> {
  const reading = await runRehearsal(tasks, { channel, host, timeoutMs });
  if (reading.kind === 'none') throw new Error(reading.reason);
  return reading.answers;
}
