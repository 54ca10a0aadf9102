import { describe, expect, it } from 'vitest';
import type { DirectoryFile, DirectoryReading } from '../../src/formats/directory.ts';
import { readEveryFile } from '../../src/formats/every-file.ts';
import { readHashedDirectory } from '../../src/formats/hashed-directory.ts';
import { findRepeats } from '../../src/formats/repeats.ts';
import { subjectHash } from '../../src/formats/subject-hash.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { issue } from '../certificates.ts';

const a = issue({ subject: 'CN=Root A', ca: true });
const renewed = issue({ subject: 'CN=Root A', ca: true });
const b = issue({ subject: 'CN=Root B', ca: true });
const hashA = subjectHash(parseCertificate(a.der).subject);
const file = (name: string, content: string | undefined): DirectoryFile => ({
  name,
  bytes: content === undefined ? undefined : Buffer.from(content),
});
const found = (reading: DirectoryReading): string[] => reading.entries.map((entry) => entry.certificate.sha256);
const problems = (reading: DirectoryReading): string[] => reading.damage.map((item) => `${item.fileName} ${item.problem}`);

describe('a hashed directory', () => {
  it('finds certificates of one name by their numbers, whatever the order of the listing', () => {
    const reading = readHashedDirectory([file(`${hashA}.1`, renewed.pem), file(`${hashA}.0`, a.pem)]);
    expect(found(reading)).toEqual([a.sha256, renewed.sha256]);
    expect(reading.damage).toEqual([]);
  });

  it('does not find what stands behind a gap', () => {
    const reading = readHashedDirectory([file(`${hashA}.0`, a.pem), file(`${hashA}.2`, renewed.pem)]);
    expect(found(reading)).toEqual([a.sha256]);
    expect(problems(reading)).toEqual([`${hashA}.2 numbering-gap`]);
  });

  it('does not find what stands behind a dangling link or a damaged file', () => {
    for (const first of [undefined, 'no certificate', a.pem.slice(0, 90)]) {
      const reading = readHashedDirectory([file(`${hashA}.0`, first), file(`${hashA}.1`, renewed.pem)]);
      expect(found(reading)).toEqual([]);
      expect(problems(reading)).toHaveLength(2);
    }
  });

  it('does not find a certificate under a hash of another name', () => {
    const reading = readHashedDirectory([file(`${hashA}.0`, b.pem), file(`${hashA}.1`, a.pem)]);
    expect(found(reading)).toEqual([a.sha256]);
    expect(problems(reading)).toEqual([`${hashA}.0 stale-link`]);
  });

  it('says which certificates no hash leads to', () => {
    const reading = readHashedDirectory([file('a.pem', a.pem), file('b.pem', b.pem), file(`${hashA}.0`, a.pem)]);
    expect(problems(reading)).toEqual(['b.pem not-linked']);
    expect(reading.damage[0]?.message).toContain('CN=Root B');
  });

  it('says whether openssl rehash would make the missing link', () => {
    const listing = [
      file('a.PEM', a.pem),
      file('both.pem', renewed.pem + b.pem),
      file('b.txt', b.pem),
      file('cut.crt', b.pem.slice(0, -30)),
    ];
    const { damage } = readHashedDirectory(listing);
    expect(damage.map(({ fileName, rehash }) => `${fileName} ${rehash}`)).toEqual([
      'a.PEM links-it',
      'both.pem passes-over',
      'both.pem passes-over',
    ]);
  });

  it('does not find what a hashed file holds beside the certificate that it is named for', () => {
    const reading = readHashedDirectory([file(`${hashA}.0`, b.pem + a.pem)]);
    expect(found(reading)).toEqual([a.sha256]);
    expect(problems(reading)).toEqual([`${hashA}.0 not-linked`]);
    expect(reading.damage[0]?.byteOffset).toBe(0);
  });

  it('finds two names whose hashes collide by their numbers', () => {
    const [one, other] = ['CN=root 14246', 'CN=root 75831'].map((subject) => issue({ subject, ca: true }));
    const hashes = [one, other].map((root) => root && subjectHash(parseCertificate(root.der).subject));
    expect(hashes).toEqual(['82fa4701', '82fa4701']);
    const reading = readHashedDirectory([file('82fa4701.0', one?.pem), file('82fa4701.1', other?.pem)]);
    expect(found(reading)).toEqual([one?.sha256, other?.sha256]);
    expect([reading.damage, findRepeats(reading.entries)]).toEqual([[], []]);
  });

  it('reports a certificate that stands under two numbers, and a name that has two keys', () => {
    const reading = readHashedDirectory([file(`${hashA}.0`, a.pem), file(`${hashA}.1`, a.pem), file(`${hashA}.2`, renewed.pem)]);
    expect(findRepeats(reading.entries).map(({ kind, entries }) => [kind, entries.map((entry) => entry.fileName)])).toEqual([
      ['duplicate', [`${hashA}.0`, `${hashA}.1`]],
      ['same-name-other-key', [`${hashA}.0`, `${hashA}.2`]],
    ]);
  });

  it('takes neither capital letters nor leading zeros nor revocation lists for hashed names', () => {
    const listing = [file(`${hashA}.00`, a.pem), file(`${hashA}.r0`, a.pem), file(`${hashA}.0x`, a.pem)];
    expect(readHashedDirectory(listing).entries).toEqual([]);
  });
});

describe('a directory of which every file is read', () => {
  it('reads in the order of the names and keeps duplicates', () => {
    const reading = readEveryFile([file('b.pem', b.pem), file('a.pem', a.pem + b.pem)]);
    expect(found(reading)).toEqual([a.sha256, b.sha256, b.sha256]);
    expect(reading.entries.map((entry) => entry.fileName)).toEqual(['a.pem', 'a.pem', 'b.pem']);
  });

  it('records files that it cannot read and files without certificates', () => {
    const reading = readEveryFile([file('README', 'nothing here'), file('gone.pem', undefined)]);
    expect(problems(reading)).toEqual(['README no-certificates', 'gone.pem dangling-link']);
  });
});
