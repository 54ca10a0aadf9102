import { describe, expect, it } from 'vitest';
import type { ServiceDeclaration } from '../../src/config/config.ts';
import type { HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import type { Host } from '../../src/inventory/host.ts';
import { type Consumption, unnamedService, workloadsOf } from '../../src/restart/workloads.ts';
import { storeOf } from './scene.ts';

const vault = storeOf({}).state;

function consumption(
  declared: readonly ServiceDeclaration[] = [],
  more: { readonly defaultStores?: readonly string[]; readonly declarationsLost?: string } = {},
): Consumption {
  return {
    services: new Map(declared.map((service) => [service.name, service])),
    defaultStores: more.defaultStores,
    stores: new Map([[vault.name, vault]]),
    declarationsLost: more.declarationsLost,
  };
}

const hostWith = (...services: readonly string[]): Host => ({
  id: 'i-1',
  name: 'web-1',
  source: 'ec2',
  scope: 'main',
  services,
  reach: 'remote',
});

function unit(name: string, environment: Record<string, string> = {}, more: Partial<WorkloadEvidence> = {}): WorkloadEvidence {
  return {
    name,
    origin: 'systemd-unit',
    unit: { name: `${name}.service`, state: 'active' },
    nextStart: { environment, options: {} },
    ...more,
  };
}

function seenWith(workloads: readonly WorkloadEvidence[], missing: HostEvidence['missing'] = []): HostEvidence {
  return { id: 'i-1', collector: 'local/1', observedAt: '2026-06-01T00:00:00Z', runtimes: [], trustFiles: [], workloads, missing };
}

/** service, store and consumer of each workload, as one line. */
function lines(host: Host, evidence: HostEvidence | undefined, of: Consumption, whyMissing?: string): readonly string[] {
  return workloadsOf(host, evidence, whyMissing, of).map(
    ({ service, store, consumer, reason }) => `${service} ${store ?? '-'} ${consumer}${reason === undefined ? '' : ' ?'}`,
  );
}

describe('a host whose services the inventory names', () => {
  const declares = consumption([{ name: 'web', stores: ['secrets'] }]);

  it('has a workload for each declared store of a service that was seen', () => {
    expect(lines(hostWith('web'), seenWith([unit('web')]), declares)).toEqual(['web secrets declared']);
    const two = consumption([{ name: 'web', stores: ['secrets', 'other'] }]);
    expect(lines(hostWith('web'), seenWith([unit('web')]), two)).toEqual(['web secrets declared', 'web other declared']);
  });

  it('has each of several stores by the name that its own setting names, and one without a setting by any', () => {
    const region = 'secretsmanager.eu-west-1.amazonaws.com';
    const stores = new Map([
      ['vault', { ...vault, name: 'vault', names: ['vault.corp.internal', 'vault.service.consul'] }],
      ['aws', { ...vault, name: 'aws', names: [region, 'vpce-1.secretsmanager.eu-west-1.vpce.amazonaws.com'] }],
    ]);
    const of = { ...consumption([{ name: 'web', stores: ['vault', 'aws'] }]), stores };
    const found = (environment: Record<string, string>) =>
      workloadsOf(hostWith('web'), seenWith([unit('web', environment)]), undefined, of);
    expect(found({ VAULT_ADDR: 'https://vault.service.consul' })).toMatchObject([
      { store: 'vault', names: ['vault.service.consul'], reason: undefined },
      { store: 'aws', reason: undefined },
    ]);
    expect(found({ VAULT_ADDR: 'https://vault.service.consul' })[1]).not.toHaveProperty('names');
    expect(found({ VAULT_ADDR: 'https://elsewhere.test', AWS_ENDPOINT_URL: `https://${region}` })).toMatchObject([
      { store: 'vault', consumer: 'declared', reason: expect.stringContaining('VAULT_ADDR names elsewhere.test') },
      { store: 'aws', names: [region], reason: undefined },
    ]);
  });

  it('has one with a reason where the service was not seen', () => {
    expect(lines(hostWith('web'), seenWith([unit('cron')]), declares)).toEqual(['web secrets declared ?']);
  });

  it('says what was seen in its place, a few names without anything odd', () => {
    const reasonFor = (...names: readonly string[]) =>
      workloadsOf(hostWith('shop'), seenWith(names.map((name) => unit(name))), undefined, consumption())[0]?.reason;
    const none = 'no unit of shop, and nothing of that name that listens, was seen on the host; ';
    expect(reasonFor('python3.11', 'dash', 'dash')).toBe(
      `${none}seen were dash, python3.11: give the service such a name, or name its unit with unit:`,
    );
    expect(reasonFor('a', 'b', 'c', 'd', 'e', 'f', 'odd\u001b[2J')).toBe(
      `${none}seen were a, b, c, d, e and 2 more: give the service such a name, or name its unit with unit:`,
    );
    expect(reasonFor('x'.repeat(200))).toBe(`${none}1 of other names were seen`);
    expect(reasonFor()).toBe(`${none}none was seen at all`);
    const named = consumption([{ name: 'shop', unit: 'nothere.service' }]);
    expect(workloadsOf(hostWith('shop'), seenWith([unit('dash')]), undefined, named)[0]?.reason).toBe(
      'neither unit nothere.service, which the configuration names for shop, nor anything of that name was seen on the host; seen were dash',
    );
    const client = seenWith([{ ...unit('curl'), origin: 'default-client' }]);
    expect(workloadsOf(hostWith('shop'), client, undefined, consumption())[0]?.reason).toBe(`${none}none was seen at all`);
  });

  it('has one with a reason where nothing is known of the host', () => {
    expect(lines(hostWith('web'), undefined, declares, 'timed out')).toEqual(['web secrets declared ?']);
    expect(lines(hostWith('web', 'api'), undefined, declares, 'timed out')).toEqual(['web secrets declared ?', 'api - unknown ?']);
  });

  it('finds the service under the unit that it declares', () => {
    const named = consumption([{ name: 'web', stores: ['secrets'], unit: 'nginx.service' }]);
    expect(lines(hostWith('web'), seenWith([unit('nginx')]), named)).toEqual(['web secrets declared']);
  });

  it('judges every program that is the service', () => {
    const found = seenWith([unit('web'), { ...unit('web'), origin: 'process' }]);
    expect(lines(hostWith('web'), found, declares)).toEqual(['web secrets declared', 'web secrets declared']);
  });

  it('has no consumer where the service declares that it uses none', () => {
    const none = consumption([{ name: 'web', stores: [] }], { defaultStores: ['secrets'] });
    expect(lines(hostWith('web'), seenWith([unit('web')]), none)).toEqual(['web - not-detected']);
    expect(lines(hostWith('web'), undefined, none, 'timed out')).toEqual(['web - not-detected']);
  });

  it('counts further programs only where they were detected as consumers', () => {
    const found = seenWith([unit('web'), unit('cron'), unit('agent', { VAULT_ADDR: 'https://vault.corp.internal' })]);
    expect(lines(hostWith('web'), found, declares)).toEqual(['web secrets declared', 'agent secrets detected']);
  });
});

describe('a host whose services nobody names', () => {
  it('has every program as a service of its own', () => {
    const found = seenWith([unit('a'), unit('b')]);
    expect(lines(hostWith(), found, consumption([], { defaultStores: ['secrets'] }))).toEqual(['a secrets declared', 'b secrets declared']);
  });

  it('is unknown where nothing was seen', () => {
    expect(lines(hostWith(), seenWith([]), consumption())).toEqual([`${unnamedService} - unknown ?`]);
    expect(lines(hostWith(), undefined, consumption([], { defaultStores: ['secrets'] }), 'timed out')).toEqual([
      `${unnamedService} secrets unknown ?`,
    ]);
  });

  it('is unknown beside what was seen where the list of services is not complete', () => {
    const found = seenWith([unit('a')], [{ fact: 'workloads', reason: "systemd's units could not be listed" }]);
    const of = consumption([], { defaultStores: ['secrets'] });
    expect(lines(hostWith(), found, of)).toEqual(['a secrets declared', `${unnamedService} secrets unknown ?`]);
  });

  it('has a declared service under its own name, also where the unit is called otherwise', () => {
    const declared = consumption([{ name: 'web', stores: ['secrets'], unit: 'nginx.service' }]);
    expect(lines(hostWith(), seenWith([unit('nginx')]), declared)).toEqual(['web secrets declared']);
  });
});

describe('a service that declares nothing', () => {
  it('is a consumer of the stores that its settings name', () => {
    for (const name of ['VAULT_ADDR', 'AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_ENDPOINT_URL']) {
      const found = seenWith([unit('web', { [name]: 'https://vault.corp.internal' })]);
      expect(lines(hostWith('web'), found, consumption())).toEqual(['web secrets detected']);
    }
  });

  it('is one by what its running process has, too', () => {
    const running = { environment: { VAULT_ADDR: 'https://vault.corp.internal' }, options: {} };
    expect(lines(hostWith('web'), seenWith([unit('web', {}, { running })]), consumption())).toEqual(['web secrets detected']);
  });

  it('is unknown where it names a store that nobody configured', () => {
    const found = seenWith([unit('web', { VAULT_ADDR: 'https://elsewhere.corp.internal' })]);
    expect(lines(hostWith('web'), found, consumption())).toEqual(['web - detected ?']);
  });

  it('is a consumer of the store that it is connected to', () => {
    const of = consumption();
    const stores = new Map([[vault.name, { ...vault, addresses: ['10.0.0.5:8200', '10.0.0.6:8200'] }]]);
    const lined = (connections: readonly string[]) =>
      lines(hostWith('web'), seenWith([unit('web', {}, { connections })]), { ...of, stores });
    expect(lined(['10.0.0.6:8200'])).toEqual(['web secrets detected']);
    expect(lined(['10.0.0.6:443'])).toEqual(['web - not-detected']);
    const unseen = [{ fact: 'connections', reason: 'sockets cannot be seen without root' }];
    expect(lines(hostWith('web'), seenWith([unit('web', {}, { missing: unseen })]), { ...of, stores })).toEqual(['web - unknown ?']);
    expect(lines(hostWith('web'), seenWith([unit('web', {}, { missing: unseen })]), of)).toEqual(['web - not-detected']);
  });

  it('is one by the endpoint on the command line of the AWS CLI', () => {
    const options = { '--endpoint-url': 'https://vault.corp.internal' };
    const found = seenWith([unit('web', {}, { nextStart: { environment: {}, options } })]);
    expect(lines(hostWith('web'), found, consumption())).toEqual(['web secrets detected']);
  });

  it.each(['http://127.0.0.1:8200', 'https://localhost:8200', 'http://[::1]:8200', 'unix:///run/agent.sock'])(
    'is unknown where it fetches through %s, and says that a sidecar is not seen',
    (address) => {
      const found = seenWith([unit('web', { VAULT_ADDR: address })]);
      const [only] = workloadsOf(hostWith('web'), found, undefined, consumption());
      expect(only).toMatchObject({
        consumer: 'detected',
        store: undefined,
        reason: expect.stringContaining('a sidecar or proxy on the host'),
      });
    },
  );

  it('is unknown where it is set up for the AWS region of a configured store', () => {
    const stores = new Map([['sm', { ...vault, name: 'sm', names: ['secretsmanager.eu-west-1.amazonaws.com'] }]]);
    const inRegion = (region: string) =>
      lines(hostWith('web'), seenWith([unit('web', { AWS_REGION: region })]), { ...consumption(), stores });
    expect(inRegion('eu-west-1')).toEqual(['web - unknown ?']);
    expect(inRegion('eu-west-2')).toEqual(['web - not-detected']);
  });

  it.each([
    'secretsmanager-fips.eu-west-1.amazonaws.com',
    'secretsmanager.eu-west-1.api.aws',
    'vpce-1-a.secretsmanager.eu-west-1.vpce.amazonaws.com',
  ])('is unknown where the store of that region has another sort of name: %s', (name) => {
    const stores = new Map([['sm', { ...vault, name: 'sm', names: [name] }]]);
    const found = seenWith([unit('web', { AWS_REGION: 'eu-west-1' })]);
    expect(lines(hostWith('web'), found, { ...consumption(), stores })).toEqual(['web - unknown ?']);
  });

  it('is no consumer where everything was seen and nothing points to a store', () => {
    expect(lines(hostWith('web'), seenWith([unit('web')]), consumption())).toEqual(['web - not-detected']);
  });

  it.each(['nextStart.environment', 'nextStart.environment.VAULT_ADDR', 'running.environment', 'nextStart'])(
    'is unknown, and no non-consumer, where %s is hidden',
    (fact) => {
      const found = seenWith([unit('web', {}, { missing: [{ fact, reason: 'permission denied' }] })]);
      expect(lines(hostWith('web'), found, consumption())).toEqual(['web - unknown ?']);
    },
  );
});

describe('a unit that may not start', () => {
  const hidden = (fact: string, more: Partial<WorkloadEvidence> = {}) =>
    lines(hostWith('e2scrub_reap'), seenWith([unit('e2scrub_reap', {}, { missing: [{ fact, reason: 'why' }], ...more })]), consumption());

  it.each(['nextStart.start', 'nextStart.access'])('is no consumer where nothing else of it is hidden: %s', (fact) => {
    expect(hidden(fact)).toEqual(['e2scrub_reap - not-detected']);
  });

  it.each(['nextStart', 'nextStart.before', 'nextStart.environment', 'nextStart.options', 'nextStart.options.--config'])(
    'is unknown where its variables, options or programs may be others: %s',
    (fact) => {
      expect(hidden(fact)).toEqual(['e2scrub_reap - unknown ?']);
      const both = [
        { fact: 'nextStart.start', reason: 'why' },
        { fact, reason: 'hidden' },
      ];
      expect(hidden('', { missing: both })).toEqual(['e2scrub_reap - unknown ?']);
      expect(hidden('', { missing: both.toReversed() })).toEqual(['e2scrub_reap - unknown ?']);
    },
  );

  it('is unknown where it is a shell, which may set anything', () => {
    const missing = [
      { fact: 'nextStart.start', reason: 'why' },
      { fact: 'runtime', reason: 'a shell' },
    ];
    expect(hidden('', { missing, program: '/bin/sh' })).toEqual(['e2scrub_reap - unknown ?']);
  });

  it('is judged as a consumer where its settings name a store', () => {
    const found = seenWith([
      unit('web', { VAULT_ADDR: 'https://vault.corp.internal' }, { missing: [{ fact: 'nextStart.start', reason: 'why' }] }),
    ]);
    expect(lines(hostWith('web'), found, consumption())).toEqual(['web secrets detected']);
  });
});

describe('evidence without a store, as a run leaves it that was cut off', () => {
  const none = { ...consumption(), stores: new Map() };

  it.each([{}, { VAULT_ADDR: 'https://vault.corp.internal' }, { VAULT_ADDR: 'https://localhost:8200' }])(
    'tells nothing of who uses which: %j',
    (environment) => {
      for (const host of [hostWith('web'), hostWith()]) {
        const [only, ...others] = workloadsOf(host, seenWith([unit('web', environment)]), undefined, none);
        expect(others).toEqual([]);
        expect(only).toMatchObject({
          consumer: 'unknown',
          reason: expect.stringMatching(/does not hold the credential store.*cut off.*--resume/),
        });
      }
    },
  );

  it('says the same of a program beside the services that were named', () => {
    const found = seenWith([unit('web'), unit('agent', { VAULT_ADDR: 'https://localhost:8200' })]);
    const [, agent] = workloadsOf(hostWith('web'), found, undefined, none);
    expect(agent).toMatchObject({ service: 'agent', reason: expect.stringContaining('does not hold the credential store') });
  });
});

describe('a lost declaration', () => {
  const lost = 'line 7 of evidence.jsonl is malformed and may have declared what it uses';

  it('makes a service that nothing else declares unknown, and no non-consumer', () => {
    expect(lines(hostWith('web'), seenWith([unit('web')]), consumption([], { declarationsLost: lost }))).toEqual(['web - unknown ?']);
  });

  it('does so although there are default stores, because it may have named another store or client', () => {
    const of = consumption([], { declarationsLost: lost, defaultStores: ['secrets'] });
    expect(lines(hostWith('web'), seenWith([unit('web')]), of)).toEqual(['web - unknown ?']);
    expect(lines(hostWith('web'), undefined, of, 'timed out')).toEqual(['web - unknown ?']);
    expect(lines(hostWith(), seenWith([unit('web')]), of)).toEqual(['web - unknown ?']);
  });

  it('leaves the services alone whose declaration is there', () => {
    const of = consumption([{ name: 'web', stores: ['secrets'] }], { declarationsLost: lost });
    expect(lines(hostWith('web'), seenWith([unit('web')]), of)).toEqual(['web secrets declared']);
  });
});
