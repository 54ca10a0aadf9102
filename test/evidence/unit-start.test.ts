import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { openRuntimes } from '../../src/evidence/reading/runtimes.ts';
import { readSystemdUnits } from '../../src/evidence/reading/systemd-units.ts';
import { rootHome } from '../root-home.ts';
import { machineHere, plantTree, program } from './planted-tree.ts';

const rootCurlrc = `${rootHome}/.curlrc`;

// Programs are asked once for all tests: the planted trees hold none that could answer.
const catalogue = openRuntimes(machineHere());
const etc = '/etc/systemd/system';
const ca = '/etc/corp/ca.pem';

/** Workloads of an enabled unit that has these settings, on a machine with these further files. */
async function workloadsOf(
  settings: readonly string[],
  files: Readonly<Record<string, string>> = {},
  modes: Readonly<Record<string, number>> = {},
): Promise<readonly WorkloadEvidence[]> {
  const machine = plantTree({
    [`${etc}/multi-user.target.wants/app-web.service`]: '-> ../app-web.service',
    [`${etc}/app-web.service`]: ['[Service]', ...settings].join('\n'),
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nweb:x:1000:1000::/home/web:/bin/sh\n',
    '/usr/bin/python3': program,
    '/usr/bin/curl': program,
    '/opt/fetch.sh': program,
    '/opt/app.py': '',
    [ca]: '',
    ...files,
  });
  for (const [folder, mode] of Object.entries(modes)) chmodSync(`${machine.root}${folder}`, mode);
  return (await readSystemdUnits(machine, await catalogue)).workloads;
}

async function missingOf(...planted: Parameters<typeof workloadsOf>): Promise<readonly string[]> {
  const [first] = await workloadsOf(...planted);
  if (first === undefined) throw new Error('the unit was not found');
  return (first.missing ?? []).map((one) => `${one.fact}: ${one.reason}`);
}

const main = 'ExecStart=/usr/bin/python3 /opt/app.py';
const trust = `Environment=SSL_CERT_FILE=${ca}`;

describe('programs that are started with a service', () => {
  it.each([
    'ExecStartPre=/bin/bash /opt/fetch.sh',
    'ExecStartPre=/usr/bin/wget -O /run/secret https://vault.corp.test',
    'ExecStartPre=/usr/bin/perl /opt/fetch.pl',
    'ExecStartPost=/opt/fetch',
    'ExecStartPre=/bin/mkdir -p /run/app ; /opt/fetch',
    'ExecStartPre=/opt/mkdir /run/app',
    'ExecStartPre=/usr/sbin/nginx -g x',
    // A bare name is looked for in systemd's own folders, so it is not absent because it is not here.
    'ExecStartPre=-dash /opt/fetch.sh',
  ])('are not passed over: %s', async (line) => {
    const there = {
      '/bin/bash': program,
      '/usr/bin/wget': program,
      '/usr/bin/perl': program,
      '/opt/fetch': program,
      '/opt/mkdir': program,
    };
    expect(await missingOf([line, main], { ...there, '/bin/mkdir': program, '/usr/sbin/nginx': program })).toEqual([
      expect.stringMatching(/^nextStart\.before: \w+ is started with the service: /),
    ]);
  });

  it('may keep it from starting for good as conditions, which nobody asked', async () => {
    expect(await missingOf(['ExecCondition=/opt/fetch', main], { '/opt/fetch': program })).toEqual([
      'nextStart.start: its ExecCondition= decides at each start whether it comes up, and was not asked',
      expect.stringMatching(/^nextStart\.before: fetch is started with the service: /),
    ]);
  });

  it('count where a oneshot has several commands', async () => {
    const missing = await missingOf(['Type=oneshot', main, 'ExecStart=/opt/fetch'], { '/opt/fetch': program });
    expect(missing).toEqual([expect.stringMatching(/^nextStart\.before: fetch is started/)]);
  });

  it.each([
    'ExecStartPre=/bin/mkdir -p /run/app ; /bin/chown web /run/app',
    'ExecStartPre=+/usr/bin/env LANG=C /usr/bin/install -d /run/app',
    'ExecStartPre=-/opt/not/there',
  ])('are passed over where they fetch nothing: %s', async (line) => {
    const files = Object.fromEntries(
      ['/bin/mkdir', '/bin/chown', '/usr/bin/env', '/usr/sbin/nginx'].map((name) => [name, program] as const),
    );
    expect(await missingOf([line, main], files)).toEqual([]);
  });

  it('are judged with their own client where that is known', async () => {
    const workloads = await workloadsOf([main, `ExecStartPost=/usr/bin/curl -q --cacert ${ca} https://vault.corp.test`]);
    expect(workloads.map((one) => [one.runtime?.family, one.nextStart.options])).toEqual([
      ['python', {}],
      ['curl', { '--cacert': ca }],
    ]);
  });
});

describe('a unit whose sandbox', () => {
  it.each([
    'RootDirectory=/srv/root',
    'RootImage=/srv/app.raw',
    'BindReadOnlyPaths=/srv/certs:/etc/ssl/certs',
    'BindPaths=/srv/corp:/etc/corp:rbind',
    'TemporaryFileSystem=/etc:ro',
    'TemporaryFileSystem=/',
    'InaccessiblePaths=-/usr/share/ca-certificates',
    'MountImages=/srv/x.raw:/mnt',
    'ExtensionImages=/srv/x.raw',
    'BindPaths=%h/certs',
  ])('changes its files is not judged by those of the host: %s', async (line) => {
    const missing = await missingOf([main, line], { '/srv/root/x': '', '/srv/certs/x': '', '/srv/corp/x': '' });
    expect(missing.filter((one) => !/its BindPaths= was not looked into|where its sandbox lets it look/.test(one))).toEqual([
      expect.stringMatching(/^trustFiles: the unit (?:has files of its own|sees something else)/),
    ]);
  });

  it.each([
    'BindPaths=/srv/in:/run/app/in',
    'InaccessiblePaths=/boot',
    'TemporaryFileSystem=/run/scratch:mode=0700',
    'PrivateTmp=yes',
    'ProtectHome=yes',
    'ProtectSystem=strict',
    'LoadCredential=db:/etc/corp/db',
    'RootDirectory=/',
  ])('leaves the trust stores alone is judged: %s', async (line) => {
    expect(await missingOf([trust, main, line], { '/etc/corp/db': '', '/srv/in/x': '', '/boot/x': '' })).toEqual([]);
  });

  it.each([
    '/run/app/ca.pem',
    '/var/run/app/ca.pem',
    '/tmp/ca.pem',
    '/dev/shm/ca.pem',
    '/etc/../run/ca.pem',
    '/etc/corp/link.pem',
    '/tmp/',
    '/opt/x.pem',
  ])('names a store that is gone when the host comes up is not judged by what lies there now: %s', async (store) => {
    const files = {
      '/run/app/ca.pem': '',
      '/tmp/ca.pem': '',
      '/dev/shm/ca.pem': '',
      '/run/ca.pem': '',
      '/etc/corp/link.pem': '-> ../../run/app/ca.pem',
      '/opt/x.pem': '-> ../run/app/link',
      '/run/app/link': '-> ../../opt/corp.pem',
      '/opt/corp.pem': '',
    };
    for (const lines of [
      [`Environment=SSL_CERT_FILE=${store}`, main],
      ['RuntimeDirectory=app', `ExecStart=/usr/bin/curl -q --cacert ${store} https://x`],
    ]) {
      expect(await missingOf(lines, files)).toEqual([
        expect.stringMatching(/^nextStart\.access: what lies at \S+ is gone when the host comes up/),
      ]);
    }
  });

  it.each(['/dev/null', '/srv/run/ca.pem', '/var/tmp/ca.pem', '/runner/ca.pem'])('names another one is: %s', async (store) => {
    expect(await missingOf([`Environment=SSL_CERT_FILE=${store}`, main], { [store]: '' })).toEqual([]);
  });

  it.each([
    ['PrivateTmp=yes', '/tmp/ca.pem'],
    ['ProtectHome=tmpfs', '/home/web/ca.pem'],
    ['DynamicUser=yes', '/var/tmp/ca.pem'],
    ['InaccessiblePaths=/srv/corp', '/srv/corp/ca.pem'],
  ])('hides the file that it names is not judged by it: %s %s', async (line, file) => {
    expect(await missingOf([main, line, `Environment=SSL_CERT_FILE=${file}`], { '/srv/corp/x': '' })).toEqual([
      expect.stringMatching(/^trustFiles: /),
    ]);
  });
});

describe('what a unit finds beneath /run when the host comes up', () => {
  const open = (fact: string): unknown => [expect.stringMatching(new RegExp(`^nextStart\\.${fact}: .*when the host comes up`))];

  it.each(['/run/app/env', '-/run/app/env', '-/run/none/env', '/run/app/*.env', '/etc/default/link'])(
    'is not known of an environment file: %s',
    async (named) => {
      const files = { '/run/app/env': trust.slice(12), '/run/app/a.env': '', '/etc/default/link': '-> ../../run/app/env' };
      expect(await missingOf([main, `EnvironmentFile=${named}`], files)).toEqual(open('environment'));
    },
  );

  it('is no matter of one that lasts', async () => {
    const files = { '/etc/default/app': '', '/etc/default/link': '-> app' };
    expect(await missingOf([main, 'EnvironmentFile=/etc/default/link', 'EnvironmentFile=-/etc/none'], files)).toEqual([]);
  });

  it('is not known where the entry of a folder leads there', async () => {
    const lines = [main, 'Environment=SSL_CERT_DIR=/etc/corp'];
    expect(await missingOf(lines, { '/etc/corp/a.0': '-> ../../run/app/ca.pem', '/run/app/ca.pem': '' })).toEqual(open('access'));
    expect(await missingOf(lines, { '/etc/corp/a.0': '-> ca.pem' })).toEqual([]);
  });

  it.each([
    ['CURL_HOME', '/usr/bin/curl https://x'],
    ['XDG_CONFIG_HOME', '/usr/bin/curl https://x'],
    ['HOME', '/usr/bin/curl https://x'],
  ])('is not known of the configuration of a client: %s', async (name, command) => {
    const files = { '/run/app/.curlrc': `cacert=${ca}`, '/srv/.curlrc': `cacert=${ca}` };
    expect(await missingOf([`ExecStart=${command}`, `Environment=${name}=/run/app`], files)).toEqual(open('access'));
    expect(await missingOf([`ExecStart=${command}`, `Environment=${name}=/srv`], files)).toEqual([]);
  });

  it.each([
    ['WorkingDirectory=/run/app'],
    ['WorkingDirectory=/run/app', 'RuntimeDirectory=other'],
    ['ReadWritePaths=/run/app'],
    ['NetworkNamespacePath=/run/app'],
  ])('is not known of the folders that it needs: %s %s', async (...lines) => {
    expect(await missingOf([main, ...lines], { '/run/app/x': '' })).toEqual(open('start'));
  });

  it.each([
    ['WorkingDirectory=-/run/app'],
    ['WorkingDirectory=/run'],
    ['WorkingDirectory=/tmp'],
    ['WorkingDirectory=/run/app', 'RuntimeDirectory=web app'],
    ['WorkingDirectory=/run/app/in', 'RuntimeDirectory=app/in'],
    ['WorkingDirectory=/var/lib/app/', 'StateDirectory=app'],
    ['ReadWritePaths=/run /run/lock -/run/none', 'StandardInput=null'],
    ['ReadWritePaths=/run/app /var/lib/%p/', 'RuntimeDirectory=app', 'StateDirectory=%p'],
  ])('is what systemd makes of its folders: %s %s', async (...lines) => {
    expect(await missingOf([main, ...lines], { '/run/app/in/x': '', '/run/lock/x': '', '/tmp/x': '' })).toEqual([]);
  });
});

describe('the environment of a unit', () => {
  it('is not known where variables of systemd itself are handed on', async () => {
    const reason = /^nextStart\.environment: the unit takes SSL_CERT_FILE over/;
    expect(await missingOf([main, 'PassEnvironment=LANG SSL_CERT_FILE'])).toEqual([expect.stringMatching(reason)]);
    expect(await missingOf([main, 'PassEnvironment=LANG'])).toEqual([]);
    expect(await missingOf([main, trust, 'PassEnvironment=SSL_CERT_FILE'])).toEqual([]);
  });

  it('holds what systemd hands to every service', async () => {
    const [app] = await workloadsOf([main], {
      '/etc/systemd/system.conf.d/ca.conf': `[Manager]\nDefaultEnvironment=SSL_CERT_FILE=${ca}\n`,
    });
    expect(app?.nextStart.environment).toEqual({ SSL_CERT_FILE: ca });
  });

  it('holds what drop-ins of a prefix of its name set', async () => {
    const [app] = await workloadsOf([main], { [`${etc}/app-.service.d/ca.conf`]: `[Service]\n${trust}\n` });
    expect(app?.nextStart.environment).toEqual({ SSL_CERT_FILE: ca });
  });

  it('tells which program a name behind env means', async () => {
    const missing = await missingOf(['Environment=PATH=/opt/py/bin', 'ExecStart=/usr/bin/env python3 /opt/app.py'], {
      '/usr/bin/env': program,
    });
    expect(missing).toEqual(['runtime: python3 was not found on its PATH']);
  });
});

describe('a unit that would not start', () => {
  it.each([
    [['ExecStart=/opt/gone'], 'the program gone is not there'],
    [['ExecStartPre=/opt/gone', main], 'the program gone is not there'],
    [['ExecStart=/etc/passwd'], 'passwd is not a program that can be run'],
    [['EnvironmentFile=/etc/default/gone', main], '/etc/default/gone is not there'],
    [['EnvironmentFile=/etc/default/*.gone', main], 'no environment file matches'],
    [['RootDirectory=/srv/gone', main], 'its RootDirectory= is not there'],
  ])('says so, and that what it would start may be anything: %j', async (settings, reason) => {
    const missing = await missingOf(settings);
    expect(missing.filter((one) => one.startsWith('nextStart: ') && one.includes(reason))).toHaveLength(1);
  });

  it.each([
    [['User=gone', main], 'its User= is not known'],
    [['WorkingDirectory=/srv/gone', main], 'its WorkingDirectory= is not there'],
    [['ExecStart=/usr/bin/python3 -u /opt/gone.py'], 'its script gone.py is not there'],
    [['ExecStartPre=/usr/bin/python3 /opt/gone.py', main], 'its script gone.py is not there'],
    [[main, main], 'more than one ExecStart'],
  ])('says so, and hides nothing of what it would start: %j', async (settings, reason) => {
    const missing = await missingOf(settings);
    expect(missing.filter((one) => one.startsWith('nextStart.start: ') && one.includes(reason))).toHaveLength(1);
    expect(missing.filter((one) => /^nextStart(?!\.start)/.test(one))).toEqual([]);
  });

  it('is not one whose user, program and folders are there', async () => {
    expect(await missingOf(['User=web', 'WorkingDirectory=-/srv/gone', 'EnvironmentFile=-/etc/gone', main])).toEqual([]);
    expect(await missingOf(['DynamicUser=yes', 'User=made-up', main])).toEqual([]);
    expect(await missingOf(['User=1000', main])).toEqual([]);
  });
});

describe("files that the unit's user cannot get at", () => {
  const named = (file: string): readonly string[] => [main, `Environment=SSL_CERT_FILE=${file}`];

  it('are not taken for those that it would load', async () => {
    const reason = 'trustFiles: the folder /srv/private is not open to the unit';
    const closed = { '/srv/private/ca.pem': '' };
    expect(await missingOf(['User=web', ...named('/srv/private/ca.pem')], closed, { '/srv/private': 0o700 })).toEqual([
      expect.stringContaining(reason),
    ]);
    expect(await missingOf(['DynamicUser=yes', ...named('/srv/private/ca.pem')], closed, { '/srv/private': 0o750 })).toEqual([
      expect.stringContaining(reason),
    ]);
    expect(await missingOf(['User=web', ...named('/srv/private/ca.pem')], closed, { '/srv/private': 0o711 })).toEqual([]);
    expect(await missingOf(named('/srv/private/ca.pem'), closed, { '/srv/private': 0o700 })).toEqual([]);
  });

  it('are also those behind a link', async () => {
    const missing = await missingOf(
      ['User=web', ...named('/srv/open/ca.pem')],
      { '/srv/private/ca.pem': '', '/srv/open/ca.pem': '-> ../private/ca.pem' },
      { '/srv/private': 0o700 },
    );
    expect(missing).toEqual([expect.stringContaining('/srv/private is not open')]);
  });
});

describe('the variables of a unit', () => {
  it.each([`SSL_CERT_FILE="${ca}"`, `"SSL_CERT_FILE"='${ca}'`, `SSL_CERT_FILE=/etc/"corp"/ca.pem`])(
    'lose their quotes wherever these stand: %s',
    async (line) => {
      const [workload] = await workloadsOf([`Environment=${line}`, main]);
      expect(workload?.nextStart.environment).toEqual({ SSL_CERT_FILE: ca });
    },
  );
});

describe('variables that a unit takes away', () => {
  const left = async (...lines: readonly string[]): Promise<unknown> =>
    (await workloadsOf([trust, ...lines, main]))[0]?.nextStart.environment;

  it('go with their name, or with the very value that stands behind it', async () => {
    expect(await left('UnsetEnvironment=SSL_CERT_FILE')).toEqual({});
    expect(await left(`UnsetEnvironment=SSL_CERT_FILE=${ca}`)).toEqual({});
    expect(await left('UnsetEnvironment=SSL_CERT_FILE=/etc/other.pem')).toEqual({ SSL_CERT_FILE: ca });
  });

  it('stay where they stand behind a header that has no end', async () => {
    expect(await left('[Service', 'Environment=SSL_CERT_FILE=/etc/other.pem')).toEqual({ SSL_CERT_FILE: ca });
  });
});

describe('the .curlrc of a unit that runs curl', () => {
  const curl = 'ExecStart=/usr/bin/curl https://vault.corp.test';
  const optionsOf = async (settings: readonly string[], files: Readonly<Record<string, string>>): Promise<unknown> =>
    (await workloadsOf(settings, files))[0]?.nextStart.options;

  it("is that of the home of the unit's user", async () => {
    const files = { [rootCurlrc]: 'cacert = /root/ca.pem\n', '/home/web/.curlrc': 'insecure\n' };
    expect(await optionsOf([curl], files)).toEqual({ '--cacert': '/root/ca.pem' });
    expect(await optionsOf(['User=web', curl], files)).toEqual({ '--insecure': '' });
  });

  it('is that of CURL_HOME, and is not read after -q', async () => {
    const files = { '/srv/.curlrc': `cacert "${ca}"\n` };
    expect(await optionsOf(['Environment=CURL_HOME=/srv', curl], files)).toEqual({ '--cacert': ca });
    expect(await optionsOf(['Environment=CURL_HOME=/srv', 'ExecStart=/usr/bin/curl -q https://x'], files)).toEqual({});
  });

  it('counts for less than the command line', async () => {
    const line = `ExecStart=/usr/bin/curl --cacert ${ca} https://vault.corp.test`;
    expect(await optionsOf([line], { [rootCurlrc]: '# mine\n--cacert: /root/ca.pem\nuser = "app:canary"\n' })).toEqual({
      '--cacert': ca,
    });
  });

  it.each(['interface = eth9', 'ipv6', '-6', 'head', '-sI', 'request POST', '-XPOST', 'output /dev/null', 'no-such-option'])(
    'is not understood where it says %s',
    async (line) => {
      const missing = await missingOf([curl], { [rootCurlrc]: `${line}\n` });
      expect(missing).toEqual([expect.stringMatching(/^nextStart\.options\.--config: the \.curlrc holds an option/)]);
    },
  );

  it('is understood where it only says how curl waits, speaks and trusts', async () => {
    const text = `silent\n-sSL\nshow-error\nconnect-timeout = 5\nuser-agent "a b"\ntlsv1.2\ncacert = ${ca}\n-4\n`;
    expect(await missingOf([curl], { [rootCurlrc]: text })).toEqual([]);
    expect(await optionsOf([curl], { [rootCurlrc]: text })).toEqual({ '--cacert': ca });
  });

  it('is none where the sandbox hides the home', async () => {
    const hidden = ['User=web', 'ProtectHome=yes', `ExecStart=/usr/bin/curl --cacert ${ca} https://x`];
    expect(await missingOf(hidden, { '/home/web/.curlrc': 'insecure' })).toEqual([]);
    expect(await optionsOf(hidden, { '/home/web/.curlrc': 'insecure' })).toEqual({ '--cacert': ca });
  });

  it('is not known where something else is put over the home', async () => {
    const bound = ['User=web', 'BindPaths=/srv/homes:/home', curl];
    expect(await missingOf(bound, { '/home/web/.curlrc': 'silent', '/srv/homes/x': '' })).toEqual([
      'nextStart.options.--config: whether curl reads options from a file is not known: BindPaths= puts something else there',
    ]);
  });

  it('is not known where there are two', async () => {
    const missing = await missingOf([curl], { [rootCurlrc]: 'silent', [`${rootHome}/.config/curlrc`]: 'insecure' });
    expect(missing).toEqual([expect.stringMatching(/^nextStart\.options\.--config: more than one \.curlrc/)]);
  });
});
