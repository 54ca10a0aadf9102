import { expect, it } from 'vitest';
import { picturedMachine } from '../../../src/evidence/machine/pictured-machine.ts';
import { openRuntimes } from '../../../src/evidence/reading/runtimes.ts';
import { file, folders, pictureOf, record } from '../probe/picture-text.ts';

const digest = 'a'.repeat(64);
const base = [
  ...folders('/usr', '/usr/bin', '/usr/sbin', '/usr/local'),
  ...['/usr/local/bin', '/usr/local/sbin', '/bin', '/sbin'].map((folder) => record('gone', [folder])),
  record('list', ['/usr/bin', 1], ['node']),
  record('list', ['/usr/sbin', 0]),
  file('/usr/bin/node', { mode: '0755' }),
];

it('roots that a Node carries are named, and asked for by its path', async () => {
  const answer = record('run', ['runtime:node', 0, '/usr/bin/node'], [`1${JSON.stringify(['24.1.0', '3.5.0+quic', digest])}`]);
  const catalogue = await openRuntimes(picturedMachine(pictureOf([...base, answer])));
  expect(catalogue.installed()).toEqual([
    { family: 'node', path: '/usr/bin/node', version: '24.1.0', tlsLibrary: 'OpenSSL 3.5.0', bundledRoots: digest },
  ]);
  expect(catalogue.blobs()).toEqual([]);
  expect(catalogue.wanted()).toEqual([{ sha256: digest, path: '/usr/bin/node#roots', sizeBytes: expect.any(Number) }]);
});

it('a runtime that was not asked is a fact that is not known', async () => {
  const { missing } = await openRuntimes(picturedMachine(pictureOf(base)));
  expect(missing).toEqual([{ fact: 'runtimes.node', reason: '/usr/bin/node was not asked, or the probe did not record it' }]);
});

it('a runtime that nobody looked for is a fact that is not known', async () => {
  const { missing } = await openRuntimes(picturedMachine(pictureOf(base.filter((one) => !one.startsWith('list\t/usr/sbin')))));
  const reason = 'whether java is installed is not known: the probe did not record it';
  expect(missing).toContainEqual({ fact: 'runtimes.java', reason });
});
