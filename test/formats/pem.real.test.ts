import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import type { TrustStoreReading } from '../../src/formats/trust-store.ts';
import { issue, toPem } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { goProgram } from './go-pem.ts';
import { attempt, folderOfTest, run, write } from './vendor-tools.ts';

const a = issue({ subject: 'CN=Root A', ca: true });
const b = issue({ subject: 'CN=Root B', ca: true });
const c = issue({ subject: 'CN=Root C', ca: true });
const end = '-----END CERTIFICATE-----\n';
const [begin = '', first = '', ...rest] = b.pem.split('\n');
const body = b.pem.slice(0, -end.length);

/** Bundles in which something around the second of three certificates is unusual. */
const bundles: Readonly<Record<string, string>> = {
  'nothing unusual': a.pem + b.pem + c.pem,
  'carriage returns': (a.pem + b.pem + c.pem).replaceAll('\n', '\r\n'),
  comments: `# A\n\n${a.pem}some text: with a colon\n${b.pem}---\n${c.pem}`,
  'a byte order mark': `\u{feff}${a.pem}${b.pem}`,
  'a byte order mark and a comment': `\u{feff}# comment\n${a.pem}${b.pem}`,
  'base64 on one line': `${a.pem}${begin}\n${b.der.toString('base64')}\n${end}${c.pem}`,
  'no newline between END and BEGIN': `${a.pem.trimEnd()}${b.pem}${c.pem}`,
  'text after END': `${a.pem}${b.pem.trimEnd()} # Root B\n${c.pem}`,
  'no newline at the end': `${a.pem}${b.pem.trimEnd()}`,
  'garbage DER': a.pem + toPem(Buffer.from('this is not a certificate')) + c.pem,
  'garbage base64': `${a.pem}${begin}\n?!?!\n${end}${c.pem}`,
  'an empty block': `${a.pem}${begin}\n${end}${c.pem}`,
  'missing padding': `${a.pem}${begin}\nAAAAA\n${end}${c.pem}`,
  'a truncated last block': a.pem + b.pem.slice(0, 200),
  'a cut END line': a.pem + b.pem.slice(0, -8),
  'a cut BEGIN line': `${a.pem}-----BEGIN CERTIFIC`,
  'a BEGIN without END': `${a.pem}${b.pem.slice(0, 157)}\n${c.pem}`,
  'an END of another label': `${a.pem}${body}-----END X509 CERTIFICATE-----\n${c.pem}`,
  'an indented BEGIN': `${a.pem}  ${b.pem}${c.pem}`,
  'more on the BEGIN line': `${a.pem}${begin} x\n${b.pem.slice(begin.length + 1)}${c.pem}`,
  'headers in the block': [`${a.pem}${begin}`, 'Comment: mine', '', first, ...rest, c.pem].join('\n'),
  'an empty line after BEGIN': `${a.pem}${[begin, '', first, ...rest].join('\n')}${c.pem}`,
  'an unknown block': `${a.pem}-----BEGIN NOTE-----\nAAAA\n-----END NOTE-----\n${c.pem}`,
  'an unknown block that is not base64': `${a.pem}-----BEGIN NOTE-----\n!\n-----END NOTE-----\n${c.pem}`,
  'a private key': a.keyPem + a.pem,
  'no certificate': '# nothing here\n',
};

/** What ends the reading of OpenSSL; what a reader that skips damage loses is named by `touches`. */
const fatal = new Set(['garbage-entry', 'truncated-tail', 'missing-newline']);

describeWith(['openssl'], 'OpenSSL on damaged bundles', () => {
  it.each(Object.entries(bundles))('takes the file, or not, as its damage says: %s', (_, text) => {
    const folder = folderOfTest();
    write(folder, 'bundle.pem', text);
    // PEM_X509_INFO_read_bio, as X509_load_cert_crl_file uses it for a CAfile
    const result = attempt('openssl', ['crl2pkcs7', '-nocrl', '-certfile', 'bundle.pem', '-out', 'out.p7b'], folder);
    const reading = readTrustStore(Buffer.from(text));
    expect(result.status === 0).toBe(!reading.damage.some((item) => fatal.has(item.kind)));
    if (result.status !== 0) return;
    const out = readTrustStore(readFileSync(path.join(folder, 'out.p7b')));
    expect(digests(out)).toEqual(digests(reading));
  });

  it('agrees on certificates with trust settings: those refused for servers are no entries', () => {
    const folder = folderOfTest();
    write(folder, 'a.pem', a.pem);
    write(folder, 'leaf.pem', issue({ subject: 'CN=leaf', issuer: a, names: ['leaf.test'] }).pem);
    const settings = {
      plain: ['-setalias', 'my root'],
      allowed: ['-addtrust', 'serverAuth'],
      refused: ['-addreject', 'serverAuth'],
      mail: ['-addtrust', 'emailProtection'],
    };
    const verdicts = Object.entries(settings).map(([name, args]) => {
      run('openssl', ['x509', '-in', 'a.pem', '-trustout', ...args, '-out', `${name}.pem`], folder);
      const verify = ['verify', '-no-CApath', '-no-CAstore', '-purpose', 'sslserver', '-CAfile', `${name}.pem`, 'leaf.pem'];
      const accepted = attempt('openssl', verify, folder).status === 0;
      expect(readTrustStore(readFileSync(path.join(folder, `${name}.pem`))).entries.length === 1).toBe(accepted);
      return accepted;
    });
    expect(verdicts).toEqual([true, true, false, false]);
    const [entry] = readTrustStore(readFileSync(path.join(folder, 'plain.pem'))).entries;
    expect(entry).toMatchObject({ mark: 'openssl-trusted', alias: 'my root' });
  });
});

describeWith(['go'], 'Go on damaged bundles', () => {
  it('finds exactly the entries that no damage touches', () => {
    const folder = folderOfTest();
    const cases = Object.entries(bundles);
    for (const [index, [, text]] of cases.entries()) write(folder, `${index}.pem`, text);
    write(folder, 'main.go', goProgram);
    const said = run('go', ['run', 'main.go', ...cases.keys().map((index) => `${index}.pem`)], folder);
    const found = said
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ').slice(1).filter(Boolean));
    expect(found).toHaveLength(cases.length);
    const ours = cases.map(([, text]) => forSkipping(readTrustStore(Buffer.from(text))));
    // By name of the case, so that a difference says where it is
    expect(Object.fromEntries(cases.map(([name], index) => [name, ours[index]]))).toEqual(
      Object.fromEntries(cases.map(([name], index) => [name, found[index]])),
    );
  });
});

function digests(reading: TrustStoreReading): string[] {
  return reading.entries.map((entry) => createHash('sha256').update(entry.certificate.der).digest('hex'));
}

// A reader that skips damage loses the entries that the damage touches.
function forSkipping(reading: TrustStoreReading): string[] {
  const touched = new Set(reading.damage.flatMap((item) => item.touches ?? []));
  return digests({ ...reading, entries: reading.entries.filter((entry) => !touched.has(entry.byteOffset)) });
}
