import { expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { withOpensslConfigurations } from '../../../src/evidence/reading/openssl-configurations.ts';
import { withOwnLevel } from '../../../src/evidence/reading/python-cipher-level.ts';
import type { Runtime } from '../../../src/evidence/runtime.ts';
import { plantTree } from '../planted-tree.ts';

const level = (entry: string, one: number): string =>
  `${entry} = init\n[init]\nssl_conf = tls\n[tls]\nsystem_default = system\n[system]\nCipherString = DEFAULT@SECLEVEL=${one}\n`;
const debian = { id: 'debian' };
const tree = () =>
  plantTree({
    '/usr/lib/ssl/openssl.cnf': '-> ../../../etc/ssl/openssl.cnf',
    '/etc/ssl/openssl.cnf': `nodejs_conf = other\n${level('openssl_conf', 3)}[other]\n`,
    '/opt/ssl/openssl.cnf': level('openssl_conf', 1),
  });
const openssl: Runtime = {
  family: 'openssl',
  version: '3.0.19',
  path: '/usr/bin/openssl',
  tlsLibrary: 'OpenSSL 3.0.19',
  home: '/usr/lib/ssl',
};
const curl: Runtime = { family: 'curl', version: '7.88.1', path: '/usr/bin/curl', tlsLibrary: 'OpenSSL 3.0.19' };
const node: Runtime = { family: 'node', version: '24.21.0', path: '/usr/bin/node', tlsLibrary: 'OpenSSL 3.5.8' };

async function configurationsOf(runtimes: readonly Runtime[], os: { readonly id: string } | undefined = debian) {
  const configured = await withOpensslConfigurations(tree(), os, { runtimes, workloads: [] });
  return configured.runtimes.map(({ tlsConfiguration }) => tlsConfiguration);
}

it('every runtime on OpenSSL has the configuration of its own folder, and no other has one', async () => {
  const elsewhere: Runtime = { family: 'python', version: '3.12.1', tlsLibrary: 'OpenSSL 3.4.0', home: '/opt/ssl/' };
  const [ofOpenssl, ofPython, ofGo, ofJava] = await configurationsOf([
    openssl,
    elsewhere,
    { family: 'go', version: '1.19.8' },
    { family: 'java', version: '17.0.15', home: '/jdk' },
  ]);
  expect(ofOpenssl).toEqual({ path: '/usr/lib/ssl/openssl.cnf', state: 'file', settings: { CipherString: 'DEFAULT@SECLEVEL=3' } });
  expect(ofPython).toEqual({ path: '/opt/ssl/openssl.cnf', state: 'file', settings: { CipherString: 'DEFAULT@SECLEVEL=1' } });
  expect([ofGo, ofJava]).toEqual([undefined, undefined]);
});

it('Node.js starts from a name of its own in /etc/ssl', async () => {
  expect(await configurationsOf([node])).toEqual([{ path: '/etc/ssl/openssl.cnf', state: 'file', settings: {} }]);
  expect(await configurationsOf([{ ...node, tlsLibrary: 'shared OpenSSL 3.0.22' }])).toEqual([
    expect.objectContaining({ state: 'unreadable', unread: [expect.stringContaining('this build of Node.js')] }),
  ]);
});

it('curl looks where another program on the same library does, or where its distribution does', async () => {
  const other: Runtime = { ...openssl, tlsLibrary: 'OpenSSL 3.4.0', home: '/opt/ssl' };
  const pathOf = async (runtimes: readonly Runtime[], os?: { readonly id: string }) => (await configurationsOf(runtimes, os))[0]?.path;
  expect(await pathOf([{ ...curl, tlsLibrary: 'OpenSSL 3.4.0' }, other], { id: 'rhel' })).toBe('/opt/ssl/openssl.cnf');
  expect(await pathOf([curl, other])).toBe('/usr/lib/ssl/openssl.cnf');
  for (const [runtimes, os] of [
    [[curl, other], { id: 'rhel' }],
    [[{ ...curl, path: '/opt/bin/curl' }], debian],
    // two folders for one version: which of them is curl's is not told
    [[curl, openssl, { ...openssl, home: '/opt/ssl' }], { id: 'rhel' }],
  ] as const) {
    expect((await configurationsOf(runtimes, os))[0]).toMatchObject({
      state: 'unreadable',
      unread: [expect.stringContaining('the folder')],
    });
  }
});

it('what was asked of a Python stays, and workloads have what their runtime has', async () => {
  const python: Runtime = {
    family: 'python',
    version: '3.11.7',
    tlsLibrary: 'OpenSSL 3.0.19',
    home: '/usr/lib/ssl',
    tlsConfiguration: withOwnLevel('@SECLEVEL=2'),
  };
  const workload: WorkloadEvidence = { name: 'app', origin: 'systemd-unit', runtime: python, nextStart: { environment: {}, options: {} } };
  const { runtimes, workloads } = await withOpensslConfigurations(tree(), debian, { runtimes: [python], workloads: [workload] });
  expect(runtimes[0]?.tlsConfiguration).toEqual({
    path: '/usr/lib/ssl/openssl.cnf',
    state: 'file',
    settings: { CipherString: 'DEFAULT@SECLEVEL=3' },
    ownLevel: '2',
  });
  expect(workloads[0]?.runtime).toEqual(runtimes[0]);
});

it.each([
  ['@SECLEVEL=2', '2'],
  ['DEFAULT:!aN', 'none'],
  ['ALL:!COMPLE', 'none'],
  ['', 'none'],
])('a Python whose ciphers begin with %j sets the level %s by itself', (ciphers, ownLevel) => {
  expect(withOwnLevel(ciphers).ownLevel).toBe(ownLevel);
});
