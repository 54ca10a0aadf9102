import type { Authorities } from '../authorities.ts';
import type { Break, DrillCase, DrillHost, ServiceKind } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { programFolder, programs } from '../programs/programs.ts';
import { basicCase, dropInOf } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

const mechanisms = {
  limits: 'drop-in shuts it off from what it needs',
  before: 'drop-in starts what fails beside it',
  variables: 'drop-in sets what its runtime reads',
  needs: 'drop-in requires what fails',
  kept: 'drop-in with sandbox settings that let it be',
} as const;

const untold = {
  limits: 'what it comes up with was not tried',
  before: 'whether a program fails is not known before it is run',
  variables: 'what it makes of it was not tried',
  needs: 'whether another unit comes up is not known before it is started',
  kept: undefined,
} as const;

/** Lines of a drop-in that is written while the service runs: label, mechanism, lines, whose. */
const written: readonly (readonly [string, keyof typeof mechanisms, readonly string[], (readonly ServiceKind[])?])[] = [
  ['no-network', 'limits', ['PrivateNetwork=yes']],
  ['families', 'limits', ['RestrictAddressFamilies=AF_UNIX']],
  ['addresses', 'limits', ['IPAddressDeny=any']],
  ['open-files', 'limits', ['LimitNOFILE=4']],
  ['memory', 'limits', ['LimitAS=10M']],
  ['calls', 'limits', ['SystemCallFilter=~@network-io']],
  ['service-calls', 'limits', ['SystemCallFilter=@system-service'], ['node', 'go']],
  ['no-code', 'limits', ['MemoryDenyWriteExecute=yes'], ['node', 'java']],
  ['notify', 'limits', ['Type=notify', 'TimeoutStartSec=5']],
  ['by-hand', 'limits', ['[Unit]', 'RefuseManualStart=yes']],
  ['not-stopped', 'limits', ['[Unit]', 'RefuseManualStop=yes']],
  ['processor', 'limits', ['CPUAffinity=63']],
  ['log-folder', 'limits', ['StandardOutput=append:/srv']],
  ['state-folder', 'limits', ['StateDirectory=in-the-way']],
  ['one-shot', 'limits', ['Type=oneshot', 'TimeoutStartSec=3']],
  ['false', 'before', ['ExecStartPre=/bin/false']],
  ['test', 'before', ['ExecStartPre=/usr/bin/test -f /srv/none']],
  ['exec-condition', 'before', ['ExecCondition=/bin/false']],
  ['test-after', 'before', ['ExecStartPost=/usr/bin/test -f /srv/none']],
  ['made-before', 'before', ['ExecStartPre=/bin/mkdir /srv']],
  ['collector', 'variables', ['Environment=JAVA_TOOL_OPTIONS=-XX:+UseConcMarkSweepGC'], ['java']],
  ['heap', 'variables', ['Environment=JAVA_TOOL_OPTIONS=-Xms900g'], ['java']],
  ['manager', 'variables', ['Environment=JAVA_TOOL_OPTIONS=-Djdk.net.hosts.file=/none'], ['java']],
  ['option', 'variables', ['Environment=NODE_OPTIONS=--no-such-option'], ['node']],
  ['go-heap', 'variables', ['Environment="GOMEMLIMIT=1 GB"'], ['go']],
  ['hashes', 'variables', ['Environment=PYTHONHASHSEED=abc']],
  ['keys', 'variables', ['Environment=SSLKEYLOGFILE=/none/keys'], ['urllib', 'requests']],
  ['retries', 'variables', ['Environment=AWS_RETRY_MODE=bogus'], ['boto3']],
  ['own-options', 'kept', ['Environment="JAVA_TOOL_OPTIONS=-Xmx512m -Dapp.mode=live -Djava.awt.headless=true" LOG_LEVEL=debug'], ['java']],
  ['more-heap', 'kept', ['Environment=NODE_OPTIONS=--max-old-space-size=512 NODE_ENV=production PORT=80'], ['node']],
  [
    'plain-words',
    'kept',
    ['Environment=PYTHONUNBUFFERED=1 PYTHONIOENCODING=utf-8 PYTHONHASHSEED=0 LOG_LEVEL=debug', 'Environment=LANG=C.UTF-8'],
    ['urllib', 'requests'],
  ],
  ['standard', 'kept', ['Environment=AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=3 AWS_SECRET_NAME=app/db'], ['boto3']],
  ['limit', 'kept', ['Environment=GOMEMLIMIT=512MiB GOMAXPROCS=2 GOGC=50'], ['go']],
  ['requires', 'needs', ['[Unit]', 'Requires=broken.service', 'After=broken.service']],
  ['requires-mount', 'needs', ['[Unit]', 'Requires=mnt-none.mount']],
  ['requires-socket', 'needs', ['[Unit]', 'Requires=none.socket', 'After=none.socket']],
  ['mounts-for', 'needs', ['[Unit]', 'RequiresMountsFor=/mnt/none']],
  ['requires-sound', 'kept', ['[Unit]', 'Requires=sound.service', 'After=sound.service']],
  ['mkdir', 'kept', ['ExecStartPre=+/bin/mkdir -p /srv/made', 'ExecStartPre=-/bin/false']],
  [
    'hardened',
    'kept',
    `ProtectSystem=strict ProtectHome=yes PrivateTmp=yes NoNewPrivileges=yes PrivateNetwork=no Type=simple SystemCallArchitectures=native
     LimitNOFILE=65536 LimitCORE=0 ProtectKernelTunables=yes ProtectControlGroups=yes ProtectClock=yes ProtectHostname=yes LockPersonality=yes
     RestrictRealtime=yes RestrictSUIDSGID=yes RemoveIPC=yes UMask=0077 OOMScoreAdjust=-500 Nice=5 IOWeight=50 StandardOutput=journal SyslogIdentifier=app
     KillMode=mixed KillSignal=SIGTERM TimeoutStopSec=20 Restart=on-failure RestartSec=2 MemoryAccounting=yes LogLevelMax=info`
      .split(/\s+/)
      .concat(
        'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6',
        '[Unit]',
        'Description=app',
        'Documentation=man:app(8)',
        'After=network-online.target',
      )
      .concat('Wants=network-online.target', 'StartLimitBurst=5', 'StartLimitIntervalSec=10'),
    ['urllib', 'go', 'java', 'node'],
  ],
];

/** Cases of settings that no start has tried, and of files that an interpreter loads first. */
export function untriedHosts(ca: Authorities): readonly DrillHost[] {
  const cases = written.flatMap(([label, mechanism, lines, kinds = ['urllib']]) =>
    kinds.map(
      (kind): DrillCase => ({
        ...steadyCase(kind, label, mechanisms[mechanism], ca),
        ...(label === 'requires-sound' ? { prepare: 'systemctl start sound.service' } : {}),
        after: dropInOf(`${kind}-${label}`, lines),
        ...(untold[mechanism] === undefined ? {} : { undecidable: untold[mechanism] }),
      }),
    ),
  );
  const units = {
    '/etc/systemd/system/broken.service': '[Service]\nType=oneshot\nExecStart=/bin/false\n',
    '/etc/systemd/system/sound.service':
      '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n',
    '/etc/systemd/system/mnt-none.mount': '[Mount]\nWhat=/dev/none\nWhere=/mnt/none\nType=ext4\n',
    '/etc/systemd/system/none.socket': '[Socket]\nListenStream=/proc/none\n',
    '/var/lib/in-the-way': '',
    '/etc/systemd/system/multi-user.target.wants/sound.service': { link: '../sound.service' },
  };
  const files = systemStore([ca.foreign]);
  return [
    ...inHosts('untried', { ...files, ...units }, [...cases, ...preloadCases(ca), ...rewrittenCases(ca), ...wordCases(ca)]),
    { name: 'untried-defaults', files, after: managerLimits, cases: defaultCases(ca) },
  ];
}

const managerLimits: Required<Break> = {
  files: { '/etc/systemd/system.conf.d/corp.conf': '[Manager]\nDefaultLimitNOFILE=4\nDefaultLimitAS=10M\n' },
  run: 'systemctl daemon-reload',
};

function defaultCases(ca: Authorities): readonly DrillCase[] {
  const kinds: readonly ServiceKind[] = ['urllib', 'java', 'node'];
  return kinds.flatMap((kind): readonly DrillCase[] => {
    const sound = steadyCase(kind, 'own-limits', 'limits of systemd that the unit has its own of', ca);
    return [
      { ...steadyCase(kind, 'default-limits', 'limits of systemd for all services', ca), undecidable: untold.limits },
      { ...sound, unit: { ...sound.unit, lines: [...(sound.unit.lines ?? []), 'LimitNOFILE=65536', 'LimitAS=infinity'] } },
    ];
  });
}

function preloadCases(ca: Authorities): readonly DrillCase[] {
  const mechanism = 'file that is loaded first is not there';
  const variable = (kind: ServiceKind, label: string, line: string): DrillCase => ({
    ...steadyCase(kind, label, mechanism, ca),
    after: dropInOf(`${kind}-${label}`, [`Environment=${line}`]),
  });
  return [
    variable('java', 'agent', 'JAVA_TOOL_OPTIONS=-javaagent:/opt/gone.jar=some'),
    variable('java', 'agent-library', 'JAVA_TOOL_OPTIONS=-agentpath:/opt/gone.so=some'),
    variable('node', 'required', 'NODE_OPTIONS=--require=/opt/gone.js'),
  ];
}

function wordCases(ca: Authorities): readonly DrillCase[] {
  const mechanism = 'other words to its interpreter';
  const undecidable = 'what it makes of them was not tried';
  const unitOf = (kind: ServiceKind, label: string): string => `/etc/systemd/system/${kind}-${label}.service`;
  const edited = (kind: ServiceKind, label: string, words: string): DrillCase => ({
    ...steadyCase(kind, label, mechanism, ca),
    after: { run: `sed -i 's|^ExecStart=[^ ]*|& ${words}|' ${unitOf(kind, label)}; systemctl daemon-reload` },
  });
  const fromFile = (label: string, after: string): DrillCase => {
    const basic = steadyCase('java', label, mechanism, ca);
    const file = `/etc/corp/${basic.name}.env`;
    return {
      ...basic,
      unit: { ...basic.unit, options: [...(basic.unit.options ?? []), '$JAVA_OPTS'], lines: [`EnvironmentFile=${file}`] },
      files: { ...basic.files, [file]: 'JAVA_OPTS="-Dapp.mode=test"\n' },
      after: { files: { [file]: after } },
    };
  };
  return [
    { ...edited('urllib', 'flag', '-Z'), undecidable },
    { ...edited('node', 'flag', '--no-such'), undecidable },
    { ...fromFile('put-in', 'JAVA_OPTS="-XX:+UseParNewGC"\n'), undecidable },
    fromFile('put-in-own', 'JAVA_OPTS="-Dapp.mode=live -Xmx256m"\n'),
    {
      ...steadyCase('go', 'other', 'another program', ca),
      after: { run: `sed -i 's|^ExecStart=[^ ]*|ExecStart=${programs['vault-go'][0]}|' ${unitOf('go', 'other')}; systemctl daemon-reload` },
      undecidable: 'what another program does was not tried',
    },
    {
      ...steadyCase('go', 'linked', 'unit written again', ca),
      after: {
        files: { '/srv/linked': { link: programs.go[0] } },
        run: `sed -i 's|^ExecStart=[^ ]*|ExecStart=/srv/linked|' ${unitOf('go', 'linked')}; systemctl daemon-reload`,
      },
    },
    edited('node', 'heap', '--max-old-space-size=512'),
  ];
}

function rewrittenCases(ca: Authorities): readonly DrillCase[] {
  const basic = steadyCase('urllib', 'rewritten', 'script written anew', ca);
  const file = `/srv/${basic.name}/with_urllib.py`;
  return [
    {
      ...basic,
      unit: { ...basic.unit, words: [file] },
      files: { ...basic.files, [file]: { link: `${programFolder}/with_urllib.py` } },
      after: { files: { [file]: 'import (\n' } },
      undecidable: 'what a script does is not known before it is run',
    },
  ];
}

function steadyCase(kind: ServiceKind, label: string, mechanism: string, ca: Authorities): ReturnType<typeof basicCase> {
  return basicCase({ kind, name: `${kind}-${label}`, mechanism, endpoint: 'steady' }, ca);
}
