import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasRight, type UnitAccount, whyClosed } from '../../../src/evidence/reading/account-rights.ts';
import { plantTree } from '../planted-tree.ts';

const stranger: UnitAccount = { name: 'app', uid: 4_000_000, groups: new Set([4_000_001]), home: '/srv' };

describe('a right', () => {
  it.each<readonly [UnitAccount, number, number, number, string]>([
    [stranger, 4_000_000, 0, 0o100, 'yes'],
    [stranger, 4_000_000, 0, 0o011, 'no'],
    [stranger, 0, 4_000_001, 0o710, 'yes'],
    [stranger, 0, 4_000_001, 0o701, 'no'],
    [stranger, 0, 0, 0o701, 'yes'],
    [stranger, 0, 0, 0o700, 'no'],
    [stranger, 0, 0, 0o710, 'unknown'],
    ['root', 5, 5, 0o000, 'yes'],
    ['not-known', 0, 0, 0o700, 'unknown'],
    ['made-up', 0, 0, 0o700, 'no'],
  ])('to pass, of %o where %i:%i has mode %o: %s', (account, uid, gid, mode, expected) => {
    expect(hasRight(account, 'pass', { uid, gid, mode })).toBe(expected);
  });
});

describe('what keeps an account from a file', () => {
  const closedOf = async (account: UnitAccount, modes: Readonly<Record<string, number>>, file = '/srv/app/main.py') => {
    const machine = plantTree({ '/srv/app/main.py': '', '/srv/link.py': '-> app/main.py' });
    for (const [name, mode] of Object.entries(modes)) chmodSync(`${machine.root}${name}`, mode);
    return whyClosed(machine, account, file, 'read');
  };

  it.each<readonly [Readonly<Record<string, number>>, string, boolean]>([
    [{ '/srv/app': 0o700 }, '/srv/app is closed', true],
    [{ '/srv': 0o700 }, '/srv is closed', true],
    [{ '/srv/app/main.py': 0o600 }, '/srv/app/main.py is closed', true],
    [{ '/srv/app': 0o750 }, 'whether /srv/app is open', false],
    // what is sure counts, wherever it stands
    [{ '/srv': 0o750, '/srv/app': 0o700 }, '/srv/app is closed', true],
  ])('are modes like %o: %s', async (modes, reason, isSure) => {
    expect(await closedOf(stranger, modes)).toMatchObject({ reason: expect.stringContaining(reason), isSure });
  });

  it('is looked for where a link leads', async () => {
    expect(await closedOf(stranger, { '/srv/app': 0o700 }, '/srv/link.py')).toMatchObject({ by: 'folder', isSure: true });
  });

  it('is nothing where all is open, nothing is there, or it is root', async () => {
    expect(await closedOf(stranger, {})).toBeUndefined();
    expect(await closedOf(stranger, {}, '/srv/app/none.py')).toBeUndefined();
    expect(await closedOf('root', { '/srv/app': 0o700 })).toBeUndefined();
  });
});
