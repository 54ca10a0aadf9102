import { describe, expect, it } from 'vitest';
import { type LoadedAnchor, withoutHiddenNames } from '../../../src/trust/effective-store/hidden-names.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import { type Issued, issue } from '../../certificates.ts';

const old = issue({ subject: 'CN=Corp Root', ca: true });
const rekeyed = issue({ subject: 'CN=CORP  root', ca: true });
const other = issue({ subject: 'CN=Other Root', ca: true });
const inFile = (root: Issued, file: string): LoadedAnchor => ({ certificate: parseCertificate(root.der), file });
const inDirectory = (root: Issued, folder: string): LoadedAnchor => ({ ...inFile(root, `${folder}/x.0`), lookedUpIn: folder });
const filesOf = (...anchors: readonly LoadedAnchor[]): readonly string[] => withoutHiddenNames(anchors).anchors.map(({ file }) => file);

describe('names that hide others', () => {
  it('are those of files, wherever the file stands in the order, and those of the first directory', () => {
    expect(filesOf(inDirectory(rekeyed, '/d'), inFile(old, '/f'), inDirectory(other, '/d'))).toEqual(['/f', '/d/x.0']);
    expect(filesOf(inDirectory(old, '/d'), inDirectory(rekeyed, '/e'), inDirectory(other, '/e'))).toEqual(['/d/x.0', '/e/x.0']);
  });

  it('do not hide within a file or a directory', () => {
    expect(filesOf(inFile(old, '/f'), inFile(rekeyed, '/g'))).toEqual(['/f', '/g']);
    expect(filesOf(inDirectory(old, '/d'), inDirectory(rekeyed, '/d'))).toEqual(['/d/x.0', '/d/x.0']);
  });

  it('are told where a certificate is lost by them, and not where it is there anyway', () => {
    expect(withoutHiddenNames([inFile(old, '/f'), inDirectory(old, '/d')]).remarks).toEqual([]);
    const { remarks } = withoutHiddenNames([inFile(old, '/f'), inDirectory(rekeyed, '/d')]);
    expect(remarks).toEqual([
      "/d/x.0: the client does not look for 'CN=CORP  root' there, because /f holds another certificate of that name",
    ]);
  });
});
