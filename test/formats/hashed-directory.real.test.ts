import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { DirectoryFile } from '../../src/formats/directory.ts';
import { readHashedDirectory } from '../../src/formats/hashed-directory.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { rehashLinks } from '../../src/formats/rehash.ts';
import { subjectHash } from '../../src/formats/subject-hash.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { issue, toPem } from '../certificates.ts';
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

describeWith(['openssl'], 'openssl verify on a hashed directory', () => {
  const [a, twin, b] = ['CN=Root A', 'CN=Root A', 'CN=Root B'].map((subject) => issue({ subject, ca: true }));
  if (a === undefined || twin === undefined || b === undefined) throw new Error('three roots were asked for');
  const roots = { a, twin, b };
  const [hashA, hashB] = [a, b].map((root) => subjectHash(parseCertificate(root.der).subject));
  const garbage = toPem(Buffer.from('no certificate'));
  const trusted = a.pem.replaceAll(' CERTIFICATE', ' TRUSTED CERTIFICATE');
  /** Content of a file, or something else of that name. */
  type Planted = string | Uint8Array | { readonly link: string } | { readonly folder: true };
  const cases: Readonly<Record<string, Readonly<Record<string, Planted>>>> = {
    'two keys of one name': { [`${hashA}.0`]: a.pem, [`${hashA}.1`]: twin.pem },
    'a gap in the numbers': { [`${hashA}.0`]: a.pem, [`${hashA}.2`]: twin.pem },
    'a dangling link before': { [`${hashA}.0`]: { link: 'gone' }, [`${hashA}.1`]: twin.pem },
    'a folder before': { [`${hashA}.0`]: { folder: true }, [`${hashA}.1`]: twin.pem },
    'an empty file before': { [`${hashA}.0`]: '', [`${hashA}.1`]: twin.pem },
    'a text before': { [`${hashA}.0`]: 'nothing here\n', [`${hashA}.1`]: twin.pem },
    'DER before': { [`${hashA}.0`]: a.der, [`${hashA}.1`]: twin.pem },
    'a stale link before': { [`${hashA}.0`]: b.pem, [`${hashA}.1`]: twin.pem },
    'two certificates in one file': { [`${hashA}.0`]: b.pem + twin.pem },
    'garbage behind the certificate': { [`${hashA}.0`]: a.pem + garbage, [`${hashA}.1`]: twin.pem },
    'garbage before the certificate': { [`${hashA}.0`]: garbage + a.pem, [`${hashA}.1`]: twin.pem },
    'a private key behind the certificate': { [`${hashA}.0`]: a.pem + b.keyPem, [`${hashA}.1`]: twin.pem },
    'a byte order mark': { [`${hashA}.0`]: `\u{feff}${a.pem}`, [`${hashA}.1`]: twin.pem },
    'a trusted mark': { [`${hashA}.0`]: trusted, [`${hashA}.1`]: twin.pem },
    'capital letters': { [`${(hashA ?? '').toUpperCase()}.0`]: a.pem, [`${hashB}.0`]: b.pem },
    'leading zeros': { [`${hashA}.00`]: a.pem, [`${hashB}.0`]: b.pem },
    'a list of revocations': { [`${hashA}.r0`]: a.pem, [`${hashB}.0`]: b.pem },
    'ordinary names': { 'a.pem': a.pem, 'ca-bundle.crt': a.pem + b.pem },
  };

  it.each(Object.entries(cases))('finds exactly the roots that it is said to find: %s', (_, planted) => {
    const folder = folderOfTest();
    mkdirSync(path.join(folder, 'certs'));
    for (const [name, content] of Object.entries(planted)) {
      const file = path.join(folder, 'certs', name);
      if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(file, content);
      else if ('link' in content) symlinkSync(content.link, file);
      else mkdirSync(file);
    }
    const ours = new Set(readHashedDirectory(listing(path.join(folder, 'certs'))).entries.map((entry) => entry.certificate.sha256));
    for (const [name, root] of Object.entries(roots)) {
      write(folder, `${name}.pem`, issue({ subject: 'CN=leaf', issuer: root, names: ['leaf.test'] }).pem);
      const verify = ['verify', '-no-CAfile', '-no-CAstore', '-CApath', 'certs', `${name}.pem`];
      expect(attempt('openssl', verify, folder).status === 0, `with ${name}`).toBe(ours.has(root.sha256));
    }
  });
});

describeWith(['openssl'], 'openssl rehash', () => {
  it('links the files that it is said to link', () => {
    const folder = folderOfTest();
    const roots = Array.from({ length: 12 }, (_, index) => issue({ subject: `CN=Root ${index}`, ca: true }));
    const [
      pem = '',
      crt = '',
      cer = '',
      crl = '',
      capital = '',
      text = '',
      none = '',
      first = '',
      second = '',
      cut = '',
      keyed = '',
      der = '',
    ] = roots.map((root) => root.pem);
    const planted: Readonly<Record<string, string | Uint8Array>> = {
      'a.pem': pem,
      'b.crt': crt,
      'c.cer': cer,
      'd.crl': crl,
      'e.PEM': capital,
      'f.txt': text,
      g: none,
      'h.pem': first + second,
      'i.pem': cut + cut.slice(0, 100),
      'j.pem': keyed + issue({ subject: 'CN=x' }).keyPem,
      'k.pem': parseCertificate(roots[11]?.der ?? new Uint8Array()).der,
      'l.pem': `# comment\n${der}`,
      'm.pem': 'nothing here\n',
    };
    for (const [name, content] of Object.entries(planted)) write(folder, name, content);
    attempt('openssl', ['rehash', '.'], folder);
    const linked = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .map((entry) => readlinkSync(path.join(folder, entry.name)));
    const said = Object.entries(planted).filter(([name, content]) => rehashLinks({ name, bytes: Buffer.from(content) }));
    expect(linked.toSorted()).toEqual(said.map(([name]) => name));
    expect(linked.length).toBeGreaterThan(4);
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
