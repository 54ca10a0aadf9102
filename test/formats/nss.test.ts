import { describe, expect, it } from 'vitest';
import { nssDatabaseKind } from '../../src/formats/nss.ts';
import { readNssRows, writeNssListing } from '../../src/formats/nss-listing.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { issue } from '../certificates.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const read = (text: string): ReturnType<typeof readTrustStore> => readTrustStore(Buffer.from(text));

describe('rows of certutil -L', () => {
  it('are nicknames with their flags, headings left out', () => {
    const row = (nickname: string, flags: string): string => `${nickname.padEnd(60)} ${flags.padEnd(5)}\n`;
    const stdout = `\nCertificate Nickname${' '.repeat(41)}Trust Attributes\n${' '.repeat(61)}SSL,S/MIME,JAR/XPI\n\n${row('Corp Root', 'CT,C,C')}${row('  odd ', ',,')}`;
    expect(readNssRows(stdout)).toEqual([
      { nickname: 'Corp Root', flags: 'CT,C,C' },
      { nickname: '  odd', flags: ',,' },
    ]);
  });
});

describe('a listing of an NSS database', () => {
  it('holds what it was written from, at the offsets of the blocks', () => {
    const text = writeNssListing([{ nickname: 'Corp\nRoot', flags: ['C,,'], pem: root.pem }]);
    const reading = read(text);
    expect(reading).toMatchObject({ format: 'nss', damage: [], entries: [{ alias: 'CorpRoot', mark: 'plain' }] });
    expect(text.indexOf('-----BEGIN')).toBe(reading.entries[0]?.byteOffset);
  });

  it('says which nickname certutil did not give out', () => {
    const reading = read(writeNssListing([{ nickname: 'gone', flags: ['C,,'], pem: '' }]));
    expect(reading).toMatchObject({ entries: [], damage: [{ kind: 'garbage-entry', message: "certutil did not give out 'gone'" }] });
  });

  it('of an empty database has no entries and no damage', () => {
    expect(read(writeNssListing([]))).toMatchObject({ format: 'nss', entries: [], damage: [] });
  });

  it('is truncated where its end is missing', () => {
    const reading = read(writeNssListing([{ nickname: 'Corp Root', flags: ['C,,'], pem: root.pem }]).replace('# end\n', ''));
    expect(reading.damage).toMatchObject([{ kind: 'truncated-tail' }]);
  });
});

describe('the databases of NSS', () => {
  it.each([
    ['certificates', 'SQLite format 3\0 CREATE TABLE nssPublic (id'],
    ['keys', 'SQLite format 3\0 CREATE TABLE nssPrivate (id'],
    ['legacy', '\0\x06\x15\x61\0\0\0\x02'],
    [undefined, 'SQLite format 3\0 CREATE TABLE cookies (id'],
    [undefined, 'CREATE TABLE nssPublic (id'],
  ])('are told by their first bytes and tables: %s', (kind, text) => {
    expect(nssDatabaseKind(Buffer.from(text, 'latin1'))).toBe(kind);
  });

  it('say that they are unsupported without certutil, whichever they are', () => {
    for (const text of ['SQLite format 3\0 CREATE TABLE nssPublic (', '\0\x06\x15\x61']) {
      expect(readTrustStore(Buffer.from(text, 'latin1'))).toMatchObject({ format: 'nss', entries: [], damage: [{ kind: 'unsupported' }] });
    }
  });
});
