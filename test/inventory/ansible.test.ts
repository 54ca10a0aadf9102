import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { ansibleHosts } from '../../src/inventory/ansible.ts';
import { parseAnsibleInventory } from '../../src/inventory/ansible-inventory.ts';

const read = (document: unknown) => ansibleHosts(parseAnsibleInventory(JSON.stringify(document), '/inv.json'), 'inv.json');
const servicesOf = (document: unknown) => Object.fromEntries(read(document).map((host) => [host.id, host.services]));

function rejection(text: string): ConfigError {
  try {
    parseAnsibleInventory(text, '/inv.json');
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the inventory was accepted');
}

describe('an Ansible inventory', () => {
  it('lists each host once, with its address and reach', () => {
    const hosts = read({
      _meta: { hostvars: { db1: { ansible_host: '10.0.0.5' }, bastion: { ansible_connection: 'local' } } },
      all: { children: ['ungrouped', 'db'] },
      db: { hosts: ['db1', 'db2'] },
      ungrouped: { hosts: ['bastion'] },
    });
    expect(hosts).toEqual([
      { id: 'bastion', name: 'bastion', source: 'ansible', scope: 'inv.json', services: [], reach: 'local' },
      { id: 'db1', name: 'db1', source: 'ansible', scope: 'inv.json', services: ['db'], reach: 'remote', address: '10.0.0.5' },
      { id: 'db2', name: 'db2', source: 'ansible', scope: 'inv.json', services: ['db'], reach: 'remote' },
    ]);
  });

  it('takes the innermost groups for services where no variable names them', () => {
    const services = servicesOf({
      all: { children: ['prod'] },
      prod: { children: ['backend'], hosts: ['a', 'lone'] },
      backend: { children: ['orders'], hosts: ['a'] },
      orders: { hosts: ['a', 'b'] },
      payments: { hosts: ['b'] },
    });
    expect(services).toEqual({ a: ['orders'], b: ['orders', 'payments'], lone: ['prod'] });
  });

  it('prefers the variables that name services', () => {
    const hostvars = {
      list: { snowline_services: ['x', 'y', 'x'] },
      text: { snowline_service: 'x, y' },
      plain: { service: 'z' },
      first: { snowline_services: 'x', service: 'z' },
      unsafe: { service: { __ansible_unsafe: 'z' } },
      none: { snowline_services: [] },
    };
    expect(servicesOf({ _meta: { hostvars }, web: { hosts: Object.keys(hostvars) } })).toEqual({
      list: ['x', 'y'],
      text: ['x', 'y'],
      plain: ['z'],
      first: ['x'],
      unsafe: ['z'],
      none: [],
    });
  });

  it('survives groups that contain each other', () => {
    expect(servicesOf({ a: { children: ['b'], hosts: ['h'] }, b: { children: ['a'] } })).toEqual({ h: ['a'] });
  });

  it('keeps a host whose groups contain each other in both', () => {
    expect(servicesOf({ a: { children: ['b'], hosts: ['h'] }, b: { children: ['a'], hosts: ['h'] } })).toEqual({ h: ['a', 'b'] });
  });

  it('keeps nothing of the variables but what it uses', () => {
    const secret = 'hunter2-very-secret';
    const document = {
      _meta: {
        hostvars: { a: { ansible_password: secret, db: { password: secret }, key: { __ansible_vault: secret }, ansible_host: 'h' } },
      },
      web: { hosts: ['a'], vars: { token: secret } },
    };
    const inventory = parseAnsibleInventory(JSON.stringify(document), '/inv.json');
    expect(JSON.stringify([...inventory.groups, ...inventory.variables])).not.toContain(secret);
  });

  it('reads groups that old inventory scripts print as bare lists', () => {
    expect(servicesOf({ web: ['a'] })).toEqual({ a: ['web'] });
  });

  it('may be empty', () => {
    expect(read({ _meta: { hostvars: {} }, all: { children: ['ungrouped'] } })).toEqual([]);
  });

  it('that is not JSON is rejected with its position, without quoting it', () => {
    const error = rejection('{\n  "a": {"ansible_password": "hunter2" oops}\n}');
    expect(error).toMatchObject({ file: '/inv.json', line: 2 });
    expect(error.message).not.toContain('hunter2');
  });

  it.each([
    ['a list', '[]'],
    ['a group without lists', '{"web": {"hosts": "a"}}'],
    ['services that are neither name nor list', '{"_meta": {"hostvars": {"a": {"snowline_services": {"__ansible_vault": "s3cret"}}}}}'],
  ])('is rejected for %s', (_, text) => {
    const error = rejection(text);
    expect(error.message).toContain('is not the output of ansible-inventory --list');
    expect(error.message).not.toContain('s3cret');
  });
});
