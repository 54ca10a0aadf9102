import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/evidence/blob-store.ts';
import { directoryListingSchema } from '../../src/evidence/file-evidence.ts';
import { readTrustFiles, type TrustFileReading } from '../../src/evidence/reading/trust-files.ts';
import { issue } from '../certificates.ts';
import { plantTree } from './planted-tree.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const other = issue({ subject: 'CN=Other Root', ca: true });
const nothing: ReadonlySet<string> = new Set();

function listingOf({ files, blobs }: TrustFileReading, path: string): readonly (readonly [string, string | null])[] {
  const digest = files.find((file) => file.path === path)?.sha256;
  return directoryListingSchema.parse(JSON.parse(blobs.find((blob) => blob.sha256 === digest)?.content ?? '')).entries;
}

describe('trust files', () => {
  it('are told by every path that leads to them and sent once', async () => {
    const machine = plantTree({ '/etc/ca.pem': root.pem, '/usr/ca.pem': '-> ../etc/ca.pem', '/etc/passwd': 'root:x:0:0::/:\n' });
    const { files, blobs } = await readTrustFiles(machine, ['/usr/ca.pem', '/etc/ca.pem'], nothing);
    const sha256 = sha256Of(Buffer.from(root.pem));
    expect(files.map((file) => [file.path, file.realPath, file.state, file.sha256])).toEqual([
      ['/usr/ca.pem', '/etc/ca.pem', 'file', sha256],
      ['/etc/ca.pem', undefined, 'file', sha256],
    ]);
    expect(blobs.map((blob) => blob.sha256)).toEqual([sha256]);
  });

  it('that are not there, dangle or lie behind a file are missing', async () => {
    const machine = plantTree({ '/etc/dangling.pem': '-> gone.pem', '/etc/file': '' });
    const { files } = await readTrustFiles(machine, ['/etc/gone.pem', '/etc/dangling.pem', '/etc/file/ca.pem'], nothing);
    expect(files.map((file) => file.state)).toEqual(['missing', 'missing', 'missing']);
  });

  it('that lead to what the kernel shows of itself are not opened', async () => {
    const machine = plantTree({
      '/proc/kmsg': root.pem,
      '/sys/x': root.pem,
      '/proceeds/ca.pem': root.pem,
      '/etc/ca.pem': '-> ../proc/kmsg',
      '/etc/dir/x.pem': '-> ../../sys/x',
    });
    const reading = await readTrustFiles(machine, ['/etc/ca.pem', '/proc', '/proc/kmsg', '/proceeds/ca.pem', '/etc/dir'], nothing);
    const reason = 'it is not an ordinary file';
    expect(reading.files.map((file) => file.reason ?? file.state)).toEqual([reason, reason, reason, 'file', 'directory']);
    expect(listingOf(reading, '/etc/dir')).toEqual([['x.pem', null]]);
  });

  it('that cannot be read as a trust store are unreadable, with the reason', async () => {
    const machine = plantTree({ '/loop': '-> loop', '/secret': 'canary', '/large.pem': '' });
    truncateSync(`${machine.root}/large.pem`, 17 * 1024 * 1024);
    execFileSync('mkfifo', [`${machine.root}/pipe`]);
    const { files, blobs } = await readTrustFiles(machine, ['/loop', '/secret', '/large.pem', '/pipe'], nothing);
    expect(files.map((file) => file.state)).toEqual(['unreadable', 'unreadable', 'unreadable', 'unreadable']);
    expect(files.map((file) => file.reason)).toEqual([
      'its links form a loop',
      expect.stringContaining('no certificate'),
      'its 17825792 bytes are more than the 16777216 that are read',
      'it is neither a file nor a directory',
    ]);
    expect(blobs).toEqual([]);
  });

  it('in a directory keep the order of the file system', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `${sha256Of(Buffer.from(String(index))).slice(0, 8)}.0`);
    const machine = plantTree(Object.fromEntries(names.map((name) => [`/certs/${name}`, root.pem])));
    const reading = await readTrustFiles(machine, ['/certs'], nothing);
    const unsorted = execFileSync('ls', ['-U', `${machine.root}/certs`], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(listingOf(reading, '/certs').map(([name]) => name)).toEqual(unsorted);
  });

  it('in a directory are null where nothing can be read, and blank where there is no certificate', async () => {
    const machine = plantTree({
      '/certs/a.pem': root.pem,
      '/certs/b.0': '-> a.pem',
      '/certs/c.0': '-> gone.pem',
      '/certs/java/cacerts': '',
      '/certs/notes.txt': 'the password is canary',
      '/certs/key.pem': other.pem + other.keyPem,
    });
    const reading = await readTrustFiles(machine, ['/certs'], nothing);
    const listing = new Map(listingOf(reading, '/certs'));
    const contentOf = (name: string): string | undefined => reading.blobs.find((blob) => blob.sha256 === listing.get(name))?.content;
    expect(contentOf('a.pem')).toBe(root.pem);
    expect(listing.get('b.0')).toBe(listing.get('a.pem'));
    expect(listing.get('c.0')).toBeNull();
    expect(listing.get('java')).toBeNull();
    expect(contentOf('notes.txt')).toBe('x'.repeat(16));
    expect(contentOf('key.pem')?.startsWith(other.pem)).toBe(true);
    for (const line of other.keyPem.split('\n').filter((one) => one !== '' && !one.startsWith('-')))
      expect(JSON.stringify(reading)).not.toContain(line);
    expect(JSON.stringify(reading)).not.toContain('canary');
  });

  it('whose content the caller has are named and not sent', async () => {
    const machine = plantTree({ '/ca.pem': root.pem });
    const { files, blobs } = await readTrustFiles(machine, ['/ca.pem'], new Set([sha256Of(Buffer.from(root.pem))]));
    expect(files[0]?.sha256).toBe(sha256Of(Buffer.from(root.pem)));
    expect(blobs).toEqual([]);
  });
});
