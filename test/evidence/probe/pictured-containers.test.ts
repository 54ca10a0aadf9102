import { describe, expect, it } from 'vitest';
import type { FileEvidence } from '../../../src/evidence/file-evidence.ts';
import type { HostEvidence } from '../../../src/evidence/host-evidence.ts';
import { picturedMachine } from '../../../src/evidence/machine/pictured-machine.ts';
import { readHost } from '../../../src/evidence/reading/read-host.ts';
import { file, folders, pictureOf, record } from './picture-text.ts';

const bundle = '/etc/ssl/certs/ca-certificates.crt';
const digest = '5'.repeat(64);
const idOf = (pid: number): string => String(pid).padStart(64, 'a');
const upperOf = (pid: number): string => `/var/lib/docker/${pid}`;
const clock = record('clock', [1_700_000_000, 1_600_000_000]);

/** Everything that a probe records of a container with one Go program, which lies in its image as its trust store does. */
function container(
  pid: number,
  parts: { readonly ticks?: number; readonly without?: RegExp; readonly further?: readonly string[]; readonly manager?: string } = {},
): readonly string[] {
  const root = `/proc/${pid}/root`;
  const upper = upperOf(pid);
  const { ticks = 500, without, further = [], manager = 'docker' } = parts;
  const records = [
    record(
      'process',
      [pid, 1, 500, '/app/web', '-', 'no', 'own', idOf(pid), 'no', pid, '/app/web', manager],
      ['0/app/web', 'eHOME=/root', `eSSL_CERT_FILE=${bundle}`, 'eSSL_CERT_DIR=/none'],
    ),
    ...folders(`${root}/`, `${root}/etc`, `${root}/etc/ssl`, `${root}/etc/ssl/certs`, `${root}/app`),
    file(`${root}/app/web`, { mode: '0755' }),
    record('go', [`${root}/app/web`, '1.22.1']),
    record('gone', [`${root}/none`]),
    record('gone', [`${root}/root`]),
    file(`${root}${bundle}`, { inode: pid }),
    record('digest', [`${root}${bundle}`, digest, 10, 'pem', 'released', '-', 0]),
    record('text', [`${root}/etc/os-release`, 1], ['ID=debian']),
    file(`${root}/etc/os-release`),
    record('layer', [pid, upper], []),
    ...folders('/var', '/var/lib', '/var/lib/docker', upper, `${upper}/etc`),
    record('gone', [`${upper}/etc/ssl`]),
    record('gone', [`${upper}/app`]),
    record('gone', [`${upper}/none`]),
    record('gone', [`${upper}/root`]),
    record('root', [pid, ticks]),
  ];
  return [...records.filter((one) => without?.test(one) !== true), ...further];
}

async function look(...records: readonly (readonly string[])[]): Promise<Omit<HostEvidence, 'id' | 'collector' | 'observedAt'>> {
  return (await readHost(picturedMachine(pictureOf([clock, ...new Set(records.flat())])), { knownBlobs: new Set() })).evidence;
}

const bundleIn = (evidence: Pick<HostEvidence, 'roots'>): FileEvidence | undefined =>
  evidence.roots?.[0]?.trustFiles.find((one) => one.path === bundle);

describe('a container in a picture', () => {
  it('is seen with its own files and its runtime, and where its contents are to be had', async () => {
    const reading = await readHost(picturedMachine(pictureOf([clock, ...container(70)])), { knownBlobs: new Set() });
    expect(reading.evidence.workloads).toMatchObject([
      {
        name: 'web',
        program: '/app/web',
        container: { id: 'aaaaaaaaaaaa', manager: 'docker' },
        root: 'aaaaaaaaaaaa',
        runtime: { family: 'go', version: '1.22.1' },
        missing: [{ fact: 'container' }],
      },
    ]);
    expect(bundleIn(reading.evidence)).toMatchObject({ state: 'file', sha256: digest });
    expect(bundleIn(reading.evidence)?.layer).toBeUndefined();
    expect(reading.wanted).toEqual([{ sha256: digest, path: `/proc/70/root${bundle}`, sizeBytes: 10 }]);
    expect(reading.evidence.trustFiles.find((one) => one.path === bundle)?.state).toBe('unreadable');
  });

  it.each([
    ['was not recorded to the end', { without: /^root\t/ }, 'the files of process 70 were not recorded to the end'],
    ['is that of another process by now', { ticks: 501 }, 'process 70 ended while its files were looked at'],
  ])('is nothing to rely on where it %s', async (_name, parts, reason) => {
    const { workloads, roots } = await look(container(70, parts));
    expect(roots).toBeUndefined();
    expect(workloads[0]).not.toHaveProperty('runtime');
    expect(workloads[0]?.missing?.map((one) => one.reason)).toContain(reason);
  });

  it("has no store that is known to be its image's where a part of the answer is not there", async () => {
    const upper = upperOf(70);
    const layerWithout = async (without: RegExp) => bundleIn(await look(container(70, { without })))?.layer;
    expect(await layerWithout(new RegExp(`^gone\t${upper}/etc/ssl$`))).toBe('unknown');
    expect(await layerWithout(new RegExp(`^file\t${upper}\t`))).toBe('unknown');
    const { workloads } = await look(container(70, { without: /^layer\t/ }));
    expect(workloads[0]?.missing?.map((one) => one.reason)).toContain(
      'whether its files come from the image is not known, as its mounts could not be read',
    );
  });

  it('has a store that was written into it, or removed from it, where its layer shows that', async () => {
    const upper = upperOf(70);
    const changed = (...further: readonly string[]) => container(70, { without: new RegExp(`^gone\t${upper}/etc/ssl$`), further });
    const certs = folders(`${upper}/etc/ssl`, `${upper}/etc/ssl/certs`);
    expect(bundleIn(await look(changed(...certs, file(`${upper}${bundle}`))))?.layer).toBe('container');
    expect(bundleIn(await look(changed(...certs, record('gone', [`${upper}${bundle}`]))))?.layer).toBe('container');
    expect(
      bundleIn(await look(changed(...folders(`${upper}/etc/ssl`), record('gone', [`${upper}/etc/ssl/certs`]))))?.layer,
    ).toBeUndefined();
    expect(bundleIn(await look(changed(file(`${upper}/etc/ssl`, { type: 'link', target: '/srv' }))))?.layer).toBe('container');
    const gone = container(70, {
      without: /^file\t\/proc\/70\/root\/etc\/ssl\/certs\t|^gone\t.*\/70\/etc\/ssl$/,
      further: [
        record('gone', ['/proc/70/root/etc/ssl/certs']),
        ...folders(`${upper}/etc/ssl`),
        file(`${upper}/etc/ssl/certs`, { type: 'char' }),
      ],
    });
    expect(bundleIn(await look(gone))).toMatchObject({ state: 'missing', layer: 'container' });
  });

  it('whose program was exchanged would start another one', async () => {
    const upper = upperOf(70);
    const exchanged = container(70, {
      without: new RegExp(`^gone\t${upper}/app$`),
      further: [...folders(`${upper}/app`), file(`${upper}/app/web`)],
    });
    const [workload] = (await look(exchanged)).workloads;
    expect(workload?.missing).toContainEqual({
      fact: 'nextStart',
      reason: '/app/web was written after the container was created, and a new one has it as its image does',
    });
  });

  it('keeps its links to itself, and loops are no files', async () => {
    const root = '/proc/70/root';
    const linked = (target: string, ...further: readonly string[]) =>
      look(
        container(70, {
          without: new RegExp(`^(?:file|digest)\t${root}${bundle}\t`),
          further: [file(`${root}${bundle}`, { type: 'link', target }), ...further],
        }),
      );
    const host = [...folders('/srv'), file('/srv/ca.pem'), record('digest', ['/srv/ca.pem', digest, 10, 'pem', 'released', '-', 0])];
    expect(bundleIn(await linked('/srv/ca.pem', ...host))).toMatchObject({ state: 'unreadable', reason: 'the probe did not record it' });
    expect(bundleIn(await linked('/srv/ca.pem', ...host, record('gone', [`${root}/srv`])))?.state).toBe('missing');
    expect(bundleIn(await linked('ca-certificates.crt'))).toMatchObject({ state: 'unreadable', reason: 'its links form a loop' });
    expect(
      bundleIn(
        await linked(
          '../../../../app/ca.pem',
          file(`${root}/app/ca.pem`, { inode: 9 }),
          record('digest', [`${root}/app/ca.pem`, digest, 10, 'pem', 'released', '-', 0]),
        ),
      ),
    ).toMatchObject({ state: 'file', realPath: '/app/ca.pem' });
  });

  it('is a service even where its only program bears the name of one that starts others', async () => {
    const only = (pid: number, ...words: readonly string[]) => [
      record(
        'process',
        [pid, 1, 500, words[0] ?? '', '-', 'no', 'own', idOf(pid), 'no', '-', words[0] ?? '', 'docker'],
        words.map((word) => `0${word}`),
      ),
    ];
    const { workloads } = await look(
      only(70, '/app/init'),
      only(71, '/app/unshare'),
      only(72, '/pause'),
      only(73, '/bin/sleep', '9'),
      only(74, '/usr/bin/tail', '-f'),
      only(75, '/catatonit', '-P'),
    );
    expect(workloads.map((one) => [one.program, one.runtime])).toEqual([
      ['/app/init', undefined],
      ['/app/unshare', undefined],
    ]);
  });

  it('is one of at most 24 that are looked into', async () => {
    const { workloads, roots } = await look(...Array.from({ length: 30 }, (_, index) => container(1000 + index)));
    expect(roots).toHaveLength(24);
    // Ids that begin alike stand for different containers all the same.
    expect(new Set(roots?.map((one) => one.id)).size).toBe(24);
    const beyond = workloads.filter((one) => one.root === undefined);
    expect(beyond).toHaveLength(6);
    for (const one of beyond)
      expect(one.missing?.map(({ reason }) => reason)).toContain('of the containers of this machine the first 24 were looked into');
  });

  it('is not known where its folders are closed to others', async () => {
    const root = '/proc/70/root';
    const closed = container(70, {
      without: new RegExp(`^file\t${root}/etc/ssl\t`),
      further: [file(`${root}/etc/ssl`, { type: 'directory', mode: '0750' })],
    });
    expect(bundleIn(await look(closed))).toMatchObject({
      state: 'unreadable',
      reason: '/etc/ssl is not open to everybody, and whether the process may enter it is not known',
    });
  });

  it('has a store in memory that is lost with it, also at /dev/shm', async () => {
    const mounted = (line: string) => container(70, { without: /^layer\t/, further: [record('layer', [70, upperOf(70), '0:51'], [line])] });
    expect(bundleIn(await look(mounted('tmpfs 0:60 / - \t/etc/ssl')))?.layer).toBe('container');
    expect(bundleIn(await look(mounted('tmpfs 0:60 / - \t/dev/shm')))?.layer).toBeUndefined();
    const root = '/proc/70/root';
    const linked = container(70, {
      without: new RegExp(`^layer\t|^(?:file|digest)\t${root}${bundle}\t`),
      further: [
        record('layer', [70, upperOf(70), '0:51'], ['tmpfs 0:60 / - \t/dev/shm']),
        file(`${root}${bundle}`, { type: 'link', target: '/dev/shm/ca.pem' }),
        ...folders(`${root}/dev`, `${root}/dev/shm`),
        file(`${root}/dev/shm/ca.pem`, { inode: 9 }),
        record('digest', [`${root}/dev/shm/ca.pem`, digest, 10, 'pem', 'released', '-', 0]),
      ],
    });
    expect(bundleIn(await look(linked))).toMatchObject({ state: 'file', layer: 'container' });
  });

  it('has a mounted store that the next one has, too, where nothing on the way to it was renamed', async () => {
    // Its first process was started five seconds after the machine.
    const [before, after] = [1_600_000_002, 1_600_000_009];
    const layerWith = async (changed: readonly (readonly (string | number)[])[]) => {
      const mount = 'ext4 254:1 /srv/corp/ca.pem / /srv/corp/ca.pem';
      const layer = record('layer', [70, upperOf(70), '0:51'], [`${mount}\t${bundle}`]);
      const further = [layer, ...changed.map((fields) => record('changed', fields))];
      return bundleIn(await look(container(70, { without: /^layer\t/, further })))?.layer;
    };
    const way = (corp: number, source: number, identity = '1:70') => [
      ['/', '1:2', before],
      ['/srv', '1:3', before],
      ['/srv/corp', '1:4', corp],
      ['/srv/corp/ca.pem', identity, source],
    ];
    expect(await layerWith(way(before, before))).toBeUndefined();
    expect(await layerWith(way(before, after))).toBeUndefined();
    expect(await layerWith(way(after, after))).toBe('unknown');
    expect(await layerWith(way(before, before, '1:71'))).toBe('unknown');
    expect(await layerWith(way(before, before).slice(1))).toBe('unknown');
    expect(await layerWith([...way(before, before), ['/srv', '1:3', after]])).toBe('unknown');
    expect(await layerWith([...way(before, before).slice(1), ['/', '1:2', 'yesterday']])).toBe('unknown');
  });
});
