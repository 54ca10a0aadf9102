import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { DirectoryFile } from '../../src/formats/directory.ts';
import { readHashedDirectory } from '../../src/formats/hashed-directory.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { subjectHash } from '../../src/formats/subject-hash.ts';
import { issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { attempt, folderOfTest, run, write } from './vendor-tools.ts';

const systemDirectory = '/etc/ssl/certs';

describeWith(['openssl'], 'the hash of a subject', () => {
  it('is the one that openssl prints, for every type of string, white space and order of a set', () => {
    const folder = folderOfTest();
    let compared = 0;
    const subjects: [string, ...string[]][] = [
      ['/CN=  Two   Spaces /O=ÄÖÜ Corp', '-utf8'],
      ['/CN=MixedCase/emailAddress=Ops@Example.COM'],
      ['/C=DE/O=Corp + Co/CN=A'],
      ['/OU=b+CN=a+O=c/DC=internal', '-multivalue-rdn'],
      [`/O=${'long '.repeat(12)}/CN=x`],
    ];
    for (const mask of ['utf8only', 'default', 'MASK:0x800', 'MASK:0x4']) {
      write(folder, 'req.cnf', `[req]\nstring_mask = ${mask}\ndistinguished_name = dn\n[dn]\n`);
      for (const [subject, ...options] of subjects) {
        const made = attempt(
          'openssl',
          [...'req -x509 -newkey ed25519 -nodes -config req.cnf -out c.pem -keyout k.pem'.split(' '), '-subj', subject, ...options],
          folder,
        );
        if (made.status !== 0) continue;
        const [entry] = readTrustStore(readFileSync(path.join(folder, 'c.pem'))).entries;
        const expected = run('openssl', ['x509', '-noout', '-subject_hash', '-in', 'c.pem'], folder).trim();
        expect(entry && subjectHash(entry.certificate.subject), `${mask} ${subject}`).toBe(expected);
        compared += 1;
      }
    }
    // Some masks cannot write some subjects; most can
    expect(compared).toBeGreaterThan(12);
  });
});

describeWith(['openssl'], 'a directory made by openssl rehash', () => {
  it('is read as openssl reads it: all found, then a stale link and a new file without one', () => {
    const folder = folderOfTest();
    const [a, twin, b, late] = ['CN=Root A', 'CN=Root A', 'CN=Root B', 'CN=Late'].map((subject) => issue({ subject, ca: true }));
    for (const [name, root] of Object.entries({ a, twin, b })) write(folder, `${name}.pem`, root?.pem ?? '');
    run('openssl', ['rehash', '.'], folder);
    const whole = readHashedDirectory(listing(folder));
    expect(whole.damage).toEqual([]);
    expect(whole.entries).toHaveLength(3);
    expect(new Set(whole.entries.map((entry) => entry.certificate.sha256))).toEqual(new Set([a, twin, b].map((root) => root?.sha256)));

    write(folder, 'b.pem', late?.pem ?? '');
    const stale = readHashedDirectory(listing(folder));
    expect(stale.damage.map((item) => item.problem)).toEqual(['stale-link', 'not-linked']);
    expect(attempt('openssl', ['verify', '-no-CAfile', '-no-CAstore', '-CApath', '.', 'b.pem'], folder).status).not.toBe(0);
    expect(attempt('openssl', ['verify', '-no-CAfile', '-no-CAstore', '-CApath', '.', 'a.pem'], folder).status).toBe(0);
  });
});

describeWith(['openssl', `${systemDirectory}/ca-certificates.crt`], 'the directory of this machine', () => {
  it('is found completely, each certificate by its hash', () => {
    const bundle = readTrustStore(readFileSync(`${systemDirectory}/ca-certificates.crt`)).entries;
    const reading = readHashedDirectory(listing(systemDirectory));
    expect(reading.damage).toEqual([]);
    const found = new Set(reading.entries.map((entry) => entry.certificate.sha256));
    expect(found).toEqual(new Set(bundle.map((entry) => entry.certificate.sha256)));
    expect(found.size).toBeGreaterThan(100);
  });
});

function listing(folder: string): DirectoryFile[] {
  return readdirSync(folder).map((name) => {
    const file = path.join(folder, name);
    return { name, bytes: existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined };
  });
}
