import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { checkStore } from '../../src/cli/doctor-stores.ts';
import { storeSchema } from '../../src/config/config.ts';
import { issue } from '../certificates.ts';
import { scratch } from '../credential-store/servers.ts';

const home = scratch();
afterAll(() => home.remove());
const leaf = issue({ subject: 'CN=vault.test' });
const context = { now: Date.now, timeoutMs: 5000, baseDirectory: home.folder };
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** What answers every question with this status and body, as a store that is declared to be Vault. */
async function storeAnswering(status: number, body = '{}', more: object = {}, tls: ServerOptions = {}) {
  const server = createServer({ key: leaf.keyPem, cert: leaf.pem, ...tls }, (_request, response) => {
    response.writeHead(status, { 'cache-control': 'no-store' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const store = storeSchema.parse({ name: 'v', kind: 'vault', endpoint: `127.0.0.1:${port}`, ...more });
  return checkStore(store, context);
}

describe('snowline doctor about the health of a Vault', () => {
  const health = async (status: number, body?: string) => (await storeAnswering(status, body)).filter(({ check }) => check === 'health');
  const own = (sealed: boolean) => JSON.stringify({ initialized: true, sealed, version: '1.17.2' });

  it('fails where that leaves verdicts open, with a remedy about that and not about files', async () => {
    const checks = await storeAnswering(404);
    expect(checks.filter(({ ok }) => !ok)).toMatchObject([
      { check: 'health', detail: expect.stringContaining('with 404'), remedy: expect.stringContaining('leave kind: vault away') },
    ]);
  });

  it('warns where it is withheld, and where no secret comes from it', async () => {
    expect(await health(403)).toMatchObject([{ ok: true, warns: true, detail: expect.stringContaining('with 403') }]);
    expect(await health(503, own(true))).toMatchObject([{ ok: true, warns: true, detail: expect.stringMatching(/ is sealed$/) }]);
  });

  it('says that it was seen where all is well', async () => {
    expect(await health(200, own(false))).toEqual([
      { scope: 'store v', check: 'health', ok: true, detail: expect.stringMatching(/^127\.0\.0\.1:\d+ is unsealed$/) },
    ]);
  });
});

describe('snowline doctor about a chain from a file', () => {
  const fromFile = (file: string) =>
    checkStore(storeSchema.parse({ name: 'v', endpoint: 'v', servedChain: { from: 'file', path: file } }), context);

  it('asks for another file, and not for the way that was taken', async () => {
    expect((await fromFile('nope.pem')).find(({ check }) => check === 'served chain')).toMatchObject({
      ok: false,
      detail: 'nope.pem does not exist',
      remedy: expect.stringContaining('paths are relative to the folder of the configuration'),
    });
  });

  it('says what the file holds, and not what anybody serves', async () => {
    home.write('chain.pem', leaf.pem);
    expect((await fromFile('chain.pem'))[0]).toMatchObject({ ok: true, detail: 'chain.pem holds 1 certificate' });
  });
});

describe('snowline doctor about the CAs of clients', () => {
  const clientCas = async (more: object) =>
    (await storeAnswering(200, '{}', { kind: undefined, ...more })).filter(({ check }) => check === 'client CAs');
  const root = issue({ subject: 'CN=Clients', ca: true });
  home.write('clients.pem', root.pem);

  it('names them, and not the CA generations', async () => {
    const checks = await storeAnswering(200, '{}', { kind: undefined, clientCas: { current: 'none.pem' } });
    const failed = checks.filter(({ ok }) => !ok);
    expect(failed).toMatchObject([
      {
        check: 'client CAs',
        detail: 'current: none.pem does not exist',
        remedy: expect.stringContaining('give PEM or DER files'),
      },
    ]);
  });

  it('says which of them were read', async () => {
    expect(await clientCas({ clientCas: { current: 'clients.pem', pending: 'clients.pem' } })).toEqual([
      { scope: 'store v', check: 'client CAs', ok: true, detail: 'current, pending' },
    ]);
  });

  it('warns of a certificate that issues nothing, such as that of a client', async () => {
    home.write('client.pem', issue({ subject: 'CN=orders', issuer: root }).pem);
    home.write('self.pem', issue({ subject: 'CN=own' }).pem);
    expect(await clientCas({ clientCas: { current: 'client.pem' } })).toMatchObject([
      { ok: true, warns: true, detail: expect.stringContaining('current: client.pem holds "CN=orders", which is no CA') },
    ]);
    expect(await clientCas({ clientCas: { current: 'self.pem' } })).toMatchObject([{ ok: true, detail: 'current' }]);
  });

  it('warns where the store asks for a certificate and nothing says of which CAs', async () => {
    expect(await clientCas({})).toEqual([]);
    const asking = await storeAnswering(200, '{}', { kind: undefined }, { requestCert: true, ca: root.pem });
    expect(asking.filter(({ check }) => check === 'client CAs')).toMatchObject([
      { ok: true, warns: true, detail: expect.stringContaining('asks for a client certificate, and clientCas does not say of which CAs') },
    ]);
  });

  it('is quiet where the store asks everybody and looks at nothing, as Vault does', async () => {
    const vault = JSON.stringify({ initialized: true, sealed: false, version: '1.17.2' });
    const asking = await storeAnswering(200, vault, {}, { requestCert: true, rejectUnauthorized: false });
    expect(asking.filter(({ check }) => check === 'client CAs')).toEqual([]);
  });
});
