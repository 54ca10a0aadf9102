import { describe, expect, it } from 'vitest';
import { openRuntimes } from '../../../src/evidence/reading/runtimes.ts';
import { readSystemdUnits } from '../../../src/evidence/reading/systemd-units.ts';
import { machineHere, plantTree, program } from '../planted-tree.ts';

const catalogue = openRuntimes(machineHere());
const etc = '/etc/systemd/system';
const lib = '/lib/systemd/system';
const generated = '/run/systemd/generator';

/** What is not known of the next start of an enabled unit with these settings. */
async function openOf(unit: string, service: string): Promise<readonly string[]> {
  const machine = plantTree({
    [`${etc}/multi-user.target.wants/app@eu.service`]: '-> ../app@.service',
    [`${etc}/app@.service`]: `[Unit]\n${unit}\n[Service]\nExecStart=/usr/bin/python3 /opt/app.py\n${service}`,
    '/usr/bin/python3': program,
    '/opt/app.py': '',
    [`${lib}/db.service`]: '',
    [`${lib}/db@.service`]: '',
    [`${etc}/alias.service`]: '-> /lib/systemd/system/db.service',
    [`${etc}/off.service`]: '-> /dev/null',
    [`${lib}/off.service`]: '',
    [`${lib}/net.target`]: '',
    [`${lib}/app.socket`]: '',
    [`${generated}/data.mount`]: '',
    [`${generated}.late/old.service`]: '',
    '/run/systemd/system/now.service': '',
    '/run/systemd/transient/now.mount': '',
    '/etc/group': 'root:x:0:\nssl-cert:x:110:web\nadm:x:4:\n',
    '/etc/corp/db': '',
    '/var/log/app/old.log': '',
    '/run/app/x': '',
    '/dev/virtio-ports/agent': '',
    '/dev/ttyS9': '',
    '/sys/class/net/eth0/x': '',
  });
  const [app, ...others] = (await readSystemdUnits(machine, await catalogue)).workloads;
  expect([app?.name, others]).toEqual(['app@eu', []]);
  // a systemd that runs and does not answer
  return (app?.missing ?? []).filter((one) => one.fact !== 'nextStart.environment').map((one) => `${one.fact}: ${one.reason}`);
}

const never = (why: string): string => `nextStart.start: the unit would not start: ${why}`;
const open = (why: string): string => `nextStart.start: ${why}, so it may not start`;

describe('units that a unit requires', () => {
  it.each([
    ['Requires=nonesuch.service', open('nonesuch.service, which it requires, has no unit file')],
    ['Requisite=db.service nonesuch.socket', open('nonesuch.socket, which it requires, has no unit file')],
    ['BindsTo=none@%i.service', open('none@eu.service, which it requires, has no unit file')],
    ['Requires=off.service', open('off.service, which it requires, is masked')],
    // one that was put beneath /run is gone when the host comes up
    ['Requires=now.service', open('now.service, which it requires, has no unit file')],
    ['Requires=now.mount', open('now.mount, which it requires, has no unit file')],
    ['BindsTo=dev-nonesuch.device', open('dev-nonesuch.device, which it requires, is not there')],
    ['Requires=db@%H.service', open('its Requires= was not looked into')],
    ['Requires="db.service"', open('its Requires= was not looked into')],
  ])('keep it from starting where they are not there: %s', async (line, why) => {
    expect(await openOf(line, '')).toEqual([why]);
  });

  it.each([
    'Requires=db.service app.socket net.target',
    'Requires=alias.service db@%i.service',
    'Requires=data.mount -.mount old.service',
    'BindsTo=dev-virtio\\x2dports-agent.device sys-subsystem-net-devices-eth0.device system.slice corp.slice',
    'Requires=nonesuch.service\nRequires=',
    'Wants=nonesuch.service\nAfter=nonesuch.service\nConflicts=off.service',
  ])('do not where they are: %s', async (line) => {
    expect(await openOf(line, '')).toEqual([]);
  });

  it('count in their section only', async () => {
    expect(await openOf('', 'Requires=nonesuch.service')).toEqual([]);
  });
});

describe('what a unit is started with', () => {
  it.each([
    ['LoadCredential=ca:/missing', never('what its LoadCredential= names is not there')],
    ['LoadCredentialEncrypted=ca:/etc/corp/missing', never('what its LoadCredentialEncrypted= names is not there')],
    ['LoadCredential=ca:/run/app/x', open('what its LoadCredential= names may be gone when the host comes up')],
    ['LoadCredential=ca:relative', open('its LoadCredential= was not looked into')],
    ['SupplementaryGroups=nonesuch', open('the group nonesuch of its SupplementaryGroups= is not in /etc/group')],
    ['SupplementaryGroups=adm nonesuch', open('the group nonesuch of its SupplementaryGroups= is not in /etc/group')],
    ['SupplementaryGroups=a$b', open('its SupplementaryGroups= was not looked into')],
    ['Group=nonesuch', open('the group nonesuch of its Group= is not in /etc/group')],
    ['StandardOutput=append:/missing/app.log', never('the folder of its StandardOutput= is not there')],
    ['StandardError=file:/var/log/missing/%p.log', never('the folder of its StandardError= is not there')],
    ['StandardOutput=truncate:/etc/corp/db/x', never('the folder of its StandardOutput= is none')],
    ['StandardOutput=file:/run/app/app.log', open('what its StandardOutput= names may be gone when the host comes up')],
    ['StandardInput=file:/etc/corp/missing', never('what its StandardInput= names is not there')],
    ['ReadWritePaths=/etc/corp /missing', never('what its ReadWritePaths= names is not there')],
    ['ReadOnlyPaths=/missing', never('what its ReadOnlyPaths= names is not there')],
    ['ExecPaths=+/missing', never('what its ExecPaths= names is not there')],
    ['InaccessiblePaths=/missing', never('what its InaccessiblePaths= names is not there')],
    ['BindPaths=/missing:/x', never('what its BindPaths= names is not there')],
    ['BindReadOnlyPaths=/missing:/x:rbind', never('what its BindReadOnlyPaths= names is not there')],
    ['NetworkNamespacePath=/missing', never('what its NetworkNamespacePath= names is not there')],
    ['StandardInput=tty\nTTYPath=/dev/nonesuch', never('what its TTYPath= names is not there')],
    ['StandardOutput=append:%h/app.log', open('its StandardOutput= was not looked into')],
  ])('keeps it from starting where it is not there: %s', async (line, why) => {
    expect(await openOf('', line)).toEqual([why]);
  });

  it.each([
    'LoadCredential=ca:/etc/corp/db',
    'LoadCredential=handed-on',
    'LoadCredential=ca:/missing\nLoadCredential=',
    'SupplementaryGroups=ssl-cert adm 4711',
    'Group=adm',
    'DynamicUser=yes\nGroup=made-up',
    'StandardOutput=journal\nStandardError=inherit\nStandardInput=null',
    'StandardOutput=journal+console\nStandardError=syslog\nStandardInput=tty',
    'StandardOutput=append:/missing/x\nStandardOutput=null',
    'StandardOutput=append:/var/log/app/new.log\nStandardError=file:/tmp/app.log',
    'StandardOutput=fd:app\nStandardInput=socket',
    'StandardInput=file:/etc/corp/db',
    'ReadWritePaths=/etc/corp/ -/missing -+/missing\nReadOnlyPaths=+/etc/corp',
    'ReadWritePaths=/missing\nReadWritePaths=',
    'BindPaths=/etc/corp:/mnt -/missing:/x\nTTYPath=/dev/nonesuch',
    'StandardInput=tty-force\nTTYPath=/dev/ttyS9',
  ])('does not where it is: %s', async (line) => {
    expect(await openOf('', line)).toEqual([]);
  });
});
