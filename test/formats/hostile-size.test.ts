import { describe, expect, it } from 'vitest';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { issue } from '../certificates.ts';

const begin = '-----BEGIN CERTIFICATE-----\n';
const end = '-----END CERTIFICATE-----\n';
const root = issue({ subject: 'CN=Root A', ca: true });
const filled = (text: string) => (size: number) => text.repeat(Math.ceil(size / text.length));
const jks = (entry: string) => (size: number) => `\xfe\xed\xfe\xed\0\0\0\x02\xff\xff\xff\xff${filled(entry)(size)}`;
/** A SEQUENCE with four octets of length, filled with that. */
const sequence = (content: string) => (size: number) => {
  const body = filled(content)(size);
  const header = Buffer.from([0x30, 0x84, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 2);
  return header.toString('latin1') + body;
};

/** Files of about that many bytes, one character a byte, made to cost more than a bundle of their size. */
const shapes: Readonly<Record<string, (size: number) => string>> = {
  'BEGIN lines': filled(begin),
  'END lines': filled(end),
  newlines: filled('\n'),
  dashes: filled('-'),
  'one endless line': filled('A'),
  'an endless line in a block': (size) => `${begin}${filled('A')(size)}\n${end}`,
  'endless padding in a block': (size) => `${begin}A${filled('=')(size)}\n${end}`,
  'empty lines in a block': (size) => `${begin}${filled('\n')(size)}${end}`,
  'spaces in a block': (size) => `${begin}${filled(' ')(size)}\n${end}`,
  'base64 without END': (size) => begin + filled(`${'A'.repeat(64)}\n`)(size),
  'an endless label': (size) => `-----BEGIN ${filled('A')(size)}-----\n`,
  'spaces after BEGIN': (size) => begin.trimEnd() + filled(' ')(size),
  'BEGINs on one line': filled('-----BEGIN '),
  'tiny blocks': filled(`${begin}AAAA\n${end}`),
  'blocks glued together': filled(`${begin}AAAA\n${end.trimEnd()}`),
  'TRUSTED marks': filled('-----BEGIN TRUSTED CERTIFICATE-----\n'),
  'nested TRUSTED marks': filled('-----BEGIN TRUSTED CERTIFICATE----------BEGIN TRUSTED CERTIFICATE-----\nMAA=\n'),
  'PKCS#7 blocks': filled('-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n'),
  'one certificate for ever': filled(root.pem),
  'empty entries of a Java key store': jks('\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\x05X.509\0\0\0\0'),
  'a key of a Java key store that never ends': jks('\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\xff\xff'),
  'empty sequences as a certificate': sequence('\x30\0'),
  'object identifiers as PKCS#7': sequence('\x06\x01\x01'),
  'integers as PKCS#12': sequence('\x02\x01\x03'),
};

const small = 125_000;
const factor = 8;
/** Three times what linear reading takes, a little more than a third of quadratic; and what a busy machine may add, milliseconds. */
const bound = { ratio: 3 * factor, slackMs: 400 };

describe('a hostile file', () => {
  it.each(Object.entries(shapes))('costs what its size costs, not more: %s', (_, shape) => {
    const [short, long] = [small, small * factor].map((size) => fastest(Buffer.from(shape(size), 'latin1')));
    expect(long).toBeLessThan(bound.slackMs + bound.ratio * (short ?? Number.NaN));
  });

  it('of sixteen megabytes in one line of base64 is read without running out of stack', () => {
    const reading = readTrustStore(Buffer.from(`${begin}${filled('A')(16 * 1024 * 1024)}\n${end}${root.pem}`, 'latin1'));
    expect(reading.entries.map((entry) => entry.certificate.sha256)).toEqual([root.sha256]);
    expect(reading.damage).toMatchObject([{ kind: 'garbage-entry', byteOffset: 0, position: 1 }]);
  });
});

/** Milliseconds of the fastest of three readings: each of a copy, because the same bytes are read once only. */
function fastest(file: Buffer): number {
  const times = [0, 1, 2].map(() => {
    const bytes = Buffer.from(file);
    const start = process.hrtime.bigint();
    readTrustStore(bytes);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  return Math.min(...times);
}
