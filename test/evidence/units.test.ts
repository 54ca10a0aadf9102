import { describe, expect, it } from 'vitest';
import { parseEnvironmentFile } from '../../src/evidence/reading/environment-file.ts';
import { openRuntimes } from '../../src/evidence/reading/runtimes.ts';
import { parseShow } from '../../src/evidence/reading/systemctl.ts';
import { isService, readSystemdUnits } from '../../src/evidence/reading/systemd-units.ts';
import { commandsOf, isRefusedLine } from '../../src/evidence/reading/unit-commands.ts';
import { parseUnit } from '../../src/evidence/reading/unit-file.ts';
import { readUnitLaunch } from '../../src/evidence/reading/unit-launch.ts';
import { enabledUnits, findUnitFiles } from '../../src/evidence/reading/unit-locations.ts';
import { resolveSpecifiers, splitAssignments, splitUnitWords } from '../../src/evidence/reading/unit-words.ts';
import { machineHere, plantTree, program } from './planted-tree.ts';

const etc = '/etc/systemd/system';
const lib = '/lib/systemd/system';

const catalogue = openRuntimes(machineHere());

describe('units on disk', () => {
  it('are those that a target wants at boot, without those of systemd itself', async () => {
    const machine = plantTree({
      [`${etc}/multi-user.target.wants/billing.service`]: `-> ${etc}/billing.service`,
      [`${etc}/corp.target.requires/app@blue.service`]: `-> ${lib}/app@.service`,
      [`${etc}/multi-user.target.wants/remote-fs.target`]: `-> ${lib}/remote-fs.target`,
      [`${etc}/sysinit.target.wants/systemd-timesyncd.service`]: `-> ${lib}/systemd-timesyncd.service`,
      [`${lib}/system-update.target.wants/packagekit-offline-update.service`]: '-> ../packagekit-offline-update.service',
      [`${etc}/idle.service`]: '[Service]\nExecStart=/bin/idle\n',
    });
    const { units, reached, missing } = await enabledUnits(machine);
    expect([units, missing]).toEqual([['app@blue.service', 'billing.service'], []]);
    expect([...reached].filter((name) => name.endsWith('.service'))).toEqual(['billing.service', 'systemd-timesyncd.service']);
  });

  it('are found with their drop-ins in the order of systemd', async () => {
    const machine = plantTree({
      [`${lib}/app@.service`]: '',
      [`${lib}/app@.service.d/10-first.conf`]: '',
      [`${lib}/app@.service.d/20-shadowed.conf`]: '',
      [`${etc}/app@.service.d/20-shadowed.conf`]: '',
      [`${etc}/app@blue.service.d/05-instance.conf`]: '',
      [`${etc}/service.d/30-all.conf`]: '',
      [`${etc}/gone.service`]: '-> /dev/null',
    });
    expect(await findUnitFiles(machine, 'app@blue.service')).toEqual({
      kind: 'found',
      fragment: `${lib}/app@.service`,
      dropIns: [
        `${etc}/app@blue.service.d/05-instance.conf`,
        `${lib}/app@.service.d/10-first.conf`,
        `${etc}/app@.service.d/20-shadowed.conf`,
        `${etc}/service.d/30-all.conf`,
      ],
    });
    expect(await findUnitFiles(machine, 'gone.service')).toEqual({ kind: 'masked', fragment: `${etc}/gone.service` });
    expect(await findUnitFiles(machine, 'other.service')).toEqual({ kind: 'none' });
  });
});

describe('what could not be looked at', () => {
  // The tree says that systemd runs, and no systemd answers.
  it('is a hole where systemd runs and does not answer, and each unit says so too', async () => {
    const files = {
      '/run/systemd/system/x': '',
      [`${etc}/multi-user.target.wants/app.service`]: '-> ../app.service',
      [`${etc}/app.service`]: '[Service]\nExecStart=/opt/app\n',
      '/opt/app': program,
    };
    const { workloads, missing } = await readSystemdUnits(plantTree(files, { timeoutMs: 1 }), await catalogue);
    expect(new Set(missing.map((one) => one.fact))).toEqual(new Set(['workloads']));
    expect(workloads[0]?.missing?.map((one) => one.fact)).toContain('nextStart.environment');
  });

  it('is a hole where a folder of units cannot be listed, and none where it is not there', async () => {
    const { missing } = await readSystemdUnits(plantTree({ [etc]: '-> system' }), await catalogue);
    expect(missing.map((one) => one.fact)).toEqual(['systemd', 'workloads']);
    expect((await readSystemdUnits(plantTree({}), await catalogue)).missing.map((one) => one.fact)).toEqual(['systemd']);
  });

  it('is a hole where processes are hidden', async () => {
    expect((await plantTree({ '/proc/7/stat': '' }).processes()).missing).toEqual([
      { fact: 'workloads', reason: 'processes could not be listed: the processes of other users are hidden (hidepid)' },
    ]);
    expect((await plantTree({}).processes()).missing.map((one) => one.fact)).toEqual(['workloads']);
    expect(await plantTree({ '/proc/1/stat': '' }).processes()).toMatchObject({ pids: [1], missing: [] });
  });

  it('is not a service that runs although its unit file is broken or gone', () => {
    const [unit] = parseShow('Id=a.service\nLoadState=bad-setting\nActiveState=active\nMainPID=12\n');
    expect(unit === undefined ? undefined : isService(unit)).toBe(true);
    const [mentioned] = parseShow('Id=b.service\nLoadState=not-found\nActiveState=inactive\nMainPID=0\n');
    expect(mentioned === undefined ? undefined : isService(mentioned)).toBe(false);
  });
});

describe('the drop-ins of a unit', () => {
  it('are also those of the beginnings of its name, the earlier folder first', async () => {
    const machine = plantTree({
      [`${lib}/a-b-c@.service`]: '',
      [`${lib}/a-b-c@x.1.service.d/10.conf`]: '',
      [`${etc}/a-b-@x.1.service.d/20.conf`]: '',
      [`${etc}/a-@.service.d/30.conf`]: '',
      [`${etc}/a-@.service.d/10.conf`]: '',
      [`${etc}/a-b.service.d/40.conf`]: '',
      [`${etc}/service.d/50.conf`]: '',
    });
    const found = await findUnitFiles(machine, 'a-b-c@x.1.service');
    expect(found.kind === 'found' ? found.dropIns : undefined).toEqual([
      `${etc}/a-@.service.d/10.conf`,
      `${etc}/a-b-@x.1.service.d/20.conf`,
      `${etc}/a-@.service.d/30.conf`,
      `${etc}/service.d/50.conf`,
    ]);
  });

  it('are a hole where one of their folders cannot be listed', async () => {
    const files = {
      [`${etc}/multi-user.target.wants/app.service`]: '-> ../app.service',
      [`${etc}/app.service`]: '[Service]\nExecStart=/opt/app\n',
      '/opt/app': program,
    };
    const holes = async (more: Readonly<Record<string, string>>) => {
      const { workloads } = await readSystemdUnits(plantTree({ ...files, ...more }, { timeoutMs: 1 }), await catalogue);
      return workloads[0]?.missing?.filter((one) => one.reason.startsWith('its drop-ins')) ?? [];
    };
    expect(await holes({})).toEqual([]);
    expect(await holes({ [`${etc}/app.service.d`]: '-> app.service.d' })).toEqual([
      { fact: 'nextStart', reason: `its drop-ins could not all be listed: ${etc}/app.service.d: its links form a loop` },
    ]);
  });
});

describe('the launch of a unit', () => {
  it('is put together from the unit, its drop-ins and its environment files', async () => {
    const machine = plantTree({
      '/unit': [
        '[Service]',
        'User=billing',
        'Environment=SSL_CERT_FILE=/from/unit "JAVA_OPTS=-Xmx1g -Djavax.net.ssl.trustStore=${STORE}" REMOVED=1',
        'Environment=SSL_CERT_DIR=/from/unit',
        'EnvironmentFile=/etc/default/billing',
        'EnvironmentFile=-/etc/default/not-there',
        'UnsetEnvironment=REMOVED',
        'ExecStart=/old',
        'ExecStartPre=-/usr/bin/curl \\',
        '  # a comment inside of a continued line',
        '  --cacert ${SSL_CERT_FILE} https://vault',
        '[Install]',
        'ExecStart=/not/a/service/setting',
      ].join('\n'),
      '/drop-in': '[Service]\nExecStart=\nExecStart=@/usr/bin/java billing-%i $JAVA_OPTS -jar "/opt/bill ing.jar" ${SSL_CERT_DIR}/x\n',
      '/etc/default/billing': 'SSL_CERT_FILE=/from/file\n',
    });
    const launch = await readUnitLaunch(machine, 'billing@eu.service', ['/unit', '/drop-in'], new Map([['LANG', 'C']]));
    expect(Object.fromEntries(launch.environment)).toEqual({
      LANG: 'C',
      SSL_CERT_FILE: '/from/file',
      SSL_CERT_DIR: '/from/unit',
      JAVA_OPTS: '-Xmx1g -Djavax.net.ssl.trustStore=${STORE}',
    });
    expect(launch.command.words).toEqual([
      '/usr/bin/java',
      '-Xmx1g',
      '-Djavax.net.ssl.trustStore=${STORE}',
      '-jar',
      '/opt/bill ing.jar',
      '/from/unit/x',
    ]);
    expect(launch.others).toEqual([{ words: ['/usr/bin/curl', '--cacert', '/from/file', 'https://vault'], asRoot: false, mayFail: true }]);
    expect(launch.user).toBe('billing');
    expect(launch.missing).toEqual([]);
  });

  it('says that the unit would not start without its environment file', async () => {
    const machine = plantTree({ '/unit': '[Service]\nEnvironmentFile=/etc/default/gone\nExecStart=/usr/bin/app\n' });
    const { missing } = await readUnitLaunch(machine, 'app.service', ['/unit'], new Map());
    expect(missing).toEqual([
      {
        fact: 'nextStart',
        reason: 'environment file /etc/default/gone is not there, so the unit would not start',
        refusedFor: 'environment-file',
      },
    ]);
  });

  it('reads all environment files that a pattern names', async () => {
    const machine = plantTree({
      '/unit': '[Service]\nEnvironmentFile=/etc/app.d/*.env\n',
      '/etc/app.d/1.env': 'A=1\nB=1',
      '/etc/app.d/2.env': 'B=2',
    });
    const { environment } = await readUnitLaunch(machine, 'app.service', ['/unit'], new Map());
    expect(Object.fromEntries(environment)).toEqual({ A: '1', B: '2' });
  });
});

describe('the workloads of units', () => {
  it('hold the start that the unit would make, without its secrets', async () => {
    const machine = plantTree({
      [`${etc}/multi-user.target.wants/billing.service`]: '-> ../billing.service',
      [`${etc}/billing.service`]: [
        '[Service]',
        'Environment=SSL_CERT_FILE=/etc/corp/ca.pem DB_PASSWORD=canary VAULT_ADDR=https://app:canary@vault.corp.test',
        'EnvironmentFile=/etc/default/billing',
        'ExecStartPre=/bin/sh -c "curl -u app:canary https://vault.corp.test"',
        'ExecStart=/opt/billing/bin/start --password canary --cacert /etc/corp/ca.pem',
      ].join('\n'),
      '/opt/billing/bin/start': program,
      '/bin/sh': program,
      '/etc/default/billing': 'VAULT_TOKEN=canary\nVAULT_CACERT="/etc/corp/vault.pem"\nAWS_CA_BUNDLE=canary\n',
    });
    const { workloads, missing } = await readSystemdUnits(machine, await openRuntimes(machine));
    expect(workloads).toHaveLength(1);
    expect(workloads[0]).toMatchObject({
      name: 'billing',
      origin: 'systemd-unit',
      unit: { name: 'billing.service', state: 'enabled' },
      program: '/opt/billing/bin/start',
      nextStart: {
        environment: { SSL_CERT_FILE: '/etc/corp/ca.pem', VAULT_ADDR: 'https://vault.corp.test', VAULT_CACERT: '/etc/corp/vault.pem' },
        options: { '--cacert': '/etc/corp/ca.pem' },
      },
    });
    expect(workloads[0]?.runtime).toBeUndefined();
    expect(workloads[0]?.missing?.map((fact) => fact.fact)).toEqual(['nextStart.environment.AWS_CA_BUNDLE', 'runtime', 'nextStart.before']);
    expect(missing.map((fact) => fact.fact)).toEqual(['systemd']);
    expect(JSON.stringify(workloads)).not.toContain('canary');
  });
});

describe('the grammar of units', () => {
  it('splits command lines as systemd does', () => {
    const environment = new Map([
      ['MANY', "one 'two three'"],
      ['ONE', 'a b'],
    ]);
    const line = '-!/usr/bin/app $MANY ${ONE} pre$MANY $$HOME "a b\\n" \\x41 \\; $NONE ; @/bin/other named-so x';
    expect(commandsOf(line, environment)).toEqual([
      {
        words: ['/usr/bin/app', 'one', 'two three', 'a b', 'pre$MANY', '$HOME', 'a b\n', 'A', ';'],
        asRoot: true,
        mayFail: true,
      },
      { words: ['/bin/other', 'x'], asRoot: false, mayFail: false },
    ]);
    expect(commandsOf(':/usr/bin/app $MANY', environment)[0]?.words).toEqual(['/usr/bin/app', '$MANY']);
    expect(commandsOf('|/usr/bin/app', environment)[0]?.words).toEqual(['/bin/sh', '-c', '/usr/bin/app']);
  });

  it('resolves what the name of a unit tells and leaves the rest', () => {
    expect(resolveSpecifiers('%N %p %i %% %h /etc/%i.pem', 'app@eu-1.service')).toBe('app@eu-1 app eu-1 % %h /etc/eu-1.pem');
  });

  it('reads environment files as systemd does', () => {
    const text = [
      '# comment',
      '; comment',
      'PLAIN=a b  ',
      'DOUBLE="a \\"b\\" \\n"',
      "SINGLE='a \\b'",
      'LINES="one',
      'two"',
      'CONTINUED=one\\',
      'two',
      'not an assignment',
      'export EXPORTED=1',
      ' SPACED = value',
      'EMPTY=',
      "APOSTROPHE=it's",
      'INSIDE=a"b c" # d',
      'JOINED="a" \'b\' c "d"',
      'RETURN=a\rNEXT=b\r',
      'ESCAPED=a\\ ',
      'LAST=end',
    ].join('\n');
    expect(Object.fromEntries(parseEnvironmentFile(text) as ReadonlyMap<string, string>)).toEqual({
      PLAIN: 'a b',
      DOUBLE: 'a "b" \\n',
      SINGLE: 'a \\b',
      LINES: 'one\ntwo',
      CONTINUED: 'onetwo',
      SPACED: 'value',
      EMPTY: '',
      APOSTROPHE: "it's",
      INSIDE: 'a"b c" # d',
      JOINED: 'abc "d"',
      RETURN: 'a',
      NEXT: 'b',
      ESCAPED: 'a ',
      LAST: 'end',
    });
  });

  it.each([
    ['A=1\0\nB=2\n', 'systemd refuses it, because it is not UTF-8'],
    ['A=caf\uFFFD\n', 'systemd refuses it, because it is not UTF-8'],
    ['not \uFFFD=1\n', 'systemd refuses it, because it is not UTF-8'],
    ['# C:\\temp\\\nA=1\n', 'how long a comment in it is depends on systemd'],
  ])('knows nothing of the environment file %j', (text, unread) => {
    expect(parseEnvironmentFile(text)).toEqual({ unread });
  });

  it.each(['# caf\uFFFD\n', 'caf\uFFFD\n', '# a\\\n\nA=1\n', '# a\\\n#\nA=1\n', '# a\\\r\nA=1\n', '# a\\'])(
    'passes over comments and lines that assign nothing: %j',
    (text) => {
      expect('unread' in parseEnvironmentFile(text)).toBe(false);
    },
  );

  it('reads what systemctl shows of several units', () => {
    const text =
      'Id=a.service\nLoadState=loaded\nUnitFileState=enabled\nActiveState=active\nFragmentPath=/etc/a\nDropInPaths=/x /y\nMainPID=12\nNeedDaemonReload=yes\nWantedBy=multi-user.target x.target\nTriggeredBy=a.timer\nBusName=org.a\n\nId=b.service\nMainPID=0\n';
    expect(parseShow(text)).toEqual([
      {
        name: 'a.service',
        loadState: 'loaded',
        fileState: 'enabled',
        activeState: 'active',
        fragment: '/etc/a',
        dropIns: ['/x', '/y'],
        mainPid: 12,
        needsReload: true,
        startedBy: ['multi-user.target', 'x.target'],
        triggeredBy: ['a.timer'],
        busName: 'org.a',
      },
      {
        name: 'b.service',
        loadState: '',
        fileState: '',
        activeState: '',
        fragment: '',
        dropIns: [],
        mainPid: 0,
        needsReload: false,
        startedBy: [],
        triggeredBy: [],
        busName: '',
      },
    ]);
  });
});

describe('lines of a unit', () => {
  it.each([
    ['A=1 \\\n B=2', ['A=1  B=2']],
    ['A=1 \\ \nB=2', ['A=1 \\', 'B=2']],
    ['A=1\\\\\nB=2', ['A=1\\\\', 'B=2']],
    ['A=1\rB=2\r\nC=3 \\\r\nD=4', ['A=1', 'B=2', 'C=3  D=4']],
    ['A=1 \\\n# B=2\nC=3', ['A=1  C=3']],
    ['A=caf\uFFFD\nB=2', ['B=2']],
  ])('of %j are those that systemd reads', (text, lines) => {
    const read = [...parseUnit([`[Service]\n${text}\n`])].map(([key, values]) => `${key.replace('Service.', '')}=${values.join()}`);
    expect(read).toEqual(lines);
  });

  it('hold quotes wherever they stand, and assign what stands before the first word that cannot be read', () => {
    expect(splitUnitWords('A="b c"\'d\' "e"f g')).toEqual(['A=b cd', 'ef', 'g']);
    expect(splitAssignments('A=1 "B=2" C=\\q D=4')).toEqual(['A=1', 'B=2']);
    expect(splitAssignments('A=1 "B=2 C=3')).toEqual(['A=1']);
    expect(splitAssignments('A=\\x41\\s\\t')).toEqual(['A=A \t']);
  });

  it('are refused for a quote that nothing closes behind a whole word', () => {
    expect(['/bin/a "b', "/bin/a 'b c", '/bin/a "b"', '-/bin/a "b', '"/bin/a', '@-/bin/a x "'].map(isRefusedLine)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(commandsOf('-/bin/a "b', new Map())).toEqual([]);
  });
});
