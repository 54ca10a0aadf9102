import { describe, expect, it } from 'vitest';
import { type HostEvidence, hostEvidenceSchema } from '../../src/evidence/host-evidence.ts';
import { factNames, factVocabulary } from '../../src/rules/fact-vocabulary.ts';
import { factsOf, serviceFactsOf } from '../../src/rules/facts.ts';
import { host, now } from './sample.ts';

function evidence(more: Partial<HostEvidence> = {}): HostEvidence {
  const plain = {
    id: 'i-1',
    collector: 'test',
    observedAt: '2026-11-22T12:00:00Z',
    runtimes: [],
    trustFiles: [],
    workloads: [],
    missing: [],
  };
  return hostEvidenceSchema.parse({ ...plain, ...more });
}

const nothing = { evidence: undefined, services: [] };

describe('facts from the inventory', () => {
  it('are all there for an EC2 instance that has everything', () => {
    const full = host({
      account: '123456789012',
      region: 'eu-west-1',
      address: '10.0.0.1',
      tags: { team: 'payments' },
      state: 'running',
      launchedAt: '2026-01-01T00:00:00Z',
      imageId: 'ami-1',
      launchTemplate: { id: 'lt-1', version: '7', name: 'web', defaultVersion: '8', latestVersion: '9' },
      userDataSha256: '',
      ssm: { ping: 'Online', agentVersion: '3.3.1' },
      packages: { names: ['codedeploy-agent 1.7.0'], capturedAt: '2026-06-01T00:00:00Z' },
      autoScalingGroup: 'web',
      instanceProfile: 'web-profile',
      instanceType: 'm7g.large',
    });
    const facts = factsOf({ host: full, ...nothing });
    const stated = factNames.filter((name) => name.startsWith('host.'));
    expect(stated.filter((name) => !facts.has(name))).toEqual([]);
    expect(facts.get('host.launchTemplate.version')).toBe('7');
    expect(facts.get('host.tags')).toEqual(new Map([['team', 'payments']]));
    expect(facts.get('host.launchedAt')).toEqual(new Date('2026-01-01T00:00:00Z'));
  });

  it('say that an EC2 instance has no group, template or profile, because EC2 would have listed it', () => {
    const facts = factsOf({ host: host({ services: [] }), ...nothing });
    expect(facts.get('host.autoScalingGroup')).toBe('');
    expect(facts.get('host.launchTemplate.id')).toBe('');
    expect(facts.get('host.instanceProfile')).toBe('');
    expect(facts.get('host.tags')).toEqual(new Map());
    expect(facts.get('host.services')).toEqual([]);
  });

  it.each(['hosts-file', 'ansible', 'localhost'] as const)('leave missing what the source %s does not say', (source) => {
    const facts = factsOf({ host: host({ source, services: [] }), ...nothing });
    expect(
      (
        ['host.autoScalingGroup', 'host.launchTemplate.id', 'host.instanceProfile', 'host.tags', 'host.services', 'host.state'] as const
      ).filter((name) => facts.has(name)),
    ).toEqual([]);
  });

  it('are believed before what the host says of itself', () => {
    const claimed = evidence({
      facts: { 'host.autoScalingGroup': 'web', 'host.imageId': 'ami-2', 'host.id': 'i-2', 'restart.verdict': 'ready' },
    });
    const facts = factsOf({ host: host({ imageId: 'ami-1' }), evidence: claimed, services: [] });
    expect(facts.get('host.imageId')).toBe('ami-1');
    expect(facts.get('host.autoScalingGroup')).toBe('');
    expect(facts.get('host.id')).toBe('i-1');
    expect(facts.has('restart.verdict')).toBe(false);
    const listed = factsOf({ host: host({ source: 'hosts-file' }), evidence: claimed, services: [] });
    expect(listed.get('host.autoScalingGroup')).toBe('web');
  });
});

describe('facts from evidence', () => {
  it('are read by name and type', () => {
    const facts = factsOf({
      host: host(),
      evidence: evidence({
        os: { id: 'debian', version: '12' },
        facts: {
          'deploy.agent': 'codedeploy-agent',
          'image.golden': true,
          'configManagement.tool': 'chef',
          'configManagement.lastRunAt': '2026-11-22T11:00:00Z',
          'no.such.fact': 'x',
        },
        trustFiles: [
          { path: '/etc/ssl/certs/ca-certificates.crt', state: 'unreadable' },
          { path: '/etc/pki/tls/cert.pem', state: 'missing' },
        ],
        workloads: [
          {
            name: 'checkout',
            origin: 'systemd-unit',
            unit: { name: 'checkout.service', state: 'active' },
            nextStart: { environment: {}, options: {} },
          },
          { name: 'curl', origin: 'default-client', nextStart: { environment: {}, options: {} } },
        ],
      }),
      services: [],
      restart: { verdict: 'will-fail' },
      now,
    });
    expect(Object.fromEntries(facts)).toMatchObject({
      'os.id': 'debian',
      'os.version': '12',
      'deploy.agent': 'codedeploy-agent',
      'image.golden': true,
      'configManagement.lastRunAt': new Date('2026-11-22T11:00:00Z'),
      'trustStore.paths': ['/etc/ssl/certs/ca-certificates.crt'],
      'systemd.units': ['checkout.service'],
      'evidence.observedAt': new Date('2026-11-22T12:00:00Z'),
      'restart.verdict': 'will-fail',
      now: new Date(now),
    });
    expect([...facts.keys()].filter((name) => !factNames.includes(name))).toEqual([]);
  });

  it('are missing where their type is another', () => {
    const odd = { 'image.golden': 'yes', 'deploy.agent': true, 'configManagement.lastRunAt': 'yesterday', 'os.id': ['debian'] };
    const facts = factsOf({ host: host(), evidence: evidence({ facts: odd }), services: [] });
    expect((['image.golden', 'deploy.agent', 'configManagement.lastRunAt', 'os.id'] as const).filter((name) => facts.has(name))).toEqual(
      [],
    );
  });

  it('are missing where there is no evidence', () => {
    const facts = factsOf({ host: host(), ...nothing });
    const fromEvidence = factNames.filter((name) => factVocabulary[name].from[0] === 'evidence');
    expect(fromEvidence.filter((name) => facts.has(name))).toEqual([]);
    expect(fromEvidence.length).toBeGreaterThan(10);
  });

  it('do not say that there are no units where the collector could not look', () => {
    const looked = factsOf({ host: host(), evidence: evidence(), services: [] });
    const blind = evidence({ missing: [{ fact: 'workloads', reason: 'systemctl: permission denied' }] });
    expect(looked.get('systemd.units')).toEqual([]);
    expect(factsOf({ host: host(), evidence: blind, services: [] }).has('systemd.units')).toBe(false);
  });
});

it('does not say which trust stores exist where they could not all be listed', () => {
  const blind = evidence({ missing: [{ fact: 'trustFiles', reason: 'permission denied' }] });
  expect(factsOf({ host: host(), evidence: blind, services: [] }).has('trustStore.paths')).toBe(false);
});

describe('facts from the configuration', () => {
  const canary = { name: 'checkout', deploy: { strategy: 'canary' as const } };

  it('give a host the deploy strategy that its services share', () => {
    const rolling = { name: 'ledger', deploy: { strategy: 'rolling' as const } };
    const strategy = (services: readonly string[]) =>
      factsOf({ host: host({ services }), evidence: undefined, services: [canary, rolling, { name: 'bare' }] }).get('deploy.strategy');
    expect(strategy(['checkout'])).toBe('canary');
    expect(strategy(['checkout', 'ledger'])).toBeUndefined();
    expect(strategy(['checkout', 'bare'])).toBeUndefined();
    expect(strategy(['unheard-of'])).toBeUndefined();
  });

  it('describe a service', () => {
    const facts = serviceFactsOf({
      ...canary,
      owner: 'payments',
      stores: ['vault'],
      deploy: { strategy: 'rolling', batch: 3 },
      dependsOn: ['ledger', { service: 'mail', fallback: true }],
    });
    expect(Object.fromEntries(facts)).toEqual({
      'service.name': 'checkout',
      'service.owner': 'payments',
      'service.stores': ['vault'],
      'service.deploy.strategy': 'rolling',
      'service.deploy.batch': 3n,
      'service.dependsOn': ['ledger', 'mail'],
    });
    expect([...serviceFactsOf({ name: 'bare' }).keys()]).toEqual(['service.name', 'service.owner', 'service.dependsOn']);
  });
});
