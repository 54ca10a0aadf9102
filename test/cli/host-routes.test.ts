import { describe, expect, it } from 'vitest';
import { type OpenTransports, routesOf } from '../../src/cli/host-routes.ts';
import { planScan } from '../../src/cli/scan-plan.ts';
import type { CollectionDeclaration } from '../../src/config/collection-config.ts';
import { configSchema } from '../../src/config/config.ts';
import type { Transport } from '../../src/evidence/transport.ts';
import type { Host } from '../../src/inventory/host.ts';

const named = (name: string): Transport => ({ name, collect: async () => ({ kind: 'missing', reason: name }) });
const open: OpenTransports = { local: named('local'), ssh: named('ssh'), ssm: named('ssm'), replay: named('replay') };

function hostOf(more: Partial<Host> = {}): Host {
  return { id: 'web-1', name: 'web-1', source: 'hosts-file', scope: 'hosts.yaml', services: [], reach: 'remote', ...more };
}

async function wayTo(host: Host, collection: object, transports: OpenTransports = open) {
  const config = configSchema.parse({ stores: [{ name: 'vault', endpoint: 'vault:443' }], collection });
  const route = routesOf(await planScan({}, config, '/work'), transports)(host);
  return route.whyNone ?? route.transports.map(({ name }) => name).join(' ');
}

describe('the way to a host', () => {
  const instance = hostOf({ source: 'ec2', id: 'i-0abc', account: '111111111111', region: 'eu-west-1', tags: { team: 'pay-roll' } });

  it.each([
    ['this machine', hostOf({ reach: 'local', source: 'localhost' }), { ssh: {} }, 'local'],
    ['a host, where nothing is configured', hostOf(), {}, 'replay'],
    ['a host, with ssh', hostOf(), { ssh: {}, ssm: {} }, 'ssh replay'],
    ['an instance, with SSM and ssh', instance, { ssh: {}, ssm: {} }, 'ssm ssh replay'],
    ['an instance, with SSM alone', instance, { ssm: {} }, 'ssm replay'],
    ['a host that a file lists by its instance id', hostOf({ id: 'i-0123456789abcdef0' }), { ssm: {} }, 'ssm replay'],
    ['a machine that was registered with SSM', hostOf({ id: 'mi-0123456789abcdef0' }), { ssh: {}, ssm: {} }, 'ssm ssh replay'],
    ['a host whose name only begins like an instance', hostOf({ id: 'i-am-no-instance' }), { ssm: {} }, 'replay'],
  ])('of %s is what is configured', async (_, host, collection, way) => {
    expect(await wayTo(host, collection)).toBe(way);
  });

  it.each([
    [{ source: 'ec2' }, true],
    [{ source: 'ansible' }, false],
    [{ accounts: ['222222222222', '111111111111'] }, true],
    [{ accounts: ['222222222222'] }, false],
    [{ regions: ['eu-west-1'] }, true],
    [{ regions: ['us-east-1'] }, false],
    [{ names: ['i-*'] }, true],
    [{ names: ['web-?'] }, true],
    [{ names: ['web'] }, false],
    [{ tags: { team: ['pay-*'] } }, true],
    [{ tags: { team: ['pay'] } }, false],
    [{ tags: { owner: ['*'] } }, false],
    [{ source: 'ec2', regions: ['us-east-1'] }, false],
  ])('follows a rule about %j where it fits', async (rule, fits) => {
    const transports = [{ ...rule, use: ['ssm', 'ssh'] }, { use: 'none' }];
    const way = await wayTo(instance, { transports } satisfies CollectionDeclaration | object);
    expect(way).toBe(fits ? 'ssm ssh' : 'the configuration says that nothing asks it (collection: transports)');
  });

  it('follows the first rule that fits', async () => {
    expect(await wayTo(instance, { transports: [{ use: 'replay' }, { use: 'ssh' }] })).toBe('replay');
  });

  it('is told to be missing where no recording is there either', async () => {
    const nobody = { local: named('local') };
    expect(await wayTo(hostOf(), {}, nobody)).toBe(
      'no transport reaches it: neither collection: { ssh: {} } nor a recording of it (evidence: replay) is configured',
    );
    expect(await wayTo(hostOf(), { ssm: {} }, nobody)).toMatch(/ssm asks hosts with an instance id only .* collection: \{ ssh: \{\} \}/);
  });
});
