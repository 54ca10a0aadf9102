import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sshSchema } from '../../../src/config/ssh-config.ts';
import { checkSsh } from '../../../src/evidence/transports/ssh/check-ssh.ts';
import { scratch } from '../../credential-store/servers.ts';

const home = scratch();
afterAll(() => home.remove());

beforeAll(() => {
  home.write('private', 'key');
  chmodSync(path.join(home.folder, 'private'), 0o600);
  home.write('open', 'key');
  chmodSync(path.join(home.folder, 'open'), 0o644);
  home.write('in-agent.pub', 'ssh-ed25519 AAAA');
  home.write('ssh_config', '');
  mkdirSync(path.join(home.folder, 'folder'));
  fake('new-ssh', 'OpenSSH_7.6p1 Debian, OpenSSL 1.0.2');
  fake('old-ssh', 'OpenSSH_7.5p1, LibreSSL');
  fake('other-ssh', 'Dropbear v2022.83');
});

function fake(name: string, version: string): void {
  chmodSync(home.write(name, `#!/bin/sh\necho '${version}' >&2\n`), 0o755);
}

async function checked(settings: object): Promise<readonly string[]> {
  const parts = { settings: sshSchema.parse(settings), baseDirectory: home.folder, environment: { PATH: `${home.folder}:/usr/bin:/bin` } };
  return (await checkSsh(parts)).map(({ ok, check, detail }) => `${ok ? 'ok' : 'FAIL'} ${check}: ${detail.replace(home.folder, '.')}`);
}

describe('what ssh needs before it is used', () => {
  it.each([
    ['new-ssh', 'ok ssh.program: new-ssh is OpenSSH_7.6p1'],
    ['old-ssh', 'FAIL ssh.program: OpenSSH_7.5p1 is older than 7.6, which the probe needs'],
    ['other-ssh', 'FAIL ssh.program: other-ssh does not say that it is OpenSSH (-V)'],
    ['no-ssh', 'FAIL ssh.program: there is no program no-ssh'],
    ['/nonexistent/ssh', 'FAIL ssh.program: there is no program /nonexistent/ssh'],
  ])('is the program: %s', async (program, line) => {
    expect(await checked({ program })).toEqual([line]);
  });

  it.each([
    [{ identityFile: 'private' }, 'ok ssh.identityFile: ./private'],
    [{ identityFile: 'in-agent' }, 'ok ssh.identityFile: ./in-agent'],
    [{ identityFile: 'none' }, 'FAIL ssh.identityFile: ./none is not there'],
    [{ identityFile: 'folder' }, 'FAIL ssh.identityFile: ./folder is a folder'],
    [{ identityFile: 'open' }, 'FAIL ssh.identityFile: ./open may be read by others, so ssh does not use it'],
    [{ configFile: 'ssh_config' }, 'ok ssh.configFile: ./ssh_config'],
    [{ configFile: 'none' }, 'FAIL ssh.configFile: ./none is not there'],
    [{ knownHostsFile: 'none' }, 'FAIL ssh.knownHostsFile: ./none is not there'],
    [{ knownHostsFile: 'none', hostKeys: 'accept-new' }, 'ok ssh.knownHostsFile: ./none will be made'],
    [{ hosts: [{ match: ['a'] }, { match: ['b'], identityFile: 'none' }] }, 'FAIL ssh.hosts[1].identityFile: ./none is not there'],
  ])('are the files that it names: %j', async (settings, line) => {
    expect((await checked({ program: 'new-ssh', ...settings })).slice(1)).toEqual([line]);
  });

  it('names a file once, however many hosts use it', async () => {
    const hosts = ['a', 'b'].map((name) => ({ match: [name], identityFile: 'none' }));
    expect(await checked({ program: 'new-ssh', identityFile: 'none', hosts })).toHaveLength(2);
  });
});
