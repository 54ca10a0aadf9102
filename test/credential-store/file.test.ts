import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readChainFile, readGenerationFiles } from '../../src/credential-store/sources/file.ts';
import { issue, toPem } from '../certificates.ts';
import { scratch } from './servers.ts';

const files = scratch();
afterAll(() => files.remove());

const one = issue({ subject: 'CN=One', ca: true });
const two = issue({ subject: 'CN=Two', ca: true });
const sha256 = (certificates: readonly { readonly sha256: string }[] | undefined) => certificates?.map((certificate) => certificate.sha256);

it('reads generations in file order, with repetitions, comments and the path as version', async () => {
  files.write('current.pem', `Corp roots, do not edit\n${two.pem}\n# again\n${one.pem}${two.pem}`);
  files.write('pending.der', one.der);
  const { generations, gaps } = await readGenerationFiles({ from: 'files', current: 'current.pem', pending: 'pending.der' }, files.folder);
  expect(gaps).toEqual([]);
  expect(sha256(generations.current?.certificates)).toEqual([two.sha256, one.sha256, two.sha256]);
  expect(generations.current?.version).toBe('current.pem');
  expect(sha256(generations.pending?.certificates)).toEqual([one.sha256]);
  expect(generations.previous).toBeUndefined();
});

it('takes the beginning of a generation from the declaration only', async () => {
  files.write('ca.pem', one.pem);
  const silent = await readGenerationFiles({ from: 'files', current: 'ca.pem' }, files.folder);
  const declared = await readGenerationFiles({ from: 'files', current: 'ca.pem', currentSince: '2026-11-01' }, files.folder);
  expect(silent.generations.current).not.toHaveProperty('since');
  expect(declared.generations.current).toHaveProperty('since', '2026-11-01T00:00:00Z');
});

it('gives every file that cannot be read as a gap', async () => {
  mkdirSync(path.join(files.folder, 'folder'));
  execFileSync('mkfifo', [path.join(files.folder, 'fifo')]);
  const declaration = { from: 'files', current: 'missing.pem', pending: 'folder', previous: 'fifo' } as const;
  const { generations, gaps } = await readGenerationFiles(declaration, files.folder);
  expect(generations).toEqual({});
  expect(gaps).toEqual([
    'current CA generation: missing.pem does not exist',
    'pending CA generation: folder is not a file',
    'previous CA generation: fifo is not a file',
  ]);
});

it('keeps the certificates beside a damaged one and says where the damage is', async () => {
  const damaged = toPem(Buffer.from('3003020101', 'hex'));
  files.write('mixed.pem', one.pem + damaged + two.pem);
  const { generations, gaps } = await readGenerationFiles({ from: 'files', current: 'mixed.pem' }, files.folder);
  expect(sha256(generations.current?.certificates)).toEqual([one.sha256, two.sha256]);
  expect(gaps).toEqual([
    `current CA generation: mixed.pem holds a block at byte ${one.pem.length} that cannot be read as a certificate (garbage-entry)`,
  ]);
});

it.each([
  ['nothing', ''],
  ['text', 'no certificate here\n'],
  ['too many bytes', 'x'.repeat(5 * 1024 * 1024)],
  ['zeros', '\0\0\0\0'],
])('gives a reason for a file with %s', async (_name, content) => {
  files.write('odd.pem', content);
  const { generations, gaps } = await readGenerationFiles({ from: 'files', current: 'odd.pem' }, files.folder);
  expect(generations).toEqual({});
  expect(gaps).toHaveLength(1);
  expect(gaps[0]).toMatch(/^current CA generation: odd\.pem h(?:as|olds) /);
});

it('reads a saved chain in its order, and as a whole or not at all', async () => {
  files.write('chain.pem', two.pem + one.pem + two.pem);
  const whole = await readChainFile('chain.pem', files.folder);
  expect(whole.kind === 'read' && sha256(whole.certificates)).toEqual([two.sha256, one.sha256, two.sha256]);
  files.write('cut.pem', two.pem + one.pem.slice(0, -40));
  expect(await readChainFile('cut.pem', files.folder)).toEqual({
    kind: 'unread',
    reason: `cut.pem holds a block at byte ${two.pem.length} that cannot be read as a certificate (truncated-tail)`,
  });
});

it('names a private key beside the certificates without repeating it', async () => {
  files.write('both.pem', one.pem + one.keyPem);
  const { generations, gaps } = await readGenerationFiles({ from: 'files', current: 'both.pem' }, files.folder);
  expect(sha256(generations.current?.certificates)).toEqual([one.sha256]);
  expect(gaps).toEqual([`current CA generation: both.pem holds a private key at byte ${one.pem.length}, which does not belong there`]);
});
