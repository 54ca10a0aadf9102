import type { Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { readServedChain } from '../../src/credential-store/sources/tls-endpoint.ts';
import { isVaultHealth } from '../../src/credential-store/sources/without-certificate.ts';
import { issue } from '../certificates.ts';
import { type Running, started } from './servers.ts';

const host = '127.0.0.1';
const leaf = issue({ subject: 'CN=store.test', names: ['store.test'] });
const running: Running[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

const healthy =
  'HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Type: application/json\r\n\r\n{"initialized":true,"sealed":false,"standby":false,"version":"1.15.0"}\n';

/** A server that asks for a client certificate and answers whoever it serves with this text; and what it was asked. */
async function serve(answer: string, options: TlsOptions, endless = false) {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const server = createServer({ key: leaf.keyPem, cert: leaf.pem, requestCert: true, rejectUnauthorized: false, ...options });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('tlsClientError', () => {});
  server.on('secureConnection', (socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      asked.push(bytes.toString());
      if (endless) trickle(socket, answer);
      else if (answer !== '') socket.end(answer);
    });
  });
  const one = await started(server, sockets);
  running.push(one);
  return { port: one.port, asked };
}

// A byte at a time, as fast as the other side takes it.
function trickle(socket: Socket, answer: string): void {
  socket.write(answer);
  const timer = setInterval(() => (socket.writable ? socket.write('{') : clearInterval(timer)), 1);
  socket.on('close', () => clearInterval(timer));
}

async function read(port: number, serverName?: string, timeoutMs = 8000) {
  const reading = await readServedChain({ host, port, timeoutMs, serverName });
  if (reading.kind === 'unread') throw new Error(reading.reason);
  return reading;
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a server that asks for a client certificate over %s', (version) => {
  const only = { minVersion: version, maxVersion: version };

  it('requires one where it refuses the handshake for lack of it, though it names no CA', async () => {
    const { port, asked } = await serve(healthy, { ...only, rejectUnauthorized: true });
    expect(await read(port)).toMatchObject({ clientCas: [], clientCertificate: 'required' });
    expect(asked).toEqual([]);
  });

  it('does without one where it gives the health of Vault without it', async () => {
    const { port, asked } = await serve(healthy, only);
    expect(await read(port, 'store.test')).toMatchObject({ clientCas: [], clientCertificate: 'optional' });
    expect(asked).toEqual([
      `GET /v1/sys/health HTTP/1.1\r\nHost: store.test:${port}\r\nUser-Agent: snowline\r\nAccept: application/json\r\nConnection: close\r\n\r\n`,
    ]);
  });

  it.each([
    ['says nothing', ''],
    ['answers as nginx does', 'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<center>No required SSL certificate was sent</center>'],
    ['refuses', 'HTTP/1.1 403 Forbidden\r\n\r\n{"errors":["permission denied"]}'],
    ['serves something else', 'HTTP/1.1 200 OK\r\n\r\nok'],
    ['speaks no HTTP', '220 mail.test ESMTP\r\n'],
  ])('may need one where it %s', async (_, answer) => {
    const { port } = await serve(answer, only);
    expect(await read(port)).toMatchObject({ clientCertificate: 'unknown' });
  });

  it('is given no more time than there is', async () => {
    const { port } = await serve('', only);
    const before = performance.now();
    expect(await read(port, undefined, 1000)).toMatchObject({ clientCertificate: 'unknown', protocol: version });
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('does not hold up everything else where it answers a byte at a time and never ends', async () => {
    const { port } = await serve(`HTTP/1.1 200 OK\r\nCache-Control: no-store\r\n\r\n${'{'.repeat(12_000)}`, only, true);
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 20);
    expect(await read(port)).toMatchObject({ clientCertificate: 'unknown' });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(50);
  });

  it('is sent nothing where it asks for none', async () => {
    const { port, asked } = await serve(healthy, { ...only, requestCert: false });
    expect(await read(port)).not.toHaveProperty('clientCertificate');
    expect(asked).toEqual([]);
  });
});

describe('the health of Vault', () => {
  it.each(['200 OK', '429 Too Many Requests', '472 status code 472', '473 status code 473'])('comes with %s', (status) => {
    expect(
      isVaultHealth(
        `HTTP/1.1 ${status}\r\nCache-Control: no-store\r\n\r\n{"initialized":true,"sealed":false,"standby":true,"version":"1"}\n`,
      ),
    ).toBe(true);
  });

  it('comes in a chunk too', () => {
    expect(
      isVaultHealth(
        'HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n30\r\n{"initialized":true,"sealed":false,"version":"1"}\r\n0\r\n\r\n',
      ),
    ).toBe(true);
  });

  it.each([
    ['a proxy says it', healthy.replace('Content-Type', 'Server: nginx\r\nContent-Type')],
    ['it came through one', healthy.replace('Content-Type', 'via: 1.1 proxy\r\nContent-Type')],
    ['half of it is there', healthy.slice(0, -10)],
    ['a word is missing', healthy.replace('initialized', 'ok')],
    ['it is sealed, and hands out nothing', healthy.replace('"sealed":false', '"sealed":true')],
    [
      'another answer comes before it',
      `HTTP/1.1 103 Early Hints\r\n\r\n${healthy.replace('Content-Type', 'Server: nginx\r\nContent-Type')}`,
    ],
    ['it may be kept', healthy.replace('no-store', 'max-age=60')],
    ['its version is not said', healthy.replace('version', 'v')],
    ['it is a text', healthy.replace('false', '"false"')],
    ['it is no object', 'HTTP/1.1 200 OK\r\n\r\nnull'],
    ['there is no head', '{"initialized":true,"sealed":false}'],
  ])('is not known where %s', (_, answer) => {
    expect(isVaultHealth(answer)).toBe(false);
  });
});
