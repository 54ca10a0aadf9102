import { createServer as createTcp, type Server, type Socket } from 'node:net';
import { createServer as createTls, type TlsOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeSchema } from '../../src/config/config.ts';
import { observeStore } from '../../src/credential-store/observe-store.ts';
import type { StoreNode } from '../../src/credential-store/store-node.ts';
import type { StoreState } from '../../src/credential-store/store-state.ts';
import { issue } from '../certificates.ts';
import * as bytes from './handshake-bytes.ts';

const root = issue({ subject: 'CN=Root', ca: true });
const leaf = issue({ subject: 'CN=store.test', issuer: root, names: ['store.test'] });
const hello = bytes.records(bytes.serverHello({ version: 0x0303 }));
const flight = (...messages: readonly Uint8Array[]) => bytes.records(Buffer.concat([bytes.serverHello({ version: 0x0303 }), ...messages]));

const after = (answer: (socket: Socket) => void): Server => createTcp((socket) => void socket.once('data', () => answer(socket)));
const says = (text: Uint8Array | string): Server => after((socket) => void socket.write(text));
const tls = (certificates: readonly string[], more: TlsOptions = {}): Server => {
  const server = createTls({ key: leaf.keyPem, cert: certificates.join(''), ...more });
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket) => socket.on('error', () => undefined));
  return server;
};

function flood(start: Uint8Array, again: Uint8Array): Server {
  // many at a time: one by one the server of the test is what takes long
  const many = Buffer.concat(Array.from({ length: 1000 }, () => again));
  return after((socket) => {
    socket.write(start);
    const more = (): void => {
      while (!socket.destroyed && socket.write(many));
      socket.once('drain', more);
    };
    more();
  });
}

function drip(all: Uint8Array, everyMs: number): Server {
  return after((socket) => {
    let at = 0;
    const timer = setInterval(() => {
      if (at < all.length && !socket.destroyed) socket.write(all.subarray(at, at + 1));
      else clearInterval(timer);
      at += 1;
    }, everyMs);
    socket.on('close', () => clearInterval(timer));
  });
}

/** What a node does, and what is said of it behind its address. */
type Behaviour = readonly [string, () => Server, RegExp];

// Waited for until time is up
const quiet: readonly Behaviour[] = [
  [
    'hangs after it has accepted',
    () => createTcp(() => undefined),
    /^no answer from NODE within [\d.]+ s: it accepts connections and says nothing$/,
  ],
  [
    'hangs in the middle of the handshake',
    () => says(hello),
    /^(?:NODE did not finish its side of the TLS handshake within|the TLS handshake with NODE failed: )/,
  ],
  [
    'sends a byte now and then',
    () => drip(flight(bytes.certificateMessage([leaf.der]), bytes.serverHelloDone), 300),
    /^NODE did not finish its side of the TLS handshake within|^no answer from NODE/,
  ],
];

// Apart from the others, whom they would leave no time to be heard in
const flooding: readonly Behaviour[] = [
  [
    'warns for ever',
    () => flood(Buffer.alloc(0), bytes.alert(1, 112)),
    /^(?:NODE sent over 1048576 bytes|the TLS handshake with NODE failed: |no answer from NODE)/,
  ],
  [
    'asks for another hello for ever',
    () => flood(Buffer.alloc(0), bytes.records(bytes.serverHello({ version: 0x0304, suite: 0x1301, retry: true }))),
    /^(?:NODE sent over 1048576 bytes|the TLS handshake with NODE failed: |no answer from NODE)/,
  ],
  [
    'sends empty records for ever',
    () => flood(hello, bytes.record(22, Buffer.alloc(0))),
    /^NODE (?:sent over 1048576 bytes|broke its TLS handshake)|^the TLS handshake with NODE failed: |^no answer from NODE/,
  ],
];

// Not waited for, so that they get as much time as a busy machine may need
const wrong: readonly Behaviour[] = [
  [
    'resets at once',
    () => createTcp((socket) => void socket.resetAndDestroy()),
    /^(?:connection reset by NODE during the TLS handshake|cannot connect to NODE \(ECONNRESET\))$/,
  ],
  ['resets after the hello', () => after((socket) => void socket.resetAndDestroy()), /^connection reset by NODE during the TLS handshake$/],
  [
    'closes after its ServerHello',
    () => after((socket) => void socket.end(hello)),
    /^(?:NODE closed the connection during|the TLS handshake with NODE failed: )/,
  ],
  ['speaks garbage', () => says(Buffer.alloc(500, 0xa5)), /^NODE does not speak TLS$/],
  ['speaks plain HTTP', () => says('HTTP/1.1 400 Bad Request\r\n\r\n'), /^NODE does not speak TLS$/],
  [
    'refuses with an alert at once',
    () => createTcp((socket) => void socket.write(bytes.alert(2, 80))),
    /^NODE refused the handshake with the alert internal_error$/,
  ],
  [
    'says that a certificate of 1 MB comes',
    () => says(flight(bytes.certificateMessage([Buffer.alloc(1024 * 1024, 0x30)]), bytes.serverHelloDone)),
    /^NODE broke its TLS handshake: a handshake message of 1048\d\d\d bytes, over the limit of 262144$/,
  ],
  [
    'presents 10,000 certificates',
    () => says(flight(bytes.certificateMessage(Array.from({ length: 10_000 }, () => leaf.der)), bytes.serverHelloDone)),
    /^NODE broke its TLS handshake: a handshake message of \d+ bytes, over the limit of 262144$/,
  ],
  [
    'presents 10,000 that are none',
    () => says(flight(bytes.certificateMessage(Array.from({ length: 10_000 }, () => Buffer.from('30'))), bytes.serverHelloDone)),
    /^certificate 1 of 10000 that NODE serves cannot be decoded$/,
  ],
  ['presents none', () => says(flight(bytes.certificateMessage([]), bytes.serverHelloDone)), /^NODE presented no certificate$/],
];

async function listening(server: Server, address: string, port: number, sockets: Set<Socket>): Promise<number> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(port, address);
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const at = server.address();
  return typeof at === 'object' && at !== null ? at.port : 0;
}

const observe = (port: number, addresses: readonly string[], timeoutMs: number, declared: { readonly kind?: 'vault' } = {}) =>
  observeStore(storeSchema.parse({ name: 'vault', endpoint: `store.test:${port}`, ...declared }), {
    now: () => 0,
    timeoutMs,
    baseDirectory: '/',
    lookup: () => Promise.resolve(addresses.map((address) => ({ address }))),
  });

describe.each([
  ['come to no end', quiet, 2000],
  ['send without end', flooding, 3000],
  ['say something wrong', wrong, 24_000],
] as const)('nodes that each %s', (_what, nodes, timeoutMs) => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const addressOf = (index: number): string => `127.0.4.${String(index + 10)}`;
  let state: StoreState;
  let port = 0;

  // The store's time is for all of its nodes together: whoever waits that long for each does not come to an end here.
  beforeAll(async () => {
    for (const [index, [, make]] of nodes.entries()) {
      const server = make();
      port = await listening(server, addressOf(index), port, sockets);
      servers.push(server);
    }
    ({ state } = await observe(
      port,
      nodes.map((_, index) => addressOf(index)),
      timeoutMs,
      { kind: 'vault' },
    ));
  }, 30_000);
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
  });

  it.each(nodes)('%s: a stated reason', (what, _make, reason) => {
    const address = `${addressOf(nodes.findIndex(([name]) => name === what))}:${port}`;
    const node: StoreNode | undefined = state.nodes?.find((one) => one.address === address);
    expect(node?.state === 'unknown' ? node.reason.replaceAll(address, 'NODE') : node).toMatch(reason);
    expect(node).not.toHaveProperty('excused');
  });

  it('leave the store unknown together', () => {
    expect(state.servedChain).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(new RegExp(`and nothing better from ${nodes.length - 1} more addresses$`)),
    });
  });
});

describe('a node beside one that is good', () => {
  it.each([
    ['a hundred certificates', [leaf, ...Array.from({ length: 99 }, () => root)]],
    ['itself a hundred times', Array.from({ length: 100 }, () => leaf)],
  ])('may present %s: a chain of its own', async (_what, chain) => {
    const sockets = new Set<Socket>();
    const good = tls([leaf.pem]);
    const odd = tls(chain.map(({ pem }) => pem));
    const port = await listening(good, '127.0.4.2', 0, sockets);
    await listening(odd, '127.0.4.3', port, sockets);
    const { state } = await observe(port, ['127.0.4.2', '127.0.4.3'], 8000);
    expect(state.nodes?.map((node) => (node.state === 'known' ? node.certificates.length : node.reason))).toEqual([1, 100]);
    for (const socket of sockets) socket.destroy();
    for (const server of [good, odd]) await new Promise((resolve) => server.close(resolve));
  });
});
