import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { storeSchema } from '../../src/config/config.ts';
import { observeStore } from '../../src/credential-store/observe-store.ts';
import { generationGaps } from '../../src/credential-store/store-state.ts';
import { issue } from '../certificates.ts';

// No package provides Vault here: this answers as HashiCorp's documentation of "/sys/health" and http/sys_health.go say.
const root = issue({ subject: 'CN=Root', ca: true });
const leaf = issue({ subject: 'CN=vault.test', issuer: root, names: ['vault.test'] });
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}
const body = (sealed: boolean, initialized = true) => JSON.stringify({ initialized, sealed, standby: false, version: '1.17.2' });
const own = (status: number, sealed = false, initialized = true): Reply => ({
  status,
  body: body(sealed, initialized),
  headers: { 'cache-control': 'no-store', 'content-type': 'application/json' },
});

const asked: { readonly url: string | undefined; readonly token: unknown }[] = [];

async function vault(reply: Reply | 'hang', more: ServerOptions = {}): Promise<number> {
  const server = createServer({ key: leaf.keyPem, cert: leaf.pem, ...more }, (request, response) => {
    asked.push({ url: request.url, token: request.headers['x-vault-token'] });
    if (reply !== 'hang') response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

async function observe(port: number, more: object = { kind: 'vault' }, timeoutMs = 5000) {
  const declaration = storeSchema.parse({ name: 'vault', endpoint: `127.0.0.1:${port}`, ...more });
  const { state } = await observeStore(declaration, { now: () => 0, timeoutMs, baseDirectory: '/' });
  const [node] = state.nodes ?? [];
  return { state, health: node?.state === 'known' ? node.health : undefined };
}

const versions = ['TLSv1.2', 'TLSv1.3'] as const;

describe('a store that is declared to be Vault', () => {
  it.each(versions.flatMap((version) => [own(200), own(429), own(503, true), own(501, true, false)].map((reply) => ({ version, reply }))))(
    'tells its health once, without a token: %j',
    async ({ version, reply }) => {
      asked.length = 0;
      const port = await vault(reply, { minVersion: version, maxVersion: version });
      const { state, health } = await observe(port);
      const { sealed, initialized } = JSON.parse(reply.body) as { sealed: boolean; initialized: boolean };
      expect(health).toEqual({ state: 'known', status: reply.status, sealed, initialized, observedAt: '1970-01-01T00:00:00Z' });
      expect(state).toMatchObject({ kind: 'vault', gaps: [] });
      expect(asked).toEqual([{ url: '/v1/sys/health', token: undefined }]);
    },
  );

  it('is asked where its generations come from Vault, too, and no other store is', async () => {
    asked.length = 0;
    const port = await vault(own(200));
    expect((await observe(port, { generations: { from: 'vault' } })).health).toMatchObject({ state: 'known' });
    asked.length = 0;
    const elsewhere = { from: 'vault', address: 'https://127.0.0.1:9' };
    for (const others of [{}, { generations: elsewhere }, { kind: 'secrets-manager' }]) {
      const other = await observe(port, others);
      expect(other.health).toBeUndefined();
    }
    expect(asked).toEqual([]);
  });

  it.each([400, 401, 403])('withholds its health with %d', async (status) => {
    const { state, health } = await observe(await vault({ status, body: '<html>no</html>' }));
    expect(health).toMatchObject({ state: 'withheld', reason: expect.stringContaining(`with ${status}`) });
    expect(state.gaps.some((gap) => gap.startsWith('health: '))).toBe(true);
    expect(generationGaps(state)).toEqual([]);
  });

  it.each([
    ['a proxy that found nothing behind it', { status: 502, body: 'bad gateway' }, 'with 502, and not as Vault does'],
    ['something that has no such path', { status: 404, body: 'Not found' }, 'with 404, as Vault never does: is it one?'],
    ['a proxy that says sealed in its own words', { status: 503, body: '{"sealed":true}' }, 'with 503, and not as Vault does'],
    ['no JSON', { ...own(200), body: '{"sealed":fal' }, 'with 200, and not as Vault does'],
    ['other types', { ...own(200), body: '{"initialized":1,"sealed":0,"version":3}' }, 'with 200, and not as Vault does'],
  ])('is unknown where the answer is of %s', async (_what, reply, words) => {
    const { health } = await observe(await vault(reply));
    expect(health).toMatchObject({ state: 'unknown', reason: expect.stringContaining(words) });
  });

  it('is unknown where no answer comes, after some seconds, with its chain known all the same', async () => {
    const begun = performance.now();
    const { state, health } = await observe(await vault('hang'));
    expect(health).toMatchObject({ state: 'unknown', reason: expect.stringContaining('did not answer') });
    expect(state.servedChain.state).toBe('known');
    expect(performance.now() - begun).toBeLessThan(5500);
  });

  it('has the time of the store for all of it', async () => {
    const begun = performance.now();
    const { state, health } = await observe(await vault('hang'), { kind: 'vault' }, 1000);
    expect(performance.now() - begun).toBeLessThan(1800);
    expect(health?.state).toBe('unknown');
    expect(state.servedChain.state).toBe('known');
  });

  it.each(versions)('that demands a client certificate withholds it, over %s', async (version) => {
    const port = await vault(own(200), {
      requestCert: true,
      rejectUnauthorized: true,
      ca: root.pem,
      minVersion: version,
      maxVersion: version,
    });
    const { state, health } = await observe(port);
    expect(health).toMatchObject({ state: 'withheld', reason: expect.stringContaining('client certificate') });
    expect(state.servedChain).toMatchObject({ clientCertificate: 'required' });
  });

  it('is not drowned by an answer without an end', async () => {
    const server = createTls({ key: leaf.keyPem, cert: leaf.pem }, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nCache-Control: no-store\r\n\r\n{"initialized":true,');
        const more = (): void => {
          while (!socket.destroyed && socket.write(' '.repeat(60_000)));
          socket.once('drain', more);
        };
        more();
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    stops.push(() => new Promise((resolve) => server.close(resolve)));
    const { health } = await observe((server.address() as AddressInfo).port);
    expect(health).toMatchObject({ state: 'unknown' });
  });
});
