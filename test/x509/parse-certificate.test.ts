import { describe, expect, it } from 'vitest';
import { ParseError } from '../../src/errors.ts';
import type { CertificateDefect } from '../../src/x509/certificate-defect.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { issue } from '../certificates.ts';
import { ascii, certificateOf, extension, generalizedTime, hex, node, type Parts, sequence, set, utcTime } from './der-parts.ts';

const notAfterOf = (notAfter: Uint8Array): string => new Date(parseCertificate(certificateOf({ notAfter })).notAfter).toISOString();
const defectsOf = (parts: Parts): readonly CertificateDefect[] => parseCertificate(certificateOf(parts)).defects;
const attribute = (value: Uint8Array, type = '550403'): Uint8Array => sequence(node(0x06, hex(type)), value);
const subjectOf = (...rdns: readonly Uint8Array[]) => parseCertificate(certificateOf({ subject: sequence(...rdns) })).subject;

describe('dates', () => {
  it.each([
    [utcTime('500101000000Z'), '1950-01-01T00:00:00.000Z'],
    [utcTime('491231235959Z'), '2049-12-31T23:59:59.000Z'],
    [utcTime('000229120000Z'), '2000-02-29T12:00:00.000Z'],
    [generalizedTime('20500101000000Z'), '2050-01-01T00:00:00.000Z'],
    [generalizedTime('99991231235959Z'), '9999-12-31T23:59:59.000Z'],
    [generalizedTime('00010101000000Z'), '0001-01-01T00:00:00.000Z'],
  ])('case %# is read as %s', (time, expected) => {
    expect(notAfterOf(time)).toBe(expected);
  });

  it.each([
    ['no seconds', utcTime('2601011230Z'), '2026-01-01T12:30:00.000Z', ['time-without-seconds']],
    ['a zone east of Z', utcTime('260101123000+0130'), '2026-01-01T11:00:00.000Z', ['time-with-offset']],
    [
      'a zone west of Z and no seconds',
      utcTime('2601011230-0130'),
      '2026-01-01T14:00:00.000Z',
      ['time-without-seconds', 'time-with-offset'],
    ],
    ['fractions of a second', generalizedTime('20500101000000.5Z'), '2050-01-01T00:00:00.500Z', ['time-with-fraction']],
    ['a GeneralizedTime for 2049', generalizedTime('20491231235959Z'), '2049-12-31T23:59:59.000Z', ['time-type']],
  ])('with %s are read, and have a defect', (_what, notAfter, expected, kinds) => {
    expect(notAfterOf(notAfter)).toBe(expected);
    expect(defectsOf({ notAfter })).toEqual(kinds.map((kind) => ({ kind })));
  });

  it.each([
    ['no zone', utcTime('260101000000')],
    ['a zone of 24 hours', utcTime('260101000000+2400')],
    ['fractions in a UTCTime', utcTime('260101000000.5Z')],
    ['an empty fraction', generalizedTime('20500101000000.Z')],
    ['the 31st of February', utcTime('260231000000Z')],
    ['the 29th of February of no leap year', utcTime('270229000000Z')],
    ['the 29th of February of 2100', generalizedTime('21000229000000Z')],
    ['a month of zero', utcTime('260001000000Z')],
    ['a month of 13', utcTime('261301000000Z')],
    ['an hour of 24', utcTime('260101240000Z')],
    ['a leap second', utcTime('261231235960Z')],
    ['four digits in a UTCTime', utcTime('20260101000000Z')],
    ['two digits in a GeneralizedTime', generalizedTime('260101000000Z')],
    ['digits that are not ASCII', utcTime('26010100000\xb2Z')],
    ['nothing at all', utcTime('')],
  ])('with %s are never valid, and have a defect', (_what, time) => {
    const late = parseCertificate(certificateOf({ notAfter: time }));
    expect(late.defects).toEqual([{ kind: 'time-unreadable' }]);
    expect(late.notAfter).toBe(-8.64e15);
    expect(parseCertificate(certificateOf({ notBefore: time })).notBefore).toBe(8.64e15);
  });
});

describe('names', () => {
  it('are read in UTF-8, BMP and Latin strings', () => {
    const bmp = Buffer.from('Ã¼', 'utf16le').swap16();
    const subject = subjectOf(
      set(attribute(node(0x0c, Buffer.from('Müller')), '55040a')),
      set(attribute(node(0x1e, bmp))),
      set(attribute(node(0x14, ascii('Z\xfcrich')), '550407')),
    );
    expect(subject.rdns.flat().map(({ value }) => value)).toEqual(['Müller', 'Ã¼', 'Zürich']);
  });

  it('are written most specific first', () => {
    const text = subjectOf(set(attribute(node(0x0c, ascii('Corp')), '55040a')), set(attribute(node(0x0c, ascii('vault'))))).text;
    expect(text).toBe('CN=vault, O=Corp');
  });

  it('keep several attributes of one relative name together', () => {
    const subject = subjectOf(set(attribute(node(0x0c, ascii('vault'))), attribute(node(0x0c, ascii('Corp')), '55040a')));
    expect(subject.rdns).toHaveLength(1);
    expect(subject.text).toBe('CN=vault+O=Corp');
  });

  it('fold alike what differs in case, white space and string type only', () => {
    const plain = subjectOf(set(attribute(node(0x0c, ascii('corp root')))));
    for (const value of [
      node(0x13, ascii('Corp Root')),
      node(0x0c, ascii('  CORP \t root ')),
      node(0x1e, Buffer.from('Corp Root', 'utf16le').swap16()),
    ]) {
      const other = subjectOf(set(attribute(value)));
      expect(other.folded).toBe(plain.folded);
      expect(other.exact).not.toBe(plain.exact);
    }
  });

  it.each([
    ['another letter', set(attribute(node(0x0c, ascii('corp roof'))))],
    ['another attribute type', set(attribute(node(0x0c, ascii('corp root')), '55040a'))],
    ['a letter beyond ASCII in another case', set(attribute(node(0x0c, Buffer.from('corp root É'))))],
    ['a space left out', set(attribute(node(0x0c, ascii('corproot'))))],
    ['another grouping', set(attribute(node(0x0c, ascii('corp'))), attribute(node(0x0c, ascii('root'))))],
  ])('do not fold alike with %s', (_what, rdn) => {
    const plain = subjectOf(set(attribute(node(0x0c, ascii('corp root')))));
    expect(subjectOf(rdn).folded).not.toBe(plain.folded);
  });

  it('cannot be made to look like another one by quotes and commas inside a value', () => {
    const one = subjectOf(set(attribute(node(0x0c, ascii('a"],["2.5.4.3","b')))));
    const two = subjectOf(set(attribute(node(0x0c, ascii('a'))), attribute(node(0x0c, ascii('b')))));
    expect(one.folded).not.toBe(two.folded);
  });
});

describe('encoding', () => {
  const good = certificateOf();
  const broken: readonly (readonly [string, Uint8Array])[] = [
    ['nothing at all', new Uint8Array()],
    ['one byte', hex('30')],
    ['another type', node(0x31, hex('0500'))],
    ['an indefinite length', Buffer.concat([hex('3080'), good.subarray(4), hex('0000')])],
    ['a length of five octets', hex('30 85 00 00 00 00 01 00')],
    ['a length beyond the end', hex('30 84 ff ff ff ff 00')],
    ['the end cut off', good.subarray(0, -1)],
    ['a signature string of eight unused bits', certificateOf({ signature: hex('03 02 08 00') })],
    ['an empty signature string', certificateOf({ signature: hex('03 00') })],
    ['a primitive where a sequence belongs', certificateOf({ subject: hex('10 00') })],
    ['a constructed bit string', certificateOf({ signature: hex('23 04 03 02 00 00') })],
    ['an object identifier that is cut off', certificateOf({ extensions: [extension('5583', hex('0500'))] })],
    ['an extension without a value', certificateOf({ extensions: [sequence(hex('06 03 551d0f'))] })],
    ['an empty serial', certificateOf({ serial: hex('02 00') })],
    ['an empty version', certificateOf({ version: node(0xa0, hex('02 00')) })],
    ['another type for a date', certificateOf({ notAfter: node(0x0c, ascii('260101000000Z')) })],
    ['one date', certificateOf({ notAfter: new Uint8Array() })],
    ['an attribute without a value', certificateOf({ issuer: sequence(set(sequence(hex('06 03 550403')))) })],
    ['an attribute that is no sequence', certificateOf({ issuer: sequence(set(hex('06 03 550403'))) })],
    ['a critical flag of two octets', certificateOf({ extensions: [extension('551d0f', hex('03 02 07 80'), hex('01 02 ffff'))] })],
    ['a key without its bits', certificateOf({ key: sequence(sequence(hex('06 03 2b6570'))) })],
  ];

  it.each(broken)('with %s is a ParseError at an offset inside', (_what, bytes) => {
    const error = errorOf(bytes);
    expect(error).toBeInstanceOf(ParseError);
    expect(error.format).toBe('x509');
    expect(error.byteOffset).toBeGreaterThanOrEqual(0);
    expect(error.byteOffset).toBeLessThanOrEqual(bytes.length);
  });

  it('without defects is a certificate', () => {
    expect(parseCertificate(good).subject.text).toBe('CN=subject');
  });
});

describe('extensions', () => {
  const read = (...extensions: readonly Uint8Array[]) => parseCertificate(certificateOf({ extensions })).extensions;

  it('that are absent are undefined, not empty', () => {
    const { extensions } = parseCertificate(certificateOf());
    expect(extensions).toMatchObject({
      all: [],
      critical: [],
      keyUsage: undefined,
      extendedKeyUsage: undefined,
      basicConstraints: undefined,
    });
  });

  it('tell an empty list of purposes from none', () => {
    expect(read(extension('551d25', sequence())).extendedKeyUsage).toEqual([]);
  });

  it('name every bit of the key usage, the ninth too', () => {
    expect([...(read(extension('551d0f', hex('03 03 07 8480'))).keyUsage ?? [])]).toEqual([
      'digitalSignature',
      'keyCertSign',
      'decipherOnly',
    ]);
  });

  it('are critical only where they say so', () => {
    const usage = hex('03 02 07 80');
    expect(read(extension('551d0f', usage)).critical).toEqual([]);
    expect(read(extension('551d0f', usage, hex('01 01 00'))).critical).toEqual([]);
    expect(read(extension('551d0f', usage, hex('01 01 ff'))).critical).toEqual(['2.5.29.15']);
  });

  it('that stand twice are listed twice, and the first one counts', () => {
    const { all, keyUsage } = read(extension('551d0f', hex('03 02 07 80')), extension('551d0f', hex('03 02 02 04')));
    expect(all).toEqual(['2.5.29.15', '2.5.29.15']);
    expect([...(keyUsage ?? [])]).toEqual(['digitalSignature']);
  });

  it('of an end-entity may say that it is no CA, in either way', () => {
    expect(read(extension('551d13', sequence())).basicConstraints).toMatchObject({ ca: false, pathLength: undefined });
    expect(read(extension('551d13', hex('30 03 010100'))).basicConstraints).toMatchObject({ ca: false });
    expect(read(extension('551d13', hex('30 06 0101ff 020100'))).basicConstraints).toMatchObject({ ca: true, pathLength: 0 });
  });

  it('carry alternative names of every kind', () => {
    const names = hex(
      '30 17 82 01 61 87 04 0a000007 81 03 614062 86 01 62 a4 00 88 01 2a'.replace('a4 00 ', 'a4 02 3000 ').replace('30 17', '30 18'),
    );
    expect(read(extension('551d11', names)).subjectAltName?.map(({ kind }) => kind)).toEqual([
      'dns',
      'ip',
      'email',
      'uri',
      'directory',
      'other',
    ]);
  });
});

describe('identity', () => {
  it('is the digest of the bytes, and of the key alone', () => {
    const issued = issue({ subject: 'CN=vault' });
    const renewed = issue({ subject: 'CN=vault', key: issued.keys });
    const [a, b] = [parseCertificate(issued.der), parseCertificate(renewed.der)];
    expect(a.sha256).toBe(issued.sha256);
    expect(a.sha256).not.toBe(b.sha256);
    expect(a.publicKey.sha256).toBe(b.publicKey.sha256);
  });

  it('keeps the serial as it stands, with its sign octet', () => {
    expect(parseCertificate(certificateOf({ serial: hex('02 02 00 ff') })).serial).toBe('00ff');
  });

  it('reads certificates of version 1, which have no extensions', () => {
    const parts: Parts = { version: new Uint8Array() };
    expect(parseCertificate(certificateOf(parts))).toMatchObject({ version: 1, extensions: { all: [] } });
  });
});

function errorOf(bytes: Uint8Array): ParseError {
  try {
    parseCertificate(bytes);
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
  throw new Error('it was read as a certificate');
}
