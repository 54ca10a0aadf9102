import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profileNamed } from '../../src/clients/registry.ts';
import { type EffectiveStore, resolveEffectiveStore } from '../../src/trust/effective-store.ts';
import { describeWith } from '../require.ts';
import { type Clients, findClients } from './effective-store/find-clients.ts';
import { type Material, makeMaterial } from './effective-store/material.ts';
import { PlantedEvidence, plant, workloadOf } from './effective-store/planted-host.ts';
import { type Ran, type RealClient, runIn } from './effective-store/real-clients.ts';
import type { Row } from './effective-store/rows/row.ts';
import { rows } from './effective-store/rows.ts';

const needs = ['unshare', 'curl', 'openssl', 'keytool', '/usr/bin/go', '/usr/bin/node', '/usr/lib/jvm/java-17-openjdk-amd64', 'python3'];

describeWith(needs, 'effective store against the real clients', () => {
  let folder = '';
  let server: https.Server;
  let port = 0;
  let material: Material;
  let clients: Clients;
  const outcomes = new Map<string, { ran: Ran; trusted: boolean; store: EffectiveStore }>();

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'snowline-store-'));
    material = await makeMaterial(folder);
    clients = await findClients(folder);
    const { leaf } = material;
    server = https.createServer({ cert: leaf.pem, key: leaf.keyPem }, (_request, response) => response.end('<ok/>'));
    port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
    const limit = pLimit(4);
    await Promise.all(rows.map((row) => limit(() => run(row))));
  }, 120_000);

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(row: Row): Promise<void> {
    const client = clients[row.client];
    if (client === undefined) throw new Error(`${row.client} is not among the clients`);
    const dir = path.join(folder, `case-${rows.indexOf(row)}`);
    const planting = { etc: row.etc(material), own: row.own?.(material) ?? {}, dir };
    mkdirSync(dir);
    plant(dir, planting.own);
    const etc = `${dir}.etc`;
    plant(etc, planting.etc);
    const place = (text: string): string => text.replaceAll('{dir}', dir);
    const environment = mapValues(row.environment ?? {}, place);
    const ran = await runIn(etc, client.command(port, (row.args ?? []).map(place)), environment);
    const store = resolve(client, new PlantedEvidence(planting), { environment, options: mapValues(row.options ?? {}, place) });
    outcomes.set(row.name, { ran, trusted: client.trusted(ran), store });
  }

  function resolve(client: RealClient, evidence: PlantedEvidence, nextStart: Parameters<typeof workloadOf>[1]): EffectiveStore {
    for (const roots of clients.bundles) evidence.add(roots);
    const profile = profileNamed(client.profile);
    if (profile === undefined) throw new Error(`no profile ${client.profile}`);
    const workload = workloadOf(client.runtime, nextStart);
    return resolveEffectiveStore({ workload, host: evidence.host(workload), profile, readBlob: (sha256) => evidence.blobs.get(sha256) });
  }

  it.each(rows.map((row) => [row.name, row] as const))('%s', (name, row) => {
    const outcome = outcomes.get(name);
    if (outcome === undefined) throw new Error('the client was not run');
    const { text } = outcome.ran;
    expect({ real: outcome.trusted ? 'trusts' : 'refuses', text }).toEqual({ real: row.real, text });
    const { store } = outcome;
    if (store.kind === 'unknown') throw new Error(`unknown: ${store.reason}`);
    const says = store.verification === 'off' || (store.fatal === undefined && holdsRoot(store));
    const { loaded, remarks, fatal } = store;
    expect({ says: says ? 'trusts' : 'refuses', loaded, remarks, fatal }).toEqual({ says: row.real, loaded, remarks, fatal });
    expect(text).toContain(fatal ?? '');
    for (const remark of row.remarks ?? []) expect(store.remarks.join('\n')).toMatch(remark);
  });

  function holdsRoot(store: Extract<EffectiveStore, { kind: 'known' }>): boolean {
    return store.anchors.some((anchor) => anchor.certificate.sha256 === material.root.sha256);
  }
});

function mapValues(record: Readonly<Record<string, string>>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
