import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { redactPrivateParts } from '../../../src/evidence/redact.ts';
import { issue } from '../../certificates.ts';
import { describeWith } from '../../require.ts';
import { fetchFiles, lookAt } from './run-file-probe.ts';
import { recordsOf } from './run-probe.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });

/** A folder of certificates, one of them through a link. */
function plant(): { readonly folder: string; readonly bundle: string } {
  const folder = path.join(temporaryFolder(), 'certs');
  mkdirSync(folder);
  const bundle = path.join(folder, 'bundle.pem');
  writeFileSync(bundle, root.pem + root.keyPem);
  writeFileSync(path.join(folder, 'root.der'), root.der);
  symlinkSync('bundle.pem', path.join(folder, 'link.pem'));
  return { folder, bundle };
}

describeWith(['dash', 'mawk', 'openssl', 'shasum'], 'files of a host that has few programs', () => {
  it('are told by the shell alone as far as it goes, each with what is missing', async () => {
    const { folder, bundle } = plant();
    const run = await lookAt(
      [
        ['trust', folder],
        ['trust', bundle],
        ['key', bundle],
      ],
      { tools: ['awk'] },
    );
    expect(recordsOf(run, 'file', bundle)[0]?.fields.slice(1)).toEqual(['file', ...Array.from({ length: 9 }, () => '-')]);
    expect(recordsOf(run, 'file', path.join(folder, 'link.pem'))[0]?.fields.slice(1)).toEqual([
      'link',
      ...Array.from({ length: 9 }, () => '-'),
    ]);
    expect(recordsOf(run, 'list', folder)[0]?.text).toEqual(['bundle.pem', 'link.pem', 'root.der']);
    expect(recordsOf(run, 'closed', bundle)[0]?.fields[1]).toBe(
      'there is no program to compute its digest: neither sha256sum, shasum, nor openssl',
    );
    expect(recordsOf(run, 'digest')).toEqual([]);
    expect(recordsOf(run, 'problem').map(({ fields }) => fields[0])).toEqual(['trustFiles']);
    expect(recordsOf(run, 'key', bundle)[0]?.fields[1]).toBe('-');
    const fetched = await fetchFiles([bundle], { tools: ['awk'] });
    expect(fetched.get(bundle)).toHaveProperty('refused');
  });

  it.each([
    ['shasum', ['shasum', 'perl']],
    ['openssl', ['openssl']],
  ])('are digested by %s where sha256sum is missing', async (_name, digester) => {
    const { bundle } = plant();
    const tools = ['awk', 'stat', 'find', 'tr', 'head', 'od', 'wc', 'cat', 'env', 'ls', ...digester];
    const run = await lookAt([['trust', bundle]], { tools });
    expect(recordsOf(run, 'digest', bundle)[0]?.fields.slice(3)).toEqual(['pem', 'released', '-', '1']);
    // Without base64 it is openssl or awk that encodes
    const fetched = (await fetchFiles([bundle], { tools })).get(bundle);
    const wanted = redactPrivateParts(readFileSync(bundle)).bytes;
    expect(fetched !== undefined && 'bytes' in fetched ? fetched.bytes.equals(wanted) : fetched).toBe(true);
  });

  it('are told as plain text without od, and as withheld where only od could tell', async () => {
    const { folder, bundle } = plant();
    const run = await lookAt([['trust', folder]], {
      tools: ['awk', 'stat', 'readlink', 'find', 'tr', 'head', 'wc', 'sha256sum', 'env', 'ls'],
    });
    expect(recordsOf(run, 'digest', bundle)[0]?.fields.slice(3)).toEqual(['pem', 'released', '-', '1']);
    expect(recordsOf(run, 'digest', path.join(folder, 'root.der'))[0]?.fields.slice(3, 6)).toEqual([
      'other',
      'withheld',
      'od, with which binary files are read, is not there',
    ]);
  });
});
