import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FileEvidence } from '../../src/evidence/file-evidence.ts';
import type { WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { describeWith } from '../require.ts';
import { rootHome } from '../root-home.ts';
import { comparableRoots, containerTools, type PlannedContainer, removeGroups, startContainer } from './containers.ts';
import { type Collection, type Collector, collectBothAfter, collectors, reasonsFor } from './namespace.ts';

const python = '/usr/bin/python3.11';
const ready = "import ssl, time; open('/ready', 'w'); time.sleep(3600)";
const folder = mkdtempSync(path.join(tmpdir(), 'snowline-changed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const digits = createHash('sha256').update(folder).digest('hex');

const install = (file: string): string => `mkdir -p ${path.dirname(file)}; cp /etc/ssl/certs/ca-certificates.crt ${file}`;
const mounted = (source: string, destination = '/data') => [
  { destination, source: path.join(folder, source), type: 'bind', options: ['rbind'] },
];
// The packages of this very machine may run code when a Python starts: an environment has its own
const sites = 'opt/venv/lib/python3.11/site-packages/certifi';
const venv = `mkdir -p opt; ${python} -m venv --without-pip opt/venv; mkdir -p ${sites}; : > ${sites}/core.py; cp /etc/ssl/certs/ca-certificates.crt ${sites}/cacert.pem`;
const tools = 'mkdir -p opt/old opt/bin; cp /bin/dash opt/old/run; ln -s /opt/old/run opt/bin/run';

interface Scene extends Omit<PlannedContainer, 'id' | 'command'> {
  readonly command?: readonly string[];
  readonly trusts?: string;
  /** Shell lines when it runs; $P is its process. */
  readonly running?: string;
}

/** Containers whose files are others than a new one's, each in its own way; beside each kind one that nobody touched. */
const scenes: Readonly<Record<string, Scene>> = {
  untouched: { trusts: '/opt/now/ca.pem', image: `${install('opt/v1/ca.pem')}; ln -s v1 opt/now`, written: 'mkdir etc/new' },
  fileLink: {
    image: `${install('opt/new.pem')}; mkdir -p etc/corp; ln -s /opt/old.pem etc/corp/ca.pem`,
    written: 'ln -sfn /opt/new.pem etc/corp/ca.pem',
  },
  folderLink: {
    trusts: '/opt/now/ca.pem',
    image: `${install('opt/v1/ca.pem')}; ${install('opt/v2/ca.pem')}; ln -s v1 opt/now`,
    written: 'ln -sfn v2 opt/now',
  },
  anewFolder: { trusts: '/opt/a/b.pem', image: install('opt/a/b.pem'), written: 'rm -r opt/a; mkdir opt/a' },
  moved: { trusts: '/opt/b/x/ca.pem', image: install('opt/a/x/ca.pem'), written: 'mv opt/a opt/b', overlay: 'redirect_dir=on,' },
  memory: {
    trusts: '/dev/shm/ca.pem',
    mounts: [{ destination: '/dev/shm', source: 'shm', type: 'tmpfs', options: ['nosuid', 'noexec', 'nodev', 'mode=1777'] }],
    running: 'cp /etc/ssl/certs/ca-certificates.crt "/proc/$P/root/dev/shm/ca.pem"',
  },
  unnamed: {
    trusts: '/data/ca.pem',
    image: `D=${folder}/volumes/${digits}/_data; ${install('$D/ca.pem')}`,
    mounts: mounted(`volumes/${digits}/_data`),
  },
  emptyDir: {
    trusts: '/data/ca.pem',
    group: '/kubepods/pod2',
    image: `D=${folder}/kubernetes.io~empty-dir/x; ${install('$D/ca.pem')}`,
    mounts: mounted('kubernetes.io~empty-dir/x'),
  },
  stale: {
    image: `${install(`${folder}/bound/ca.pem`)}; mkdir -p etc/corp; : > etc/corp/ca.pem`,
    mounts: mounted('bound/ca.pem', '/etc/corp/ca.pem'),
    running: `cp ${folder}/bound/ca.pem ${folder}/bound/new; mv ${folder}/bound/new ${folder}/bound/ca.pem`,
  },
  boundWithin: {
    image: `${install('etc/corp/ca.pem')}; mkdir tmp`,
    written: install('tmp/new.pem'),
    running: 'nsenter -t "$P" -m mount --bind /tmp/new.pem /etc/corp/ca.pem',
  },
  named: { command: ['/opt/bin/run', '-c', ': > /ready; while :; do sleep 1; done'], image: tools },
  otherName: {
    command: ['/opt/bin/run', '-c', ': > /ready; while :; do sleep 1; done'],
    image: tools,
    written: 'cp /bin/dash opt/other; ln -sfn /opt/other opt/bin/run; rm -r opt/old',
  },
  onPath: {
    command: ['python3.11', '-c', ready],
    image: 'mkdir -p opt/bin; printf x > opt/bin/python3.11; chmod 755 opt/bin/python3.11',
    written: 'rm opt/bin/python3.11',
  },
  packages: { command: ['/opt/venv/bin/python', '-c', ready], image: venv },
  lessPackages: { command: ['/opt/venv/bin/python', '-c', ready], image: venv, written: `rm -r ${sites}` },
  lessSettings: {
    command: [python, '-c', ready],
    image: "mkdir -p root/.aws; printf '[default]\\nca_bundle = /x.pem\\n' > root/.aws/config",
    written: 'rm root/.aws/config',
  },
  included: {
    image: "mkdir -p etc/ssl opt; printf '.include /opt/tls.cnf\\n' > etc/ssl/openssl.cnf; : > opt/tls.cnf",
    written: 'echo > opt/tls.cnf',
  },
};
const idOf = (name: string): string => createHash('sha256').update(`${folder} ${name}`).digest('hex');
const groupOf = (name: string): string => {
  const group = scenes[name]?.group;
  return group === undefined ? `/docker/${idOf(name)}` : `${group}/${idOf(name)}`;
};

describeWith([...containerTools, 'ip', 'nsenter', python], 'files of a container that a new one has otherwise', () => {
  let seen: Readonly<Record<Collector, Collection>>;

  beforeAll(async () => {
    const started = Object.entries(scenes).map(([name, { trusts = '/etc/corp/ca.pem', running = '', ...one }]) => {
      const environment = { PATH: '/opt/bin:/usr/bin', HOME: '/root', SSL_CERT_FILE: trusts };
      const planned = { command: [python, '-c', ready], ...one, id: idOf(name), environment, group: groupOf(name) };
      return `${startContainer(folder, planned)}\nP=$(cat ${folder}/${idOf(name).slice(0, 12)}/pid); ${running}`;
    });
    seen = await collectBothAfter(started.join('\n')).finally(() => removeGroups(Object.keys(scenes).map(groupOf)));
  }, 120_000);

  const workloadOf = (by: Collector, name: string): WorkloadEvidence | undefined =>
    seen[by].evidence.workloads.find((one) => one.container?.id === idOf(name).slice(0, 12));
  const fileOf = (by: Collector, name: string): FileEvidence | undefined =>
    seen[by].evidence.roots
      ?.find((one) => one.id === idOf(name).slice(0, 12))
      ?.trustFiles.find((one) => one.path === (scenes[name]?.trusts ?? '/etc/corp/ca.pem'));

  it('are told alike by both collectors', () => {
    expect(comparableRoots(seen.probe.evidence)).toEqual(comparableRoots(seen.live.evidence));
  });

  it.each(collectors)('are those whose links were turned, also of folders, and those in folders made anew (%s)', (by) => {
    const layers = ['untouched', 'fileLink', 'folderLink', 'anewFolder'].map((name) => [fileOf(by, name)?.state, fileOf(by, name)?.layer]);
    expect(layers).toEqual([
      ['file', undefined],
      ['file', 'container'],
      ['file', 'container'],
      ['missing', 'unknown'],
    ]);
    expect(reasonsFor(workloadOf(by, 'untouched'), 'nextStart')).toEqual([]);
    expect(reasonsFor(workloadOf(by, 'moved'), 'trustFiles')).toEqual([
      'whether its files come from the image is not known, as its overlay may tell moved folders by their new names',
    ]);
  });

  it.each(collectors)('are those in mounts that are its own, and old ones of what was replaced (%s)', (by) => {
    const names = ['unnamed', 'emptyDir', 'stale', 'boundWithin'];
    expect(names.map((name) => [name, fileOf(by, name)?.state, fileOf(by, name)?.layer])).toEqual(
      names.map((name) => [name, 'file', 'unknown']),
    );
    expect(fileOf(by, 'memory')).toMatchObject({ state: 'file', layer: 'container' });
  });

  it.each(collectors)('are programs by the name that they were started with (%s)', (by) => {
    expect(reasonsFor(workloadOf(by, 'named'), 'nextStart').filter((one) => one.includes('/opt/bin'))).toEqual([]);
    expect(reasonsFor(workloadOf(by, 'otherName'), 'nextStart')).toContain(
      '/opt/bin/run was written after the container was created, and a new one has it as its image does',
    );
    expect(reasonsFor(workloadOf(by, 'onPath'), 'nextStart')).toContain(
      '/opt/bin/python3.11 was written after the container was created, and a new one has it as its image does',
    );
  });

  it.each(collectors)('are those that are missing and would decide (%s)', (by) => {
    expect(workloadOf(by, 'packages')?.runtime?.packagedRoots).toBeDefined();
    expect(workloadOf(by, 'lessPackages')?.runtime).toMatchObject({ family: 'python' });
    expect(workloadOf(by, 'lessPackages')?.runtime?.packagedRoots).toBeUndefined();
    expect(reasonsFor(workloadOf(by, 'lessSettings'), 'nextStart.options.ca_bundle')).toEqual([
      `${rootHome}/.aws/config was written after the container was created, and a new one has it as its image does`,
    ]);
    expect(reasonsFor(workloadOf(by, 'packages'), 'nextStart')).toEqual([]);
  });

  it.each(collectors)('are configurations that others include (%s)', (by) => {
    expect(reasonsFor(workloadOf(by, 'included'), 'nextStart')).toContain(
      '/opt/tls.cnf was written after the container was created, and a new one has it as its image does',
    );
  });
});
