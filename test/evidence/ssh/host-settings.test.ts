import { describe, expect, it } from 'vitest';
import { sshSchema } from '../../../src/config/ssh-config.ts';
import { matchesGlob, settingsFor } from '../../../src/evidence/transports/ssh/host-settings.ts';
import { listed } from './asked-host.ts';

describe('the settings of a host', () => {
  const declared = sshSchema.parse({
    user: 'audit',
    identityFile: 'keys/audit',
    become: { command: 'sudo -n' },
    hosts: [
      { match: ['legacy-*'], user: 'old', become: false },
      { match: ['legacy-7', '10.0.*'], port: 2222, knownHostsFile: '/etc/snowline/known_hosts' },
    ],
  });

  it('are those for all where no entry matches', () => {
    expect(settingsFor(declared, listed('web1'), '/etc/snowline')).toMatchObject({
      user: 'audit',
      port: undefined,
      identityFile: '/etc/snowline/keys/audit',
      hostKeys: 'strict',
      become: { words: ['sudo', '-n'], required: true },
      connectTimeoutMs: 10_000,
    });
  });

  it('are those of the first entry that matches, over those for all', () => {
    expect(settingsFor(declared, listed('legacy-7'), '/')).toMatchObject({ user: 'old', port: undefined, become: undefined });
    expect(settingsFor(declared, listed('web2', '10.0.0.9'), '/')).toMatchObject({ user: 'audit', port: 2222, become: { required: true } });
  });

  it('take the short form of become for one that must work', () => {
    const short = sshSchema.parse({ become: 'doas -n' });
    expect(settingsFor(short, listed('web1'), '/').become).toEqual({ words: ['doas', '-n'], required: true });
  });

  it.each([
    ['*', '', true],
    ['a*c', 'abbbc', true],
    ['a*c', 'abbb', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a.c', 'abc', false],
    ['[a]', 'a', false],
    ['*-*-*', 'x-y-z', true],
    [`${'*a'.repeat(30)}b`, 'a'.repeat(5_000), false],
  ])('%s against a name', (glob, name, matches) => {
    expect(matchesGlob(glob, name)).toBe(matches);
  });
});

describe('the ssh part of the configuration', () => {
  it.each([
    ['a user that is an option', { user: '-oProxyCommand=x' }],
    ['a jump host that is an option', { jump: '-oProxyCommand=x' }],
    ['a jump host with a shell word', { jump: 'a;id' }],
    ['a file that ssh would expand', { identityFile: '${HOME}/key' }],
    ['a file with a blank', { knownHostsFile: 'known hosts' }],
    ['host keys that are not checked', { hostKeys: 'no' }],
    ['a command with a shell word', { become: { command: 'sudo -n; id' } }],
    ['a command that is an option', { become: { command: '-n sudo' } }],
    ['a short command with a shell word', { become: 'sudo -n; id' }],
    ['a command that is switched on only', { become: true }],
    ['a bound that is none', { connectTimeout: '0s' }],
  ])('refuses %s', (_, value) => {
    expect(sshSchema.safeParse(value).success).toBe(false);
  });
});
