import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBlobStore } from '../../src/evidence/blob-store.ts';
import type { RootEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { effectiveStoreOf } from '../../src/restart/effective-store-of.ts';
import { describeWith } from '../require.ts';
import { workload } from '../restart/scene.ts';
import { comparableRoots, containerTools, type PlannedContainer, removeGroups, startContainer } from './containers.ts';
import { type Collection, type Collector, collectBothAfter, collectors, reasonsFor } from './namespace.ts';

const python = '/usr/bin/python3.11';
const ready = "import ssl, time; open('/ready', 'w'); time.sleep(3600)";
const certificates = 'mkdir -p etc/ssl/certs etc/corp; cp /etc/ssl/certs/ca-certificates.crt etc/corp/ca.pem; cp /etc/os-release etc/';
const nodeScript = 'require("fs").writeFileSync("/ready", ""); setInterval(() => {}, 1e6)';
const listen = (port: number, file: string): string =>
  `import socket, time; s = socket.create_server(('127.0.0.1', ${port})); open('${file}', 'w'); time.sleep(3600)`;
const tmpfs = { destination: '/etc/corp', source: 'tmpfs', type: 'tmpfs', options: ['mode=755'] };

const folder = mkdtempSync(path.join(tmpdir(), 'snowline-kinds-'));
const memory = path.join(folder, 'memory');

/** Containers of all kinds by a name of ours. */
const planned: Readonly<Record<string, Omit<PlannedContainer, 'id'>>> = {
  initial: { command: ['/bin/sh', '-c', `${python} -c "${ready}"; echo over`] },
  idle: { command: ['/bin/sh', '-c', ': > /ready; while :; do sleep 1; done'] },
  venv: {
    command: ['/opt/venv/bin/python', '-c', ready],
    image: `mkdir -p opt; ${python} -m venv --without-pip opt/venv; mkdir -p opt/venv/lib/python3.11/site-packages/certifi
      : > opt/venv/lib/python3.11/site-packages/certifi/core.py; cp etc/corp/ca.pem opt/venv/lib/python3.11/site-packages/certifi/cacert.pem`,
  },
  untold: { command: [python, '-c', "import time; open('/ready', 'w'); time.sleep(3600)"] },
  node: { command: ['/usr/bin/node', '-e', nodeScript] },
  nodeWithOpenssl: { command: ['/usr/bin/node', '--use-openssl-ca', '-e', nodeScript] },
  plain: { command: [python, '-c', ready], plain: true },
  whole: { command: [python, '-c', ready], plain: true, group: '/lxc/box' },
  memory: { command: [python, '-c', ready], mounts: [tmpfs] },
  pod: { command: [python, '-c', ready], mounts: [tmpfs], group: '/kubepods/pod1' },
  secret: {
    command: [python, '-c', ready],
    group: '/kubepods/pod1',
    image: `S=${memory}; mkdir $S; mount -t tmpfs none $S; mkdir $S/..2026_01_02_03_04_05.678; ln -s ..2026_01_02_03_04_05.678 $S/..data
      mv etc/corp/ca.pem $S/..data/; ln -s ..data/ca.pem $S/ca.pem`,
    mounts: [{ destination: '/etc/corp', source: memory, type: 'bind', options: ['rbind'] }],
  },
  served: {
    command: [python, '-c', `import os\nif os.fork(): exec("""${listen(7501, '/one')}""")\nexec("""${listen(7502, '/ready')}""")`],
  },
};

const ids = Object.fromEntries(Object.keys(planned).map((name) => [name, createHash('sha256').update(`${folder} ${name}`).digest('hex')]));
const groupOf = (name: string): string => {
  const group = planned[name]?.group;
  return group === '/kubepods/pod1' ? `${group}/${ids[name]}` : (group ?? `/docker/${ids[name]}`);
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeWith([...containerTools, 'ip', 'openssl', python, '/usr/include/node/node_version.h', 'chroot'], 'containers of all kinds', () => {
  let seen: Readonly<Record<Collector, Collection>>;

  beforeAll(async () => {
    const started = Object.entries(planned).map(([name, one]) => {
      const image = `${certificates}\n${one.image ?? ''}`;
      const environment = { HOME: '/root', SSL_CERT_FILE: '/etc/corp/ca.pem' };
      return startContainer(folder, { ...one, id: ids[name] ?? '', environment, image, group: groupOf(name) });
    });
    const jail = `mkdir -p "$D/d/jail/usr" "$D/d/jail/etc"; mount --bind /usr "$D/d/jail/usr"; for one in bin lib lib64; do ln -s usr/$one "$D/d/jail/$one"; done
      SSL_CERT_FILE=/etc/own.pem HOME=/ chroot "$D/d/jail" ${python} -c "import ssl; ${listen(7503, '/ready')}" & until_there "$D/d/jail/ready"`;
    seen = await collectBothAfter(`${started.join('\n')}\n${jail}`).finally(() => removeGroups(Object.keys(planned).map(groupOf)));
  }, 120_000);

  const idOf = (name: string): string => (name === 'whole' ? 'box' : (ids[name]?.slice(0, 12) ?? ''));
  const workloadsOf = (by: Collector, name: string): readonly WorkloadEvidence[] =>
    seen[by].evidence.workloads.filter((one) => one.container?.id === idOf(name));
  const rootOf = (by: Collector, name: string): RootEvidence | undefined => seen[by].evidence.roots?.find((one) => one.id === idOf(name));
  const storeOf = (by: Collector, name: string, client: string): string => {
    const { evidence, blobs } = seen[by];
    const store = createBlobStore();
    for (const blob of blobs) store.add(blob);
    const subject = workload({ service: name, evidence: workloadsOf(by, name)[0] });
    const effective = effectiveStoreOf(subject, evidence, { name, client }, store);
    return effective?.kind === 'known'
      ? effective.loaded.map((one) => one.path.replace(idOf(name), 'ID')).join(' ')
      : (effective?.reason ?? '');
  };

  it('are told alike by both collectors', () => {
    expect(comparableRoots(seen.probe.evidence)).toEqual(comparableRoots(seen.live.evidence));
    expect(seen.live.evidence.roots).toHaveLength(Object.keys(planned).length + 1);
  });

  it.each(collectors)('count what their init starts, not the init (%s)', (by) => {
    expect(workloadsOf(by, 'initial').map((one) => [one.program, one.runtime?.version, one.root])).toEqual([
      [python, '3.11', idOf('initial')],
    ]);
  });

  it.each(collectors)('count a shell that may start anything at any time (%s)', (by) => {
    const [idle, ...others] = workloadsOf(by, 'idle');
    expect(others).toEqual([]);
    expect(reasonsFor(idle, 'runtime')).toEqual(['dash is not a program whose TLS client is known']);
  });

  it.each(collectors)('are one where several of their processes serve (%s)', (by) => {
    expect(workloadsOf(by, 'served').map((one) => one.root)).toEqual([idOf('served')]);
    expect(seen[by].evidence.roots?.filter((one) => one.id === idOf('served'))).toHaveLength(1);
  });

  it.each(collectors)('show the packages of a virtual environment (%s)', (by) => {
    expect(workloadsOf(by, 'venv')[0]?.runtime).toMatchObject({
      tlsLibrary: expect.stringMatching(/^OpenSSL 3\.0\.\d+$/),
      home: '/usr/lib/ssl',
      packagedRoots: { certifi: '/opt/venv/lib/python3.11/site-packages/certifi/cacert.pem' },
    });
    expect(storeOf(by, 'venv', 'requests')).toBe('/opt/venv/lib/python3.11/site-packages/certifi/cacert.pem in container ID');
    expect(storeOf(by, 'venv', 'python')).toContain('/etc/corp/ca.pem in container ID');
  });

  it.each(collectors)('tell the OpenSSL of a Python that has not loaded it yet (%s)', (by) => {
    expect(workloadsOf(by, 'untold')[0]?.runtime).toMatchObject({ tlsLibrary: expect.stringMatching(/^OpenSSL 3/), home: '/usr/lib/ssl' });
  });

  it.each(collectors)('tell the version of Node.js, whose own roots are not known there (%s)', (by) => {
    const version = /v?(\d+\.\d+\.\d+)/.exec(workloadsOf(by, 'node')[0]?.runtime?.version ?? '')?.[1];
    expect(version).toBeDefined();
    expect(storeOf(by, 'node', 'node')).toMatch(
      /^in container [0-9a-f]{12}: the roots that Node\.js .* brings along are not read in a container$/,
    );
    expect(storeOf(by, 'nodeWithOpenssl', 'node')).toContain('/etc/corp/ca.pem in container ID');
  });

  it.each(collectors)('are not known where nobody can tell what comes from the image (%s)', (by) => {
    expect(reasonsFor(workloadsOf(by, 'plain')[0], 'trustFiles')).toEqual([
      'whether its files come from the image is not known, as its root is no overlay file system',
    ]);
    expect(storeOf(by, 'plain', 'python')).toContain('as its root is no overlay file system');
    expect(storeOf(by, 'whole', 'python')).toContain('/etc/corp/ca.pem in container ID');
    expect(reasonsFor(workloadsOf(by, 'whole')[0], 'unit')).toHaveLength(1);
  });

  it.each(collectors)('forget what lies in memory, unless it is a Secret that Kubernetes puts there (%s)', (by) => {
    const layer = (name: string) => rootOf(by, name)?.trustFiles.find((file) => file.path === '/etc/corp/ca.pem')?.layer;
    expect(['memory', 'pod', 'secret', 'venv'].map(layer)).toEqual(['container', 'unknown', undefined, undefined]);
    expect(workloadsOf(by, 'pod')[0]?.container?.manager).toBe('kubernetes');
  });

  it.each(collectors)('and a chroot is looked into likewise (%s)', (by) => {
    const jailed = seen[by].evidence.workloads.find((one) => one.root?.startsWith('root-') === true);
    expect(jailed).toMatchObject({ program: python, runtime: { version: '3.11', home: '/usr/lib/ssl' } });
    expect(jailed?.container).toBeUndefined();
    expect(reasonsFor(jailed, 'unit')).toHaveLength(1);
  });
});
