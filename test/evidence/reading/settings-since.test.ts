import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  failedNeeds,
  settingsSince,
  untriedDefaults,
  untriedNeeds,
  untriedSettings,
} from '../../../src/evidence/reading/settings-since.ts';
import { parseUnit } from '../../../src/evidence/reading/unit-file.ts';
import { plantTree } from '../planted-tree.ts';

const untriedIn = (text: string): readonly string[] =>
  untriedSettings(parseUnit([text.startsWith('[') ? text : `[Service]\n${text}`])).map(({ reason }) =>
    reason.replace(/^its (\w+)=.*$/, '$1'),
  );

describe('settings that were written since the start', () => {
  it('are those of the files that changed since, and none where nothing runs', async () => {
    const machine = plantTree({ '/etc/a.service': '[Service]\nLimitNOFILE=4', '/etc/b.conf': '[Service]\nPrivateNetwork=yes' });
    const now = Date.now();
    utimesSync(`${machine.root}/etc/a.service`, 100, 100);
    utimesSync(`${machine.root}/etc/b.conf`, 100, (now + 60_000) / 1000);
    const files = ['/etc/a.service', '/etc/b.conf'];
    expect([...(await settingsSince(machine, files, now + 30_000))]).toEqual([['Service.PrivateNetwork', ['yes']]]);
    expect((await settingsSince(machine, files, now + 60_000)).size).toBe(0);
    // however old they say that they are
    expect((await settingsSince(machine, files, now - 60_000)).size).toBe(2);
    expect((await settingsSince(machine, files, undefined)).size).toBe(0);
  });

  it.each([
    'PrivateNetwork=yes',
    'RestrictAddressFamilies=AF_UNIX',
    'RestrictAddressFamilies=~AF_INET6',
    'RestrictAddressFamilies=none',
    'IPAddressDeny=any',
    'RestrictNetworkInterfaces=lo',
    'SystemCallFilter=@system-service',
    'SystemCallFilter=~@network-io',
    'SystemCallArchitectures=x86',
    'MemoryDenyWriteExecute=yes',
    'LimitNOFILE=4',
    'LimitNOFILE=1024:4096',
    'LimitAS=10M',
    'MemoryMax=10M',
    'TasksMax=1',
    'Type=notify',
    'Type=forking',
    'Type=oneshot',
    'CPUAffinity=63',
    'StateDirectory=app',
    'StandardOutput=append:/srv/log',
    'StandardInput=tty-fail',
    'ProcSubset=pid',
    'WatchdogSec=5',
    'SettingOfTomorrow=yes',
    '[Unit]\nRefuseManualStart=yes',
    '[Unit]\nRefuseManualStop=yes',
    '[Unit]\nRequiresMountsFor=/mnt/none',
  ])('may keep it from coming up: %s', (line) => {
    expect(untriedIn(line)).toEqual([/(\w+)=/.exec(line)?.[1]]);
  });

  it.each([
    'Nice=5',
    'PrivateNetwork=no',
    'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6',
    'RestrictAddressFamilies=AF_INET\nRestrictAddressFamilies=AF_INET6 AF_NETLINK',
    'IPAddressDeny=any\nIPAddressDeny=',
    'SystemCallArchitectures=native',
    'MemoryDenyWriteExecute=false',
    'LimitNOFILE=65536',
    'LimitNOFILE=infinity',
    'LimitCORE=0',
    'MemoryMax=infinity',
    'MemoryAccounting=yes',
    'ProtectSystem=strict',
    'NoNewPrivileges=yes',
    'Type=simple',
    'CPUAffinity=63\nCPUAffinity=',
    'StandardOutput=journal',
    'ExecReload=/bin/kill -HUP $MAINPID\nTimeoutStopSec=5\nRestartSec=1',
    'PrivateDevices=yes\nProtectProc=invisible\nLockPersonality=yes',
    '[Unit]\nDescription=x\nAfter=network.target\nOnFailure=x.service\nX-Made-By=y',
    '[X-Corp]\nOwner=somebody',
    '[Unit]\nLimitNOFILE=4',
    '[Install]\nLimitNOFILE=4',
  ])('let it be: %s', (line) => {
    expect(untriedIn(line)).toEqual([]);
  });
});

describe('units that a unit requires', () => {
  const states = new Map([
    ['up.service', 'active'],
    ['up.target', 'active'],
    ['off.service', 'inactive'],
    ['broken.service', 'failed'],
  ]);

  it('count where the need is new and they are not up', () => {
    const settings = parseUnit([
      '[Unit]\nRequires=up.service off.service -.mount\nBindsTo=net.target up.target broken.service\nWants=other.service',
    ]);
    expect(untriedNeeds(settings, states).map(({ reason }) => /need for (\S+),/.exec(reason)?.[1])).toEqual([
      'off.service',
      'net.target',
      'broken.service',
    ]);
  });

  it('count where they have failed, whenever the need was written', () => {
    expect(failedNeeds(['up.service', 'off.service', undefined, 'broken.service'], states)).toEqual([
      { fact: 'nextStart.start', reason: 'broken.service, which it requires, has failed, so it may not start' },
    ]);
  });
});

describe('what systemd was told since the start to give to every service', () => {
  const now = Date.now();
  const defaultsWith = async (own: string, since = now + 30_000): Promise<readonly string[]> => {
    const said = '[Manager]\nDefaultLimitAS=10M\nDefaultLimitNOFILE=1024\nDefaultTasksMax=1\nDefaultTimeoutStartSec=1\nLimitNOFILE=4';
    const machine = plantTree({ '/etc/system.conf': said, '/etc/a.service': `[Service]\n${own}` });
    utimesSync(`${machine.root}/etc/system.conf`, 400, (now + 60_000) / 1000);
    const found = await untriedDefaults(machine, ['/etc/system.conf'], ['/etc/a.service'], since);
    return found.map(({ fact, reason }) => `${fact}: ${reason.replace(/ stands in a file that was written or changed since.*/, '')}`);
  };

  it('is not tried, where it may keep a program from coming up and the unit has none of its own', async () => {
    const told = (key: string): string => `nextStart.start: the ${key}= that systemd gives to it`;
    expect(await defaultsWith('')).toEqual([told('DefaultLimitAS'), told('DefaultTasksMax')]);
    expect(await defaultsWith('LimitAS=infinity')).toEqual([told('DefaultTasksMax')]);
  });

  it('was tried by a process that was started behind it', async () => {
    expect(await defaultsWith('', now + 90_000)).toEqual([]);
  });
});
