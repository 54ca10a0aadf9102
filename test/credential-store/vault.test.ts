import { createServer } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import type { GenerationsDeclaration } from '../../src/config/config.ts';
import { readVaultGenerations } from '../../src/credential-store/sources/vault.ts';
import { type Issued, issue } from '../certificates.ts';
import { freePort, type Running, scratch, started } from './servers.ts';

// No package provides Vault here: this answers as HashiCorp's documentation of the PKI engine's API says ("Read issuer", "List issuers").
const listener = issue({ subject: 'CN=Listener Root', ca: true });
const host = issue({ subject: 'CN=localhost', issuer: listener, names: ['localhost'] });
const folder = scratch();
const caFile = folder.write('listener-ca.pem', listener.pem);
const running: Running[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

interface Engine {
  readonly issuers: Readonly<Record<string, { readonly chain: readonly Issued[]; readonly keyless?: true }>>;
  readonly standard: string;
}
type Reply = { readonly status: number; readonly body: string };

function replyOf({ issuers, standard }: Engine, url: string): Reply {
  const notFound = { status: 404, body: '{"errors":[]}' };
  if (url === '/v1/pki/issuers?list=true') {
    const info = Object.entries(issuers).map(([id, { keyless }]) => [id, { issuer_name: '', key_id: keyless === true ? '' : `key-${id}` }]);
    return { status: 200, body: JSON.stringify({ data: { keys: Object.keys(issuers), key_info: Object.fromEntries(info) } }) };
  }
  const asked = /^\/v1\/pki\/issuer\/([^/]+)\/json$/.exec(url)?.[1];
  const id = asked === 'default' ? standard : asked;
  const issuer = id === undefined ? undefined : issuers[id];
  if (issuer === undefined) return notFound;
  const [own] = issuer.chain;
  return {
    status: 200,
    body: JSON.stringify({ data: { issuer_id: id, certificate: own?.pem, ca_chain: issuer.chain.map(({ pem }) => pem) } }),
  };
}

const asked: { readonly url: string; readonly namespace: unknown; readonly token: unknown }[] = [];

async function vault(reply: (url: string) => Reply | 'hang'): Promise<number> {
  const server = createServer({ cert: host.pem, key: host.keyPem }, (request, response) => {
    asked.push({ url: request.url ?? '', namespace: request.headers['x-vault-namespace'], token: request.headers['x-vault-token'] });
    const answer = reply(request.url ?? '');
    if (answer !== 'hang') response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  const one = await started(server);
  running.push({
    ...one,
    stop: async () => {
      server.closeAllConnections();
      await one.stop();
    },
  });
  return one.port;
}

type Declared = Extract<GenerationsDeclaration, { from: 'vault' }>;
const read = (port: number, unusual: Partial<Declared> = {}, timeoutMs = 5000) =>
  readVaultGenerations(
    { from: 'vault', mount: 'pki', caFile, ...unusual },
    { endpoint: { host: 'localhost', port }, baseDirectory: '/', timeoutMs },
  );
const digests = (generation: { readonly certificates: readonly { readonly sha256: string }[] } | undefined) =>
  generation?.certificates.map(({ sha256 }) => sha256);

const root = issue({ subject: 'CN=Corp Root', ca: true, from: '2020-01-01T00:00:00Z' });
const ca = (name: string, from: string) => issue({ subject: `CN=${name}`, ca: true, issuer: root, from });
const [old, older, now, next, later] = [
  ca('Issuing 1', '2023-01-01T00:00:00Z'),
  ca('Issuing 0', '2022-01-01T00:00:00Z'),
  ca('Issuing 2', '2024-01-01T00:00:00Z'),
  ca('Issuing 3', '2025-01-01T00:00:00Z'),
  ca('Issuing 4', '2025-06-01T00:00:00Z'),
];

describe('the CA generations of a PKI mount', () => {
  it('are the default issuer, the newest that began later and the newest that began earlier, each with its chain', async () => {
    const chains = { a: older, b: old, c: now, d: next, e: later };
    const issuers = Object.fromEntries(Object.entries(chains).map(([id, one]) => [id, { chain: [one, root] }]));
    const { generations, gaps } = await read(
      await vault((url) => replyOf({ issuers: { ...issuers, r: { chain: [root] } }, standard: 'c' }, url)),
    );
    expect(gaps).toEqual([]);
    expect(digests(generations.current)).toEqual([now.sha256, root.sha256]);
    expect(digests(generations.pending)).toEqual([later.sha256, root.sha256]);
    expect(digests(generations.previous)).toEqual([old.sha256, root.sha256]);
    expect(generations.current?.version).toBe('c');
  });

  it('leave out what was imported without a key, and what stands in the chain of the default issuer', async () => {
    const issuers = { c: { chain: [now, root] }, d: { chain: [next, root], keyless: true }, r: { chain: [root] } } as const;
    const { generations } = await read(await vault((url) => replyOf({ issuers, standard: 'c' }, url)));
    expect(Object.keys(generations)).toEqual(['current']);
  });

  it('are asked for without a token, in the namespace that is declared', async () => {
    asked.length = 0;
    await read(await vault((url) => replyOf({ issuers: { c: { chain: [now] } }, standard: 'c' }, url)), { namespace: 'team/prod' });
    expect(asked.map(({ url }) => url)).toEqual(['/v1/pki/issuer/default/json', '/v1/pki/issuers?list=true']);
    expect(new Set(asked.map(({ namespace, token }) => JSON.stringify([namespace, token])))).toEqual(new Set(['["team/prod",null]']));
  });

  it('are read elsewhere than at the store where that is declared', async () => {
    const port = await vault((url) => replyOf({ issuers: { c: { chain: [now] } }, standard: 'c' }, url));
    const { generations } = await read(await freePort(), { address: `https://localhost:${port}` });
    expect(digests(generations.current)).toEqual([now.sha256]);
  });

  it('have no pending one where issuers cannot be listed, and that is said', async () => {
    const engine: Engine = { issuers: { c: { chain: [now] } }, standard: 'c' };
    const port = await vault((url) =>
      url.includes('list=true') ? { status: 403, body: '{"errors":["permission denied"]}' } : replyOf(engine, url),
    );
    const { generations, gaps } = await read(port);
    expect(digests(generations.current)).toEqual([now.sha256]);
    expect(gaps).toEqual(['issuers of pki could not be listed, so that no pending CA is known: it answered 403']);
  });

  it('have no other generation than the current one where an issuer does not answer, and no further one is asked', async () => {
    const issuers = Object.fromEntries([now, next, later, old].map((one, index) => [`id-${index}`, { chain: [one, root] }]));
    const engine: Engine = { issuers, standard: 'id-0' };
    const port = await vault((url) => (/issuer\/id-[12]/.test(url) ? 'hang' : replyOf(engine, url)));
    asked.length = 0;
    const { generations, gaps } = await read(port, {}, 600);
    expect(asked.filter(({ url }) => /id-\d/.test(url)).map(({ url }) => url)).toEqual(['/v1/pki/issuer/id-1/json']);
    expect(Object.keys(generations)).toEqual(['current']);
    expect(gaps).toEqual([expect.stringMatching(/^no answer from localhost:\d+ within 0\.6 s$/)]);
  });

  it('take no name of an issuer that is none', async () => {
    const answer = { data: { issuer_id: '\u001b[31mevil\nline', certificate: now.pem } };
    const { generations } = await read(
      await vault((url) => (url.includes('list') ? { status: 404, body: '' } : { status: 200, body: JSON.stringify(answer) })),
    );
    expect(generations.current?.version).toBe('default');
  });

  const secret = 'hvs.CAESIJ-canary';
  it.each([
    ['nothing there', { status: 404, body: secret }, /^the default issuer of pki could not be read: nothing is there \(404\)/],
    ['a refusal', { status: 403, body: secret }, /denied \(403\)$/],
    ['a sealed Vault', { status: 503, body: secret }, /sealed or in maintenance \(503\)$/],
    ['a standby that sends elsewhere', { status: 307, body: secret }, /points elsewhere \(307\)/],
    ['a page', { status: 200, body: `<html>${secret}</html>` }, /the answer is not what Vault gives$/],
    ['another JSON', { status: 200, body: `{"data":{"token":"${secret}"}}` }, /the answer is not what Vault gives$/],
    [
      'a private key',
      { status: 200, body: JSON.stringify({ data: { certificate: host.keyPem } }) },
      /a private key at byte 0, which does not belong there$/,
    ],
    ['no certificate', { status: 200, body: JSON.stringify({ data: { certificate: secret } }) }, /holds no certificate$/],
    ['a flood', { status: 200, body: secret.repeat(100_000) }, /more than 1048576 bytes$/],
    ['silence', 'hang' as const, /^no answer from localhost:\d+ within 0\.4 s$/],
  ])('are not known where %s is the answer, which is not repeated', async (_name, reply, reason) => {
    const { generations, gaps } = await read(await vault(() => reply), {}, 400);
    expect(generations).toEqual({});
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatch(reason);
    expect(gaps.join()).not.toContain('canary');
    expect(gaps.join()).not.toContain('BEGIN');
  });

  it('are not believed from a Vault whose certificate is not trusted', async () => {
    const port = await vault((url) => replyOf({ issuers: { c: { chain: [now] } }, standard: 'c' }, url));
    const stranger = folder.write('stranger.pem', root.pem);
    const { generations, gaps } = await read(port, { caFile: stranger });
    expect(generations).toEqual({});
    expect(gaps[0]).toMatch(/^the certificate of localhost:\d+ is not trusted here \(\w+\): name its CA with caFile$/);
    expect((await read(port, { caFile: '/none.pem' })).gaps).toEqual(['the CA file /none.pem cannot be read (ENOENT)']);
  });

  it('are not known where nobody listens', async () => {
    expect((await read(await freePort())).gaps[0]).toMatch(/^connection refused by localhost:\d+$/);
  });
});
