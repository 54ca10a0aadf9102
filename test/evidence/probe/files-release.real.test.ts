import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sha256Of } from '../../../src/evidence/blob-store.ts';
import { releaseTrustFile } from '../../../src/evidence/trust-file-content.ts';
import { issue } from '../../certificates.ts';
import { describeWith } from '../../require.ts';
import { fetchFiles, type Look, lookAt, pathOf } from './run-file-probe.ts';
import { type AwkName, recordsOf, type ShellName } from './run-probe.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const other = issue({ subject: 'CN=Other Root', ca: true, keyType: 'rsa' });
const combinations: readonly (readonly [ShellName, AwkName])[] = [
  ['dash', 'mawk'],
  ['busybox', 'busybox'],
  ['bash', 'gawk'],
  ['dash', 'original-awk'],
];

describeWith(['keytool', 'openssl', 'busybox', 'original-awk'], 'what the probe lets leave the host', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-release-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let expected: Readonly<Record<string, Expected>> = {};
  beforeAll(() => {
    expected = plantStores(folder);
  });

  it.each(combinations)('is what the auditor would let leave, for stores as their tools write them (%s, %s)', async (shell, awk) => {
    const files = Object.keys(expected);
    const run = await lookAt(
      files.map((file): Look => ['trust', file]),
      { shell, awk },
    );
    const seen = recordsOf(run, 'digest').map(({ fields }) => [
      pathOf(fields[0]),
      { sha256: fields[1], kind: fields[3], release: fields[4] },
    ]);
    expect(Object.fromEntries(seen)).toEqual(expected);
    // The oracle of all this: the rule on the auditor's side
    for (const file of files) expect(`${file} ${releaseTrustFile(readFileSync(file)).kind}`).toBe(`${file} ${expected[file]?.release}`);
    const fetched = await fetchFiles(files, { shell, awk });
    const sent = files.flatMap((file) => {
      const answer = fetched.get(file);
      return answer !== undefined && 'bytes' in answer ? [[file, sha256Of(answer.bytes)]] : [];
    });
    const released = Object.entries(expected).filter(([, { release }]) => release === 'released');
    expect(Object.fromEntries(sent)).toEqual(Object.fromEntries(released.map(([file, { sha256 }]) => [file, sha256])));
    expect(fetched.size).toBe(files.length);
  });

  it('is told with whether the shipped default password opens a store that stays', async () => {
    const run = await lookAt(Object.keys(expected).map((file): Look => ['trust', file]));
    const reasonOf = (name: string): string | undefined => recordsOf(run, 'digest', path.join(folder, name))[0]?.fields[5];
    expect(reasonOf('key-changeit.p12')).toBe(
      'the key store holds a key: its content stays on the host; the shipped default password opens it',
    );
    expect(reasonOf('key.jks')).toBe(
      'the key store holds a private key: its content stays on the host; the shipped default password opens it',
    );
    expect(reasonOf('key-own.jks')).toBe(
      'the key store holds a private key: its content stays on the host; the shipped default password does not open it',
    );
    expect(reasonOf('own.p12')).toBe(
      'the key store is encrypted with a password of its own, so it cannot be shown to hold certificates alone',
    );
  });

  it('is shown by keytool where openssl is missing, for the certificates that Java itself would trust', async () => {
    const tools = ['awk', 'stat', 'readlink', 'find', 'tr', 'head', 'od', 'wc', 'sha256sum', 'env', 'id', 'ls', 'timeout', 'keytool'];
    const names = ['java.p12', 'key-changeit.p12', 'own.p12', 'changeit.p12'];
    const run = await lookAt(
      names.map((name): Look => ['trust', path.join(folder, name)]),
      { tools },
    );
    expect(recordsOf(run, 'digest').map(({ fields }) => fields[4])).toEqual(['released', 'withheld', 'withheld', 'withheld']);
  });

  it('is told with what is missing to try the password, where neither openssl nor keytool is there', async () => {
    const tools = [
      'awk',
      'stat',
      'readlink',
      'find',
      'tr',
      'head',
      'tail',
      'od',
      'wc',
      'sha256sum',
      'base64',
      'cat',
      'env',
      'id',
      'ls',
      'timeout',
    ];
    const run = await lookAt([['trust', path.join(folder, 'changeit.p12')]], { tools });
    expect(recordsOf(run, 'digest')[0]?.fields.slice(3, 6)).toEqual([
      'pkcs12',
      'withheld',
      'the key store is encrypted, and there is neither openssl nor keytool that may be run to try the shipped default password',
    ]);
  });
});

interface Expected {
  readonly sha256: string;
  readonly kind: string;
  readonly release: 'released' | 'withheld' | 'unrecognised';
}

/** Files of all kinds with what has to be said of each. */
function plantStores(folder: string): Readonly<Record<string, Expected>> {
  const environment = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C' };
  const at = (name: string): string => path.join(folder, name);
  const run = (program: string, ...args: readonly string[]): void => {
    execFileSync(program, args, { cwd: folder, env: environment, stdio: 'pipe' });
  };
  const expected: Record<string, Expected> = {};
  const expectOf = (name: string, kind: string, release: Expected['release']): void => {
    // Of what stays not even the digest leaves: it would tell a password that somebody guesses
    expected[at(name)] = { sha256: release === 'released' ? sha256Of(readFileSync(at(name))) : '-', kind, release };
  };
  const write = (name: string, bytes: string | Uint8Array, kind: string, release: Expected['release']): void => {
    writeFileSync(at(name), bytes);
    expectOf(name, kind, release);
  };
  write('root.pem', root.pem, 'pem', 'released');
  write('key.pem', root.keyPem, 'other', 'unrecognised');
  write('both.pem', root.pem, 'pem', 'released');
  write('empty.pem', '', 'empty', 'released');
  write('root.der', root.der, 'der', 'released');
  write('rsa.der', other.der, 'der', 'released');
  write('trailing.der', Buffer.concat([root.der, Buffer.from('canary')]), 'other', 'unrecognised');
  write('cut.der', root.der.subarray(0, 100), 'other', 'unrecognised');
  write('pkcs8.der', other.keys.privateKey.export({ type: 'pkcs8', format: 'der' }), 'other', 'unrecognised');
  write('pkcs1.der', other.keys.privateKey.export({ type: 'pkcs1', format: 'der' }), 'other', 'unrecognised');
  write('sec1.der', root.keys.privateKey.export({ type: 'sec1', format: 'der' }), 'other', 'unrecognised');
  const locked = { type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
  write('encrypted.der', other.keys.privateKey.export(locked), 'other', 'unrecognised');
  write('passwd', 'root:$6$canary:19000:0:99999:7:::\n', 'other', 'unrecognised');
  write('zero.pem', `0 is how this line starts\n${root.pem}`, 'other', 'unrecognised');
  run('openssl', 'crl2pkcs7', '-nocrl', '-certfile', 'root.pem', '-outform', 'DER', '-out', 'chain.p7b');
  expectOf('chain.p7b', 'pkcs7', 'released');
  const pkcs12 = (name: string, release: Expected['release'], ...options: readonly string[]): void => {
    run('openssl', 'pkcs12', '-export', '-in', 'root.pem', '-out', name, ...options);
    expectOf(name, 'pkcs12', release);
  };
  const plain = ['-certpbe', 'NONE', '-keypbe', 'NONE', '-nomac', '-passout', 'pass:'];
  pkcs12('clear.p12', 'released', '-nokeys', ...plain);
  pkcs12('mac.p12', 'released', '-nokeys', '-certpbe', 'NONE', '-passout', 'pass:canary');
  pkcs12('changeit.p12', 'released', '-nokeys', '-passout', 'pass:changeit');
  pkcs12('nothing.p12', 'released', '-nokeys', '-passout', 'pass:');
  pkcs12('old.p12', 'released', '-nokeys', '-legacy', '-passout', 'pass:changeit');
  pkcs12('own.p12', 'withheld', '-nokeys', '-passout', 'pass:canary');
  pkcs12('key-changeit.p12', 'withheld', '-inkey', 'key.pem', '-passout', 'pass:changeit');
  pkcs12('key-clear.p12', 'withheld', '-inkey', 'key.pem', ...plain);
  pkcs12('key-own.p12', 'withheld', '-inkey', 'key.pem', '-passout', 'pass:canary');
  const importRoot = (name: string, type: string, password: string, release: Expected['release']): void => {
    run(
      'keytool',
      '-importcert',
      '-noprompt',
      '-alias',
      'root',
      '-file',
      'root.pem',
      '-keystore',
      name,
      '-storetype',
      type,
      '-storepass',
      password,
    );
    expectOf(name, type.toLowerCase(), release);
  };
  importRoot('trust.jks', 'JKS', 'canary-password', 'released');
  importRoot('trust.jceks', 'JCEKS', 'canary-password', 'released');
  importRoot('java.p12', 'PKCS12', 'changeit', 'released');
  const generate = (name: string, type: string, password: string): void => {
    const options = ['-genkeypair', '-alias', 'key', '-keyalg', 'EC', '-dname', 'CN=x', '-storetype', type];
    run('keytool', ...options, '-keystore', name, '-storepass', password, '-keypass', password);
    expectOf(name, type.toLowerCase(), 'withheld');
  };
  generate('key.jks', 'JKS', 'changeit');
  generate('key-own.jks', 'JKS', 'canary-password');
  generate('key.jceks', 'JCEKS', 'changeit');
  write('cut.jks', readFileSync(at('trust.jks')).subarray(0, 60), 'jks', 'withheld');
  write('long.jks', Buffer.concat([readFileSync(at('trust.jks')), Buffer.from('more')]), 'jks', 'withheld');
  write('cut.p12', readFileSync(at('changeit.p12')).subarray(0, 400), 'pkcs12', 'withheld');
  return expected;
}
