import { beforeAll, describe, expect, it } from 'vitest';
import type { Collected, WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { runInSystemd, systemdNeeds } from '../../e2e/systemd/run-in-systemd.ts';
import { describeWith } from '../../require.ts';

const python = '/usr/bin/python3.11';
const environment = (name: string): string => `Environment=SSL_CERT_FILE=/etc/${name}.pem\n`;
const unit = (name: string): string =>
  `[Service]\n${environment(name)}ExecStart=${python} -c "import time; time.sleep(1000)"\n[Install]\nWantedBy=multi-user.target\n`;
const folder = '/etc/systemd/system';
const early = ['reloaded', 'twice', 'held', 'other', 'linked'];
const late = ['same', 'folder', 'edited', 'removed', 'nulled', 'other', 'known', 'idle'];
const collect = new URL('../collect-here.ts', import.meta.url).pathname;

const script = `printf '{"by":"both"}' >/parts
systemctl -q link /opt/linked.service; systemctl daemon-reload
for name in ${early.join(' ')}; do systemctl -q enable $name; systemctl start $name; done
sleep 1.2
for name in reloaded twice; do sed -i s/old/new/ ${folder}/$name.service; done
systemctl -q mask --runtime held
systemctl daemon-reload
for name in ${late.filter((name) => name !== 'idle').join(' ')}; do systemctl -q enable $name; done
# /proc tells the start of a process up to a second too early
sleep 1.2
for name in ${late.join(' ')}; do systemctl start $name; done
sleep 1.2
mkdir ${folder}/folder.service.d; printf '[Service]\\n${environment('new').replace('\n', '\\n')}' >${folder}/folder.service.d/new.conf
sed -i s/old/new/ ${folder}/edited.service; sed -i s/new/newest/ ${folder}/twice.service
rm ${folder}/removed.service; rm ${folder}/nulled.service; ln -s /dev/null ${folder}/nulled.service
for name in ${[...early, ...late].join(' ')}; do systemctl is-active -q $name || exit 4; done
env -i PATH=/usr/bin:/bin HOME=/root ${process.execPath} ${collect} /parts || exit 5
restart() {
  for name in ${['same', 'folder', 'edited', 'removed', 'nulled', 'reloaded', 'held', 'idle'].join(' ')}; do
    said=$(systemctl restart $name 2>&1); code=$?; sleep 0.2
    pid=$(systemctl show -p MainPID --value $name)
    echo "$1 $name $code $(tr '\\0' '\\n' </proc/$pid/environ 2>/dev/null | grep SSL_CERT_FILE | tr '\\n' ' ')$(echo $said)"
  done
}
restart before; systemctl daemon-reload; restart after`;

describeWith([...systemdNeeds, python], 'a unit that changed on disk without systemd being told', () => {
  let seen: readonly (readonly WorkloadEvidence[])[] = [];
  let restarts: readonly string[] = [];
  beforeAll(async () => {
    const names = [...new Set([...early, ...late])].filter((name) => name !== 'linked' && name !== 'held' && name !== 'other');
    const { stdout, stderr, status } = await runInSystemd(
      {
        ...Object.fromEntries(names.map((name) => [`${folder}/${name}.service`, unit('old')])),
        '/usr/lib/systemd/system/held.service': unit('old'),
        '/opt/linked.service': unit('old'),
        [`${folder}/other.service`]: `${unit('old')}Alias=another.service\n`,
        [`${folder}/another.service.d/a.conf`]: `[Service]\n${environment('alias')}`,
        [`${folder}/known.service.d/a.conf`]: `[Service]\n${environment('known')}`,
      },
      script,
    );
    if (status !== 0) throw new Error(`exit ${status}: ${stderr}${stdout.slice(-500)}`);
    const [first = '[]', ...rest] = stdout.split('\n');
    seen = (JSON.parse(first) as readonly Collected[]).map((one) => (one.kind === 'evidence' ? one.evidence.workloads : []));
    restarts = rest;
  }, 90_000);

  const startsOf = (name: string): readonly unknown[] =>
    seen.map((workloads) =>
      workloads
        .filter((one) => one.unit?.name === `${name}.service`)
        .map((one) => [one.unit?.as, one.nextStart.environment['SSL_CERT_FILE'], one.unit?.refused?.map(({ what }) => what)]),
    );
  const restarted = (when: 'before' | 'after', name: string): string =>
    restarts.find((line) => line.startsWith(`${when} ${name} `))?.slice(`${when} ${name} `.length) ?? 'not restarted';

  it.each(['same', 'linked', 'other', 'known', 'reloaded'])('%s: is not one of them', (name) => {
    const file = { known: '/etc/known.pem', reloaded: '/etc/new.pem', other: '/etc/alias.pem' }[name] ?? '/etc/old.pem';
    const one = [[undefined, file, undefined]];
    expect(startsOf(name)).toEqual([one, one]);
  });

  it.each(['folder', 'edited'])('%s: systemctl restart starts what systemd holds, and after a reload what lies there', (name) => {
    const two = [
      ['on-disk', '/etc/new.pem', undefined],
      ['in-memory', '/etc/old.pem', undefined],
    ];
    expect(startsOf(name)).toEqual([two, two]);
    expect([restarted('before', name), restarted('after', name)]).toEqual([
      expect.stringMatching(/^0 SSL_CERT_FILE=\/etc\/old\.pem/),
      expect.stringMatching(/^0 SSL_CERT_FILE=\/etc\/new\.pem/),
    ]);
  });

  it('removed: is started by systemctl restart until a reload, and by nothing afterwards', () => {
    const two = [
      ['on-disk', undefined, ['unit-file']],
      ['in-memory', '/etc/old.pem', undefined],
    ];
    expect(startsOf('removed')).toEqual([two, two]);
    expect(restarted('before', 'removed')).toMatch(/^0 SSL_CERT_FILE/);
    expect(restarted('after', 'removed')).toContain('Unit removed.service not found.');
  });

  it('nulled: is masked for the next start of the host', () => {
    expect(startsOf('nulled')).toEqual([[[undefined, undefined, ['mask']]], [[undefined, undefined, ['mask']]]]);
    expect(restarted('before', 'nulled')).toMatch(/^0 SSL_CERT_FILE/);
    expect(restarted('after', 'nulled')).toContain('Unit nulled.service is masked.');
  });

  it('held: is masked until the host starts', () => {
    expect(startsOf('held')).toEqual([[[undefined, undefined, ['mask']]], [[undefined, undefined, ['mask']]]]);
    expect(restarted('before', 'held')).toContain('Unit held.service is masked.');
  });

  it('twice: was reloaded since it was started, so what systemd holds is not known', () => {
    const one = [['on-disk', '/etc/newest.pem', undefined]];
    expect(startsOf('twice')).toEqual([one, one]);
  });

  describe('a unit that is not enabled', () => {
    it('is restarted, and not said to come up with the host', () => {
      expect(restarted('after', 'idle')).toMatch(/^0 SSL_CERT_FILE/);
      const facts = seen.map((all) => all.find((one) => one.name === 'idle')?.missing?.map(({ fact }) => fact));
      expect(facts).toEqual([['nextStart.start'], ['nextStart.start']]);
    });
  });
});
