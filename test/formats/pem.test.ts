import { describe, expect, it } from 'vitest';
import { format, readPemCertificates } from '../../src/formats/pem.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import type { TrustStoreReading } from '../../src/formats/trust-store.ts';
import { issue, toPem } from '../certificates.ts';
import { itKeepsTheFormatContract } from './format-contract.ts';

const a = issue({ subject: 'CN=Root A', ca: true });
const b = issue({ subject: 'CN=Root B', ca: true });
const c = issue({ subject: 'CN=Root C', ca: true });
const glued = (first: string, second: string): string => `${first.trimEnd()}${second}`;
const lines = (pem: string): string[] => pem.split('\n');

function read(text: string): TrustStoreReading {
  return readTrustStore(Buffer.from(text, 'latin1'), {});
}

function names(reading: TrustStoreReading): string[] {
  return reading.entries.map((entry) => entry.certificate.subject.text);
}

describe('PEM bundles', () => {
  itKeepsTheFormatContract(format, [
    { name: 'a bundle with a duplicate', bytes: () => Buffer.from(b.pem + a.pem + b.pem), sha256: () => [b.sha256, a.sha256, b.sha256] },
    { name: 'a bundle with CRLF', bytes: () => Buffer.from((a.pem + b.pem).replaceAll('\n', '\r\n')), sha256: () => [a.sha256, b.sha256] },
    {
      name: 'a commented bundle',
      bytes: () => Buffer.from(`# Root A\n${a.pem}\n# Root B: - ----- \n${b.pem}`),
      sha256: () => [a.sha256, b.sha256],
    },
  ]);

  it('reads base64 on one line, and indented base64', () => {
    expect(read(`-----BEGIN CERTIFICATE-----\n${a.der.toString('base64')}\n-----END CERTIFICATE-----`).damage).toEqual([]);
    expect(names(read(a.pem.replaceAll(/\n(?!-)/g, '\n  ')))).toEqual(['CN=Root A']);
  });

  it('tells where each entry begins', () => {
    expect(read(`# one\n${a.pem}${b.pem}`).entries.map((entry) => entry.byteOffset)).toEqual([6, 6 + a.pem.length]);
  });

  it('keeps both certificates around a missing newline and says that both are touched', () => {
    const reading = read(glued(a.pem, b.pem) + c.pem);
    expect(names(reading)).toEqual(['CN=Root A', 'CN=Root B', 'CN=Root C']);
    const touches = reading.entries.slice(0, 2).map((entry) => entry.byteOffset);
    expect(reading.damage).toMatchObject([{ kind: 'missing-newline', byteOffset: 0, touches }]);
  });

  it('says which certificate a byte order mark touches', () => {
    const reading = read(`\u00ef\u00bb\u00bf${a.pem}${b.pem}`);
    expect(names(reading)).toEqual(['CN=Root A', 'CN=Root B']);
    expect(reading.damage).toMatchObject([{ kind: 'byte-order-mark', byteOffset: 0, touches: [3] }]);
    expect(read(`\u00ef\u00bb\u00bf# comment\n${a.pem}`).damage[0]).not.toHaveProperty('touches');
  });

  it('records garbage between certificates at its offset and reads on', () => {
    const notDer = toPem(Buffer.from('no certificate at all'));
    const notBase64 = '-----BEGIN CERTIFICATE-----\n?????\n-----END CERTIFICATE-----\n';
    const reading = read(a.pem + notDer + notBase64 + b.pem);
    expect(names(reading)).toEqual(['CN=Root A', 'CN=Root B']);
    expect(reading.damage).toMatchObject([
      { kind: 'garbage-entry', byteOffset: a.pem.length },
      { kind: 'garbage-entry', byteOffset: a.pem.length + notDer.length },
    ]);
  });

  it('refuses base64 without its padding, and headers', () => {
    const [begin = '', first = '', ...rest] = lines(a.pem);
    const variants = [
      toPem(Buffer.from('four')).replaceAll('=', ''),
      [begin, 'Proc-Type: 4,ENCRYPTED', '', first, ...rest].join('\n'),
      [begin, 'Comment: mine', '', first, ...rest].join('\n'),
    ];
    for (const variant of variants) expect(read(variant)).toMatchObject({ entries: [], damage: [{ kind: 'garbage-entry' }] });
  });

  it('keeps for Go what an empty line inside a block takes from OpenSSL', () => {
    const [begin = '', first = '', ...rest] = lines(a.pem);
    for (const lost of [
      [begin, first, '', ...rest],
      [begin, '', '', first, ...rest],
    ]) {
      const reading = read(lost.join('\n') + b.pem);
      expect(reading.entries.map((entry) => entry.mark)).toEqual(['plain', 'plain']);
      expect(reading.damage).toMatchObject([{ kind: 'garbage-entry', byteOffset: 0 }]);
      expect(reading.damage[0]).not.toHaveProperty('touches');
    }
    expect(read([begin, '', first, ...rest].join('\n')).damage).toEqual([]);
  });

  it('marks what OpenSSL takes and Go does not: two carriage returns, more white space at the ends of lines, bytes behind the certificate', () => {
    const behind = toPem(Buffer.concat([a.der, Buffer.from([5, 0])]));
    for (const odd of [a.pem.replaceAll('\n', '\r\r\n'), a.pem.replaceAll('-----\n', '-----\f\n'), behind]) {
      const reading = read(odd + b.pem);
      expect(reading.entries.map(({ mark, certificate }) => [mark, certificate.sha256])).toEqual([
        ['openssl-trusted', a.sha256],
        ['plain', b.sha256],
      ]);
      expect(reading.damage.filter((item) => item.kind !== 'not-a-certificate')).toEqual([]);
    }
  });

  it('says that it does not know where clients differ by their processor, or by how they read', () => {
    for (const odd of [a.pem.replace('\n', '\u00a0\n'), `${a.pem}\0\n${b.pem}`]) {
      expect(read(odd).damage).toContainEqual(expect.objectContaining({ kind: 'unsupported' }));
    }
  });

  it('calls a last block without its END truncated, but a BEGIN before another BEGIN garbage', () => {
    const half = lines(b.pem).slice(0, 3).join('\n');
    expect(read(`${a.pem}${half}`)).toMatchObject({ damage: [{ kind: 'truncated-tail', byteOffset: a.pem.length }] });
    const reading = read(`${half}\n${a.pem}`);
    expect(names(reading)).toEqual(['CN=Root A']);
    expect(reading.damage).toMatchObject([{ kind: 'garbage-entry', byteOffset: 0 }]);
  });

  it('does not take a BEGIN for one that is indented or has more on its line', () => {
    const reading = read(`  -----BEGIN CERTIFICATE-----\n-----BEGIN CERTIFICATE----- MIIB\n${a.pem}`);
    expect(names(reading)).toEqual(['CN=Root A']);
    expect(reading.damage.map((item) => item.kind)).toEqual(['not-a-certificate', 'not-a-certificate']);
  });

  it('passes private keys over and repeats neither their content nor unknown labels', () => {
    const reading = read(`${a.keyPem}-----BEGIN <script>-----\nAAAA\n-----END <script>-----\n${a.pem}`);
    expect(names(reading)).toEqual(['CN=Root A']);
    expect(reading.damage).toMatchObject([
      { kind: 'not-a-certificate', message: 'block is PRIVATE KEY, not a certificate' },
      { kind: 'not-a-certificate', message: 'block of an unknown kind, not a certificate' },
    ]);
    expect(JSON.stringify(reading.damage)).not.toContain(lines(a.keyPem)[1]);
  });

  it('marks the labels that only OpenSSL knows', () => {
    const old = a.pem.replaceAll(' CERTIFICATE', ' X509 CERTIFICATE');
    const trusted = b.pem.replaceAll(' CERTIFICATE', ' TRUSTED CERTIFICATE');
    expect(read(old + trusted + c.pem).entries.map((entry) => entry.mark)).toEqual(['openssl-trusted', 'openssl-trusted', 'plain']);
  });

  it('gives certificates as DER with the damage between them', () => {
    const { ders, damage } = readPemCertificates(glued(a.pem, b.pem));
    expect(ders.map((der) => Buffer.from(der).equals(a.der))).toEqual([true, false]);
    expect(damage.map((item) => item.kind)).toEqual(['missing-newline']);
  });

  it('caps what it reports of a file of a hundred thousand BEGIN lines, and keeps the certificate behind them', () => {
    const reading = read('-----BEGIN CERTIFICATE-----\n'.repeat(100_000) + a.pem);
    expect(names(reading)).toEqual(['CN=Root A']);
    expect(reading.damage).toHaveLength(1001);
    expect(reading.damage.at(-1)?.message).toBe('99000 more items of damage');
  });
});
