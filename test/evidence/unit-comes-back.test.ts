import { describe, expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import type { Machine } from '../../src/evidence/machine/machine.ts';
import { openRuntimes } from '../../src/evidence/reading/runtimes.ts';
import { readSystemdUnits } from '../../src/evidence/reading/systemd-units.ts';
import { machineHere, plantTree, program } from './planted-tree.ts';

// Programs are asked once for all tests: the planted trees hold none that could answer.
const catalogue = openRuntimes(machineHere());
const etc = '/etc/systemd/system';
const generated = '/run/systemd/generator';
const main = 'ExecStart=/usr/bin/python3 /opt/app.py';

/** A machine with this unit, on which a systemd that says this of it runs if it is given. */
function machineWith(unit: string, files: Readonly<Record<string, string>> = {}, shown?: string): Machine {
  const machine = plantTree({
    [`${etc}/app.service`]: unit,
    [`${etc}/multi-user.target.wants/x`]: '',
    ...(shown === undefined ? { [`${etc}/multi-user.target.wants/app.service`]: '-> ../app.service' } : { '/run/systemd/system/x': '' }),
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nweb:x:1000:1000::/home/web:/bin/sh\n',
    '/usr/bin/python3': program,
    '/opt/app.py': '',
    ...files,
  });
  if (shown === undefined) return machine;
  const stdout = `Id=app.service\nLoadState=loaded\nActiveState=active\nFragmentPath=${etc}/app.service\nMainPID=0\n${shown}\n`;
  const answer = { kind: 'answer', stderr: '' } as const;
  return { ...machine, askServiceManager: async () => ({ units: { ...answer, stdout }, environment: { ...answer, stdout: 'LANG=C\n' } }) };
}

async function unitOf(...planted: Parameters<typeof machineWith>): Promise<WorkloadEvidence> {
  const [first] = (await readSystemdUnits(machineWith(...planted), await catalogue)).workloads;
  if (first === undefined) throw new Error('the unit was not found');
  return first;
}

async function openOf(...planted: Parameters<typeof machineWith>): Promise<readonly string[]> {
  return ((await unitOf(...planted)).missing ?? []).map((one) => `${one.fact}: ${one.reason}`);
}

describe('a unit that runs and that nothing starts with the host', () => {
  const nothing = 'nextStart.start: nothing starts it when the host comes up';
  const web = 'Id=web.service\nLoadState=loaded\nActiveState=inactive';
  const link = (folder: string, name: string) => ({ [`${folder}/${name}`]: `-> ../${name.replace(/^.*\//, '')}` });
  const triggers = {
    ...link(etc, 'timers.target.wants/daily.timer'),
    ...link(etc, 'paths.target.requires/watch.path'),
    ...link('/lib/systemd/system', 'sockets.target.wants/shipped.socket'),
    ...link(etc, 'rescue.target.wants/rescue.timer'),
    ...link('/run/systemd/system', 'timers.target.wants/now.timer'),
    ...link('/lib/systemd/system', 'multi-user.target.wants/getty.target'),
    '/lib/systemd/system/getty.target': '',
    ...link(etc, 'corp.target.wants/idle.timer'),
    '/etc/systemd/system/corp.target': '',
    '/dev/sdb1': '',
    [`${generated}/data.mount`]: '',
  };
  const gone = 'nextStart: it is set up beneath /run only, which is empty when the host comes up';

  it.each([
    ['UnitFileState=disabled', nothing],
    ['UnitFileState=disabled\nWantedBy=\nRequiredBy=\nUpheldBy=\nTriggeredBy=\nBoundBy=', nothing],
    ['UnitFileState=linked', nothing],
    ['UnitFileState=enabled\nWantedBy=mnt-none.mount app2.slice dev-none.device', nothing],
    ['UnitFileState=static', nothing],
    ['UnitFileState=disabled\nBusName=org.app', nothing],
    ['UnitFileState=', nothing],
    ['UnitFileState=enabled-runtime\nWantedBy=multi-user.target', gone],
    ['UnitFileState=transient', gone],
    ['UnitFileState=static\nTriggeredBy=app.timer', `${nothing}: app.timer is not enabled`],
    ['UnitFileState=disabled\nTriggeredBy=app.socket app.path', `${nothing}: app.socket, app.path are not enabled`],
    ['UnitFileState=static\nTriggeredBy=now.timer', `${nothing}: now.timer is not enabled`],
    ['UnitFileState=static\nTriggeredBy=rescue.timer', `${nothing}: rescue.timer is not enabled`],
    ['UnitFileState=static\nTriggeredBy="x y.timer"', nothing],
    ['UnitFileState=disabled\nWantedBy=rescue.target', nothing],
    ['UnitFileState=enabled\nWantedBy=sleep.target', nothing],
    ['UnitFileState=disabled\nRequiredBy=web.service', nothing],
    [`UnitFileState=disabled\nRequiredBy=web.service\n\nId=web.service\nLoadState=loaded\nUnitFileState=disabled`, nothing],
    [`UnitFileState=disabled\nBoundBy=web.service\n\nId=web.service\nLoadState=loaded\nUnitFileState=static\nBoundBy=app.service`, nothing],
    [`UnitFileState=disabled\nWantedBy=web.service\n\nId=web.service\nLoadState=masked\nUnitFileState=enabled`, nothing],
    // in the folder of a target that is not loaded, of which systemd says nothing, or that nothing pulls in
    ['UnitFileState=enabled', nothing],
    ['UnitFileState=enabled\nWantedBy=corp.target', nothing],
    ['UnitFileState=enabled\nWantedBy=graphical.target', nothing],
    ['UnitFileState=static\nTriggeredBy=idle.timer', `${nothing}: idle.timer is not enabled`],
    ['UnitFileState=enabled\nWantedBy=corp.target\n\nId=corp.target\nLoadState=loaded\nUnitFileState=static', nothing],
    [
      'UnitFileState=enabled\nWantedBy=a.target\n\nId=a.target\nLoadState=loaded\nWantedBy=b.target\n\nId=b.target\nLoadState=loaded',
      nothing,
    ],
    ['UnitFileState=enabled\nWantedBy=a.target\n\nId=a.target\nLoadState=masked\nWantedBy=multi-user.target', nothing],
    ['UnitFileState=enabled\nWantedBy=sleep.target\n\nId=sleep.target\nLoadState=loaded\nWantedBy=multi-user.target', nothing],
    [`UnitFileState=disabled\nRequiredBy=web.service\n\n${web}\nUnitFileState=enabled`, nothing],
  ])('is not known to come back: %j', async (shown, why) => {
    expect(await openOf(`[Service]\n${main}`, triggers, shown)).toEqual([why]);
  });

  it.each([
    'UnitFileState=enabled\nWantedBy=multi-user.target sleep.target',
    'UnitFileState=enabled\nWantedBy=corp.target default.target',
    // a target that a generator pulls in, and one that a service does
    'UnitFileState=enabled\nWantedBy=cloud-init.target\n\nId=cloud-init.target\nLoadState=loaded\nWantedBy=multi-user.target',
    `UnitFileState=enabled\nWantedBy=network-online.target\n\nId=network-online.target\nLoadState=loaded\nWantedBy=web.service\n\n${web}\nWantedBy=multi-user.target`,
    'UnitFileState=enabled\nBusName=org.app',
    'UnitFileState=disabled\nWantedBy=multi-user.target',
    'UnitFileState=disabled\nWantedBy=getty.target',
    'UnitFileState=disabled\nWantedBy=dev-sdb1.device',
    'UnitFileState=disabled\nRequiredBy=data.mount',
    'UnitFileState=disabled\nWantedBy=system.slice',
    `UnitFileState=disabled\nRequiredBy=web.service\n\n${web}\nUnitFileState=enabled\nWantedBy=multi-user.target`,
    `UnitFileState=disabled\nUpheldBy=web.service\n\n${web}\nUnitFileState=static\nTriggeredBy=daily.timer`,
    `UnitFileState=static\nBoundBy=web.service\n\n${web}\nUnitFileState=disabled\nWantedBy=multi-user.target`,
    'UnitFileState=static\nTriggeredBy=app.timer daily.timer',
    'UnitFileState=static\nTriggeredBy=daily.timer',
    'UnitFileState=static\nTriggeredBy=shipped.socket',
    'UnitFileState=disabled\nTriggeredBy=watch.path',
    'UnitFileState=static\nBusName=org.app',
  ])('is another one than: %j', async (shown) => {
    expect(await openOf(`[Service]\n${main}`, triggers, shown)).toEqual([]);
  });

  it.each([
    [
      'an absolute link',
      {
        [`${etc}/graphical.target.wants/app.service`]: '-> ../app.service',
        [`${etc}/default.target`]: '-> /lib/systemd/system/graphical.target',
      },
    ],
    [
      'a runlevel',
      {
        [`${etc}/multi-user.target.wants/app.service`]: '-> ../app.service',
        [`${etc}/default.target`]: '-> runlevel5.target',
        '/lib/systemd/system/runlevel5.target': '-> graphical.target',
      },
    ],
    [
      'a target of their own',
      {
        [`${etc}/corp.target.wants/app.service`]: '-> ../app.service',
        [`${etc}/default.target`]: '-> corp.target',
        [`${etc}/corp.target`]: '',
      },
    ],
    [
      'further targets',
      {
        [`${etc}/corp.target.wants/app.service`]: '-> ../app.service',
        [`${etc}/multi-user.target.wants/corp@eu.target`]: '-> ../corp@.target',
        [`${etc}/corp@.target`]: '',
        [`${etc}/corp@.target.requires/corp.target`]: '-> ../corp.target',
        [`${etc}/corp.target`]: '',
      },
    ],
    [
      'another service',
      { [`${etc}/web.service.requires/app.service`]: '-> ../app.service', [`${etc}/basic.target.wants/web.service`]: '-> ../web.service' },
    ],
    ['a device', { [`${etc}/dev-sdb1.device.wants/app.service`]: '-> ../app.service', '/dev/sdb1': '' }],
    ['a mount', { [`${etc}/mnt-a.mount.wants/app.service`]: '-> ../app.service', [`${generated}/mnt-a.mount`]: '' }],
  ])('is another one than one that is reached by %s', async (_, links) => {
    expect(await openOf(`[Service]\n${main}`, links, 'UnitFileState=enabled')).toEqual([]);
    expect(await openOffline(links)).toEqual([]);
  });

  it.each([
    ['a target that nothing pulls in', { [`${etc}/corp.target.wants/app.service`]: '-> ../app.service', [`${etc}/corp.target`]: '' }],
    [
      'a target without a file',
      {
        [`${etc}/corp.target.wants/app.service`]: '-> ../app.service',
        [`${etc}/multi-user.target.wants/corp.target`]: '-> ../corp.target',
      },
    ],
    [
      'a masked target',
      {
        [`${etc}/corp.target.wants/app.service`]: '-> ../app.service',
        [`${etc}/multi-user.target.wants/corp.target`]: '-> ../corp.target',
        [`${etc}/corp.target`]: '-> /dev/null',
        '/lib/systemd/system/corp.target': '',
      },
    ],
    [
      'the graphical one, while the host stops before it',
      {
        [`${etc}/graphical.target.wants/app.service`]: '-> ../app.service',
        [`${etc}/default.target`]: '-> /lib/systemd/system/multi-user.target',
      },
    ],
    [
      'the usual one, while the host stops before it',
      {
        [`${etc}/multi-user.target.wants/app.service`]: '-> ../app.service',
        [`${etc}/default.target`]: '-> /lib/systemd/system/rescue.target',
      },
    ],
    ['a link that is gone by then', { '/run/systemd/system/multi-user.target.wants/app.service': '-> /etc/systemd/system/app.service' }],
    ['a device that is not there', { [`${etc}/dev-none.device.wants/app.service`]: '-> ../app.service' }],
    ['a mount that is none', { [`${etc}/mnt-none.mount.wants/app.service`]: '-> ../app.service' }],
    ['a masked mount', { [`${etc}/mnt.mount.wants/app.service`]: '-> ../app.service', [`${etc}/mnt.mount`]: '-> /dev/null' }],
    ['a slice without a file', { [`${etc}/app2.slice.wants/app.service`]: '-> ../app.service' }],
    ['a service that nothing starts', { [`${etc}/web.service.wants/app.service`]: '-> ../app.service' }],
  ])('is not known to come back by %s', async (_, links) => {
    expect(await openOf(`[Service]\n${main}`, links, 'UnitFileState=enabled')).toEqual([nothing]);
    expect(await openOffline(links)).toEqual([nothing]);
  });

  // where no systemd says anything
  async function openOffline(links: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const there = { '/usr/bin/python3': program, '/opt/app.py': '' };
    const machine = plantTree({ [`${etc}/app.service`]: `[Service]\n${main}`, ...there, ...links });
    const { workloads } = await readSystemdUnits(machine, await catalogue);
    expect(workloads.map(({ name }) => name)).toEqual(['app']);
    const said = (workloads[0]?.missing ?? []).filter((one) => one.fact !== 'nextStart.environment');
    return said.map((one) => `${one.fact}: ${one.reason}`);
  }

  it('is known where the folder that would enable its timer cannot be listed, as far as the rest goes', async () => {
    const loop = { [`${etc}/timers.target.wants`]: '-> timers.target.wants' };
    const machine = machineWith(`[Service]\n${main}`, loop, 'UnitFileState=static\nTriggeredBy=daily.timer');
    const { workloads, missing } = await readSystemdUnits(machine, await catalogue);
    expect(missing.map(({ fact }) => fact)).toEqual(['workloads']);
    expect(workloads[0]?.missing).toEqual([{ fact: 'nextStart.start', reason: expect.stringContaining('daily.timer is not enabled') }]);
  });

  it('says how it is enabled', async () => {
    const unit = await unitOf(`[Service]\n${main}`, {}, 'UnitFileState=disabled');
    expect(unit.unit).toMatchObject({ name: 'app.service', state: 'active', fileState: 'disabled' });
    expect((await unitOf(`[Service]\n${main}`, {}, 'UnitFileState=\u001b[2J')).unit).not.toHaveProperty('fileState');
  });
});

describe('the conditions of a unit', () => {
  const unknown = (directive: string): string => `nextStart.start: its ${directive}= was not looked into, so it may not start`;
  const unmet = (directive: string): string => `nextStart.start: the unit would not start: its ${directive}= does not hold`;

  it.each([
    ['ConditionFirstBoot=yes', unknown('ConditionFirstBoot')],
    ['AssertHost=db-1', unknown('AssertHost')],
    ['ConditionPathExists=|/opt/file', unknown('ConditionPathExists')],
    ['ConditionPathExistsGlob=/etc/*', unknown('ConditionPathExistsGlob')],
    ['ConditionPathExists=/run/app/ready', unknown('ConditionPathExists')],
    ['AssertPathExists=%h/x', unknown('AssertPathExists')],
    ['AssertPathExists=relative', unknown('AssertPathExists')],
    ['ConditionSomethingNew=!x', unknown('ConditionSomethingNew')],
    ['AssertPathExists=/nonexistent', unmet('AssertPathExists')],
    ['ConditionPathExists=!/opt/file', unmet('ConditionPathExists')],
    ['ConditionPathIsDirectory=/opt/file', unmet('ConditionPathIsDirectory')],
    ['ConditionFileIsExecutable=/opt/file', unmet('ConditionFileIsExecutable')],
    ['ConditionFileIsExecutable=/opt', unmet('ConditionFileIsExecutable')],
  ])('are facts of its next start that are not known: %s', async (line, why) => {
    expect(await openOf(`[Unit]\n${line}\n[Service]\n${main}`, { '/opt/file': 'x', '/run/app/ready': '' })).toEqual([why]);
  });

  it.each([
    'ConditionPathExists=/opt/file',
    'ConditionPathExists = !/etc/app_not_to_be_run',
    'ConditionPathIsDirectory=/opt',
    'AssertPathIsDirectory=!/opt/file',
    'AssertFileIsExecutable=/usr/bin/python3',
    'AssertPathExists=/opt/%p/x',
    'ConditionPathExists=/nonexistent\nConditionPathExists=',
  ])('leave nothing open where they are met for good: %s', async (line) => {
    expect(await openOf(`[Unit]\n${line}\n[Service]\n${main}`, { '/opt/file': 'x', '/opt/app/x': '' })).toEqual([]);
  });

  it('count in their section only', async () => {
    expect(await openOf(`[Service]\nConditionHost=x\n${main}`)).toEqual([]);
  });
});

describe('settings that may close files to a unit', () => {
  it.each(['RestrictFileSystems=ext4', 'NoExecPaths=/', 'SELinuxContext=x:y', 'AppArmorProfile=-app'])(
    'leave its next start open: %s',
    async (line) => {
      expect(await openOf(`[Service]\n${main}\n${line}`)).toEqual([
        `nextStart.access: the unit's ${line.replace(/=.*$/s, '')}= may change what it can read`,
      ]);
    },
  );

  const bounding = [
    'CapabilityBoundingSet=CAP_NET_BIND_SERVICE',
    'CapabilityBoundingSet=~CAP_DAC_OVERRIDE',
    'CapabilityBoundingSet=CAP_DAC_OVERRIDE\nCapabilityBoundingSet=~CAP_DAC_OVERRIDE',
    'CapabilityBoundingSet=',
    'PrivateUsers=yes',
    'PrivateUsers=self',
  ];
  it.each(bounding)('leave open what its root reads of a folder: %s', async (line) => {
    expect(await openOf(`[Service]\n${main}\nEnvironment=SSL_CERT_DIR=/opt/certs\n${line}`, { '/opt/certs/x.pem': '' })).toEqual([
      `nextStart.access: the unit's ${line.replace(/=.*$/s, '')}= may change what it can read`,
    ]);
  });

  it.each(bounding)('let its root read what is open to all: %s', async (line) => {
    expect(await openOf(`[Service]\n${main}\nEnvironment=SSL_CERT_FILE=/opt/ca.pem\n${line}`, { '/opt/ca.pem': '' })).toEqual([]);
  });

  it.each(bounding)('may close to its root what belongs to others: %s', async (line) => {
    const machine = machineWith(`[Service]\n${main}\nEnvironment=SSL_CERT_FILE=/opt/ca.pem\n${line}`, { '/opt/ca.pem': '' });
    const closing: Machine = {
      ...machine,
      stat: async (file) => {
        const status = await machine.stat(file);
        return status.kind !== 'failed' && /\.(?:pem|py)$/.test(file) ? { ...status, uid: 1000, gid: 1000, mode: 0o600 } : status;
      },
    };
    const [workload] = (await readSystemdUnits(closing, await catalogue)).workloads;
    expect(workload?.missing).toEqual([
      { fact: 'nextStart.start', reason: "whether /opt/app.py is open to the unit's user is not known" },
      { fact: 'nextStart.access', reason: `the unit's ${line.replace(/=.*$/s, '')}= may change what it can read` },
    ]);
  });

  it.each(['ExecSearchPath=/opt/bin', 'PAMName=login'])('hide more where they choose a program or bring variables: %s', async (line) => {
    expect(await openOf(`[Service]\n${main}\n${line}`)).toEqual([
      `nextStart: the unit's ${line.replace(/=.*$/, '')}= may change what it can read`,
    ]);
  });

  it.each([
    'CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE',
    'CapabilityBoundingSet=CAP_CHOWN\nCapabilityBoundingSet=CAP_DAC_READ_SEARCH',
    'User=web\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE',
    'PrivateUsers=no',
    'User=web\nPrivateUsers=yes',
    'PAMName=login\nPAMName=',
  ])('are not those that leave all as it is: %s', async (line) => {
    expect(await openOf(`[Service]\n${main}\n${line}`)).toEqual([]);
  });
});

describe('variables with the name of a secret', () => {
  it.each([
    ['AWS_SECRET_ACCESS_KEY', 'CaNaRy'],
    ['ca_token', 'CaNaRy'],
    ['APP_AUTH', '-CaNaRy'],
    ['PRIVATE_PART', 'Ca NaRy'],
  ])('do not leave, wherever they are put in: %s', async (name, value) => {
    const unit = `[Service]\nEnvironment="${name}=${value}"\nExecStart=/usr/bin/python3 --capath /srv/\${${name}} --cacert=/srv/\${${name}}`;
    const workload = await unitOf(unit);
    expect(JSON.stringify(workload)).not.toMatch(/Ca ?NaRy/);
    expect(Object.values(workload.nextStart.options).join(' ')).not.toMatch(/srv/);
  });

  it('are not taken for ones that choose no store', async () => {
    const curl = { '/usr/bin/curl': program };
    const open = await openOf('[Service]\nEnvironment="AUTH_OPTS=-k --cacert /x"\nExecStart=/usr/bin/curl -q $AUTH_OPTS https://x', curl);
    expect(open).toContainEqual(expect.stringMatching(/^nextStart\.options/));
  });

  it('are read where they are known to hold none', async () => {
    const { nextStart } = await unitOf(`[Service]\nEnvironment=VAULT_CLIENT_CERT=/c.pem SSL_CERT_FILE=/etc/a.pem\n${main}`);
    expect(nextStart.environment).toEqual({ VAULT_CLIENT_CERT: '/c.pem', SSL_CERT_FILE: '/etc/a.pem' });
  });
});

describe('an environment file whose name holds blanks', () => {
  it('is neither read nor named', async () => {
    const open = await openOf(`[Service]\nEnvironmentFile=/etc/x CaNaRy y\n${main}`, { '/etc/x CaNaRy y': 'SSL_CERT_FILE=/x' });
    expect(open).toEqual(['nextStart.environment: an environment file has a name that is not told, so it was not read']);
  });
});

describe('a unit that changed on disk', () => {
  const environment = (name: string): string => `[Service]\nEnvironment=SSL_CERT_FILE=/etc/${name}.pem\n`;

  // systemd 252 says that there is no need for a reload where the folder of the drop-in is new (unit-on-disk.real.test.ts)
  it.each(['yes', 'no'])('is read with the drop-ins that lie there now, whatever systemd says of a reload (%s)', async (needed) => {
    const files = { [`${etc}/app.service.d/new.conf`]: environment('new') };
    const shown = `UnitFileState=enabled\nWantedBy=multi-user.target\nNeedDaemonReload=${needed}`;
    const { nextStart, unit } = await unitOf(`[Service]\n${main}`, files, shown);
    expect(nextStart.environment).toEqual({ SSL_CERT_FILE: '/etc/new.pem' });
    expect(unit?.as).toBe('on-disk');
  });

  it('is what systemd holds where nothing was added to it or taken from it', async () => {
    const files = { [`${etc}/app.service.d/known.conf`]: environment('known') };
    const shown = `UnitFileState=enabled\nWantedBy=multi-user.target\nNeedDaemonReload=no\nDropInPaths=${etc}/app.service.d/known.conf`;
    const { nextStart, unit, missing } = await unitOf(`[Service]\n${main}`, files, shown);
    expect(nextStart.environment).toEqual({ SSL_CERT_FILE: '/etc/known.pem' });
    expect([unit?.as, missing]).toEqual([undefined, undefined]);
    expect((await unitOf(`[Service]\n${main}`, {}, shown)).unit?.as).toBe('on-disk');
  });

  it('is read as systemd says where its files lie in no folder that is searched', async () => {
    const files = { [`${generated}/app.service`]: `[Service]\n${main}\n`, [`${etc}/app.service`]: '', '/srv/own.conf': environment('own') };
    const shown = `UnitFileState=enabled\nNeedDaemonReload=yes\nDropInPaths=/srv/own.conf`;
    expect((await unitOf(`[Service]\n${main}`, { '/srv/own.conf': environment('own') }, shown)).nextStart.environment).toEqual({
      SSL_CERT_FILE: '/etc/own.pem',
    });
    const machine = machineWith('', files, `${shown}\nId=made.service\nFragmentPath=${generated}/app.service`);
    const [made] = (await readSystemdUnits(machine, await catalogue)).workloads;
    expect(made).toMatchObject({
      name: 'made',
      program: '/usr/bin/python3',
      nextStart: { environment: { SSL_CERT_FILE: '/etc/own.pem' } },
    });
  });
});

describe('what ends with the host', () => {
  const up = 'UnitFileState=enabled\nWantedBy=multi-user.target';
  const made = (file: string) => [expect.stringMatching(new RegExp(`^nextStart: ${file}, which it is made of, is gone`))];

  it.each(['/run/systemd/system/app.service.d/x.conf', '/run/systemd/transient/app.service.d/x.conf'])('is a drop-in: %s', async (file) => {
    const shown = `${up}\nDropInPaths=${file}`;
    expect(await openOf(`[Service]\n${main}`, { [file]: '[Service]\nEnvironment=SSL_CERT_FILE=/etc/x.pem\n' }, shown)).toEqual(made(file));
  });

  it.each([
    `${generated}/app.service.d/x.conf`,
    '/run/systemd/system.control/app.service.d/50-CPUQuota.conf',
    '/run/systemd/system/service.d/zzz-lxc-service.conf',
  ])('is no drop-in that is written anew or has no say: %s', async (file) => {
    expect(await openOf(`[Service]\n${main}`, { [file]: '[Service]\n' }, `${up}\nDropInPaths=${file}`)).toEqual([]);
  });

  const openWith = async (unit: string, environment: string, files: Readonly<Record<string, string>> = {}) => {
    const machine = machineWith(unit, files, up);
    const asked = await machine.askServiceManager([]);
    const answer = { kind: 'answer', stderr: '', stdout: `LANG=C\nPATH=/bin\n${environment}` } as const;
    const read = await readSystemdUnits(
      { ...machine, askServiceManager: async () => ({ ...asked, environment: answer }) },
      await catalogue,
    );
    return (read.workloads[0]?.missing ?? []).map((one) => `${one.fact}: ${one.reason}`);
  };
  const settled = { '/etc/systemd/system.conf': '[Manager]\nDefaultEnvironment=SSL_CERT_FILE=/etc/x.pem\n' };

  it('is what systemd was told to hand on', async () => {
    const told = [expect.stringMatching(/^nextStart\.environment: the value of SSL_CERT_FILE that systemd hands on now/)];
    expect(await openWith(`[Service]\n${main}`, 'SSL_CERT_FILE=/etc/x.pem')).toEqual(told);
    expect(await openWith(`[Service]\n${main}`, 'SSL_CERT_FILE=/etc/y.pem', settled)).toEqual(told);
    expect(await openWith(`[Service]\n${main}`, '', settled)).toEqual(told);
    expect(await openWith(`[Service]\n${main} $OPTS`, 'OPTS=-k')).toEqual([expect.stringContaining('the value of OPTS')]);
  });

  it('is nothing that its files say, nobody uses, or the unit sets itself', async () => {
    expect(await openWith(`[Service]\n${main}`, 'SSL_CERT_FILE=/etc/x.pem', settled)).toEqual([]);
    expect(await openWith(`[Service]\n${main}`, 'OPTS=-k')).toEqual([]);
    expect(await openWith(`[Service]\n${main}\nEnvironment=SSL_CERT_FILE=/etc/z.pem`, 'SSL_CERT_FILE=/etc/x.pem')).toEqual([]);
    expect(await openWith(`[Service]\n${main}\nUnsetEnvironment=SSL_CERT_FILE`, 'SSL_CERT_FILE=/etc/x.pem')).toEqual([]);
  });
});

describe('the files that a unit is made of', () => {
  const unit = `[Service]
EnvironmentFile=/etc/default/%N
EnvironmentFile=-/etc/app/*.env
EnvironmentFile=%h/own.env
EnvironmentFile=/etc/x CaNaRy
ExecStartPre=-/usr/bin/mkdir -p /run/app ; +/opt/bin/render --token CaNaRy
ExecStartPre=/opt/\${TOKEN}/CaNaRy
ExecStartPre=:/opt/bin/render again
ExecStartPre=migrate
${main}
`;

  it('are told by their names, as the unit names them', async () => {
    const own = `${etc}/app.service.d`;
    const files = { '/etc/default/app': '', '/usr/bin/mkdir': program, '/opt/bin/render': program };
    const drops = { [`${own}/20-b.conf`]: '', [`${own}/10-a.conf`]: '', '/lib/systemd/system/service.d/15-all.conf': '' };
    const { unit: told } = await unitOf(unit, { ...files, ...drops });
    expect(told).toMatchObject({
      dropIns: [`${own}/10-a.conf`, '/lib/systemd/system/service.d/15-all.conf', `${own}/20-b.conf`],
      environmentFiles: ['/etc/default/app', '/etc/app/*.env'],
      execStartPre: ['/usr/bin/mkdir', '/opt/bin/render'],
    });
    expect(JSON.stringify(told)).not.toContain('CaNaRy');
  });

  it('are those that systemd has loaded', async () => {
    const shown = 'UnitFileState=enabled\nDropInPaths=/run/systemd/generator/app.service.d/a.conf "/etc/my drop.conf"';
    expect((await unitOf(`[Service]\n${main}`, {}, shown)).unit).toMatchObject({
      dropIns: ['/run/systemd/generator/app.service.d/a.conf'],
    });
  });

  it('are not told where there are none', async () => {
    const { unit: told } = await unitOf(`[Service]\n${main}`);
    for (const name of ['dropIns', 'environmentFiles', 'execStartPre']) expect(told).not.toHaveProperty(name);
  });

  it('stand beside every program of the unit, a bounded number of them', async () => {
    const many = Array.from({ length: 150 }, (_, at) => `EnvironmentFile=-/etc/${at}.env`).join('\n');
    const beside = `[Service]\n${many}\nExecStartPre=/usr/bin/python3 /opt/fetch.py\n${main}`;
    const { workloads } = await readSystemdUnits(machineWith(beside), await catalogue);
    expect(workloads).toHaveLength(2);
    for (const { unit: told } of workloads) expect(told?.environmentFiles).toHaveLength(100);
  });
});
