import { createServer } from 'node:tls';
import { afterAll, afterEach, expect, it } from 'vitest';
import { storeSchema } from '../../src/config/config.ts';
import { observeStore } from '../../src/credential-store/observe-store.ts';
import { certificateRecordSchema, generationGaps, storeStateSchema } from '../../src/credential-store/store-state.ts';
import { type Issued, issue } from '../certificates.ts';
import * as bytes from './handshake-bytes.ts';
import { freePort, listen, type Running, scratch, started } from './servers.ts';

const files = scratch();
const running: Running[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});
afterAll(() => files.remove());

const root = issue({ subject: 'CN=Root', ca: true });
const next = issue({ subject: 'CN=Next Root', ca: true });
const leaf = issue({ subject: 'CN=store.test', issuer: root, names: ['store.test'] });
files.write('current.pem', root.pem);
files.write('pending.pem', root.pem + next.pem);
const now = Date.parse('2026-11-22T14:00:00.500Z');

function observe(
  declaration: object,
  options: { signal?: AbortSignal; progress?: (text: string) => void; timeoutMs?: number } = {},
  unchecked?: string,
) {
  const parsed = storeSchema.parse({ name: 'vault', endpoint: 'store.test', ...declaration });
  const store = unchecked === undefined ? parsed : { ...parsed, endpoint: unchecked };
  return observeStore(store, { now: () => now, timeoutMs: 5000, baseDirectory: files.folder, ...options });
}

async function serving(chain: readonly Issued[], asked: string[] = []): Promise<number> {
  const SNICallback = (name: string, done: (error: Error | null) => void): void => {
    asked.push(name);
    done(null);
  };
  const server = createServer({ key: leaf.keyPem, cert: chain.map(({ pem }) => pem).join(''), SNICallback });
  server.on('secureConnection', (socket) => socket.on('error', () => {}));
  const one = await started(server);
  running.push(one);
  return one.port;
}

it('observes a store whole: served chain, generations, names, and every certificate once', async () => {
  const port = await serving([leaf, root, leaf]);
  const { state, certificates } = await observe({
    endpoint: `https://127.0.0.1:${port}`,
    names: ['vault.corp.internal', '127.0.0.1'],
    generations: { from: 'files', current: 'current.pem', pending: 'pending.pem', currentSince: '2026-10-01T00:00:00Z' },
    switchAt: '2026-12-01',
    tunnels: ['http://proxy.test:80', 'https://proxy.test:8443'],
  });
  expect(storeStateSchema.parse(state)).toEqual({
    name: 'vault',
    endpoint: `127.0.0.1:${port}`,
    names: ['127.0.0.1', 'vault.corp.internal'],
    addresses: [`127.0.0.1:${port}`],
    servedChain: {
      state: 'known',
      certificates: [leaf.sha256, root.sha256, leaf.sha256],
      observedAt: '2026-11-22T14:00:00Z',
      from: 'handshake',
      protocol: 'TLSv1.3',
    },
    nodes: [
      {
        state: 'known',
        address: `127.0.0.1:${port}`,
        certificates: [leaf.sha256, root.sha256, leaf.sha256],
        protocol: 'TLSv1.3',
        narrower: [
          { offer: 'TLSv1.2', state: 'same' },
          { offer: 'RSA', state: 'refused' },
        ],
      },
    ],
    generations: {
      current: { certificates: [root.sha256], since: '2026-10-01T00:00:00Z', version: 'current.pem' },
      pending: { certificates: [root.sha256, next.sha256], version: 'pending.pem' },
    },
    switchAt: '2026-12-01T00:00:00Z',
    // as the evidence of hosts has them, where a port that goes without saying is left out
    tunnels: ['http://proxy.test', 'https://proxy.test:8443'],
    gaps: [],
  });
  expect(certificates.map((record) => certificateRecordSchema.parse(record).sha256).toSorted()).toEqual(
    [leaf.sha256, root.sha256, next.sha256].toSorted(),
  );
  expect(certificates.find(({ sha256 }) => sha256 === next.sha256)?.der).toBe(next.der.toString('base64'));
});

it('connects elsewhere where it is told to and still asks for the name of the endpoint', async () => {
  const asked: string[] = [];
  const port = await serving([leaf], asked);
  const { state } = await observe({ endpoint: 'store.test', servedChain: { from: 'tls', connect: `127.0.0.1:${port}` } });
  expect(state).toMatchObject({ endpoint: 'store.test:443', names: ['store.test'], servedChain: { state: 'known' } });
  expect(new Set(asked)).toEqual(new Set(['store.test']));
});

it('makes an unreachable store without generations visible twice over', async () => {
  const port = await freePort();
  const { state, certificates } = await observe({ endpoint: `127.0.0.1:${port}` });
  expect(state.servedChain).toEqual({ state: 'unknown', reason: `connection refused by 127.0.0.1:${port}` });
  expect(state.gaps).toEqual([
    `served chain: connection refused by 127.0.0.1:${port}`,
    'neither the served chain nor the current CA generation of store vault is known',
  ]);
  expect(certificates).toEqual([]);
});

it('makes it visible too where nothing was configured to be looked at', async () => {
  const { state } = await observe({ endpoint: 'store.test', servedChain: { from: 'none' } });
  expect(state.servedChain).toEqual({ state: 'not-configured' });
  expect(state.gaps).toEqual(['neither the served chain nor the current CA generation of store vault is known']);
});

it('has no gap where only the current generation is known because no more was asked for', async () => {
  const { state } = await observe({
    endpoint: 'store.test',
    servedChain: { from: 'none' },
    generations: { from: 'files', current: 'current.pem' },
  });
  expect(state.gaps).toEqual([]);
});

it('takes a saved chain', async () => {
  files.write('chain.pem', leaf.pem + root.pem);
  const { state } = await observe({ endpoint: 'store.test', servedChain: { from: 'file', path: 'chain.pem' } });
  expect(state.servedChain).toEqual({
    state: 'known',
    certificates: [leaf.sha256, root.sha256],
    observedAt: '2026-11-22T14:00:00Z',
    from: 'file',
  });
});

it('does not know a chain of which one certificate cannot be decoded', async () => {
  const broken = [
    bytes.serverHello({ version: 0x0303 }),
    bytes.certificateMessage([leaf.der, Buffer.from('no certificate')]),
    bytes.serverHelloDone,
  ];
  const server = await listen((socket) => void socket.once('data', () => socket.end(bytes.records(Buffer.concat(broken)))));
  running.push(server);
  const { state, certificates } = await observe({ endpoint: `127.0.0.1:${server.port}` });
  expect(state.servedChain).toEqual({
    state: 'unknown',
    reason: `certificate 2 of 2 that 127.0.0.1:${server.port} serves cannot be decoded`,
  });
  expect(certificates).toEqual([]);
});

it('gives an endpoint that is none as the reason, and never quotes it, since it may hold a password', async () => {
  const { state } = await observe({}, {}, 'https://reader:canary-1@vault:8200');
  expect(storeStateSchema.parse(state)).toMatchObject({
    endpoint: '(not an endpoint)',
    names: ['(not an endpoint)'],
    servedChain: { state: 'unknown', reason: 'what is configured for store vault is not an endpoint such as host:port' },
  });
  expect(JSON.stringify(state)).not.toContain('canary-1');
});

it('says what it is doing', async () => {
  const said: string[] = [];
  const port = await freePort();
  await observe(
    { endpoint: `127.0.0.1:${port}`, generations: { from: 'files', current: 'current.pem' } },
    { progress: (text) => void said.push(text) },
  );
  expect(said).toEqual([`reading the chain that store vault serves at 127.0.0.1:${port}`, 'reading the CA generations of store vault']);
});

it('ends with the reason of an interruption and makes no fact of it', async () => {
  const server = await listen(() => {});
  running.push(server);
  const controller = new AbortController();
  const waiting = observe({ endpoint: `127.0.0.1:${server.port}` }, { signal: controller.signal });
  controller.abort(new Error('stopped by the operator'));
  await expect(waiting).rejects.toThrow('stopped by the operator');
});

it('records the client CAs that it is configured to accept, and leaves out those that cannot be read to the end', async () => {
  const { state, certificates } = await observe({
    servedChain: { from: 'none' },
    clientCas: { current: 'current.pem', pending: 'pending.pem' },
  });
  expect(state.clientCas).toMatchObject({
    current: { certificates: [root.sha256] },
    pending: { certificates: [root.sha256, next.sha256] },
  });
  expect(certificates.map(({ sha256 }) => sha256)).toEqual([root.sha256, next.sha256]);
  files.write('half.pem', root.pem + next.pem.slice(0, 120));
  const broken = await observe({ servedChain: { from: 'none' }, clientCas: { current: 'half.pem', pending: 'gone.pem' } });
  expect(broken.state.clientCas).toEqual({});
  expect(broken.state.gaps).toEqual(
    expect.arrayContaining([expect.stringContaining('client CAs: current: half.pem'), 'client CAs: pending: gone.pem does not exist']),
  );
  expect(generationGaps(broken.state)).toEqual([]);
});
