import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { checkStore } from '../../src/cli/doctor-stores.ts';
import { storeSchema } from '../../src/config/config.ts';
import { issue } from '../certificates.ts';
import { scratch } from '../credential-store/servers.ts';

const home = scratch();
afterAll(() => home.remove());
const leaf = issue({ subject: 'CN=vault.test' });
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** What answers every question with this status and body, as a store that is declared to be Vault. */
async function storeAnswering(status: number, body = '{}', more: object = {}) {
  const server = createServer({ key: leaf.keyPem, cert: leaf.pem }, (_request, response) => {
    response.writeHead(status, { 'cache-control': 'no-store' }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const store = storeSchema.parse({ name: 'v', kind: 'vault', endpoint: `127.0.0.1:${port}`, ...more });
  return checkStore(store, { now: Date.now, timeoutMs: 5000, baseDirectory: home.folder });
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
    expect(await health(200, own(false))).toEqual([]);
  });
});

describe('snowline doctor about the CAs of clients', () => {
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
});
