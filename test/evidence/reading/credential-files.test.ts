import { describe, expect, it } from 'vitest';
import {
  type Asker,
  credentialFileOf,
  filesDeclaredFor,
  identitiesOf,
  readableBy,
} from '../../../src/evidence/reading/credential-files.ts';
import { plantTree } from '../planted-tree.ts';
import { tokenUntil } from './web-token.ts';

const account = { name: 'app', uid: 1000, groups: new Set([1000]), home: '/home/app' };

function askerOf(files: Readonly<Record<string, string>>, unusual: Partial<Asker> = {}): Asker {
  return { machine: plantTree(files), account: 'root', whyOtherwise: async () => undefined, ...unusual };
}

const token = { named: 'tokenFile', path: '/srv/token' } as const;

describe('a file that holds a credential', () => {
  it('is told with its dates, and with nothing that stands in it', async () => {
    const file = await credentialFileOf(askerOf({ '/srv/token': tokenUntil(1_800_000_000) }), token);
    expect(file).toEqual({
      ...token,
      state: 'file',
      owner: expect.any(String),
      mode: '0644',
      modifiedAt: expect.stringMatching(/^20/),
      readable: 'yes',
      expiresAt: '2027-01-15T08:00:00Z',
    });
    expect(JSON.stringify(file)).not.toContain('canary');
    expect(await credentialFileOf(askerOf({ '/srv/token': 's.canary' }), token)).not.toHaveProperty('expiresAt');
  });

  it('is missing where it is not there, and unknown where it was not looked at', async () => {
    expect(await credentialFileOf(askerOf({}), token)).toEqual({ ...token, state: 'missing' });
    const hidden = askerOf({ '/srv/token': 'x' }, { whyOtherwise: async ([file]) => `${file} is another one there` });
    expect(await credentialFileOf(hidden, token)).toEqual({ ...token, state: 'unknown', reason: '/srv/token is another one there' });
    expect(await credentialFileOf(askerOf({ '/srv/token/x': '' }), token)).toEqual({
      ...token,
      state: 'unknown',
      reason: 'it is a folder',
    });
  });

  it('may not be got at through a folder that is closed', async () => {
    const asker = askerOf({ '/srv/token': 'x' }, { account });
    const closed: Asker = {
      ...asker,
      machine: {
        ...asker.machine,
        stat: async (file) => {
          const status = await asker.machine.stat(file);
          return file === '/srv' && status.kind !== 'failed' ? { ...status, uid: 0, gid: 0, mode: 0o700 } : status;
        },
      },
    };
    expect(await credentialFileOf(asker, token)).toMatchObject({ readable: 'yes' });
    expect(await credentialFileOf(closed, token)).toMatchObject({ readable: 'unknown' });
  });

  it.each<readonly [Asker['account'], number, number, number, string]>([
    ['root', 5, 5, 0o000, 'yes'],
    [account, 1000, 0, 0o400, 'yes'],
    // the kernel looks at the owner's bits alone (path_resolution(7), "Permissions")
    [account, 1000, 0, 0o044, 'no'],
    [account, 1000, 0, 0o040, 'no'],
    [account, 0, 0, 0o604, 'yes'],
    [account, 0, 0, 0o600, 'no'],
    [account, 0, 1000, 0o640, 'yes'],
    // an access list, or a group that the unit gives
    [account, 0, 0, 0o640, 'unknown'],
    ['made-up', 0, 0, 0o600, 'no'],
    ['made-up', 0, 0, 0o640, 'unknown'],
    // that of systemd's own credentials
    ['made-up', 62_000, 0, 0o400, 'unknown'],
    ['made-up', 0, 0, 0o604, 'yes'],
    ['not-known', 0, 0, 0o600, 'unknown'],
    ['not-known', 0, 0, 0o604, 'yes'],
  ])('is open to %o where %i:%i has it with mode %o: %s', (who, uid, gid, mode, expected) => {
    expect(readableBy(who, { uid, gid, mode })).toBe(expected);
  });
});

describe('the files that are declared', () => {
  const identities = identitiesOf([
    { name: 'orders', unit: 'orders-api.service', identity: { tokenFile: '/etc/orders/token' } },
    { name: 'users', identity: { roleIdFile: '/etc/users/role', secretIdFile: '/etc/users/secret' } },
    { name: 'search', identity: { secretIdFile: '/etc/search/secret' } },
    { name: 'plain' },
  ]);
  const of = (name: string, unit?: string) =>
    filesDeclaredFor({ name, ...(unit === undefined ? {} : { unit: { name: unit, state: 'active' } }) }, identities).map(
      ({ named, path }) => `${named} ${path}`,
    );

  it('are those of the service, by its name or its unit', () => {
    expect(of('orders-api', 'orders-api.service')).toEqual(['tokenFile /etc/orders/token']);
    expect(of('users', 'users.service')).toEqual(['roleIdFile /etc/users/role', 'secretIdFile /etc/users/secret']);
    expect(of('search')).toEqual(['secretIdFile /etc/search/secret']);
    expect([...of('plain'), ...of('other', 'other.service')]).toEqual([]);
  });
});
