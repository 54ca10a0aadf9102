import { beforeAll, expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { describeWith } from '../require.ts';
import { collectBothAfter, collectors } from './namespace.ts';

const python = '/usr/bin/python3.11';
const go = '/usr/bin/go';
const ca = 'SSL_CERT_FILE=/etc/corp/ca.pem';

/** What a unit starts (`@` is the folder of the machine), and which variables of its next start are not known then. */
type Case = readonly [name: string, settings: readonly string[], unknown: readonly string[]];

// All units on one machine; of each what both collectors say is not known of its variables.
function unitsAfter(setup: string, cases: readonly Case[]): void {
  const seen = new Map<string, readonly WorkloadEvidence[]>();
  beforeAll(async () => {
    const units = cases.map(
      ([, settings], index) =>
        `printf '[Service]\\n${settings.join('\\n')}\\n[Install]\\nWantedBy=multi-user.target\\n' | sed "s|@|$D|" | enable app${index}`,
    );
    const both = await collectBothAfter(`chmod 755 "$D"\n${setup}\n${units.join('\n')}`);
    for (const by of collectors) seen.set(by, both[by].evidence.workloads);
  }, 60_000);
  it.each(cases)('%s', (...one) => {
    const expected = one[2].map((name) => `nextStart.environment.${name}`);
    const name = `app${cases.findIndex(([title]) => title === one[0])}`;
    const said = collectors.map((by) => unread(seen.get(by)?.find((workload) => workload.name === name)));
    expect(said).toEqual([expected, expected]);
  });
}

function unread(one: WorkloadEvidence | undefined): readonly string[] {
  if (one === undefined) throw new Error('nobody tells of it');
  return (one.missing ?? []).map(({ fact }) => fact).filter((fact) => fact.includes('.environment'));
}

const copies = `cp ${python} "$D/plain"; cp ${python} "$D/raised"; cp ${python} "$D/set-id"; cp "$(readlink -f ${go})" "$D/vault"
  setcap cap_net_bind_service=+ep "$D/raised"; setcap cap_ipc_lock=+ep "$D/vault"; chown daemon "$D/set-id"; chmod 4755 "$D/set-id"
  mount --bind "$D/raised" ${python}; printf '#!${python}\\n' > "$D/app"; chmod 755 "$D/app"`;

describeWith([python, 'setcap', go], 'a program whose file brings rights does not read all of its environment', () => {
  const started = (program: string): readonly string[] => [`ExecStart=@/${program} -m app`, `Environment=${ca}`];
  unitsAfter(copies, [
    ['with capabilities, run by another user than root', [...started('raised'), 'User=nobody'], ['SSL_CERT_FILE']],
    // Seen on Linux 6.18: the kernel says AT_SECURE there too
    ['with capabilities, without new privileges', [...started('raised'), 'User=nobody', 'NoNewPrivileges=yes'], ['SSL_CERT_FILE']],
    ['with capabilities, run by root', started('raised'), []],
    ['without', [...started('plain'), 'User=nobody'], []],
    ['of a set-id file', started('set-id'), ['SSL_CERT_FILE']],
    ['behind env and a script', [`ExecStart=/usr/bin/env NODE_EXTRA_CA_CERTS=/x/ca.pem @/app`, 'User=nobody'], ['NODE_EXTRA_CA_CERTS']],
    ['unless Go has built it, which does not ask where rights are from', [...started('vault'), 'User=nobody'], []],
  ]);
});

describeWith([python, 'setcap', go], 'a program of whose capabilities nobody can tell', () => {
  const started = [`ExecStart=${python} -m app`, `Environment=${ca}`];
  unitsAfter('mount --bind /dev/null /usr/sbin/getcap', [
    ['may have some', [...started, 'User=nobody'], ['SSL_CERT_FILE']],
    ['has none that matter to root', started, []],
    ['may have some where no variable is ignored for it', [`ExecStart=${python} -m app`, 'User=nobody'], []],
  ]);
});

describeWith([python, 'setcap', 'setpriv', go], 'a running program whose file brings rights', () => {
  it('is told by the kernel', async () => {
    const serve = (name: string, port: number): string =>
      `( ${ca} setpriv --reuid 65534 --regid 65534 --clear-groups "$D/${name}" -m http.server ${port} >/dev/null 2>&1 & )`;
    const listening = `until [ "$(grep -c ' 0A ' /proc/net/tcp)" = 2 ]; do sleep 0.05; done`;
    const seen = await collectBothAfter(`chmod 755 "$D"; ${copies}; cd /; ${serve('raised', 8123)}; ${serve('plain', 8124)}; ${listening}`);
    const said = (name: string): readonly (readonly string[])[] =>
      collectors.map((by) => unread(seen[by].evidence.workloads.find(({ program }) => program?.endsWith(name) === true)));
    const ignored = ['running.environment.SSL_CERT_FILE', 'nextStart.environment.SSL_CERT_FILE'];
    expect(said('/raised')).toEqual([ignored, ignored]);
    expect(said('/plain')).toEqual([[], []]);
  }, 60_000);
});

describeWith([python], 'libraries that are put before those of a program', () => {
  const assigned = (assignment: string, unknown: readonly string[] = []): Case => [
    assignment,
    [`ExecStart=${python} -m app`, `Environment="${assignment}"`],
    unknown,
  ];
  unitsAfter('', [
    assigned('LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2'),
    assigned('LD_PRELOAD=libtcmalloc_minimal.so.4:/opt/a/libmimalloc.so'),
    assigned('LD_PRELOAD=libjemalloc.so.2 /usr/lib/libeatmydata.so'),
    assigned('LD_PRELOAD=/opt/a/libcrypto.so.3', ['LD_PRELOAD']),
    assigned('LD_PRELOAD=/opt/a/libjemalloc.so.2:/opt/a/libssl.so', ['LD_PRELOAD']),
    assigned('LD_PRELOAD=/usr/lib/faketime/libfaketime.so.1', ['LD_PRELOAD']),
    assigned('LD_PRELOAD=/opt/libjemalloc.so/own', ['LD_PRELOAD']),
    ['LD_AUDIT behind env', [`ExecStart=/usr/bin/env LD_AUDIT=/opt/a/spy.so ${python} -m app`], ['LD_AUDIT']],
    assigned('LD_LIBRARY_PATH=/opt/libjemalloc.so', ['LD_LIBRARY_PATH']),
    assigned('PYTHONUSERBASE=/opt/a', ['PYTHONUSERBASE']),
  ]);
});
