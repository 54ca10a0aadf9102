import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { contentOf, sha256Of } from '../../../src/evidence/blob-store.ts';
import { issue } from '../../certificates.ts';
import { describeWith } from '../../require.ts';
import { machineHere } from '../planted-tree.ts';
import { busyboxHost, fetchedIn, lookAt } from './run-file-probe.ts';
import { recordsOf, runProbe } from './run-probe.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const other = issue({ subject: 'CN=Other Root', ca: true });

/** A database with three nicknames, one of them odd; its folder. */
function plantDatabase(): string {
  const folder = path.join(temporaryFolder(), 'nssdb');
  mkdirSync(folder);
  const certutil = (...args: readonly string[]): void => {
    execFileSync('certutil', [...args, '-d', `sql:${folder}`], { env: { PATH: process.env['PATH'] ?? '', HOME: folder }, stdio: 'pipe' });
  };
  writeFileSync(path.join(folder, 'root.pem'), root.pem);
  writeFileSync(path.join(folder, 'other.pem'), other.pem);
  certutil('-N', '--empty-password');
  certutil('-A', '-n', 'Corp Root', '-t', 'C,,', '-i', path.join(folder, 'root.pem'));
  certutil('-A', '-n', "it's $(odd) * -n", '-t', ',,', '-i', path.join(folder, 'other.pem'));
  return folder;
}

describeWith(['certutil'], 'NSS databases', () => {
  it('are told as certutil tells them, and their own bytes never leave', async () => {
    const folder = plantDatabase();
    const database = path.join(folder, 'cert9.db');
    const oracle = await machineHere().trustContent(database);
    const listing = oracle.kind === 'released' ? Buffer.from(contentOf(oracle.blob)) : Buffer.alloc(0);
    expect(listing.toString()).toContain('Corp Root');
    const run = await lookAt([['trust', folder]]);
    const digests = new Map(recordsOf(run, 'digest').map(({ fields }) => [path.basename(fields[0] ?? ''), fields]));
    expect(digests.get('cert9.db')?.slice(1)).toEqual([
      sha256Of(listing),
      String(digests.get('cert9.db')?.[2]),
      'nss-certificates',
      'released',
      '-',
      '0',
    ]);
    expect(digests.get('key4.db')?.slice(3, 5)).toEqual(['nss-keys', 'withheld']);
    const contents = await runProbe({ mode: 'contents', given: [`get=${sha256Of(listing)}:${database}`] });
    const fetched = fetchedIn(contents).get(database);
    expect(fetched !== undefined && 'bytes' in fetched ? fetched.bytes.toString() : fetched).toBe(listing.toString());
    expect(readdirSync('/tmp').filter((name) => name.startsWith('snowline-nss-Nonce'))).toEqual([]);
  });

  it('stay where they are with the reason, where certutil is missing or has no room to work', async () => {
    const database = path.join(plantDatabase(), 'cert9.db');
    const without = await lookAt([['trust', database]], busyboxHost(temporaryFolder()));
    expect(recordsOf(without, 'digest')[0]?.fields.slice(3, 6)).toEqual([
      'nss-certificates',
      'withheld',
      'it is an NSS database, and certutil, which reads those, is not installed',
    ]);
    const fullDisk = `cp ${database} "$D/cert9.db"; mount -t tmpfs -o size=4k,nr_inodes=1 none /tmp`;
    const run = await lookAt(
      [
        ['trust', '/etc/ssl/certs'],
        ['trust', '/var/tmp/snowline-cert9.db'],
      ],
      {
        namespace: `mount -t tmpfs none /var/tmp; cp ${database} /var/tmp/snowline-cert9.db; ${fullDisk}`,
      },
    );
    expect(recordsOf(run, 'digest', '/var/tmp/snowline-cert9.db')[0]?.fields.slice(3, 6)).toEqual([
      'nss-certificates',
      'withheld',
      'it is an NSS database, and no folder could be made for certutil to work in',
    ]);
    expect(recordsOf(run, 'list', '/etc/ssl/certs')).toHaveLength(1);
  });
});
