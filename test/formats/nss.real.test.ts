import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readTrustFiles } from '../../src/evidence/reading/trust-files.ts';
import { format, nssDatabaseKind } from '../../src/formats/nss.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import type { TrustStoreReading } from '../../src/formats/trust-store.ts';
import { type Issued, issue } from '../certificates.ts';
import { machineHere } from '../evidence/planted-tree.ts';
import { describeWith } from '../require.ts';
import { itKeepsTheFormatContract } from './format-contract.ts';
import { makeFolder, run, write } from './vendor-tools.ts';

const machine = machineHere();
const root = (name: string): Issued => issue({ subject: `CN=${name}`, ca: true });
const [a, b, twin] = [root('Root A'), root('Root B'), root('Root A')];

describeWith(['certutil'], 'NSS databases made by certutil', async () => {
  const folder = makeFolder();
  const make = (
    name: string,
    certificates: readonly (readonly [nickname: string, flags: string, root: Issued])[],
    password?: string,
  ): string => {
    const database = path.join(folder, name);
    mkdirSync(database);
    if (password !== undefined) write(folder, `${name}.password`, password);
    const login = password === undefined ? [] : ['-f', `${name}.password`];
    run('certutil', ['-N', '-d', `sql:${database}`, ...(password === undefined ? ['--empty-password'] : login)], folder);
    for (const [index, [nickname, flags, certificate]] of certificates.entries()) {
      write(folder, `${name}-${index}.pem`, certificate.pem);
      run('certutil', ['-A', '-d', `sql:${database}`, '-n', nickname, '-t', flags, '-i', `${name}-${index}.pem`, ...login], folder);
    }
    return `${database}/cert9.db`;
  };
  const collected = async (file: string): Promise<Uint8Array> => {
    const { files, blobs } = await readTrustFiles(machine, [file], new Set());
    const blob = blobs.find(({ sha256 }) => sha256 === files[0]?.sha256);
    if (blob === undefined) throw new Error(files[0]?.reason ?? 'no content');
    return Buffer.from(blob.content, blob.encoding);
  };
  const marksOf = (reading: TrustStoreReading): readonly string[] => reading.entries.map(({ alias, mark }) => `${alias} ${mark}`);

  const plain = make('plain', [
    ['Corp Root', 'CT,C,C', a],
    ['  two  words', ',,', b],
  ]);
  const listing = await collected(plain);
  const locked = await collected(make('locked', [['Corp Root', 'C,,', a]], 'mighty secret'));

  itKeepsTheFormatContract(format, [
    { name: 'a database', bytes: () => listing, sha256: () => [a.sha256, b.sha256] },
    { name: 'a database with a password', bytes: () => locked, sha256: () => [a.sha256] },
  ]);

  it('are anchors only where they are trusted for TLS servers', async () => {
    const flags = ['CT,C,C', 'C,,', 'P,,', 'T,C,C', 'c,,', 'p,,', ',C,C', ',,'];
    const database = make(
      'flags',
      flags.map((trust, index) => [`root ${index}`, trust, root(`Root ${index}`)] as const),
    );
    const reading = readTrustStore(await collected(database));
    expect(marksOf(reading)).toEqual(flags.map((_, index) => `root ${index} ${index < 3 ? 'plain' : 'unmarked'}`));
    expect(reading.damage).toEqual([]);
  });

  it('keep their nickname to the letter where it is unusual', async () => {
    const names = ['-n', 'ä root', 'a  b', `long ${'x'.repeat(70)}`, 'CT,C,C', 'x or C,, y'];
    const database = make(
      'names',
      names.map((name, index) => [name, 'C,,', root(`Root ${index}`)] as const),
    );
    const reading = readTrustStore(await collected(database));
    expect(reading.entries.map((entry) => entry.alias)).toEqual(names);
    expect(reading.damage).toEqual([]);
  });

  it('with two certificates of one nickname that are not trusted alike say that it is not known which is trusted', async () => {
    const alike = make('alike', [
      ['Corp Root', 'C,,', a],
      ['Corp Root', 'C,,', twin],
    ]);
    expect(new Set(readTrustStore(await collected(alike)).entries.map((entry) => entry.certificate.sha256))).toEqual(
      new Set([a.sha256, twin.sha256]),
    );
    const unlike = make('unlike', [
      ['Corp Root', 'C,,', a],
      ['Corp Root', 'p,,', twin],
    ]);
    expect(readTrustStore(await collected(unlike))).toMatchObject({ entries: [], damage: [{ kind: 'unsupported' }] });
  });

  it('are unsupported as they lie, and their keys stay on the host', async () => {
    expect(nssDatabaseKind(readFileSync(plain))).toBe('certificates');
    expect(readTrustStore(readFileSync(plain))).toMatchObject({
      format: 'nss',
      entries: [],
      damage: [{ kind: 'unsupported', message: expect.stringContaining('certutil') }],
    });
    const keys = path.join(path.dirname(plain), 'key4.db');
    const { files, blobs } = await readTrustFiles(machine, [keys], new Set());
    expect(files).toMatchObject([{ state: 'unreadable', reason: expect.stringContaining('keys') }]);
    expect(blobs).toEqual([]);
  });

  it('are not changed by being collected, and no module that they name is loaded', async () => {
    const database = make('hostile', [['Corp Root', 'C,,', a]]);
    const own = path.dirname(database);
    const before = readFileSync(database);
    for (const name of ['pkcs11.txt', 'libnssckbi.so'])
      writeFileSync(path.join(own, name), 'library=/nonexistent/module.so\nname=evil\n\n');
    expect(readTrustStore(await collected(database)).entries).toHaveLength(1);
    expect(readFileSync(database).equals(before)).toBe(true);
  });

  it('that are damaged are unreadable, with the reason', async () => {
    const bytes = readFileSync(plain);
    mkdirSync(path.join(folder, 'damaged'));
    writeFileSync(path.join(folder, 'damaged', 'cert9.db'), bytes.subarray(0, 9000));
    await expect(collected(path.join(folder, 'damaged', 'cert9.db'))).rejects.toThrow(/certutil cannot list/);
  });
});
