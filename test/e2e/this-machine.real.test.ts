import { existsSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/report/audit-report.ts';
import type { WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import { issue } from '../certificates.ts';
import { freePort, program, type Running, scratch } from '../credential-store/servers.ts';
import { describeWith } from '../require.ts';
import { builtCli, type Ran, reportOf } from './built-cli.ts';
import { runOnMachine, type SystemStore, writeSystemStore } from './own-machine.ts';
import { type FetchingClient, fetchCommand, fetchingClients, secretCall, secretValue } from './secret-clients.ts';

const now = Date.now();
const from = new Date(now - 30 * 86_400_000).toISOString();
const until = new Date(now + 3650 * 86_400_000).toISOString();
const ca = issue({ subject: 'CN=Private Root, O=Corp', ca: true, from, until });
const other = issue({ subject: 'CN=Other Root, O=Corp', ca: true, from, until });
const leaf = issue({ subject: 'CN=localhost', issuer: ca, names: ['localhost', '127.0.0.1'], from, until });
const defaultClients = ['curl', 'python', 'node', 'java', 'go'];
const extraForNode = { NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt' };

// Debian links OpenSSL's default file to the bundle in some releases and not in others
const fileOfPython: readonly string[] = existsSync('/usr/lib/ssl/cert.pem') ? ['python'] : [];

interface TestedMachine extends SystemStore {
  readonly name: string;
  /** Of the shell that scans; that of the clients is empty. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Clients that get the secret there. */
  readonly gets: readonly string[];
}

// Machines that differ in nothing but their trust stores, and in one variable
const none = [other];
const both = [other, ca];
const machines: readonly TestedMachine[] = [
  { name: 'has the CA', file: both, links: both, java: both, gets: ['curl', 'python', 'go', 'java'] },
  {
    name: 'has the CA, which the auditor alone names to Node',
    file: both,
    links: both,
    java: both,
    environment: extraForNode,
    gets: ['curl', 'python', 'go', 'java'],
  },
  { name: 'has another CA', file: none, links: none, java: none, gets: [] },
  { name: 'has the CA in its bundle alone', file: both, links: none, java: none, gets: ['curl', 'go', ...fileOfPython] },
  { name: 'has the CA in its hashed directory alone', file: none, links: both, java: none, gets: ['curl', 'go', 'python'] },
  { name: 'has the CA for Java alone', file: none, links: none, java: both, gets: ['java'] },
];

const needs = ['moto_server', 'unshare', '/usr/bin/curl', '/usr/bin/python3', '/usr/bin/node', '/usr/bin/java', 'javac', 'go'];

describeWith(needs, 'scan --store, on a machine whose store hands out a secret behind a private CA', () => {
  const home = scratch();
  let store: Running;
  let url = '';

  beforeAll(async () => {
    const port = await freePort();
    const files = ['-c', home.write('chain.pem', leaf.pem), '-k', home.write('key.pem', leaf.keyPem)];
    // pyenv's shims need a HOME
    store = await program('moto_server', ['-H', '127.0.0.1', '-p', String(port), ...files], port, {
      HOME: process.env['HOME'] ?? home.folder,
    });
    url = `https://127.0.0.1:${port}`;
    await createSecret(url);
  });
  afterAll(async () => {
    await store.stop();
    home.remove();
  });

  describe.each(machines)('that $name', ({ name, gets, environment, ...stores }) => {
    let ran: Ran;
    let report: AuditReport;
    const fetched = new Map<FetchingClient, Ran>();

    beforeAll(async () => {
      const folder = writeSystemStore(path.join(home.folder, name), stores);
      const scan = runOnMachine(
        folder,
        [process.execPath, builtCli, 'scan', '--store', url, '--format', 'json', '--min-coverage', '0'],
        environment,
      );
      const clients = fetchingClients.map(async (client) => {
        fetched.set(client, await runOnMachine(folder, fetchCommand(client, url, home.folder)));
      });
      await Promise.all([scan, ...clients]);
      ran = await scan;
      report = reportOf(ran);
    });

    it(`calls ${gets.length === 0 ? 'none' : gets.join(', ')} ready and the others lost, and exits accordingly`, () => {
      const verdicts = Object.fromEntries(clientsOf(report).map(({ service, verdict }) => [service, verdict]));
      const expected = defaultClients.map((client) => [client, gets.includes(client) ? 'ready' : 'will-fail']);
      expect(verdicts).toEqual(Object.fromEntries(expected));
      expect(ran.status).toBe(gets.length === defaultClients.length ? 0 : 1);
      expect(clientsOf(report).map(({ consumer }) => consumer)).toEqual(defaultClients.map(() => 'declared'));
    });

    it.each(fetchingClients.filter((client) => gets.includes(client)))('is right about %s, which really got the secret', (client) => {
      expect(fetched.get(client)).toMatchObject({ status: 0, stdout: expect.stringContaining(secretValue) });
      expect(workload(client)).toMatchObject({ verdict: 'ready', path: [leaf.sha256, ca.sha256] });
    });

    it.each(fetchingClients.filter((client) => !gets.includes(client)))(
      'is right about %s, which failed word for word as told',
      (client) => {
        const outcome = fetched.get(client);
        expect(outcome?.status).not.toBe(0);
        expect(outcome?.stdout).not.toContain(secretValue);
        const [reason] = workload(client)?.reasons ?? [];
        expect(reason).toMatchObject({ code: 'CURRENT_CA_MISSING', proof: { summary: expect.stringContaining('Private Root') } });
        expect(outcome?.stderr).toContain(reason?.expectedError ?? 'the report expects an error');
      },
    );

    function workload(client: FetchingClient): WorkloadVerdict | undefined {
      return clientsOf(report).find(({ service }) => service === client);
    }
  });

  it('judges nobody where the store cannot be reached, and names it', async () => {
    const folder = writeSystemStore(path.join(home.folder, 'unreachable'), { file: [ca], links: [ca], java: [ca] });
    const closed = `127.0.0.1:${await freePort()}`;
    const scan = (...flags: readonly string[]) =>
      runOnMachine(folder, [process.execPath, builtCli, 'scan', '--store', `https://${closed}`, ...flags]);
    const [json, table] = await Promise.all([scan('--format', 'json'), scan()]);
    const report = reportOf(json);
    expect(clientsOf(report)).toHaveLength(5);
    for (const { verdict, reasons } of clientsOf(report)) {
      expect(verdict).toBe('unknown');
      expect(reasons).toMatchObject([{ code: 'STORE_UNREACHABLE', proof: { summary: expect.stringContaining(closed) } }]);
    }
    expect(report.summary).toMatchObject({ ready: 0, unknown: 1 });
    expect(report.coverage).toMatchObject({ judged: 0, percent: 0 });
    expect([json.status, table.status]).toEqual([3, 3]);
    expect(table.stdout).toContain(closed);
    expect(table.stdout).toMatch(/\b0 ready\b/);
  });
});

/** The machine's default clients; that there may be services beside them is another workload, because no systemd runs there. */
function clientsOf(report: AuditReport): readonly WorkloadVerdict[] {
  const all = report.hosts.flatMap((host) => host.restart.workloads);
  return all.filter(({ service }) => defaultClients.includes(service));
}

async function createSecret(url: string): Promise<void> {
  const { headers, body } = secretCall('CreateSecret');
  await new Promise<void>((resolve, reject) => {
    const call = request(url, { method: 'POST', headers, ca: ca.pem }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`moto answers ${answer.statusCode}`))));
    });
    call.on('error', reject);
    call.end(body);
  });
}
