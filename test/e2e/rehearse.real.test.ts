import { hostname } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RehearsalReport } from '../../src/report/rehearsal/rehearsal-report.ts';
import { issue } from '../certificates.ts';
import { listen, type Running } from '../credential-store/servers.ts';
import { authorities, openFolder, serve } from '../evidence/rehearsal/rehearse-here.ts';
import { describeWith } from '../require.ts';
import { reportOf, runCli, startCli } from './built-cli.ts';
import { schemaProblems } from './published-schemas.ts';

const here = hostname();

describeWith(['curl', 'openssl', '/usr/bin/python3'], 'snowline rehearse on this machine', () => {
  const made = authorities();
  const home = openFolder();
  let store: Running;
  let silent: Running;
  const chain = home.write('good.pem', made.good.pem);
  const root = home.write('root.pem', made.root.pem);
  // What curl would load for this user, and Python would not: variables of this shell count for nothing
  const env = { HOME: home.folder };
  home.write('.curlrc', `cacert = ${root}\n`);
  const configured = (name: string, port: number, served: string): string =>
    home.write(
      name,
      `inventory: [{ source: localhost }]\nservices: { defaultStores: [vault] }\nstores: [{ name: vault, endpoint: "127.0.0.1:${port}"${served} }]\n`,
    );
  const rehearsal = async (config: string, ...more: readonly string[]) =>
    runCli(['rehearse', here, '--config', config, ...more], { env, cwd: home.folder });

  beforeAll(async () => {
    store = await serve(made.good);
    silent = await listen(() => undefined);
  });
  afterAll(async () => {
    home.remove();
    await Promise.all([store.stop(), silent.stop()]);
  });

  it('agrees with what is predicted, for good stores and bad ones, and ends with 0', async () => {
    const expired = await serve(made.expired);
    const foreign = await serve(issue({ subject: 'CN=store', issuer: made.other, names: ['127.0.0.1'] }));
    const ran = await Promise.all(
      [store, expired, foreign].map(async ({ port }, index) => rehearsal(configured(`${index}.yaml`, port, ''), '--format', 'json')),
    );
    await Promise.all([expired.stop(), foreign.stop()]);
    const reports = ran.map((one) => JSON.parse(one.stdout) as RehearsalReport);
    for (const report of reports) expect(schemaProblems('rehearsal', report)).toEqual([]);
    const told = reports.map(({ hosts }) =>
      hosts.flatMap(({ workloads }) => workloads.filter(({ service }) => service === 'curl' || service === 'python')),
    );
    expect(told.map((workloads) => workloads.map(({ reality, result }) => `${reality} ${result}`))).toEqual([
      ['accepts agrees', 'rejects agrees'],
      ['rejects agrees', 'rejects agrees'],
      ['rejects agrees', 'rejects agrees'],
    ]);
    expect(told[1]?.map(({ expectedErrorSeen }) => expectedErrorSeen)).toEqual([true, true]);
    expect(ran.map(({ status }) => status)).toEqual([0, 0, 0]);
  }, 120_000);

  it('is loud about a prediction that reality contradicts, and ends with 1, in a scan too', async () => {
    // The evidence says that the store serves what it does not serve any more
    const other = await serve(issue({ subject: 'CN=store', issuer: made.other, names: ['127.0.0.1'] }));
    const config = configured('planted.yaml', other.port, `, servedChain: { from: file, path: ${chain} }`);
    const [alone, sampled] = await Promise.all([
      rehearsal(config),
      runCli(['scan', '--config', config, '--rehearse', '1', '--fail-on', 'none', '--min-coverage', '0'], { env, cwd: home.folder }),
    ]);
    await other.stop();
    expect(alone.stdout).toMatch(/^DISAGREES with reality/);
    expect(alone).toMatchObject({ status: 1, stderr: expect.stringContaining('not what the host did') });
    expect(sampled.stdout).toMatch(/^DISAGREES with reality/m);
    expect(sampled).toMatchObject({ status: 1, stderr: expect.stringContaining('exit 1: a rehearsal disagrees with its prediction') });
  }, 120_000);

  it('stands in the JSON of a scan', async () => {
    const config = configured('scan.yaml', store.port, '');
    const ran = await runCli(
      ['scan', '--config', config, '--rehearse', '3', '--format', 'json', '--fail-on', 'none', '--min-coverage', '0'],
      { env, cwd: home.folder },
    );
    const report = reportOf(ran);
    expect(schemaProblems('audit', report)).toEqual([]);
    expect(report.rehearsal).toMatchObject({ asked: 1, disagree: 0 });
    expect(report.rehearsal?.agree).toBeGreaterThan(1);
    expect(ran.status).toBe(0);
  }, 60_000);

  it('ends with 3 where nothing could be compared', async () => {
    const gone = await listen(() => undefined);
    await gone.stop();
    const ran = await rehearsal(configured('gone.yaml', gone.port, ''));
    expect(ran).toMatchObject({ status: 3, stderr: expect.stringContaining('exit 3: nothing could be compared') });
  }, 60_000);

  it('writes what is there when it is interrupted', async () => {
    const under = startCli(
      ['rehearse', here, '--config', configured('silent.yaml', silent.port, `, servedChain: { from: file, path: ${chain} }`)],
      { env, cwd: home.folder },
    );
    await under.says('1 of 1 hosts');
    setTimeout(() => under.child.kill('SIGINT'), 1_500);
    const ended = await under.ended;
    expect(ended).toMatchObject({ status: 130, stdout: expect.stringContaining('It was interrupted') });
  }, 60_000);

  it('explains this host as it is now', async () => {
    const ran = await runCli(['explain', here, '--config', configured('explain.yaml', store.port, '')], { env, cwd: home.folder });
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain('READY: curl, which fetches from the store vault as curl');
  }, 60_000);
});
