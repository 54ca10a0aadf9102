import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { profileNamed } from '../../src/clients/registry.ts';
import { describeWith } from '../require.ts';
import { type OwnClientName as ClientName, findClients } from '../trust/effective-store/find-clients.ts';
import { makeMaterial } from '../trust/effective-store/material.ts';
import { plant } from '../trust/effective-store/planted-host.ts';
import { type Ran, runIn } from '../trust/effective-store/real-clients.ts';
import { defectNames, type ServedDefect, servedDefects } from './served-defects.ts';

const needs = ['unshare', 'curl', 'openssl', 'keytool', '/usr/bin/go', '/usr/bin/node', '/usr/lib/jvm/java-17-openjdk-amd64', 'python3'];
const clientNames: readonly ClientName[] = ['curl', 'openssl', 'python', 'node20', 'node', 'go', 'java17'];
// These print what python and java17 print, in another wrapping: a few defects show it, and they are slow to start.
const wrappers: readonly ClientName[] = ['requests', 'boto3', 'java25'];
const shown: readonly string[] = ['an untrusted chain', 'an expired end-entity', 'another name'];
const namesFor = (defect: string): readonly ClientName[] => (shown.includes(defect) ? [...clientNames, ...wrappers] : clientNames);

// Where the client takes the planted store from, if not from /etc/ssl/certs.
const variables: Partial<Record<ClientName, string>> = {
  node: 'NODE_EXTRA_CA_CERTS',
  node20: 'NODE_EXTRA_CA_CERTS',
  requests: 'REQUESTS_CA_BUNDLE',
  boto3: 'AWS_CA_BUNDLE',
};
/** Defects that a client accepts by its knobs: no text is printed, and that is what is checked. */
const accepted: Readonly<Record<string, readonly ClientName[]>> = {
  'an RSA key of 1024 bits': ['node20', 'go', 'java17'],
  'a SHA-1 signature': ['java17'],
};

describeWith(needs, 'error texts of the real clients', () => {
  let folder = '';
  const outcomes = new Map<string, { ran: Ran; profile: string; trusted: boolean; defect: ServedDefect }>();

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'snowline-errors-'));
    const material = await makeMaterial(folder);
    const clients = await findClients(folder);
    const right = path.join(folder, 'right');
    const wrong = path.join(folder, 'wrong');
    plant(right, { 'ca-certificates.crt': material.root.pem, 'java/cacerts': material.jks });
    plant(wrong, { 'ca-certificates.crt': material.other.pem, 'java/cacerts': material.otherJks });
    const limit = pLimit(4);
    const run = async (name: ClientName, key: string, defect: ServedDefect, port: number): Promise<void> => {
      const client = clients[name];
      const etc = defect.trusted ? right : wrong;
      const variable = variables[name];
      const environment = variable === undefined ? {} : { [variable]: path.join(etc, 'ca-certificates.crt') };
      const args = name === 'java25' ? [`-Djavax.net.ssl.trustStore=${path.join(etc, 'java/cacerts')}`] : [];
      const ran = await runIn(etc, client.command(port, args), environment);
      outcomes.set(`${name}: ${key}`, { ran, profile: client.profile, trusted: client.trusted(ran), defect });
    };
    const servers: https.Server[] = [];
    await Promise.all(
      Object.entries(servedDefects(material.root)).map(async ([key, defect]) => {
        const server = await serve(defect);
        servers.push(server);
        const { port } = server.address() as AddressInfo;
        await Promise.all(namesFor(key).map((name) => limit(() => run(name, key, defect, port))));
      }),
    );
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const cases = defectNames.flatMap((defect) => namesFor(defect).map((name) => [name, defect] as const));
  it.each(cases)('%s: %s', (name, key) => {
    const outcome = outcomes.get(`${name}: ${key}`);
    if (outcome === undefined) throw new Error('the client was not run');
    const { ran, defect, trusted } = outcome;
    expect({ trusted, text: ran.text }).toEqual({ trusted: accepted[key]?.includes(name) === true, text: ran.text });
    if (trusted) return;
    const recorded = profileNamed(outcome.profile)?.errors[defect.reason];
    const text = recorded?.[defect.text] ?? recorded?.text;
    if (text === undefined) throw new Error(`no text recorded for ${defect.reason}: ${ran.text}`);
    expect(ran.text).toContain(
      text.replaceAll('{names}', 'elsewhere.test').replaceAll('{commonName}', 'elsewhere.test').replaceAll('{name}', 'localhost'),
    );
  });
});

async function serve(defect: ServedDefect): Promise<https.Server> {
  const [leaf] = defect.chain;
  if (leaf === undefined) throw new Error('a served chain has an end-entity');
  // Level 0 lets the server present what clients ought to refuse.
  const options = { cert: defect.chain.map((one) => one.pem).join(''), key: leaf.keyPem, ciphers: 'DEFAULT@SECLEVEL=0' };
  const server = https.createServer(options, (_request, response) => response.end('<ok/>'));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}
