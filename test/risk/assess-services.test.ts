import { describe, expect, it } from 'vitest';
import type { ServiceDeclaration } from '../../src/config/config.ts';
import type { Host } from '../../src/inventory/host.ts';
import type { Verdict, WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import { assessServices } from '../../src/risk/assess-services.ts';
import { findingsOfService } from '../../src/risk/service-findings.ts';
import type { ServiceRisk } from '../../src/risk/service-risk.ts';
import { createServiceTallies } from '../../src/risk/tally.ts';

type Reason = WorkloadVerdict['reasons'][number];

const lost: Reason = { code: 'ONLY_OLD_CA', severity: 'critical', proof: { summary: 'no anchor named "CN=Corp Root G2"' } };

function verdict(service: string, is: Verdict, more: Partial<WorkloadVerdict> = {}): WorkloadVerdict {
  const reasons = is === 'will-fail' ? [lost] : [];
  return { service, consumer: 'declared', trustStore: [], verdict: is, latent: false, rotationPhase: 'unknown', reasons, ...more };
}

const hostNamed = (id: string, tags: Record<string, string> = {}): Host => ({
  id,
  name: id,
  source: 'hosts-file',
  scope: 'hosts.yaml',
  services: [],
  reach: 'remote',
  tags,
});

/** Tallies of hosts that each run one service with one workload of that verdict. */
function tally(verdicts: Readonly<Record<string, readonly Verdict[]>>) {
  const tallies = createServiceTallies();
  for (const [service, list] of Object.entries(verdicts)) {
    for (const [index, is] of list.entries()) tallies.add(hostNamed(`${service}-${index}`), [verdict(service, is)], 'owner');
  }
  return tallies;
}

function assess(
  verdicts: Readonly<Record<string, readonly Verdict[]>>,
  declared: readonly ServiceDeclaration[] = [],
): readonly ServiceRisk[] {
  return assessServices(tally(verdicts).all.values(), declared);
}

function riskOf(verdicts: readonly Verdict[], declared: Partial<ServiceDeclaration> = {}): ServiceRisk {
  const [risk] = assess({ web: verdicts }, [{ name: 'web', ...declared }]);
  if (risk === undefined) throw new Error('no service was assessed');
  return risk;
}

describe('survivors', () => {
  it.each<[readonly Verdict[], number, ServiceRisk['risk']]>([
    [['ready', 'ready'], 2, 'none'],
    [['ready', 'at-risk', 'not-applicable'], 3, 'none'],
    [['will-fail', 'will-fail'], 0, 'outage'],
    [['will-fail', 'ready'], 1, 'degraded'],
    [['will-fail', 'not-applicable'], 1, 'degraded'],
    [['ready', 'unknown'], 1, 'unknown'],
    [['unknown', 'unknown'], 0, 'unknown'],
    [['will-fail', 'unknown'], 0, 'outage'],
  ])('of %j are %i, and the risk is %s', (verdicts, survivors, risk) => {
    expect(riskOf(verdicts)).toMatchObject({ survivors, risk, hosts: verdicts.length });
  });

  it('count a host once, by the worst of its workloads', () => {
    const tallies = createServiceTallies();
    tallies.add(hostNamed('a'), [verdict('web', 'ready'), verdict('web', 'will-fail')], 'owner');
    tallies.add(hostNamed('b'), [verdict('web', 'unknown'), verdict('web', 'ready')], 'owner');
    expect(assessServices(tallies.all.values(), [])[0]).toMatchObject({ hosts: 2, willFail: 1, unknown: 1, survivors: 0 });
  });
});

describe('containers of a service', () => {
  const of = (...own: readonly WorkloadVerdict[]) => {
    const tallies = createServiceTallies();
    tallies.add(hostNamed('a'), own, 'owner');
    const [risk] = assessServices(tallies.all.values(), []);
    const tallied = tallies.all.get('web');
    if (risk === undefined || tallied === undefined) throw new Error('no service was assessed');
    return { ...risk, noSurvivor: findingsOfService(risk, tallied).find(({ ruleId }) => ruleId === 'NO_SURVIVOR')?.message };
  };
  const inRoot = (root: string, is: Verdict) => verdict('web', is, { root });

  it('are counted one by one, each by the worst of its workloads', () => {
    const risk = of(inRoot('a', 'ready'), inRoot('b', 'will-fail'), inRoot('b', 'ready'), inRoot('c', 'unknown'), inRoot('d', 'ready'));
    expect(risk).toMatchObject({ hosts: 1, willFail: 1, risk: 'degraded', noSurvivor: undefined });
    expect(risk.instances).toMatchObject({ noun: 'container', total: 4, ready: 2, willFail: 1, unknown: 1, survivors: 2 });
    expect(risk.canary).toBe('a canary deploy would lose 1 container and halt with 3 still serving');
  });

  it('are instances beside processes of the host, or in a root that is no container', () => {
    expect(of(inRoot('a', 'ready'), verdict('web', 'ready')).instances).toMatchObject({ noun: 'instance', total: 2 });
    expect(of(inRoot('root-1', 'ready')).instances).toMatchObject({ noun: 'instance', total: 1 });
    expect(of(verdict('web', 'ready'))).not.toHaveProperty('instances');
  });

  it('leave no survivor where only one that uses no store comes back beside them', () => {
    expect(of(inRoot('a', 'will-fail'), inRoot('b', 'not-applicable')).risk).toBe('outage');
    expect(of(inRoot('a', 'will-fail'), inRoot('b', 'at-risk')).risk).toBe('degraded');
  });

  it('are said to be all lost only where each was judged', () => {
    expect(of(inRoot('a', 'will-fail'), inRoot('b', 'will-fail')).noSurvivor).toBe(
      'no container of web would survive if all 2 restarted at once',
    );
    expect(of(inRoot('a', 'will-fail'), inRoot('b', 'unknown')).noSurvivor).toBe(
      'no container of web is known to survive if all 2 restarted at once: 1 would not, 1 could not be judged',
    );
  });
});

describe('the list of services', () => {
  it('begins with the worst', () => {
    const risks = assess({
      fine: ['ready'],
      lost: ['will-fail'],
      hurt: ['will-fail', 'ready'],
      dark: ['unknown'],
      more: ['will-fail', 'will-fail'],
    });
    expect(risks.map(({ name }) => name)).toEqual(['more', 'lost', 'hurt', 'dark', 'fine']);
  });

  it('has the owner that is declared, else the one of a tag', () => {
    const tallies = createServiceTallies();
    tallies.add(hostNamed('a', { owner: 'tagged' }), [verdict('web', 'ready'), verdict('api', 'ready')], 'owner');
    const owners = Object.fromEntries(
      assessServices(tallies.all.values(), [{ name: 'api', owner: 'declared' }]).map(({ name, owner }) => [name, owner]),
    );
    expect(owners).toEqual({ web: 'tagged', api: 'declared' });
  });

  it('says since when the outage has been waiting', () => {
    const tallies = createServiceTallies();
    for (const latentSince of ['2026-04-02T00:00:00Z', '2026-04-01T00:00:00Z']) {
      tallies.add(hostNamed(latentSince), [verdict('web', 'will-fail', { latent: true, latentSince })], 'owner');
    }
    expect(assessServices(tallies.all.values(), [])[0]).toMatchObject({
      latent: 2,
      since: '2026-04-01T00:00:00Z',
      causes: ['ONLY_OLD_CA'],
    });
  });
});

describe('the blast radius', () => {
  const declared: readonly ServiceDeclaration[] = [
    { name: 'permissions' },
    { name: 'api', dependsOn: ['permissions'] },
    { name: 'web', dependsOn: ['api'] },
    { name: 'events', dependsOn: [{ service: 'permissions', fallback: true }] },
    { name: 'alone' },
  ];
  const fleet = { permissions: ['will-fail'], api: ['ready'], web: ['ready'], events: ['ready'], alone: ['ready'] } as const;

  it('runs through dependencies, nearest first, and stops at a fallback', () => {
    const [risk] = assess(fleet, declared);
    expect(risk).toMatchObject({ name: 'permissions', blastRadius: ['api', 'web'], unaffected: ['alone', 'events'] });
  });

  it('ends in a circle of dependencies', () => {
    const circle: readonly ServiceDeclaration[] = [
      { name: 'a', dependsOn: ['b', 'a'] },
      { name: 'b', dependsOn: ['c'] },
      { name: 'c', dependsOn: ['a'] },
    ];
    const [risk] = assess({ a: ['will-fail'], b: ['ready'], c: ['ready'] }, circle);
    expect(risk).toMatchObject({ name: 'a', blastRadius: ['c', 'b'], unaffected: [] });
  });

  it('reaches a service over another way although one has a fallback', () => {
    const two: readonly ServiceDeclaration[] = [
      { name: 'api', dependsOn: ['permissions'] },
      { name: 'web', dependsOn: [{ service: 'permissions', fallback: true }, 'api'] },
    ];
    expect(assess(fleet, two)[0]?.blastRadius).toEqual(['api', 'web']);
  });

  it('does not call a service unaffected that is lost by itself', () => {
    const [risk] = assess({ ...fleet, alone: ['will-fail'] }, declared).filter(({ name }) => name === 'permissions');
    expect(risk?.unaffected).not.toContain('alone');
  });
});

describe('what a canary would have done', () => {
  const eight = Array.from({ length: 8 }, (): Verdict => 'will-fail');

  it('is said of a service that loses hosts', () => {
    expect(riskOf(eight, { deploy: { strategy: 'all-at-once' } }).canary).toBe(
      'it is deployed to all 8 hosts at once, so nothing halts; a canary would have lost 1 host and halted with 7 still serving',
    );
    expect(riskOf(eight).canary).toBe('a canary deploy would lose 1 host and halt with 7 still serving');
  });

  it('counts the batch of a rolling deploy, and never more than are lost', () => {
    expect(riskOf(eight, { deploy: { strategy: 'rolling', batch: 4 } }).canary).toContain('halts after 4 lost of 8');
    expect(riskOf(['will-fail', 'ready', 'ready'], { deploy: { strategy: 'canary', batch: 2 } }).canary).toContain(
      'halts after 1 lost of 3',
    );
  });

  it('is not said where nothing is lost', () => {
    expect(riskOf(['ready', 'unknown'])).not.toHaveProperty('canary');
    expect(riskOf(['ready'])).not.toHaveProperty('rollback');
  });
});

describe('findings of a service', () => {
  function findings(verdicts: readonly Verdict[], declared: Partial<ServiceDeclaration> = {}) {
    const tallies = tally({ web: verdicts });
    const [risk] = assessServices(tallies.all.values(), [{ name: 'web', ...declared }]);
    const own = tallies.all.get('web');
    if (risk === undefined || own === undefined) throw new Error('no service was assessed');
    return findingsOfService(risk, own);
  }

  it('are one for each cause, and not one a host', () => {
    const found = findings(['will-fail', 'will-fail', 'ready']);
    expect(found.map(({ ruleId }) => ruleId)).toEqual(['ONLY_OLD_CA', 'NO_ROLLBACK']);
    expect(found[0]?.message).toBe('2 of 3 hosts of web: no anchor named "CN=Corp Root G2"');
  });

  it('add that nobody survives, and that nothing halts the deploy', () => {
    const found = findings(['will-fail'], { deploy: { strategy: 'all-at-once' } });
    expect(found.map(({ ruleId }) => ruleId)).toEqual(['ONLY_OLD_CA', 'NO_SURVIVOR', 'NO_ROLLBACK', 'ALL_AT_ONCE_DEPLOY']);
  });

  it('do not say that nobody survives where that is only not known', () => {
    expect(findings(['unknown', 'unknown'])).toEqual([]);
  });

  it('say what is possible and what is proven where a host was not judged', () => {
    const [sure, open] = [findings(['will-fail']), findings(['will-fail', 'will-fail', 'unknown'])].map((found) =>
      found.find(({ ruleId }) => ruleId === 'NO_SURVIVOR'),
    );
    expect(sure).toMatchObject({ severity: 'critical', message: 'the one host of web would not survive a restart' });
    expect(open).toMatchObject({
      severity: 'high',
      message: 'no host of web is known to survive if all 3 restarted at once: 2 would not, 1 could not be judged',
    });
  });

  function findingsOf(...workloads: readonly WorkloadVerdict[][]) {
    const tallies = createServiceTallies();
    for (const [index, own] of workloads.entries()) tallies.add(hostNamed(`web-${index}`), own, 'owner');
    const [risk] = assessServices(tallies.all.values(), []);
    const own = tallies.all.get('web');
    if (risk === undefined || own === undefined) throw new Error('no service was assessed');
    return findingsOfService(risk, own).filter(({ ruleId }) => ruleId === lost.code);
  }
  const inContainer = (root: string) => verdict('web', 'will-fail', { root });

  it('tell a process of the host from one in a container, each with a fingerprint of its own', () => {
    const found = findingsOf([verdict('web', 'will-fail'), inContainer('0123456789ab')]);
    expect(found.map(({ message }) => message)).toEqual([
      '1 of 2 instances of web: no anchor named "CN=Corp Root G2"',
      '1 of 2 instances of web: no anchor named "CN=Corp Root G2" (container 0123456789ab)',
    ]);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('are one for all containers of a service, whatever they are called', () => {
    const found = findingsOf([inContainer('0123456789ab')], [inContainer('123456789abc')]);
    expect(found.map(({ message }) => message)).toEqual(['2 of 2 containers of web: no anchor named "CN=Corp Root G2"']);
    expect(found[0]?.fingerprint).toBe(findingsOf([inContainer('23456789abcd')])[0]?.fingerprint);
  });

  it('name a container once and behind the cause, and are one for containers whose sentences differ in nothing else', () => {
    const unread = (root: string) => {
      const summary = `in container ${root}: /srv/ca.pem in container ${root} could not be read`;
      return verdict('web', 'unknown', { root, reasons: [{ ...lost, proof: { summary } }] });
    };
    const [one, two] = [findingsOf([unread('a')]), findingsOf([unread('a'), unread('b')], [unread('c')])];
    expect(one.map(({ message }) => message)).toEqual(['1 of 1 container of web: /srv/ca.pem could not be read (container a)']);
    expect(two.map(({ message }) => message)).toEqual(['3 of 3 containers of web: /srv/ca.pem could not be read']);
    expect(two[0]?.fingerprint).toBe(one[0]?.fingerprint);
  });

  it('never share a fingerprint: the same reason of hosts that are lost and of hosts that are not are two', () => {
    const found = findingsOf([verdict('web', 'will-fail')], [verdict('web', 'ready', { reasons: [lost] })]);
    expect(found).toHaveLength(2);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('keep their fingerprint while the number of hosts changes', () => {
    expect(findings(['will-fail'])[0]?.fingerprint).toBe(findings(['will-fail', 'will-fail', 'ready'])[0]?.fingerprint);
  });
});
