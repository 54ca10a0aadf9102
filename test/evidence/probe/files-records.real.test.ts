import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, opendirSync, readlinkSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sha256Of } from '../../../src/evidence/blob-store.ts';
import { issue } from '../../certificates.ts';
import { describeWith } from '../../require.ts';
import { busyboxHost, lookAt, pathOf } from './run-file-probe.ts';
import { awks, type ProbeRun, type ProbeSettings, recordsOf, shells } from './run-probe.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const other = issue({ subject: 'CN=Other Root', ca: true });
const types = { file: 0o100000, directory: 0o040000, link: 0o120000, socket: 0o140000, fifo: 0o010000, block: 0o060000, char: 0o020000 };

/** The record that has to be there for a path. */
function recordFor(file: string, precision: 'nanoseconds' | 'seconds' | 'nothing' = 'nanoseconds'): readonly string[] {
  const stats = lstatSync(file, { bigint: true });
  const type = Object.entries(types).find(([, bits]) => (Number(stats.mode) & 0o170000) === bits)?.[0] ?? '';
  const told = (instant: bigint): string => {
    const fraction = String(instant % 1_000_000_000n).padStart(9, '0');
    const seconds = String(instant / 1_000_000_000n);
    return precision === 'nothing' ? '-' : precision === 'seconds' ? seconds : `${seconds}.${fraction}`;
  };
  return [
    file,
    type,
    String(stats.uid),
    String(stats.gid),
    (Number(stats.mode) & 0o7777).toString(8).padStart(4, '0'),
    String(stats.size),
    told(stats.mtimeNs),
    precision === 'nothing' ? '-' : String(stats.dev),
    String(stats.ino),
    stats.isSymbolicLink() ? readlinkSync(file) : '-',
    told(stats.ctimeNs),
  ];
}

/** Records of files as text in UTF-8. */
function filesOf(run: ProbeRun): ReadonlyMap<string, readonly string[]> {
  return new Map(recordsOf(run, 'file').map(({ fields }) => [pathOf(fields[0]), fields.map(pathOf)]));
}

/** A folder of all kinds of files; `ways` are paths through it. */
function plant(): { readonly folder: string; readonly everything: readonly string[] } {
  const folder = temporaryFolder();
  const at = (...names: readonly string[]): string => path.join(folder, ...names);
  for (const name of ['etc', 'usr', 'usr/share', 'usr/share/cas', 'open']) mkdirSync(at(name));
  writeFileSync(at('usr/share/cas/corp ca.pem'), root.pem);
  writeFileSync(at('etc/other.pem'), other.pem);
  symlinkSync('../usr/share', at('etc/share'));
  symlinkSync('share/cas/../cas/corp ca.pem', at('etc/ca.pem'));
  symlinkSync(at('etc/./ca.pem'), at('etc/absolute.pem'));
  symlinkSync('gone/way.pem', at('etc/dangling.pem'));
  symlinkSync('loop.pem', at('etc/loop.pem'));
  execFileSync('mkfifo', [at('etc/fifo.pem')]);
  chmodSync(at('open'), 0o1777);
  chmodSync(at('etc/other.pem'), 0o4641);
  utimesSync(at('etc/other.pem'), 1_700_000_000.123, 1_700_000_000.5);
  const everything = [
    '',
    'etc',
    'usr',
    'usr/share',
    'usr/share/cas',
    'usr/share/cas/corp ca.pem',
    'etc/other.pem',
    'etc/share',
    'etc/ca.pem',
  ];
  return {
    folder,
    everything: [...everything, 'etc/absolute.pem', 'etc/dangling.pem', 'etc/loop.pem', 'etc/fifo.pem', 'open'].map((name) =>
      path.join(folder, name),
    ),
  };
}

describeWith([...shells, ...awks], 'records of files', () => {
  it.each([
    ['dash', 'mawk'],
    ['busybox', 'busybox'],
    ['bash', 'gawk'],
    ['bash', 'original-awk'],
  ] as const)('are those of lstat, for every link and folder on the way (%s, %s)', async (shell, awk) => {
    const { folder, everything } = plant();
    const named = ['etc/absolute.pem', 'etc/dangling.pem', 'etc/loop.pem', 'etc/fifo.pem', 'etc/other.pem', 'open'];
    const run = await lookAt(
      named.map((name) => ['stat', path.join(folder, name)]),
      { shell, awk },
    );
    const files = filesOf(run);
    for (const file of everything) expect(files.get(file)).toEqual(recordFor(file));
    // Others work in this folder meanwhile
    expect(files.get(path.dirname(folder))?.[1]).toBe('directory');
    expect(files.has('/')).toBe(true);
    expect(recordsOf(run, 'gone', path.join(folder, 'etc/gone'))).toHaveLength(1);
    expect(recordsOf(run, 'digest')).toEqual([]);
    // Each once
    expect(recordsOf(run, 'file')).toHaveLength(files.size);
  });

  it.each([
    ['busybox alone', [], 'seconds'],
    ['busybox without timeout', ['timeout'], 'seconds'],
    ['busybox without stat', ['stat'], 'nothing'],
    ['busybox without stat and readlink', ['stat', 'readlink'], 'nothing'],
  ] as const)('say what they can on a host with %s', async (_name, without, precision) => {
    const { folder, everything } = plant();
    const run = await lookAt([['trust', path.join(folder, 'etc')]], busyboxHost(folder, without));
    const files = filesOf(run);
    const hasLinks = !(without as readonly string[]).includes('readlink');
    const reached = everything.filter((file) => hasLinks || !file.includes('usr')).filter((file) => !file.endsWith('/open'));
    for (const file of reached) {
      expect(files.get(file)).toEqual(hasLinks ? recordFor(file, precision) : recordFor(file, precision).with(9, '-'));
    }
    const digests = recordsOf(run, 'digest').map(({ fields }) => [fields[0], fields[1]]);
    expect(digests).toContainEqual([path.join(folder, 'etc/other.pem'), sha256Of(Buffer.from(other.pem))]);
  });

  it('of folders tell their entries in the order of the file system', async () => {
    const folder = temporaryFolder();
    const certificates = path.join(folder, 'certs');
    mkdirSync(certificates);
    for (let index = 0; index < 60; index += 1)
      writeFileSync(path.join(certificates, `${sha256Of(Buffer.from([index])).slice(0, 8)}.0`), root.pem);
    const names: string[] = [];
    const handle = opendirSync(certificates);
    for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) names.push(entry.name);
    handle.closeSync();
    const settings: readonly ProbeSettings[] = [{}, busyboxHost(folder)];
    for (const one of settings) {
      const run = await lookAt([['trust', certificates]], one);
      expect(recordsOf(run, 'list', certificates)[0]?.text).toEqual(names);
      expect(recordsOf(run, 'digest')).toHaveLength(names.length);
    }
    const withoutFind = await lookAt([['trust', certificates]], busyboxHost(temporaryFolder(), ['find', 'ls']));
    expect(recordsOf(withoutFind, 'list', certificates)[0]?.text).toEqual([...names].sort());
    expect(recordsOf(withoutFind, 'problem').map(({ fields }) => fields[1])).toEqual([expect.stringContaining('alphabetical order')]);
  });

  it('give one digest for a file of several names, and its layout once', async () => {
    const { folder } = plant();
    const bundle = path.join(folder, 'bundle.pem');
    writeFileSync(bundle, `# first\n${root.pem}${root.keyPem}\r\n${other.pem.replaceAll('\n', '\r\n')}-----BEGIN CERTIFICATE-----\nMII\n`);
    symlinkSync('bundle.pem', path.join(folder, 'again.pem'));
    execFileSync('ln', [bundle, path.join(folder, 'hard.pem')]);
    writeFileSync(path.join(folder, 'copy.pem'), execFileSync('cat', [bundle]));
    const run = await lookAt(['bundle.pem', 'again.pem', 'hard.pem', 'copy.pem'].map((name) => ['trust', path.join(folder, name)]));
    const digests = recordsOf(run, 'digest');
    expect(digests.map(({ fields }) => fields[0])).toEqual([bundle, path.join(folder, 'copy.pem')]);
    const linesOf = (pem: string): number => pem.trimEnd().split('\n').length;
    const keyAt = 2 + linesOf(root.pem);
    const otherAt = keyAt + linesOf(root.keyPem) + 1;
    expect(digests.map(({ text }) => text)).toEqual([
      [
        `CERTIFICATE\t2\t${linesOf(root.pem)}\t${sha256Of(root.der)}`,
        `PRIVATE KEY\t${keyAt}\t${linesOf(root.keyPem)}\t-`,
        `CERTIFICATE\t${otherAt}\t${linesOf(other.pem)}\t${sha256Of(other.der)}`,
        `CERTIFICATE\t${otherAt + linesOf(other.pem)}\t2\t-`,
      ],
      [],
    ]);
  });
});
