import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { checkSight } from '../../src/cli/doctor-checks.ts';
import { planScan } from '../../src/cli/scan-plan.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { scratch } from '../credential-store/servers.ts';

const home = scratch();
afterAll(() => home.remove());
afterEach(() => vi.restoreAllMocks());

const store = 'stores: [{ name: a, endpoint: a }]\n';
async function sightOf(text: string) {
  vi.spyOn(process, 'getuid').mockReturnValue(1000);
  const plan = await planScan({}, parseConfig(`${store}${text}`, 'snowline.yaml'), home.folder);
  return checkSight(plan, new AbortController().signal);
}

describe('the sight of whoever is not root', () => {
  home.write('here.yaml', 'hosts: [{ name: here, transport: local }]\n');
  home.write('there.yaml', 'hosts: [{ name: there, address: 192.0.2.1 }]\n');

  it.each([
    ['localhost is listed', 'inventory: [{ source: localhost }]\n'],
    ['a file names this machine', 'inventory: [{ source: hosts-file, path: here.yaml }]\n'],
  ])('fails where %s', async (_case, inventory) => {
    expect(await sightOf(inventory)).toMatchObject([{ ok: false, check: 'root', remedy: 'run it as root (sudo)' }]);
  });

  it.each([
    ['no host is this machine', 'inventory: [{ source: hosts-file, path: there.yaml }]\n'],
    ['nothing asks this machine', 'inventory: [{ source: localhost }]\ncollection: { transports: [{ use: none }] }\n'],
  ])('is no matter where %s', async (_case, inventory) => {
    expect(await sightOf(inventory)).toEqual([]);
  });
});
