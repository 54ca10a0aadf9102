import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { effectiveStoreOf } from '../../../src/restart/effective-store-of.ts';
import type { EffectiveStore } from '../../../src/trust/effective-store.ts';
import { judgePath } from '../../../src/trust/path/judge-path.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import { describeWith } from '../../require.ts';
import { type ClientName, type Clients, findClients } from '../effective-store/find-clients.ts';
import { type Material, makeMaterial } from '../effective-store/material.ts';
import { plant } from '../effective-store/planted-host.ts';
import { type Ran, runIn } from '../effective-store/real-clients.ts';
import type { Row } from '../effective-store/rows/row.ts';
import { collectUnits, nodeOfMachine, type SeenMachine } from './collect-units.ts';
import { unitText } from './unit-text.ts';

interface Started {
  readonly row: Row;
  readonly name: string;
  readonly etc: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

const asOnMachine = (word: string): string => (word === process.execPath ? nodeOfMachine : word);

interface Outcome {
  readonly ran: Ran;
  readonly trusted: boolean;
  readonly store: EffectiveStore;
  readonly says: 'trusts' | 'refuses' | 'unknown';
}

/**
 * Declares a test for each row: the real client in its own mount namespace, against what the resolver and the path engine make of evidence that the
 * collector brought from such a namespace, where the same command stands in a unit that would start it.
 */
export function describeRows(needs: readonly string[], title: string, rows: readonly Row[]): void {
  describeWith(['unshare', 'ip', ...needs], title, () => {
    let folder = '';
    let material: Material;
    let clients: Clients;
    const servers = new Map<string, { readonly server: https.Server; readonly port: number }>();
    const outcomes = new Map<string, Outcome>();

    beforeAll(async () => {
      // Not below /tmp, which is empty when a host comes up: what would lie there then is rightly unknown.
      folder = mkdtempSync('/var/tmp/snowline-rows-');
      material = await makeMaterial(folder);
      clients = await findClients(folder, new Set(rows.map((row) => row.client)));
      for (const [name, chain] of Object.entries(material.served)) servers.set(name, await serve(chain));
      const started = rows.map(start);
      const limit = pLimit(3);
      const machines = new Map<string, Promise<SeenMachine>>();
      const byEtc = Map.groupBy(started, ({ etc }) => etc);
      for (const [etc, alike] of byEtc) {
        const units = Object.fromEntries(
          alike.map(({ name, command, environment }) => [name, unitText(command.map(asOnMachine), environment)]),
        );
        machines.set(
          etc,
          limit(() => collectUnits(`${etc}.units`, etc, units)),
        );
      }
      await Promise.all(
        started.map(async (one) => {
          const { row, etc, environment, command } = one;
          const ran = await limit(() => runIn(etc, command, environment));
          const seen = await machines.get(etc);
          if (seen === undefined) throw new Error('no machine');
          const store = resolve(one, seen);
          outcomes.set(row.name, { ran, trusted: clientOf(row.client).trusted(ran), store, says: judge(row, store) });
        }),
      );
    }, 300_000);

    afterAll(() => {
      for (const { server } of servers.values()) server.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const folders = new Map<string, string>();
    function start(row: Row, index: number): Started {
      const dir = path.join(folder, `case-${index}`);
      mkdirSync(dir);
      const place = (text: string): string => text.replaceAll('{dir}', dir);
      plant(dir, Object.fromEntries(Object.entries(row.own?.(material) ?? {}).map(([name, content]) => [name, placed(content, place)])));
      const planted = row.etc(material);
      const key = JSON.stringify(planted);
      const etc = folders.get(key) ?? `${dir}.etc`;
      if (!folders.has(key)) plant(etc, planted);
      folders.set(key, etc);
      const environment = Object.fromEntries(Object.entries(row.environment ?? {}).map(([name, value]) => [name, place(value)]));
      const fixed = { PATH: '/usr/bin:/bin', HOME: '/nonexistent', LANG: 'C.UTF-8' };
      const { port } = servers.get(row.served ?? 'leaf') ?? { port: 0 };
      const command = clientOf(row.client).command(port, (row.args ?? []).map(place));
      return { row, name: `row-${index}`, etc, environment: { ...fixed, ...environment }, command };
    }

    function clientOf(name: ClientName) {
      const client = clients[name];
      if (client === undefined) throw new Error(`${name} is not on this machine`);
      return client;
    }

    function resolve({ row, name }: Started, { evidence, blobs }: SeenMachine): EffectiveStore {
      const seen = evidence.workloads.find((workload) => workload.name === name);
      if (seen === undefined) throw new Error(`the collector did not see ${name}`);
      const client = clientOf(row.client);
      // No program of a service tells that it uses the library of the system: the runtime is the one that was asked on the host
      const openssl = evidence.runtimes.find((runtime) => runtime.family === 'openssl');
      const missing = seen.missing?.filter(({ fact }) => fact !== 'runtime') ?? [];
      const linked = row.client === 'openssl' && openssl !== undefined;
      const workload: WorkloadEvidence = linked ? { ...seen, runtime: openssl, missing } : seen;
      const declared = client.declared === undefined ? undefined : { name, client: client.declared };
      const store = effectiveStoreOf(
        { service: name, store: 'store', consumer: 'declared', evidence: workload, reason: undefined },
        evidence,
        declared,
        blobs,
      );
      if (store === undefined) throw new Error('nothing to resolve');
      return store;
    }

    function judge(row: Row, store: EffectiveStore): Outcome['says'] {
      if (store.kind === 'unknown') return 'unknown';
      if (store.verification === 'off') return 'trusts';
      if (store.fatal !== undefined) return 'refuses';
      const served = material.served[row.served ?? 'leaf'].map(({ der }) => parseCertificate(der));
      const verdict = judgePath({ knobs: store.client.path, anchors: store.anchors, served, name: 'localhost', at: Date.now() });
      return verdict.kind === 'accepted' ? 'trusts' : verdict.kind === 'rejected' ? 'refuses' : 'unknown';
    }

    it.each(rows.map((row) => [row.name, row] as const))('%s', (name, row) => {
      const outcome = outcomes.get(name);
      if (outcome === undefined) throw new Error('the client was not run');
      const { ran, trusted, store, says } = outcome;
      expect({ real: trusted ? 'trusts' : 'refuses', text: ran.text }).toEqual({ real: row.real, text: ran.text });
      expect({ says, store: told(store), text: ran.text }).toEqual({
        says: row.says ?? row.collected ?? row.real,
        store: told(store),
        text: ran.text,
      });
      if (store.kind === 'unknown') return;
      // the line that the report tells people to look for
      expect(ran.text).toContain(store.fatal ?? '');
      for (const remark of row.remarks ?? []) expect(store.remarks.join('\n')).toMatch(remark);
    });
  });
}

function told(store: EffectiveStore): unknown {
  if (store.kind === 'unknown') return store.reason;
  const { client, loaded, remarks, fatal, verification } = store;
  return {
    client: client.name,
    loaded: loaded.map(({ path: file, because, anchors }) => `${file} (${because}): ${anchors}`),
    remarks,
    fatal,
    verification,
  };
}

function placed<T>(content: T, place: (text: string) => string): T | string {
  return typeof content === 'string' ? place(content) : content;
}

// What every client can read: for those of AWS it is the answer of STS
const answer = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::1:user/a</Arn><UserId>a</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

async function serve(
  chain: Material['served'][keyof Material['served']],
): Promise<{ readonly server: https.Server; readonly port: number }> {
  const [leaf] = chain;
  const server = https.createServer({ cert: chain.map(({ pem }) => pem).join(''), key: leaf.keyPem }, (_request, response) =>
    response.end(answer),
  );
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  return { server, port };
}
