import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { readServedChain } from '../../src/credential-store/sources/tls-endpoint.ts';
import { issue } from '../certificates.ts';
import * as bytes from './handshake-bytes.ts';
import { fragmenting, freePort, listen, type Running, started } from './servers.ts';

const running: Running[] = [];
const kept = async (start: Promise<Running>): Promise<Running> => {
  const one = await start;
  running.push(one);
  return one;
};
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});

const host = '127.0.0.1';
const timeoutMs = 8000;
const root = issue({ subject: 'CN=Root', ca: true });
const intermediate = issue({ subject: 'CN=Intermediate', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=store.test', issuer: intermediate, names: ['store.test', '127.0.0.1'] });
const stranger = issue({ subject: 'CN=Stranger', ca: true });

function tlsServer(options: TlsOptions): Promise<Running> {
  const sockets = new Set<import('node:net').Socket>();
  const server = createTlsServer({ key: leaf.keyPem, cert: leaf.pem + intermediate.pem, ...options });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('tlsClientError', () => {});
  server.on('secureConnection', (socket) => socket.on('error', () => {}));
  return kept(started(server, sockets));
}

async function chainOf(port: number): Promise<readonly string[]> {
  const reading = await readServedChain({ host, port, timeoutMs });
  if (reading.kind === 'unread') throw new Error(reading.reason);
  return reading.certificates.map((der) => Buffer.from(der).toString('hex'));
}

const hex = (...certificates: readonly { readonly der: Buffer }[]): string[] => certificates.map(({ der }) => der.toString('hex'));

describe('a server of node', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'gives its chain over %s byte for byte, with duplicates, strangers and its odd order',
    async (version) => {
      const served = [leaf, stranger, root, intermediate, intermediate, leaf];
      const { port } = await tlsServer({ cert: served.map(({ pem }) => pem).join(''), minVersion: version, maxVersion: version });
      const reading = await readServedChain({ host, port, timeoutMs });
      expect(reading).toMatchObject({ kind: 'read', protocol: version, remoteAddress: host });
      expect(reading).not.toHaveProperty('clientCas');
      expect(await chainOf(port)).toEqual(hex(...served));
    },
  );

  it('still gives it where every byte comes in a packet of its own', async () => {
    const { port } = await tlsServer({ minVersion: 'TLSv1.3' });
    const slow = await kept(fragmenting(port, 1));
    expect(await chainOf(slow.port)).toEqual(hex(leaf, intermediate));
  });

  it.each([
    ['TLS_AES_128_GCM_SHA256', 'TLSv1.3'],
    ['TLS_AES_256_GCM_SHA384', 'TLSv1.3'],
    ['TLS_CHACHA20_POLY1305_SHA256', 'TLSv1.3'],
    ['ECDHE-ECDSA-AES128-SHA', 'TLSv1.2'],
  ])('gives it through the suite %s', async (ciphers, protocol) => {
    const { port } = await tlsServer({ ciphers, minVersion: protocol as 'TLSv1.2', maxVersion: protocol as 'TLSv1.2' });
    expect(await readServedChain({ host, port, timeoutMs })).toMatchObject({ kind: 'read', protocol });
    expect(await chainOf(port)).toEqual(hex(leaf, intermediate));
  });

  it('gives it after a HelloRetryRequest', async () => {
    const { port } = await tlsServer({ ecdhCurve: 'P-384', minVersion: 'TLSv1.3' });
    expect(await chainOf(port)).toEqual(hex(leaf, intermediate));
  });

  it.each(['TLSv1', 'TLSv1.1'] as const)('gives it although the server is as old as %s', async (version) => {
    const ciphers = 'ALL@SECLEVEL=0';
    const { port } = await tlsServer({ minVersion: version, maxVersion: version, ciphers });
    expect(await readServedChain({ host, port, timeoutMs })).toMatchObject({ kind: 'read', protocol: version });
    expect(await chainOf(port)).toEqual(hex(leaf, intermediate));
  });

  it('asks for the name that it is given, and for no IP address', async () => {
    const asked: unknown[] = [];
    const { port } = await tlsServer({
      SNICallback: (name, done) => {
        asked.push(name);
        done(null);
      },
    });
    await readServedChain({ host, port, timeoutMs, serverName: 'store.test' });
    await readServedChain({ host, port, timeoutMs });
    expect(asked).toEqual(['store.test']);
  });

  it('reads a hundred certificates', async () => {
    const served = [leaf, ...Array.from({ length: 99 }, () => intermediate)];
    const { port } = await tlsServer({ cert: served.map(({ pem }) => pem).join('') });
    expect(await chainOf(port)).toHaveLength(100);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('reads over %s a chain that is too long for OpenSSL itself', async (version) => {
    const served = [leaf, ...Array.from({ length: 400 }, () => intermediate)];
    const lengthBytes = served.reduce((sum, { der }) => sum + der.length, 0);
    expect(lengthBytes).toBeGreaterThan(100 * 1024);
    const { port } = await tlsServer({ cert: served.map(({ pem }) => pem).join(''), minVersion: version, maxVersion: version });
    expect(await chainOf(port)).toEqual(hex(...served));
  });

  it('sends no alert before it has heard all, since a server would stop at that', async () => {
    const start = bytes.records(bytes.serverHello({ version: 0x0303 }));
    const long = Array.from({ length: 400 }, () => intermediate.der);
    const rest = bytes.records(Buffer.concat([bytes.certificateMessage(long), bytes.serverHelloDone]));
    const { port } = await kept(
      listen((socket) => {
        socket.once('data', () => {
          socket.once('data', () => socket.resetAndDestroy());
          socket.write(Buffer.concat([start, rest.subarray(0, 40_000)]), () => setTimeout(() => socket.write(rest.subarray(40_000)), 300));
        });
      }),
    );
    expect(await chainOf(port)).toHaveLength(400);
  });

  it('says what is too long for itself', async () => {
    const served = [leaf, ...Array.from({ length: 800 }, () => intermediate)];
    const { port } = await tlsServer({ cert: served.map(({ pem }) => pem).join('') });
    const reading = await readServedChain({ host, port, timeoutMs });
    expect(reading).toMatchObject({ kind: 'unread' });
    expect(reading).toHaveProperty(
      'reason',
      expect.stringMatching(/^127\.0\.0\.1:\d+ broke its TLS handshake: a handshake message of \d+ bytes, over the limit of 262144$/),
    );
  });

  it('ends its connection in order, so that the server logs no broken handshake', async () => {
    let errors = 0;
    const ended = Promise.withResolvers<void>();
    const server = createTlsServer({ key: leaf.keyPem, cert: leaf.pem });
    server.on('tlsClientError', () => {
      errors += 1;
    });
    server.on('secureConnection', (socket) => {
      socket.on('error', () => {
        errors += 1;
      });
      socket.on('end', () => ended.resolve());
      socket.resume();
    });
    const { port } = await kept(started(server));
    await readServedChain({ host, port, timeoutMs });
    await ended.promise;
    expect(errors).toBe(0);
  });
});

describe('a server that is none', () => {
  const unread = async (port: number, limitMs = timeoutMs) => {
    const reading = await readServedChain({ host, port, timeoutMs: limitMs });
    return reading.kind === 'unread' ? reading.reason.replace(`:${port}`, ':PORT') : reading;
  };

  it('refuses', async () => {
    expect(await unread(await freePort())).toBe('connection refused by 127.0.0.1:PORT');
  });

  it('says nothing', async () => {
    const { port } = await kept(listen(() => {}));
    expect(await unread(port, 1500)).toBe('no answer from 127.0.0.1:PORT within 1.5 s: it accepts connections and says nothing');
  });

  it('stops in the middle', async () => {
    const { port } = await kept(listen((socket) => void socket.write(bytes.records(bytes.serverHello({ version: 0x0303 })))));
    expect(await unread(port, 1000)).toMatch(
      /^(?:127\.0\.0\.1:PORT did not finish its side of the TLS handshake within 1 s|the TLS handshake with 127\.0\.0\.1:PORT failed: .+)$/,
    );
  });

  it('resets', async () => {
    const { port } = await kept(listen((socket) => void socket.once('data', () => socket.resetAndDestroy())));
    expect(await unread(port)).toBe('connection reset by 127.0.0.1:PORT during the TLS handshake');
  });

  it('hangs up', async () => {
    const { port } = await kept(listen((socket) => void socket.once('data', () => socket.end())));
    expect(await unread(port)).toBe('127.0.0.1:PORT closed the connection during the TLS handshake');
  });

  it('hangs up after half a flight of TLS 1.2', async () => {
    const half = Buffer.concat([bytes.serverHello({ version: 0x0303 }), bytes.certificateMessage([leaf.der])]);
    const { port } = await kept(listen((socket) => void socket.once('data', () => socket.end(bytes.records(half)))));
    expect(await unread(port)).toBe('127.0.0.1:PORT closed the connection during the TLS handshake');
  });

  it('hangs up after a ServerHello of TLS 1.3', async () => {
    const { port } = await kept(
      listen((socket) => void socket.once('data', () => socket.end(bytes.records(bytes.serverHello({ version: 0x0304, suite: 0x1301 }))))),
    );
    expect(await unread(port)).toMatch(/127\.0\.0\.1:PORT/);
  });

  it.each([
    ['speaks HTTP', 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'],
    ['speaks SMTP', '220 mail.test ESMTP\r\n'],
    ['speaks terminal escapes', '\u001b[2J\u001b]0;owned\u0007'],
  ])('%s', async (_name, text) => {
    const { port } = await kept(listen((socket) => void socket.end(text)));
    expect(await unread(port)).toBe('127.0.0.1:PORT does not speak TLS');
  });

  it('refuses with an alert', async () => {
    const { port } = await kept(listen((socket) => void socket.once('data', () => socket.write(bytes.alert(2, 112)))));
    expect(await unread(port)).toBe('127.0.0.1:PORT refused the handshake with the alert unrecognized_name');
  });

  it('floods', async () => {
    const hollow = bytes.record(22, bytes.message(0, Buffer.alloc(16_000)));
    const { port } = await kept(
      listen((socket) => {
        socket.write(bytes.records(bytes.serverHello({ version: 0x0303 })));
        const more = (): void => {
          while (!socket.destroyed && socket.write(hollow));
          socket.once('drain', more);
        };
        more();
      }),
    );
    expect(await unread(port)).toBe('127.0.0.1:PORT sent over 1048576 bytes without finishing its handshake');
  });

  it('has no address', async () => {
    const reading = await readServedChain({ host: 'store.invalid', port: 443, timeoutMs });
    expect(reading).toMatchObject({ kind: 'unread' });
    expect(reading).toHaveProperty('reason', expect.stringMatching(/^the host name of store\.invalid:443 cannot be resolved/));
  });

  it('cannot exist, which is a reason too and no exception', async () => {
    expect(await readServedChain({ host, port: 70_000, timeoutMs })).toMatchObject({ kind: 'unread' });
  });
});

describe('an interruption', () => {
  it('ends the reading with a reason, before and while it waits', async () => {
    const { port } = await kept(listen(() => {}));
    const controller = new AbortController();
    const waiting = readServedChain({ host, port, timeoutMs, signal: controller.signal });
    controller.abort();
    const reason = `interrupted before the chain of 127.0.0.1:${port} was read`;
    expect(await waiting).toMatchObject({ kind: 'unread', reason });
    expect(await readServedChain({ host, port, timeoutMs, signal: controller.signal })).toMatchObject({ kind: 'unread', reason });
  });
});
