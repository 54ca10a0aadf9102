import { type AddressInfo, createServer as createTcp, type Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { storeSchema } from '../../src/config/config.ts';
import { observeStore } from '../../src/credential-store/observe-store.ts';
import { storeStateSchema } from '../../src/credential-store/store-state.ts';
import { type Issued, issue } from '../certificates.ts';

const root = issue({ subject: 'CN=Root', ca: true });
const old = issue({ subject: 'CN=Old Root', ca: true });
const leaf = issue({ subject: 'CN=store.test', issuer: root, names: ['store.test'] });
const oldLeaf = issue({ subject: 'CN=store.test', issuer: old, names: ['store.test'] });
const rsaLeaf = issue({ subject: 'CN=store.test', issuer: root, names: ['store.test'], keyType: 'rsa' });

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Listens at an address of loopback; port 0 takes any. */
async function at(address: string, port: number, server: ReturnType<typeof createTcp>): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(port, address);
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  stops.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

const asked: { readonly address: string | undefined; readonly name: string }[] = [];

function tls(chain: readonly Issued[], more: TlsOptions = {}): ReturnType<typeof createTcp> {
  const server = createServer({ key: chain[0]?.keyPem ?? '', cert: chain.map(({ pem }) => pem).join(''), ...more });
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket) => {
    asked.push({ address: socket.localAddress, name: String(socket.servername) });
    socket.on('error', () => undefined);
    socket.resume();
  });
  return server;
}

async function observe(addresses: readonly string[], port: number, more: object = {}, timeoutMs = 4000) {
  const declaration = storeSchema.parse({ name: 'vault', endpoint: `store.test:${port}`, ...more });
  const lookup = () => Promise.resolve(addresses.map((address) => ({ address })));
  const begun = performance.now();
  const { state, certificates } = await observeStore(declaration, { now: () => 0, timeoutMs, baseDirectory: '/', lookup });
  return { state: storeStateSchema.parse(state), certificates, tookMs: performance.now() - begun };
}

const known = (certificates: readonly Issued[]) => ({ state: 'known', certificates: certificates.map(({ sha256 }) => sha256) });

describe('a name that leads to several nodes', () => {
  it('has each of them asked for that name, and what each serves recorded', async () => {
    const port = await at('127.0.0.2', 0, tls([leaf, root]));
    await at('127.0.0.3', port, tls([oldLeaf]));
    await at('::1', port, tls([leaf]));
    asked.length = 0;
    const { state, certificates } = await observe(['127.0.0.3', '127.0.0.2', '::1', '127.0.0.2'], port);
    expect(state.nodes).toMatchObject([
      { address: `127.0.0.2:${port}`, ...known([leaf, root]) },
      { address: `127.0.0.3:${port}`, ...known([oldLeaf]) },
      { address: `[::1]:${port}`, ...known([leaf]) },
    ]);
    expect(state.servedChain).toMatchObject(known([leaf, root]));
    expect(state.addresses).toEqual([`127.0.0.2:${port}`, `127.0.0.3:${port}`, `[::1]:${port}`]);
    expect(state.gaps).toEqual([]);
    expect(new Set(asked.map(({ name }) => name))).toEqual(new Set(['store.test']));
    expect(new Set(certificates.map(({ sha256 }) => sha256))).toEqual(new Set([leaf.sha256, root.sha256, oldLeaf.sha256]));
  });

  it('has one that refuses connections recorded with its reason, beside the others', async () => {
    const port = await at('127.0.0.2', 0, tls([leaf]));
    const { state } = await observe(['127.0.0.2', '127.0.0.3'], port);
    expect(state.servedChain).toMatchObject(known([leaf]));
    expect(state.nodes?.[1]).toEqual({ state: 'unknown', address: `127.0.0.3:${port}`, reason: `connection refused by 127.0.0.3:${port}` });
    expect(state.gaps).toEqual([`served chain: connection refused by 127.0.0.3:${port}`]);
  });

  it('has one left out that does not answer where the configuration says so', async () => {
    const port = await at('127.0.0.2', 0, tls([leaf]));
    const { state } = await observe(['127.0.0.2', '127.0.0.3'], port, { servedChain: { from: 'tls', ignoreUnreachable: true } });
    expect(state.nodes?.[1]).toMatchObject({ state: 'unknown', excused: 'configured' });
    expect(state.gaps[0]).toContain('left out, as configured');
  });

  it('has a whole family left out where none of it can be reached, and no node of a family that answers', async () => {
    const port = await at('127.0.0.2', 0, tls([leaf]));
    // 2001:db8::/32 is for documentation (RFC 3849): no network has it
    const { state } = await observe(['127.0.0.2', '127.0.0.3', '2001:db8::1'], port, {}, 1500);
    expect(state.nodes?.map((node) => ('excused' in node ? node.excused : node.state))).toEqual([
      'known',
      'unknown',
      'family-out-of-reach',
    ]);
  });

  it('has no excuse for a node of another family that was reached and speaks no TLS', async () => {
    const port = await at('127.0.0.2', 0, tls([leaf]));
    await at(
      '::1',
      port,
      createTcp((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    const { state } = await observe(['127.0.0.2', '::1'], port);
    expect(state.nodes?.[1]).toEqual({ state: 'unknown', address: `[::1]:${port}`, reason: `[::1]:${port} does not speak TLS` });
  });

  it('is not known where no node answers, with the first reason', async () => {
    const port = await at('127.0.0.4', 0, tls([leaf]));
    const { state } = await observe(['127.0.0.3', '127.0.0.2'], port);
    expect(state.servedChain).toEqual({
      state: 'unknown',
      reason: `connection refused by 127.0.0.2:${port}, and nothing better from 1 more addresses`,
    });
    expect(state.nodes?.every((node) => node.state === 'unknown' && node.excused === undefined)).toBe(true);
  });

  it('has sixteen of them asked, and says how many were not', async () => {
    const addresses = Array.from({ length: 20 }, (_, index) => `127.0.1.${index + 10}`);
    const port = await at('0.0.0.0', 0, tls([leaf]));
    const { state } = await observe(addresses, port, {}, 15_000);
    expect(state.nodes).toHaveLength(16);
    expect(state.nodes?.every((node) => node.state === 'known')).toBe(true);
    expect(state.gaps).toEqual([`served chain: store.test:${port} has 4 further addresses, which were not asked`]);
  });

  it('takes no longer than the store has, however many of them hang, and asks those behind them', async () => {
    const hanging = Array.from({ length: 11 }, (_, index) => `127.0.2.${index + 10}`);
    const port = await at('127.0.3.1', 0, tls([leaf]));
    for (const address of hanging)
      await at(
        address,
        port,
        createTcp(() => undefined),
      );
    const { state, tookMs } = await observe([...hanging, '127.0.3.1'], port, {}, 3000);
    expect(tookMs).toBeLessThan(4000);
    expect(state.nodes?.filter((node) => node.state === 'unknown')).toHaveLength(11);
    expect(state.servedChain).toMatchObject(known([leaf]));
    expect(state.nodes?.[0]).toMatchObject({ reason: expect.stringContaining('within 1 s: it accepts connections and says nothing') });
  });

  it('asks for client certificates where one of them does, and requires them where one does', async () => {
    const port = await at('127.0.0.2', 0, tls([leaf]));
    await at('127.0.0.3', port, tls([leaf], { requestCert: true, ca: root.pem, maxVersion: 'TLSv1.2' }));
    const { state } = await observe(['127.0.0.2', '127.0.0.3'], port);
    expect(state.servedChain).toMatchObject({ clientCas: [expect.stringMatching(/^30/)], clientCertificate: 'required' });
  });
});

describe('a name that does not resolve', () => {
  const failing = (lookup: () => Promise<{ address: string }[]>, timeoutMs = 4000) =>
    observeStore(storeSchema.parse({ name: 'vault', endpoint: 'store.test' }), { now: () => 0, timeoutMs, baseDirectory: '/', lookup });

  it('is a reason, as is one that resolves too late or to nothing', async () => {
    const error = Object.assign(new Error('no'), { code: 'ENOTFOUND' });
    const reasons = [];
    for (const lookup of [() => Promise.reject(error), () => new Promise<never>(() => undefined), () => Promise.resolve([])]) {
      const { state } = await failing(lookup, 300);
      expect(state).not.toHaveProperty('nodes');
      reasons.push(state.servedChain.state === 'unknown' ? state.servedChain.reason : state.servedChain);
    }
    expect(reasons).toEqual([
      'the host name of store.test:443 cannot be resolved',
      'the host name of store.test:443 was not resolved within 0.3 s',
      'the host name of store.test:443 has no address',
    ]);
  });
});

describe('a node with two certificates', () => {
  const both = { key: [leaf.keyPem, rsaLeaf.keyPem], cert: [leaf.pem, rsaLeaf.pem] };

  // The server here prefers RSA by its list of suites, and in TLS 1.3 goes by the client's
  it.each([
    ['TLSv1.2', rsaLeaf, 'ECDSA', leaf],
    ['TLSv1.3', leaf, 'RSA', rsaLeaf],
  ] as const)('shows the other to a client that knows its kind of key alone, over %s', async (version, main, offer, other) => {
    const port = await at('127.0.0.2', 0, tls([], { ...both, minVersion: version, maxVersion: version }));
    const { state, certificates } = await observe(['127.0.0.2'], port);
    expect(state.nodes).toMatchObject([{ ...known([main]), protocol: version }]);
    const [node] = state.nodes ?? [];
    const narrower = node?.state === 'known' ? node.narrower : [];
    expect(narrower).toContainEqual({ offer, ...known([other]) });
    expect(narrower.find((answer) => answer.offer === 'TLSv1.2')?.state).toBe(version === 'TLSv1.3' ? 'refused' : undefined);
    expect(certificates.map(({ sha256 }) => sha256)).toContain(other.sha256);
  });

  it('is asked in TLS 1.3 for a key that another kind of CA has signed, too', async () => {
    const rsaRoot = issue({ subject: 'CN=RSA Root', ca: true, keyType: 'rsa' });
    const signed = issue({ subject: 'CN=store.test', issuer: rsaRoot, names: ['store.test'] });
    const server = tls([], {
      key: [rsaLeaf.keyPem, signed.keyPem],
      cert: [rsaLeaf.pem, signed.pem],
      sigalgs: 'rsa_pss_rsae_sha256:ECDSA+SHA256:RSA+SHA256',
      minVersion: 'TLSv1.3',
    });
    const port = await at('127.0.0.2', 0, server);
    const { certificates } = await observe(['127.0.0.2'], port);
    expect(new Set(certificates.map(({ sha256 }) => sha256))).toEqual(new Set([rsaLeaf.sha256, signed.sha256]));
  });

  it('shows a chain for TLS 1.2 of its own', async () => {
    const port = await at('127.0.0.2', 0, twoFaced());
    const { state } = await observe(['127.0.0.2'], port);
    const [node] = state.nodes ?? [];
    expect(node?.state === 'known' ? node.narrower : []).toContainEqual({ offer: 'TLSv1.2', ...known([oldLeaf]) });
  });

  // Passes each connection on to one of two servers, by whether its ClientHello offers TLS 1.3 (supported_versions with 0x0304)
  function twoFaced(): ReturnType<typeof createTcp> {
    const [modern, plain] = [tls([leaf]), tls([oldLeaf], { maxVersion: 'TLSv1.2' })];
    return createTcp((socket) => {
      socket.once('data', (hello: Buffer) => {
        socket.pause();
        socket.unshift(hello);
        const offersNew = hello.includes(Buffer.from('002b', 'hex')) && hello.includes(Buffer.from('0304', 'hex'));
        (offersNew ? modern : plain).emit('connection', socket);
      });
    });
  }
});
