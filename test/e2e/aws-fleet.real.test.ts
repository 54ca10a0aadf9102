import { setTimeout as pause } from 'node:timers/promises';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { toInstant } from '../../src/config/instant.ts';
import type { AuditReport, HostReport } from '../../src/report/audit-report.ts';
import { type Running, scratch, started } from '../credential-store/servers.ts';
import { stubAwsEnvironment } from '../inventory/aws-environment.ts';
import { startMoto } from '../inventory/moto.ts';
import { describeWith } from '../require.ts';
import { awsEnvironment } from './aws-environment.ts';
import { configuration, fleet, launch, type Name, names, otherAccount, ownAccount, putBundle } from './aws-fleet.ts';
import { type Ran, reportOf, runCli } from './built-cli.ts';
import { schemaProblems } from './published-schemas.ts';
import { linesOf, makeStore, type RecordedHost, recordingOf } from './recorded-fleet.ts';

describeWith(['moto_server'], 'a fleet in two regions and two accounts', () => {
  const home = scratch();
  const store = makeStore(['vault.corp.internal']);
  const ids = new Map<Name, string>();
  let moto: Awaited<ReturnType<typeof startMoto>>;
  let vault: Running;
  let report: AuditReport;
  let ran: Ran;
  let secretMadeAt: number;

  beforeAll(async () => {
    moto = await startMoto();
    const server = createServer({ key: store.leaf.keyPem, cert: store.chain }, (socket) => socket.on('error', () => undefined));
    vault = await started(server);
    stubAwsEnvironment(moto.url);
    await Promise.all(names.map(async (name) => ids.set(name, await launch(name))));
    const startedAt = toInstant(Date.now());
    // instants have whole seconds: the services have started before the secret changes
    await pause(1_100);
    secretMadeAt = Math.floor(Date.now() / 1000) * 1000;
    await putBundle([store.old, store.current, store.next]);
    vi.unstubAllEnvs();
    const recorded = names.flatMap((name): RecordedHost[] => {
      const { service, trusts, client } = fleet[name];
      if (trusts === undefined) return [];
      return [{ id: ids.get(name) ?? '', service, client, trusts: trusts.map((generation) => store[generation]), startedAt }];
    });
    home.write('fleet.evidence.jsonl', linesOf(recordingOf(recorded)));
    home.write('snowline.yaml', configuration(vault.port));
    ran = await scan();
    report = reportOf(ran);
  });
  afterAll(async () => {
    moto.stop();
    await vault.stop();
    home.remove();
  });

  function cli(...args: readonly string[]): Promise<Ran> {
    return runCli(args, { cwd: home.folder, env: awsEnvironment(moto.url) });
  }

  function scan(...flags: readonly string[]): Promise<Ran> {
    return cli('scan', '--config', 'snowline.yaml', '--format', 'json', ...flags);
  }

  function hostOf(name: Name): HostReport {
    const host = report.hosts.find(({ id }) => id === ids.get(name));
    if (host === undefined) throw new Error(`${name} is not in the report`);
    return host;
  }

  it('is listed whole, each host in its account and region', () => {
    const places = Object.fromEntries(names.map((name) => [name, `${hostOf(name).account}/${hostOf(name).region} ${hostOf(name).name}`]));
    const expected = names.map((name) => {
      const { role, region } = fleet[name];
      return [name, `${role === undefined ? ownAccount : otherAccount}/${region} ${name}`];
    });
    expect(places).toEqual(Object.fromEntries(expected));
    expect(report.hosts).toHaveLength(names.length);
    expect(report.coverage.gaps).toEqual([]);
    expect(report.complete).toBe(true);
  });

  it('speaks by the published schema', () => {
    expect(schemaProblems('audit', report)).toEqual([]);
  });

  it('knows three generations from the secret and the chain that is served', () => {
    expect(report.stores).toMatchObject([
      {
        name: 'vault',
        endpoint: 'vault.corp.internal:8200',
        servedChain: { state: 'known', from: 'handshake', certificates: [store.leaf.sha256, store.issuing.sha256] },
        generations: {
          previous: { certificates: [store.old.sha256] },
          current: { certificates: [store.current.sha256] },
          pending: { certificates: [store.next.sha256] },
        },
        gaps: [],
      },
    ]);
  });

  it.each([
    ['orders-a', 'will-fail', 'neither', 'no', 'ONLY_OLD_CA'],
    ['orders-b', 'ready', 'both', 'yes', undefined],
    ['search-a', 'ready', 'old-only', 'no', undefined],
    ['search-b', 'ready', 'both', 'yes', undefined],
    ['billing-a', 'will-fail', 'neither', 'no', 'ONLY_OLD_CA'],
    ['billing-b', 'will-fail', 'neither', 'no', 'ONLY_OLD_CA'],
    ['search-c', 'unknown', 'unknown', undefined, 'UNKNOWN_EVIDENCE'],
    ['static-a', 'not-applicable', 'unknown', undefined, undefined],
  ] as const)('judges %s: %s, phase %s, survives the switch: %s', (name, verdict, phase, survives, code) => {
    const { restart } = hostOf(name);
    expect(restart.verdict).toBe(verdict);
    expect(restart.workloads).toHaveLength(1);
    const [workload] = restart.workloads;
    expect(workload).toMatchObject({
      service: fleet[name].service,
      rotationPhase: phase,
    });
    expect(workload?.survivesSwitch).toBe(survives);
    expect(restart.reasons.filter(({ severity }) => severity !== 'info').map((reason) => reason.code)).toEqual(
      code === undefined ? [] : [code],
    );
    const consumer = name === 'static-a' ? 'not-detected' : 'declared';
    expect(workload?.consumer).toBe(consumer);
  });

  it('proves what it says: the missing link, the path, the expected error, what it is not', () => {
    const [reason] = hostOf('orders-a').restart.reasons;
    expect(reason).toMatchObject({
      severity: 'critical',
      proof: { summary: expect.stringContaining('Corp Root G2') },
      expectedError: expect.stringContaining('certificate verify failed: unable to get local issuer certificate'),
      notThis: expect.stringContaining('not a database user, password or grant'),
      remedy: expect.stringContaining('do not restart it'),
    });
    expect(hostOf('billing-a').restart.reasons[0]?.expectedError).toContain('PKIX path building failed');
    expect(hostOf('billing-b').restart.reasons[0]?.expectedError).toContain('certificate signed by unknown authority');
    expect(hostOf('search-b').restart.workloads[0]?.path).toEqual([store.leaf.sha256, store.issuing.sha256, store.current.sha256]);
  });

  it('knows who works from memory, since the version of the secret became current', () => {
    for (const name of ['orders-a', 'billing-a', 'billing-b'] as const) {
      const { latent, latentSince } = hostOf(name).restart;
      expect(latent).toBe(true);
      expect(Date.parse(latentSince ?? '')).toBeGreaterThanOrEqual(secretMadeAt);
      expect(Date.parse(latentSince ?? '')).toBeLessThanOrEqual(Date.now());
    }
    expect(hostOf('orders-b').restart.latent).toBe(false);
  });

  it('says of the host without a recording why it is not judged, and counts it', () => {
    expect(hostOf('search-c').restart.reasons[0]?.proof.summary).toBe(
      `no recorded evidence for ${ids.get('search-c')} in fleet.evidence.jsonl`,
    );
    expect(report.coverage).toMatchObject({ expected: 7, judged: 6, percent: 85.7 });
    expect(report.summary).toMatchObject({
      hosts: 8,
      ready: 3,
      atRisk: 0,
      willFail: 3,
      unknown: 1,
      notApplicable: 1,
      latent: 3,
      services: 4,
      noSurvivor: 1,
    });
  });

  it('knows the services: owners, survivors, what falls with them and what goes on', () => {
    const services = Object.fromEntries(report.services.map((service) => [service.name, service]));
    expect(services['billing']).toMatchObject({
      owner: 'team-billing',
      hosts: 2,
      willFail: 2,
      latent: 2,
      survivors: 0,
      risk: 'outage',
      causes: ['ONLY_OLD_CA'],
    });
    expect(services['billing']?.blastRadius).toEqual(['orders']);
    expect(services['billing']?.unaffected).toEqual(expect.arrayContaining(['search', 'static']));
    expect(services['orders']).toMatchObject({ owner: 'order-desk', hosts: 2, willFail: 1, survivors: 1, risk: 'degraded' });
    expect(services['search']).toMatchObject({ owner: 'team-search', hosts: 3, ready: 2, unknown: 1, risk: 'unknown' });
    expect(services['static']).toMatchObject({ hosts: 1, notApplicable: 1, survivors: 1, risk: 'none' });
  });

  it('finds the causes by service, not by host, and what makes them worse', () => {
    const found = report.findings.map(({ ruleId, severity, service, host }) => [ruleId, severity, service ?? host ?? '']);
    expect(found).toEqual(
      expect.arrayContaining([
        ['NO_SURVIVOR', 'critical', 'billing'],
        ['ONLY_OLD_CA', 'critical', 'billing'],
        ['ONLY_OLD_CA', 'critical', 'orders'],
        ['NO_ROLLBACK', 'high', 'billing'],
        ['ALL_AT_ONCE_DEPLOY', 'high', 'billing'],
        ['UNKNOWN_EVIDENCE', 'medium', 'search'],
      ]),
    );
    expect(new Set(found.filter(([rule]) => rule === 'ONLY_OLD_CA').map(([, , service]) => service))).toEqual(
      new Set(['billing', 'orders']),
    );
    expect(found.filter(([rule]) => rule === 'COVERAGE_GAP' || rule === 'SERVED_CHAIN_NOT_CURRENT')).toEqual([]);
  });

  it('lists the certificates in use with their roles', () => {
    const uses = Object.fromEntries(report.certificates.map(({ sha256, role, onPath }) => [sha256, { role, onPath }]));
    expect(uses[store.leaf.sha256]).toEqual({ role: 'served', onPath: true });
    expect(uses[store.current.sha256]).toEqual({ role: 'anchor', onPath: true });
    expect(uses[store.old.sha256]).toEqual({ role: 'anchor', onPath: false });
  });

  it('exits with 1 for the findings, 3 for the host that was not judged, 0 where neither counts', async () => {
    expect(ran.status).toBe(1);
    const [unjudged, forgiven, table] = await Promise.all([
      scan('--fail-on', 'none'),
      scan('--fail-on', 'none', '--min-coverage', '0'),
      cli('scan', '--config', 'snowline.yaml'),
    ]);
    expect([unjudged.status, forgiven.status, table.status]).toEqual([3, 0, 1]);
    expect(unjudged.stderr).toContain('exit 3: incomplete: 6 of 7 workloads judged (85.7 %, --min-coverage 100)');
    expect(table.stdout).toContain('OUTAGE: billing, 2 of 2 hosts lost at the next restart');
  });

  it('tells in rotation who blocks the switch', async () => {
    const [json, table] = await Promise.all([
      cli('rotation', '--config', 'snowline.yaml', '--format', 'json'),
      cli('rotation', '--config', 'snowline.yaml'),
    ]);
    const [plan] = reportOf(json).rotation;
    expect(plan).toMatchObject({
      store: 'vault',
      pair: 'current-pending',
      phases: { neither: 3, 'old-only': 1, both: 2, 'new-only': 0, unknown: 1 },
    });
    const blocking = ['orders-a', 'search-a', 'billing-a', 'billing-b'] as const;
    expect(new Set(plan?.failAfterSwitch.map(({ host }) => host))).toEqual(new Set(blocking.map((name) => ids.get(name))));
    expect(plan?.unknown).toMatchObject([{ host: ids.get('search-c'), service: 'search' }]);
    expect(blocking.filter((name) => !table.stdout.includes(name))).toEqual([]);
    expect([json.status, table.status]).toEqual([1, 1]);
  });

  it('can be collected here and assessed elsewhere with the same verdicts', async () => {
    const collected = await cli('collect', '--config', 'snowline.yaml');
    const assessed = reportOf(await runCli(['assess', '-', '--format', 'json'], { stdin: collected.stdout, cwd: '/' }));
    const verdicts = (of: AuditReport) => of.hosts.map(({ id, restart }) => [id, restart.verdict]);
    expect(verdicts(assessed)).toEqual(verdicts(report));
    expect(assessed.summary).toEqual(report.summary);
  });

  it('passes doctor, which estimates its hosts', async () => {
    const doctor = await cli('doctor', '--config', 'snowline.yaml');
    expect(doctor.stdout).not.toContain('FAIL');
    expect(doctor.stdout).toMatch(/^hosts: 8$/m);
    expect(doctor).toMatchObject({ status: 0 });
  });
});
