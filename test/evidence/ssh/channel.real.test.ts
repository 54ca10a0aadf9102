import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { SshDeclaration } from '../../../src/config/ssh-config.ts';
import type { SshChannel } from '../../../src/evidence/transports/ssh/ssh-channel.ts';
import { becomingHosts, jumpHosts } from '../../e2e/ssh/fleet/faulty-hosts.ts';
import { type Fleet, startFleet } from '../../e2e/ssh/fleet/start-fleet.ts';
import { describeWith } from '../../require.ts';
import { channelInto, listed, outputOf, requestWith } from './asked-host.ts';

const hanging = { shell: '/usr/local/bin/hang', files: { '/usr/local/bin/hang': { content: '#!/bin/sh\nexec sleep 611\n', mode: 0o755 } } };
const far = [1, 2, 3, 4, 5, 6].map((index) => ({ name: `far-${index}`, behind: 'narrow' }));
const hosts = [
  { name: 'plain-1' },
  { name: 'plain-2' },
  { name: 'new', knownAs: 'nothing' as const },
  { name: 'hangs', ...hanging },
  ...jumpHosts,
  { name: 'locked-jump', acceptsKey: false },
  { name: 'behind-locked', behind: 'locked-jump' },
  { name: 'narrow', sshd: ['MaxStartups 2:80:4'] },
  ...far,
  ...becomingHosts,
];

describeWith(['sshd', 'ssh', 'busybox', 'unshare', 'ip', 'nsenter', 'setpriv'], 'the ssh channel', () => {
  let fleet: Fleet;
  const open: SshChannel[] = [];
  const channelWith = (settings?: Partial<SshDeclaration>, script?: string): SshChannel => {
    const channel = channelInto(fleet, settings, script);
    open.push(channel);
    return channel;
  };
  /** Command lines of ssh that this fleet is reached with, by this process or by that one: a connection in the background is known by its socket alone. */
  const sshProcesses = (pid: number = process.pid): readonly string[] =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(fleet.configFile) || controlFolderOf(pid).test(line));
  const controlFolders = (pid: number = process.pid): readonly string[] =>
    readdirSync(tmpdir()).filter((name) => controlFolderOf(pid).test(name));

  beforeAll(async () => {
    fleet = await startFleet(hosts);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map(async (channel) => channel.close()));
    const left = [...sshProcesses(), ...controlFolders()];
    if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
  });
  afterAll(() => fleet?.stop());

  it('hands the words to the probe as they are, odd ones too, whatever the login shell', async () => {
    const odd = [
      'file=/etc/ssl/my certs/a.pem',
      "file=/it's",
      'file=/a\\nb\\\\c',
      'file=/$(touch /pwned)`id`',
      'file=/!$?*[a]{b,c};|&<>"#~',
      'file=/größe',
    ];
    const reply = await channelWith().run(listed('plain-1'), requestWith({ arguments: ['facts', 'N0123456789abcdef', ...odd] }));
    const words = outputOf(reply)
      .split('\n')
      .filter((line) => line.startsWith('words\t'))
      .map((line) => line.slice('words\t'.length));
    expect(words).toEqual(['facts', 'N0123456789abcdef', ...odd]);
  });

  it('leaves out a path that no quoting carries, and says so', async () => {
    const reply = await channelWith().run(
      listed('plain-1'),
      requestWith({ arguments: ['facts', 'N0123456789abcdef', 'file=/a\nb', 'file=/c'] }),
    );
    expect(outputOf(reply)).toContain('words\tfile=/c\n');
    expect(outputOf(reply)).not.toContain('/a');
    expect(reply).toMatchObject({ missing: [{ fact: 'trustFiles', reason: expect.stringContaining('a path of 4 characters') }] });
  });

  it('uses one connection for both rounds, and ends it when it is released', async () => {
    const channel = channelWith();
    await channel.run(listed('plain-1'), requestWith());
    await channel.run(listed('plain-1'), requestWith({ arguments: ['contents', 'N0123456789abcdef'] }));
    const logins = fleet
      .logOf('plain-1')
      .split('\n')
      .filter((line) => line.includes('Accepted publickey'));
    await channel.run(listed('plain-1'), requestWith());
    expect(
      fleet
        .logOf('plain-1')
        .split('\n')
        .filter((line) => line.includes('Accepted publickey')),
    ).toHaveLength(logins.length);
    expect(sshProcesses()).toHaveLength(1);
    await channel.release(listed('plain-1'));
    expect(sshProcesses()).toEqual([]);
  });

  it.each([
    ['an option', '-oProxyCommand=touch /tmp/pwned', /starts with a dash/],
    ['a shell word', '$(touch /tmp/pwned)', /characters that no host name/],
    ['a line break', 'plain-1\nProxyCommand x', /characters that no host name/],
    ['a blank', 'plain-1 -v', /characters that no host name/],
    ['quotes', 'a"b\'c', /characters that no host name/],
    ['a user', 'root@10.0.0.1', /names a user/],
    ['a port', '10.0.0.1:22', /names a port/],
    ['a URL', 'ssh://plain-1', /characters that no host name/],
    ['nothing', '', /is empty/],
    ['no end', 'a'.repeat(300), /longer than 255/],
  ])('connects nowhere for an address that is %s', async (_, address, reason) => {
    const reply = await channelWith({ program: '/nonexistent/ssh' }).run(listed('plain-1', address), requestWith());
    expect(reply).toEqual({ kind: 'failed', reason: expect.stringMatching(reason), mayRetry: false });
    expect(existsSync('/tmp/pwned')).toBe(false);
  });

  it('says when there is no ssh', async () => {
    const reply = await channelWith({ program: '/nonexistent/ssh' }).run(listed('plain-1'), requestWith());
    expect(reply).toMatchObject({ kind: 'failed', reason: '/nonexistent/ssh cannot be started: there is no such program on this machine' });
  });

  it('says when a name cannot be resolved', async () => {
    const reply = await channelWith().run(listed('nowhere.invalid'), requestWith());
    expect(reply).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^the host name cannot be resolved/) });
  });

  it('says when its configuration is refused', async () => {
    const configFile = path.join(fleet.folder, 'bad_config');
    writeFileSync(configFile, 'Host *\n  NoSuchOption yes\n');
    const reply = await channelWith({ configFile }).run(listed('plain-1'), requestWith());
    expect(reply).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/^ssh refuses its configuration; tried .*: ssh -G -F \S+ \S+ says /),
      mayRetry: false,
    });
  });

  it('learns the key of a new host only where it is told to, and never takes another one', async () => {
    const knownHostsFile = path.join(fleet.folder, 'learned_hosts');
    const strict = await channelWith({ knownHostsFile }).run(listed('new'), requestWith());
    expect(strict).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^the host key is unknown/) });
    const learning = channelWith({ knownHostsFile, hostKeys: 'accept-new' });
    expect(outputOf(await learning.run(listed('new'), requestWith()))).toContain('end\t');
    const learned = readFileSync(knownHostsFile, 'utf8');
    expect(learned).toMatch(/^new /);
    writeFileSync(knownHostsFile, learned.replaceAll(/^new /gm, 'plain-1 '));
    const other = await channelWith({ knownHostsFile, hostKeys: 'accept-new' }).run(listed('plain-1'), requestWith());
    expect(other).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^the host key changed/), mayRetry: false });
  });

  it('goes through a jump host that ssh_config names, and through one that the configuration names', async () => {
    expect(outputOf(await channelWith().run(listed('inner'), requestWith()))).toContain('end\t');
    const configFile = path.join(fleet.folder, 'no_jumps');
    writeFileSync(configFile, readFileSync(fleet.configFile, 'utf8').replaceAll(/^ *ProxyJump.*\n/gm, ''));
    const settings = { configFile, identityFile: fleet.identityFile, knownHostsFile: fleet.knownHostsFile };
    const straight = await channelWith({ ...settings, connectTimeout: '2s' }).run(listed('inner'), requestWith());
    expect(straight.kind).toBe('failed');
    const jumping = channelWith({ ...settings, hosts: [{ match: ['in*'], jump: 'root@bastion:22' }] });
    expect(outputOf(await jumping.run(listed('inner'), requestWith()))).toContain('end\t');
  });

  it('tries again where a jump host drops some of those that come at once', async () => {
    const channel = channelWith();
    const replies = await Promise.all(far.map(async ({ name }) => channel.run(listed(name), requestWith({ timeoutMs: 40_000 }))));
    for (const reply of replies) expect(outputOf(reply)).toContain('end\t');
    expect(fleet.logOf('narrow')).toMatch(/MaxStartups|drop connection/);
  });

  it('says what is wrong at the jump host', async () => {
    const unheard = await channelWith().run(listed('behind-locked'), requestWith());
    expect(unheard).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^the jump host or proxy did not lead to the host/) });
    const { identityFile, knownHostsFile } = fleet;
    const configured = await channelWith({ identityFile, knownHostsFile, jump: 'root@locked-jump' }).run(
      listed('behind-locked'),
      requestWith(),
    );
    expect(configured).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/^at the jump host: permission denied/),
      mayRetry: false,
    });
  });

  it('becomes root where that takes no password', async () => {
    const reply = await channelWith({ become: { command: 'sudo -n', required: true } }).run(listed('sudo-works'), requestWith());
    expect(outputOf(reply)).toContain('\nself\t0\n');
  });

  it.each(becomingHosts.filter(({ says }) => says !== 'output').map((host) => [host.name, host] as const))(
    'says why it did not become root on %s',
    async (name, { says }) => {
      const reply = await channelWith({ become: { command: 'sudo -n', required: true } }).run(listed(name), requestWith());
      expect(reply).toEqual({ kind: 'failed', reason: expect.stringMatching(says), mayRetry: false });
    },
  );

  it('goes on without root where the configuration lets it, asks once, and says so', async () => {
    const channel = channelWith({ hosts: [{ match: ['sudo-*'], become: { command: 'sudo -n', required: false } }] });
    for (const mode of ['facts', 'contents']) {
      const reply = await channel.run(listed('sudo-asks'), requestWith({ arguments: [mode, 'N0123456789abcdef'] }));
      expect(outputOf(reply)).toContain('\nself\t1001\n');
      expect(reply).toMatchObject({
        missing: [
          { fact: 'root', reason: expect.stringMatching(/^looked at without root: becoming root failed: it asks for a password; tried /) },
        ],
      });
    }
    expect(await channel.run(listed('sudo-works'), requestWith())).not.toHaveProperty('missing');
  });

  it('rejects at once when it is interrupted, and leaves neither processes nor sockets', async () => {
    const channel = channelWith();
    await channel.run(listed('plain-2'), requestWith());
    const interrupted = new AbortController();
    const runs = [
      channel.run(listed('hangs'), requestWith({ signal: interrupted.signal })),
      channel.run(listed('inner'), requestWith({ signal: interrupted.signal })),
    ];
    const settled = Promise.allSettled(runs);
    setTimeout(() => interrupted.abort(new Error('interrupted')), 700);
    const started = performance.now();
    expect((await settled).map(({ status }) => status)).toContain('rejected');
    expect(performance.now() - started).toBeLessThan(3_000);
    await expect(runs[0]).rejects.toThrow('interrupted');
    await channel.close();
    expect(sshProcesses()).toEqual([]);
    await expect(channel.run(listed('plain-2'), requestWith({ signal: AbortSignal.abort(new Error('before')) }))).rejects.toThrow('before');
  });

  it('ends what a run that was killed has left', async () => {
    const script = `
      import { channelInto, listed, requestWith } from ${JSON.stringify(new URL('asked-host.ts', import.meta.url).href)};
      const channel = channelInto(${JSON.stringify({ ssh: fleet.ssh, configFile: fleet.configFile, folder: fleet.folder })});
      await channel.run(listed('plain-1'), requestWith());
      process.kill(process.pid, 'SIGKILL');`;
    mkdirSync(path.join(fleet.folder, 'killed'), { recursive: true });
    const file = path.join(fleet.folder, 'killed/run.ts');
    writeFileSync(file, script);
    const { pid, signal } = spawnSync(process.execPath, [file], { stdio: 'ignore' });
    expect(signal).toBe('SIGKILL');
    expect(sshProcesses(pid)).toHaveLength(1);
    const channel = channelWith();
    expect(outputOf(await channel.run(listed('plain-1'), requestWith()))).toContain('end\t');
    expect(sshProcesses(pid).filter((line) => controlFolderOf(pid).test(line))).toEqual([]);
    expect(controlFolders(pid)).toEqual([]);
  });
});

function controlFolderOf(pid: number): RegExp {
  return new RegExp(`snowline-\\w+-${pid.toString(36)}-\\w{6}`);
}
