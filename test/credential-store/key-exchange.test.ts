import { createServer, type TlsOptions } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { storeSchema } from '../../src/config/config.ts';
import { observeStore } from '../../src/credential-store/observe-store.ts';
import { keyExchangeOf } from '../../src/credential-store/sources/key-exchange.ts';
import { storeStateSchema } from '../../src/credential-store/store-state.ts';
import { issue } from '../certificates.ts';
import { dhParameters } from '../e2e/drill/dh-parameters.ts';
import { breakingOff, type Running, started } from './servers.ts';

const root = issue({ subject: 'CN=Root', ca: true, keyType: 'rsa' });
const leaf = issue({ subject: 'CN=store.test', issuer: root, names: ['store.test'], keyType: 'rsa' });

const running: Running[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

async function serve(options: TlsOptions): Promise<number> {
  const server = createServer({ key: leaf.keyPem, cert: leaf.pem, maxVersion: 'TLSv1.2', ...options }, (socket) => {
    socket.on('error', () => undefined).resume();
  });
  server.on('tlsClientError', () => undefined);
  const one = await started(server);
  running.push(one);
  return one.port;
}

/** The same, behind a proxy that ends each handshake after its certificates. */
async function serveInPart(): Promise<number> {
  const one = await breakingOff(await serve({}));
  running.push(one);
  return one.port;
}

async function nodeAt(port: number) {
  const declaration = storeSchema.parse({ name: 'vault', endpoint: `store.test:${port}` });
  const lookup = () => Promise.resolve([{ address: '127.0.0.1' }]);
  const { state } = await observeStore(declaration, { now: () => 0, timeoutMs: 8000, baseDirectory: '/', lookup });
  const { nodes, gaps } = storeStateSchema.parse(state);
  const [node] = nodes ?? [];
  if (node?.state !== 'known') throw new Error(`the node is not known: ${JSON.stringify(node)}`);
  return { node, gaps };
}

const dheAlone = 'DHE-RSA-AES128-GCM-SHA256';

describe('a store of TLS 1.2', () => {
  it.each(['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256'])(
    'that agrees on keys as every client does is not told apart: %s',
    async (ciphers) => {
      const { node, gaps } = await nodeAt(await serve({ ciphers }));
      expect(node).not.toHaveProperty('exchange');
      expect(node).not.toHaveProperty('broken');
      expect(gaps).toEqual([]);
    },
  );

  it.each([
    ['modp2', 1024],
    ['modp14', 2048],
  ] as const)('that knows Diffie-Hellman alone is told with the length of its prime: %s', async (group, dhBits) => {
    const { node } = await nodeAt(await serve({ ciphers: `${dheAlone}:@SECLEVEL=0`, dhparam: dhParameters(group) }));
    expect(node.exchange).toEqual({ suite: '0x009e', by: 'DHE', dhBits, toCommon: 'refused' });
  });

  it('that likes it better, and would have had ECDHE, is told so', async () => {
    const ciphers = `${dheAlone}:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0`;
    const { node } = await nodeAt(await serve({ ciphers, honorCipherOrder: true, dhparam: dhParameters('modp2') }));
    expect(node.exchange).toEqual({ suite: '0x009e', by: 'DHE', dhBits: 1024, toCommon: 'taken' });
  });

  it('that knows static RSA alone is told so', async () => {
    const { node } = await nodeAt(await serve({ ciphers: 'AES128-GCM-SHA256' }));
    expect(node.exchange).toEqual({ suite: '0x009c', by: 'RSA', toCommon: 'refused' });
  });

  it('that breaks off after its certificates has its chain known, and why nothing came of it', async () => {
    const port = await serveInPart();
    const { node, gaps } = await nodeAt(port);
    expect(node.certificates).toEqual([leaf.sha256]);
    expect(node.broken).toMatch(
      /^connection reset by 127\.0\.0\.1:\d+ during the TLS handshake$|^the TLS handshake with 127\.0\.0\.1:\d+ failed: ECONNRESET$/,
    );
    expect(gaps).toEqual([`served chain: ${node.broken}`]);
  });
});

describe('the prime of a ServerKeyExchange', () => {
  const params = (prime: readonly number[]): Uint8Array => Uint8Array.of(0, prime.length, ...prime);

  it.each([
    [[0x80, 0], 16],
    [[0, 0, 0x01, 0xff], 9],
    [[0, 0], 0],
  ])('%j has %d bits', (prime, dhBits) => {
    expect(keyExchangeOf(0x0033, params(prime))).toEqual({ suite: 0x0033, by: 'DHE', dhBits });
  });

  it('is looked for with DHE alone', () => {
    expect(keyExchangeOf(0xc013, params([3]))).toEqual({ suite: 0xc013, by: 'other' });
    expect(keyExchangeOf(0xc02f, params([3]))).toBeUndefined();
  });
});
