import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sha256Of } from '../../../src/evidence/blob-store.ts';
import { redactPrivateParts } from '../../../src/evidence/redact.ts';
import { releaseTrustFile } from '../../../src/evidence/trust-file-content.ts';
import { issue } from '../../certificates.ts';
import { describeWith } from '../../require.ts';
import { type Fetched, fetchFiles, lookAt } from './run-file-probe.ts';
import { awks, recordsOf, shells } from './run-probe.ts';
import { generator } from './seeded-random.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const rsa = issue({ subject: 'CN=Corp RSA', keyType: 'rsa-1024' });
const encrypted = rsa.keys.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
const sec1 = root.keys.privateKey.export({ type: 'sec1', format: 'pem' }).toString();
const pkcs1 = rsa.keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const keys = [root.keyPem, rsa.keyPem, encrypted, sec1, pkcs1];
const blockOf = (der: Uint8Array, label = 'CERTIFICATE'): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
const bodyOf = (pem: string): string => pem.replaceAll(/-----.*-----\n/g, '');

/** Pieces that files are made of: all that redaction tells apart, and what lies just beside it. */
const pieces: readonly string[] = [
  root.pem,
  rsa.pem,
  ...keys,
  ...keys.map((key) => key.replaceAll(/(BEGIN|END) [A-Z ]*KEY/g, '$1 CERTIFICATE')),
  ...keys.map((key) => key.replace(/-----END.*\n/, '')),
  ...keys.map((key) => key.replace('-----BEGIN', '---BEGIN')),
  ...keys.map(bodyOf),
  encrypted.replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n'),
  root.pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'),
  root.pem.replaceAll('CERTIFICATE', 'X509 CRL'),
  root.pem.replaceAll('CERTIFICATE', 'EC PARAMETERS'),
  root.pem.replaceAll('CERTIFICATE', 'CORP THING'),
  root.pem.replace('CERTIFICATE', 'CORP THING').replace('CERTIFICATE', 'CORP THINK'),
  '-----BEGIN CANARY\t\u00e9 KEY-----\n-----END -----\n-----END KEY-----\n',
  '--BEGIN CANARY 1--\n',
  root.pem.replace(/-----END.*\n/, ''),
  root.pem.replaceAll('\n', ' \u00a0\n'),
  `text before ${root.pem}`,
  root.pem.trimEnd(),
  '-----BEGIN CERTIFICATE-----',
  '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
  '-----BEGIN -----\n',
  '------BEGIN CERTIFICATE------\nMII\n',
  '-----BEGIN A-B-----\n',
  '-----BEGIN CERTIFICATE\r-----\n',
  '-----END CERTIFICATE-----',
  '-----END PRIVATE KEY-----\n',
  '# comment with a PRIVATE KEY in it\n',
  'db_password = canary\n',
  'password\u00a0:\u00a0x\n',
  'Token=\n',
  '"api_key": "x"\n',
  'pass:\u000b\n',
  'subject=CN = Corp Root\r\n',
  '\n',
  '\r\n',
  ' \t\n',
  '\u00a0\n',
  '\u00e9\u00ff\u0080\n',
  `\u00a0${bodyOf(root.keyPem).slice(0, 24)}\u00a0\n`,
  `${bodyOf(root.keyPem).slice(0, 23)}\n`,
  'MIIE=AAAA',
  'M I\nI\tE é+AA-_MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n',
  '\u0000',
  'key\u0000 = \u0000\n',
  '\u0001\u001b\u007f\n',
  '# Issuer: canary\n',
  '\u00ef\u00bb\u00bf# mark\n',
  '- BEGIN A KEY 1\n',
  `-----END ${'A '.repeat(49)}\n`,
  '-----END A-B----- \u00a0\n',
  '-----BEGIN A\rB-----\n',
  'privateExponent:\n    00:ab:cd\n',
  root.pem.replace('\n', '\nComment: canary\n\n'),
  root.pem.replace('-----END', 'AAAA\n-----END'),
  root.pem.replace('-----END', '====\n-----END'),
  root.pem.replace(/=?=\n-----END/, '\n=\n=\n-----END'),
  blockOf(root.der),
  blockOf(rsa.der),
  blockOf(Buffer.concat([root.der, rsa.der])),
  blockOf(Buffer.concat([root.der, Buffer.from([0x30, 0])])),
  blockOf(Buffer.concat([root.der, Buffer.from([0x30, 0])]), 'TRUSTED CERTIFICATE'),
  blockOf(Buffer.concat([root.der, Buffer.from([0x30, 1])]), 'TRUSTED CERTIFICATE'),
  ...[
    '3004300206 00',
    '3003300106',
    '30020500',
    '3002 0c00',
    '3002a000',
    '300430023000',
    '3005300006012a',
    '300a30080606060606060606',
    '3007300306012a0400',
  ].map((settings) => blockOf(Buffer.concat([root.der, Buffer.from(settings.replaceAll(' ', ''), 'hex')]), 'TRUSTED CERTIFICATE')),
  ...[rsa, root].map((one) =>
    blockOf(Buffer.concat([root.der, one.keys.privateKey.export({ type: 'pkcs8', format: 'der' })]), 'TRUSTED CERTIFICATE'),
  ),
  blockOf(Buffer.concat([root.der, Buffer.from(bodyOf(encrypted), 'base64')]), 'TRUSTED CERTIFICATE'),
  ...Array.from({ length: 12 }, (_, index) => blockOf(root.der.subarray(0, index * 3 + 1))),
  ...[1, 2, 4, 5, 6, 8].map((at) => blockOf(Buffer.from(root.der).fill(0x85, at, at + 1))),
  blockOf(Buffer.from([0x30, 9, 0x30, 2, 0x02, 0, 0x30, 0, 0x03, 1, 0])),
  blockOf(Buffer.from([0x30, 7, 0x30, 0, 0x30, 0, 0x03, 1, 0])),
  blockOf(Buffer.from([0x30, 0x84, 0, 0, 0, 9, 0x30, 2, 0xa0, 0, 0x30, 0, 0x03, 1, 0])),
  blockOf(Buffer.from([0x30, 0x80, 0x30, 0])),
];

describeWith([...shells, ...awks], 'what the probe masks of PEM files', () => {
  const random = generator(20_261_122);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const generated = Array.from({ length: 60 }, () => {
    const parts = Array.from({ length: 1 + Math.floor(random() * 7) }, () => pick(pieces));
    const text = parts.join('');
    const ending = random();
    return Buffer.from(ending < 0.2 ? text.trimEnd() : ending < 0.3 ? text.replaceAll('\n', '\r\n') : text, 'latin1');
  });
  const contents = [...pieces.map((piece) => Buffer.from(root.pem + piece + rsa.pem, 'latin1')), ...generated];

  it.each([
    ['dash', 'mawk'],
    ['busybox', 'busybox'],
    ['bash', 'gawk'],
    ['dash', 'original-awk'],
  ] as const)('is what the auditor would mask, byte for byte (%s, %s)', async (shell, awk) => {
    const folder = temporaryFolder();
    const files = contents.map((content, index) => {
      const file = path.join(folder, `${index}.pem`);
      writeFileSync(file, content);
      return file;
    });
    const run = await lookAt([['trust', folder]], { shell, awk });
    const counted = recordsOf(run, 'digest').map(({ fields }) => [fields[0], `${fields[4]} ${fields[6]}`]);
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(contents.map((content, index) => [files[index], verdictOn(content)])));
    const fetched = await fetchFiles(files, { shell, awk });
    const differing = contents.flatMap((content, index) => {
      const difference = differenceFrom(content, fetched.get(files[index] ?? ''));
      return difference === undefined
        ? []
        : [`${difference}: ${JSON.stringify(content.toString('latin1').replaceAll(/^[A-Za-z0-9+/=]{20,}$/gm, '~'))}`];
    });
    expect(differing).toEqual([]);
    const named = new Map(recordsOf(run, 'digest').map(({ fields }) => [fields[0], fields[1]]));
    const masked = [...fetched].flatMap(([file, one]) => ('bytes' in one && one.redacted > 0 ? [{ file, bytes: one.bytes }] : []));
    expect(masked.length).toBeGreaterThan(40);
    for (const { file, bytes } of masked) expect(named.get(file)).toBe(sha256Of(bytes));
  });
});

function verdictOn(content: Buffer): string {
  const release = releaseTrustFile(content);
  return release.kind === 'released' ? `released ${release.blob.redacted ?? 0}` : `${release.kind} 0`;
}

function differenceFrom(content: Buffer, answer: Fetched | undefined): string | undefined {
  if (answer === undefined) return 'no answer';
  const release = releaseTrustFile(content);
  if ('refused' in answer) {
    // Bytes 0 and 1 in one file: awk cannot keep them apart
    const reason = content.includes(0) && content.includes(1) ? 'what is private in it could not be masked in place' : 'no certificate in';
    return answer.refused.startsWith(reason) && (release.kind !== 'released' || content.includes(0)) ? undefined : answer.refused;
  }
  if (release.kind !== 'released') return `${release.kind} here, sent there`;
  const wanted = redactPrivateParts(content);
  if (Buffer.compare(wanted.bytes, answer.bytes) !== 0) return `other bytes: ${JSON.stringify(answer.bytes.toString('latin1'))}`;
  return wanted.count === answer.redacted ? undefined : `${wanted.count} parts here, ${answer.redacted} there`;
}
