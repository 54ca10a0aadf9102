import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { issue } from '../certificates.ts';
import { ascii, certificateOf, extension, generalizedTime, hex, node, type Parts, sequence, set } from './der-parts.ts';

const ofParts = (parts: Parts) => parseCertificate(certificateOf(parts)).defects;
const ofExtension = (oid: string, value: Uint8Array, critical?: Uint8Array) => ofParts({ extensions: [extension(oid, value, critical)] });
const ofName = (name: Uint8Array) => ofExtension('551d11', sequence(name));
const subject = (value: Uint8Array): Parts => ({ subject: sequence(set(sequence(hex('06 03 550403'), value))) });
const key = (algorithm: Uint8Array, bits: Uint8Array): Parts => ({ key: sequence(algorithm, node(0x03, Uint8Array.of(0), bits)) });
const rsa = sequence(hex('06 09 2a864886f70d010101'), hex('05 00'));
const ec = sequence(hex('06 07 2a8648ce3d0201'), hex('06 08 2a8648ce3d030107'));

it('a certificate as RFC 5280 wants it has none', () => {
  expect(parseCertificate(issue({ subject: 'CN=Root', ca: true, pathLength: 1 }).der).defects).toEqual([]);
  expect(parseCertificate(issue({ subject: 'CN=vault', names: ['vault.corp.internal', '10.0.0.1'], keyType: 'rsa' }).der).defects).toEqual(
    [],
  );
});

describe('fields', () => {
  const good = certificateOf();
  const cases: readonly (readonly [string, Uint8Array, readonly string[]])[] = [
    ['bytes after it', certificateOf({ trailing: hex('0000') }), ['trailing-bytes']],
    ['a length that is not the shortest', Buffer.concat([hex('3082 00'), good.subarray(2)]), ['length-not-minimal']],
    [
      'an element too many',
      certificateOf({ issuer: sequence(set(sequence(hex('06 03 550403'), hex('0c0161'), hex('0500')))) }),
      ['extra-fields'],
    ],
    ['a version of 4', certificateOf({ version: node(0xa0, hex('020103')) }), ['unknown-version']],
    ['a version of 0', certificateOf({ version: node(0xa0, hex('0201ff')) }), ['unknown-version']],
    ['a version of two octets', certificateOf({ version: node(0xa0, hex('02020102')) }), ['unknown-version']],
    ['version 1 spelled out', certificateOf({ version: node(0xa0, hex('020100')) }), ['default-value-encoded']],
    ['extensions in version 1', certificateOf({ version: new Uint8Array(), extensions: [] }), ['extensions-without-version-3']],
    ['a negative serial', certificateOf({ serial: hex('0201 ff') }), ['serial-negative']],
    ['a serial of zero', certificateOf({ serial: hex('0201 00') }), ['serial-zero']],
    ['a serial of 21 octets', certificateOf({ serial: node(0x02, Buffer.alloc(21, 1)) }), ['serial-too-long']],
    ['a serial with an octet too many', certificateOf({ serial: hex('0202 0001') }), ['serial-not-minimal']],
    [
      'two algorithms',
      certificateOf({ algorithms: [sequence(hex('06032b6570')), sequence(hex('06032b6571'))] }),
      ['signature-algorithms-differ'],
    ],
    ['a signature of half an octet', certificateOf({ signature: hex('0302 0400') }), ['signature-unused-bits']],
    ['no issuer', certificateOf({ issuer: sequence() }), ['empty-issuer']],
    ['no subject', certificateOf({ subject: sequence() }), ['empty-subject-without-critical-name']],
    ['a GeneralizedTime too early', certificateOf({ notBefore: generalizedTime('20260101000000Z') }), ['time-type']],
    ['bad UTF-8', certificateOf(subject(hex('0c02 c328'))), ['name-undecodable']],
    ['half a BMP character', certificateOf(subject(hex('1e03 006100'))), ['name-undecodable']],
    ['an at sign in a PrintableString', certificateOf(subject(node(0x13, ascii('a@b')))), ['name-characters']],
    ['a letter in a NumericString', certificateOf(subject(node(0x12, ascii('12a')))), ['name-characters']],
    ['an umlaut in an IA5String', certificateOf(subject(node(0x16, ascii('\xfc')))), ['name-characters']],
    ['a VisibleString', certificateOf(subject(node(0x1a, ascii('a')))), ['name-value-type', 'name-value-unprintable']],
    ['a name of another class', certificateOf(subject(hex('8001 05'))), ['name-value-type', 'name-value-unprintable']],
    ['a bit string for a name', certificateOf(subject(hex('0302 0005'))), ['name-value-type']],
    ['a UniversalString of five octets', certificateOf(subject(hex('1c05 0000006100'))), ['name-value-type', 'name-undecodable']],
    ['a UniversalString', certificateOf(subject(hex('1c04 00000061'))), ['name-value-type']],
    ['a number for a name', certificateOf(subject(hex('0201 05'))), ['name-value-type', 'name-value-unprintable']],
    ['an Ed25519 key of 31 octets', certificateOf(key(sequence(hex('06032b6570')), Buffer.alloc(31))), ['malformed-key']],
    ['an Ed25519 key with parameters', certificateOf(key(sequence(hex('06032b6570'), hex('0500')), Buffer.alloc(32))), ['malformed-key']],
    ['an RSA key that holds no modulus', certificateOf(key(rsa, hex('3000'))), ['malformed-key']],
    ['an RSA key of a negative modulus', certificateOf(key(rsa, hex('3006 0201ff 020103'))), ['malformed-key']],
    ['an RSA key without NULL', certificateOf(key(sequence(hex('06092a864886f70d010101')), hex('3006 020105 020103'))), ['rsa-parameters']],
    ['a DSA key without parameters', certificateOf(key(sequence(hex('06072a8648ce380401')), hex('020105'))), ['dsa-parameters-missing']],
    [
      'a curve spelled out',
      certificateOf(key(sequence(hex('06072a8648ce3d0201'), sequence(hex('020101'))), Buffer.alloc(65, 4))),
      ['explicit-curve'],
    ],
    ['a point off its curve', certificateOf(key(ec, Buffer.alloc(65, 4))), ['malformed-key']],
    ['the point at infinity', certificateOf(key(ec, hex('00'))), ['malformed-key']],
  ];

  it.each(cases)('%s is noted, and nothing else', (_what, bytes, kinds) => {
    expect(parseCertificate(bytes).defects).toEqual(kinds.map((kind) => ({ kind })));
  });

  // what certificate-defect.ts says of OpenSSL, asked of the one in node:crypto
  const refusedByOpenssl = new Set(['extra-fields', 'serial-not-minimal', 'name-undecodable', 'name-value-unprintable']);

  it.each(cases)('%s is refused by OpenSSL only where the list says so', (_what, bytes, kinds) => {
    expect(isReadByNode(bytes)).toBe(!kinds.some((kind) => refusedByOpenssl.has(kind)));
  });

  it('a compressed point is noted where it is on its curve', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
    const compressed = Buffer.concat([Uint8Array.of(2 + ((point[64] ?? 0) & 1)), point.subarray(1, 33)]);
    expect(ofParts(key(ec, compressed))).toEqual([{ kind: 'compressed-point' }]);
  });

  it('a version 4 and a version of two octets are told', () => {
    expect(parseCertificate(certificateOf({ version: node(0xa0, hex('020103')) })).version).toBe(4);
    expect(parseCertificate(certificateOf({ version: node(0xa0, hex('02020102')) })).version).toBeNaN();
  });

  it('bytes after it are no part of it', () => {
    const [alone, followed] = [certificateOf(), certificateOf({ trailing: hex('00') })].map((bytes) => parseCertificate(bytes));
    expect(followed?.sha256).toBe(alone?.sha256);
  });
});

describe('extensions', () => {
  const usage = hex('03020780');

  it('are noted with their identifier', () => {
    const twice = ofParts({ extensions: [extension('551d0f', usage), extension('551d0f', usage), extension('551d0f', usage)] });
    expect(twice).toEqual([{ kind: 'duplicate-extension', oid: '2.5.29.15' }]);
    expect(ofExtension('551d0f', Buffer.concat([usage, hex('00')]))).toEqual([{ kind: 'trailing-bytes-in-extension', oid: '2.5.29.15' }]);
    expect(ofExtension('551d0f', hex('03020781'))).toEqual([{ kind: 'padding-bits', oid: '2.5.29.15' }]);
    expect(ofExtension('551d13', hex('3006 0101ff 0201ff'))).toEqual([{ kind: 'negative-path-length', oid: '2.5.29.19' }]);
    expect(ofExtension('551d1e', sequence())).toEqual([{ kind: 'empty-name-constraints', oid: '2.5.29.30' }]);
    expect(ofExtension('551d1e', sequence(hex('a000')))).toEqual([{ kind: 'empty-name-constraints', oid: '2.5.29.30' }]);
    expect(ofExtension('551d1f', hex('3006 3004 a002 a100'))).toEqual([{ kind: 'relative-distribution-point', oid: '2.5.29.31' }]);
    // fullName [0] with a URI in the wrong encoding
    expect(ofExtension('551d1f', hex('300b 3009 a007 a005 a603 0c0161'))).toEqual([{ kind: 'malformed-extension', oid: '2.5.29.31' }]);
    expect(ofExtension('551d1f', hex('3002 3000'))).toEqual([{ kind: 'empty-distribution-point', oid: '2.5.29.31' }]);
  });

  it('have flags that are not DER', () => {
    expect(ofExtension('551d0f', usage, hex('010101'))).toEqual([{ kind: 'boolean-not-der' }]);
    expect(ofExtension('551d0f', usage, hex('010100'))).toEqual([{ kind: 'default-value-encoded' }]);
    expect(ofExtension('551d13', hex('3003 010100'))).toEqual([{ kind: 'default-value-encoded' }]);
    expect(ofExtension('551d13', hex('3003 010101'))).toEqual([{ kind: 'boolean-not-der' }]);
  });

  it.each([
    ['subject key identifier', '551d0e', '2.5.29.14', '3000'],
    ['key usage that is no bit string', '551d0f', '2.5.29.15', '0401 80'],
    ['key usage of no octet', '551d0f', '2.5.29.15', '0300'],
    ['alternative names as text', '551d11', '2.5.29.17', Buffer.from('example.com').toString('hex')],
    ['basic constraints with a text in it', '551d13', '2.5.29.19', '3003 0c0161'],
    ['path length of nine octets', '551d13', '2.5.29.19', '300e 0101ff 0209 010000000000000000'],
    ['name constraints', '551d1e', '2.5.29.30', '3002 0500'],
    ['distribution point', '551d1f', '2.5.29.31', '3002 0500'],
    ['policies', '551d20', '2.5.29.32', '3002 3000'],
    ['policy mappings', '551d21', '2.5.29.33', '3005 3003 06012a'],
    ['authority key identifier', '551d23', '2.5.29.35', '3002 8500'],
    ['policy constraints', '551d24', '2.5.29.36', '3003 8201 00'],
    ['extended key usage', '551d25', '2.5.29.37', '3002 0500'],
    ['extended key usage cut off', '551d25', '2.5.29.37', '3004 0605'],
    ['inhibitAnyPolicy', '551d36', '2.5.29.54', '0201 ff'],
    ['access to the issuer', '2b06010505070101', '1.3.6.1.5.5.7.1.1', '3002 3000'],
    ['certificate type', '6086480186f8420101', '2.16.840.1.113730.1.1', '0500'],
    ['nothing at all', '551d0f', '2.5.29.15', ''],
  ])('a malformed one (%s) is noted and reads as absent', (_what, oid, dotted, value) => {
    const certificate = parseCertificate(certificateOf({ extensions: [extension(oid, hex(value))] }));
    expect(certificate.defects).toEqual([{ kind: 'malformed-extension', oid: dotted }]);
    expect(certificate.extensions.all).toEqual([dotted]);
    const { all, critical, nameConstraints, ...fields } = certificate.extensions;
    expect([...all, ...critical]).toHaveLength(1);
    expect(Object.values(fields).filter((field) => field !== undefined)).toEqual([]);
    // it constrains who knows what, so it never reads as absent
    expect(nameConstraints === undefined).toBe(dotted !== '2.5.29.30');
  });

  it('that nobody reads are not looked at', () => {
    expect(ofExtension('2a0304', new Uint8Array(), hex('0101ff'))).toEqual([]);
  });
});

describe('alternative names', () => {
  const oid = '2.5.29.17';

  it.each([
    ['a name that is constructed and should not be', hex('a200'), 'dns'],
    ['a directory name that is text', node(0x84, ascii('https://a')), 'directory'],
    ['a directory name that holds no name', hex('a402 0500'), 'directory'],
    ['an other name that is text', node(0x80, ascii('https://a')), 'other-name'],
    ['a tag of no form', node(0x89, ascii('a')), 'unknown'],
    ['a tag of another class', node(0x0c, ascii('a')), 'unknown'],
  ])('%s is noted, and the others are read', (_what, name, form) => {
    const certificate = parseCertificate(certificateOf({ extensions: [extension('551d11', sequence(name, node(0x82, ascii('b'))))] }));
    expect(certificate.defects).toEqual([{ kind: 'malformed-general-name', oid, form }]);
    expect(certificate.extensions.subjectAltName).toMatchObject([{ kind: 'other' }, { kind: 'dns', value: 'b' }]);
  });

  it('have characters and lengths of their own', () => {
    expect(ofName(node(0x82, ascii('m\xfcller')))).toEqual([{ kind: 'general-name-not-ascii', oid, form: 'dns' }]);
    expect(ofName(hex('8708 0a000000ff000000'))).toEqual([{ kind: 'ip-address-length', oid, length: 8 }]);
  });

  it.each([
    'http://a.example,DNS:b',
    'http://a..example/',
    'http://./',
    'http://..a/',
    'http://a%41/',
    'http://a%ff/',
    '//a:b',
    '/a%',
    '1a:b',
    'http://u%zz@a/',
    'http://u<@a/',
    'x:#%zz',
    'http://[a]b/',
    'http://a.example./',
    '://a',
    'http://a/%zz',
    'http://[::1',
    'a b:c',
    'http://a b/',
    'http://a\u007f',
    'http://a:port/',
  ])('Go does not read the URI %s', (uri) => {
    expect(ofName(node(0x86, ascii(uri)))).toEqual([{ kind: 'uri-syntax', oid }]);
  });

  it.each([
    '',
    'spiffe://corp.internal/vault',
    'urn:uuid:1',
    'https://u:p@a.example:8443/x?y=%#z',
    'http://[::1]:80/',
    'mailto:a@b',
    'http://.a/',
    'http://a"b/',
    'http://a%25b/',
    '///x',
    'http://a:80:80/',
    'http://a/?%zz',
    'a:b%',
    'a/b:c',
    '*',
  ])('Go reads the URI %s', (uri) => {
    expect(ofName(node(0x86, ascii(uri)))).toEqual([]);
  });
});

function isReadByNode(bytes: Uint8Array): boolean {
  try {
    return new X509Certificate(bytes).raw.length > 0;
  } catch {
    // whatever it says, it has not read it
    return false;
  }
}

it('a directory name with more than type and value in an attribute is malformed', () => {
  const name = (value: string) => node(0xa4, sequence(set(sequence(hex('06 03 550403'), hex(value)))));
  expect(ofName(name('0c0161'))).toEqual([]);
  expect(ofName(name('0c0161 0500'))).toEqual([{ kind: 'malformed-general-name', oid: '2.5.29.17', form: 'directory' }]);
});
