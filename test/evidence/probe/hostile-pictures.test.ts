import { describe, expect, it } from 'vitest';
import { picturedMachine } from '../../../src/evidence/machine/pictured-machine.ts';
import { readPicture } from '../../../src/evidence/probe/picture.ts';
import { type HostReading, readHost } from '../../../src/evidence/reading/read-host.ts';
import { file, folders, record } from './picture-text.ts';

const units = '/etc/systemd/system';
const base = folders('/etc', '/etc/systemd', units, `${units}/multi-user.target.wants`);

// Whoever is asked next waits meanwhile: what a host of 16 MB can make us do is bounded in seconds.
async function readQuickly(records: readonly string[]): Promise<HostReading> {
  const startedAt = performance.now();
  const reading = await readHost(picturedMachine(readPicture(Buffer.from(`${records.join('\n')}\n`))), { knownBlobs: new Set() });
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  return reading;
}

describe('a host that wants to keep the auditor busy', () => {
  it('with units without number is read up to a bound, and says so', async () => {
    const names = Array.from({ length: 9000 }, (_, index) => `unit-${index}.service`);
    const { evidence } = await readQuickly([
      ...base,
      record('list', [units, 1], ['multi-user.target.wants']),
      record('list', [`${units}/multi-user.target.wants`, names.length], names),
    ]);
    expect(evidence.missing.map((one) => one.reason)).toContain('of 9000 units the first 3000 were read');
  });

  it('with a unit of endless commands, variables and folders is read up to a bound, and says so', async () => {
    const lines = [
      '[Service]',
      `Environment=PATH=${'/a:'.repeat(40_000)}`,
      `Environment="SSL_CERT_DIR=${Array.from({ length: 5000 }, (_, index) => `/d${index}`).join(':')}"`,
      ...Array.from({ length: 30_000 }, (_, index) => `ExecStartPre=program-${index}`),
      'ExecStart=/usr/bin/python3',
    ];
    const { evidence } = await readQuickly([
      ...base,
      record('list', [units, 2], ['multi-user.target.wants', 'x.service']),
      record('list', [`${units}/multi-user.target.wants`, 1], ['x.service']),
      record('file', [`${units}/x.service`, 'file', 0, 0, '0644', 1, 1, 1, 1, '-']),
      record('text', [`${units}/x.service`, 1], lines),
    ]);
    const [unit] = evidence.workloads;
    expect(unit?.missing?.map((one) => one.reason)).toContain('of the 30000 programs that are started with the service 100 were looked at');
    expect(evidence.missing.map((one) => one.fact)).toContain('trustFiles');
  });

  it('with processes without number is read up to a bound, and says so', async () => {
    const processes = Array.from({ length: 50_000 }, (_, index) =>
      record('process', [index + 2, 1, 5, `/opt/p${index}`, '-', 'yes', 'same', '-', 'no'], ['0p']),
    );
    const { evidence } = await readQuickly([record('clock', [1_700_000_000, 1_600_000_000]), ...processes]);
    expect(evidence.workloads).toHaveLength(3000);
    expect(evidence.missing.map((one) => one.reason)).toContain('of 50000 processes of services the first 3000 were read');
  });

  it('with a file of megabytes is told that it was not read', async () => {
    const text = Array.from({ length: 300_000 }, () => 'x'.repeat(20));
    const { evidence } = await readQuickly([...base, record('text', ['/etc/os-release', 1], text)]);
    expect(evidence.missing.map((one) => one.fact)).toContain('os');
  });

  const entries = Array.from({ length: 4000 }, (_, at) => `e${at}`);
  const content = (path: string): string => record('digest', [path, '5'.repeat(64), 10, 'pem', 'released', '-', 0]);
  // Each entry leads through 38 links, each of which goes down and up 600 times before it leads to the next.
  const maze = (root: string): readonly string[] => [
    ...Array.from({ length: 38 }, (_, at) => file(`${root}/L${at}`, { type: 'link', target: `${'/a/..'.repeat(600)}/L${at + 1}` })),
    file(`${root}/L38`),
    content(`${root}/L38`),
    ...folders(`${root}/a`, `${root}/d`),
    record('list', [`${root}/d`, entries.length], entries),
    ...entries.map((name) => file(`${root}/d/${name}`, { type: 'link', target: '/L0' })),
  ];
  const plain = (root: string): readonly string[] => [
    ...folders(`${root}/d`),
    record('list', [`${root}/d`, entries.length], entries),
    ...entries.map((name) => file(`${root}/d/${name}`, { inode: 9 })),
    content(`${root}/d/e0`),
  ];
  const manyNames = Array.from({ length: 400 }, (_, at) => `${'/d/..'.repeat(at)}/d`).join(':');
  const service = (root: string, names: string): readonly string[] => [
    record('clock', [1_700_000_000, 1_600_000_000]),
    record(
      'process',
      root === ''
        ? [70, 1, 500, '/app/web', '-', 'yes', 'same', '-', 'no', '-', '/app/web', '-']
        : [70, 1, 500, '/app/web', '-', 'yes', 'own', 'a'.repeat(64), 'no', 70, '/app/web', 'docker'],
      ['0/app/web', `eSSL_CERT_DIR=${names}`],
    ),
    ...folders(`${root}/`, `${root}/app`),
    file(`${root}/app/web`, { mode: '0755' }),
    record('go', [`${root}/app/web`, '1.22.1']),
    record('layer', [70, '/u', '0:51']),
    ...folders('/u'),
    ...['app', 'd', 'a', 'L0'].map((name) => record('gone', [`/u/${name}`])),
    record('root', [70, 500]),
  ];
  const linksOfRoot = 'the links of its root are more than are followed';
  const ofHost = 'more was asked of its picture than is looked up for one host';

  it.each([
    ['in a container', '/proc/70/root', maze, '/d', 'directory'],
    ['in a container, in a folder of many names', '/proc/70/root', maze, manyNames, linksOfRoot],
    ['in a container, of names alone', '/proc/70/root', plain, manyNames, linksOfRoot],
    ['of its own', '', maze, '/d', 'directory'],
    ['of its own, in a folder of many names', '', maze, manyNames, ofHost],
    ['of its own, of names alone', '', plain, manyNames, ofHost],
  ])('with a maze of links %s is not followed to its end, and others have their turn', async (_name, root, links, names, said) => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 20);
    const { evidence } = await readQuickly([...service(root, names), ...links(root)]).finally(() => clearInterval(timer));
    const files = root === '' ? evidence.trustFiles : evidence.roots?.[0]?.trustFiles;
    const stores = files?.filter((one) => one.path.endsWith('/d')) ?? [];
    expect(stores).toHaveLength(names.split(':').length);
    expect(stores.map((one) => one.reason ?? one.state)).toContain(said);
    // What was not followed is taken neither for the image's nor for a file that is not there.
    expect(stores.some((one) => one.state === 'directory' && root !== '' && links === maze && one.layered?.length !== entries.length)).toBe(
      false,
    );
    expect(stores.some((one) => one.state === 'missing')).toBe(false);
    expect(turns).toBeGreaterThan(1);
  });
});
