import { beforeAll, expect, it } from 'vitest';
import { type HostEvidence, hostEvidenceSchema } from '../../src/evidence/host-evidence.ts';
import { describeWith } from '../require.ts';
import { assertFresh, builtCli } from './built-cli.ts';
import { runInSystemd, systemdNeeds } from './systemd/run-in-systemd.ts';

const sleeping = 'ExecStart=/usr/bin/python3 -c "import time; time.sleep(100)"';
const unit = (...lines: readonly string[]): string => ['[Service]', ...lines, '[Install]', 'WantedBy=multi-user.target'].join('\n');

describeWith([...systemdNeeds, '/usr/bin/python3'], 'units that run and could not be started again', () => {
  let seen: HostEvidence | undefined;
  beforeAll(async () => {
    assertFresh();
    const names = ['file', 'optional', 'runtime', 'program', 'folder', 'masked', 'removed', 'sound'];
    const { stdout, stderr, status } = await runInSystemd(
      {
        '/etc/systemd/system/file.service': unit('EnvironmentFile=/etc/app.env', sleeping),
        '/etc/systemd/system/optional.service': unit('EnvironmentFile=-/etc/app.env', sleeping),
        '/etc/systemd/system/runtime.service': unit('EnvironmentFile=/run/made/app.env', sleeping),
        '/etc/systemd/system/program.service': unit('ExecStart=/opt/app/python3 -c "import time; time.sleep(100)"'),
        '/etc/systemd/system/folder.service': unit('WorkingDirectory=/opt/work', sleeping),
        '/etc/systemd/system/masked.service': unit(sleeping),
        '/etc/systemd/system/removed.service': unit(sleeping),
        '/etc/systemd/system/sound.service': unit(sleeping),
        '/etc/app.env': 'A=b\n',
        '/opt/work/file': '',
      },
      `mkdir -p /run/made /opt/app; echo A=b >/run/made/app.env; cp "$(readlink -f /usr/bin/python3)" /opt/app/python3
      for name in ${names.join(' ')}; do systemctl start $name && systemctl -q enable $name || exit 3; done
      for name in ${names.join(' ')}; do systemctl is-active -q $name || exit 4; done
      rm -r /etc/app.env /run/made /opt/app /opt/work
      rm /etc/systemd/system/removed.service /etc/systemd/system/masked.service; ln -s /dev/null /etc/systemd/system/masked.service; systemctl daemon-reload
      exec env -i PATH=/usr/bin:/bin HOME=/root ${process.execPath} ${builtCli} probe --format json`,
    );
    if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
    seen = hostEvidenceSchema.parse(JSON.parse(stdout));
  }, 90_000);

  const refusedOf = (name: string) => {
    const found = seen?.workloads.find((workload) => workload.unit?.name === `${name}.service`);
    if (found === undefined) throw new Error(`${name} was not seen: ${seen?.workloads.map((one) => one.name).join(', ')}`);
    return found.unit?.refused;
  };

  it.each([
    ['file', 'environment-file', '/etc/app.env'],
    ['program', 'program', 'python3'],
    ['folder', 'working-directory', 'WorkingDirectory='],
    ['masked', 'mask', 'masked'],
    ['removed', 'unit-file', 'has no unit file any more'],
  ] as const)('%s: misses its %s', (name, what, text) => {
    expect(refusedOf(name)).toEqual([{ what, reason: expect.stringContaining(text) }]);
  });

  it.each(['sound', 'optional', 'runtime'])('%s is not said to be refused', (name) => {
    expect(refusedOf(name)).toBeUndefined();
  });
});
