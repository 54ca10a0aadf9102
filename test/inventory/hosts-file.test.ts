import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { parseHostsFile } from '../../src/inventory/hosts-file.ts';
import { checkAccess, listHosts } from '../../src/inventory/list-hosts.ts';
import { collectStream } from '../../src/inventory/merge-streams.ts';
import { temporaryFolder } from './temporary-folder.ts';

const parse = (text: string) => parseHostsFile(text, '/etc/hosts.yaml', 'hosts.yaml');

function rejection(text: string): ConfigError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('a hosts file', () => {
  it('lists hosts with all that it says of them', () => {
    const text = `
hosts:
  - name: legacy-1
    services: [payments, orders, payments]
    address: 10.0.0.7
    account: "123456789012"
    region: eu-west-1
    tags: { env: prod }
  - { name: bastion, id: i-0123, services: bastion, transport: local }
  - name: bare
`;
    expect(parse(text)).toEqual([
      {
        id: 'legacy-1',
        name: 'legacy-1',
        source: 'hosts-file',
        scope: 'hosts.yaml',
        services: ['payments', 'orders'],
        address: '10.0.0.7',
        account: '123456789012',
        region: 'eu-west-1',
        tags: { env: 'prod' },
        reach: 'remote',
      },
      { id: 'i-0123', name: 'bastion', source: 'hosts-file', scope: 'hosts.yaml', services: ['bastion'], reach: 'local' },
      { id: 'bare', name: 'bare', source: 'hosts-file', scope: 'hosts.yaml', services: [], reach: 'remote' },
    ]);
  });

  it('may be JSON', () => {
    expect(parse('{"hosts":[{"name":"a"}]}').map((host) => host.id)).toEqual(['a']);
  });

  it('may list nobody', () => {
    expect(parse('hosts: []')).toEqual([]);
  });

  it('is rejected for a misspelt key, with its line and the key that was meant', () => {
    const error = rejection('hosts:\n  - name: a\n    servces: [x]\n');
    expect(error).toMatchObject({ file: '/etc/hosts.yaml', line: 3 });
    expect(error.message).toContain('"servces"');
    expect(error.message).toContain('did you mean "services"?');
  });

  it.each([
    ['a host without a name', 'hosts:\n  - services: [x]\n', 2],
    ['an empty name', 'hosts:\n  - name: "  "\n', 2],
    ['an unknown transport', 'hosts:\n  - name: a\n    transport: ssh\n', 3],
    ['a service that is a number', 'hosts:\n  - name: a\n    services: [1]\n', 3],
  ])('is rejected for %s', (_, text, line) => {
    expect(rejection(text).line).toBe(line);
  });

  it('is rejected for an id that is listed twice, with both lines', () => {
    const error = rejection('hosts:\n  - name: a\n  - name: b\n    id: x\n  - name: a\n  - name: c\n    id: x\n');
    expect(error.line).toBe(5);
    expect(error.message).toContain('host id "a" is listed twice, first in line 2');
    expect(error.message).toContain('/etc/hosts.yaml:7:9: host id "x" is listed twice, first in line 4');
  });

  it('that does not exist is a configuration error that names it', async () => {
    const missing = listHosts([{ source: 'hosts-file', path: 'none.yaml' }], { serviceTag: 'service', baseDirectory: '/nowhere' });
    const failed: unknown = await collectStream(missing).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConfigError);
    expect(failed).toMatchObject({ file: '/nowhere/none.yaml', message: expect.stringContaining('there is no such file') });
  });

  it('is found from the folder of the configuration, and its scope is its path as declared', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'fleet.yaml'), 'hosts: [{ name: a }]');
    const context = { serviceTag: 'service', baseDirectory: folder };
    const declaration = { source: 'hosts-file', path: 'fleet.yaml' } as const;
    const items = await collectStream(listHosts([declaration], context));
    expect(items).toMatchObject([{ kind: 'host', host: { id: 'a', scope: 'fleet.yaml' } }]);
    expect(await checkAccess([declaration], context)).toEqual([
      { scope: 'fleet.yaml', check: 'readable', ok: true, detail: '1 host', hosts: 1 },
    ]);
  });
});
