import { expect, it } from 'vitest';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { certificateOf, hex, node, sequence } from './der-parts.ts';

const sha256 = '2.16.840.1.101.3.4.2.1';
const sha1 = '1.3.14.3.2.26';
const digest = sequence(hex('06 09 608648016503040201'), hex('0500'));
const mask = (inner: Uint8Array): Uint8Array => sequence(hex('06 09 2a864886f70d010108'), inner);

const parametersOf = (algorithm: Uint8Array) =>
  parseCertificate(certificateOf({ algorithms: [algorithm, algorithm] })).signature.parameters;
const pss = (...parts: readonly Uint8Array[]): Uint8Array => sequence(hex('06 09 2a864886f70d01010a'), sequence(...parts));

it('parameters may be absent, null, or anything', () => {
  expect(parametersOf(sequence(hex('06 08 2a8648ce3d040302')))).toEqual({ kind: 'absent' });
  expect(parametersOf(sequence(hex('06 09 2a864886f70d01010b'), hex('0500')))).toEqual({ kind: 'null' });
  expect(parametersOf(sequence(hex('06 09 2a864886f70d01010b'), hex('3000')))).toEqual({ kind: 'other' });
});

it('parameters of RSA-PSS have the defaults of RFC 4055', () => {
  expect(parametersOf(pss())).toEqual({ kind: 'rsa-pss', digest: sha1, maskDigest: sha1, saltLength: 20, trailer: 1 });
});

it('parameters of RSA-PSS are read one by one', () => {
  expect(parametersOf(pss(node(0xa0, digest), node(0xa1, mask(digest)), node(0xa2, hex('0201 20')), node(0xa3, hex('0201 02'))))).toEqual({
    kind: 'rsa-pss',
    digest: sha256,
    maskDigest: sha256,
    saltLength: 32,
    trailer: 2,
  });
});

it.each([
  ['no sequence', sequence(hex('06 09 2a864886f70d01010a'), hex('0500'))],
  ['a digest that is no algorithm', pss(node(0xa0, hex('0500')))],
  ['another mask function', pss(node(0xa1, digest))],
  ['a negative salt', pss(node(0xa2, hex('0201 ff')))],
  ['a field of no name', pss(node(0xa4, hex('0201 01')))],
  ['fields in another order', pss(node(0xa2, hex('0201 20')), node(0xa0, digest))],
])('parameters of RSA-PSS with %s are other', (_what, algorithm) => {
  expect(parametersOf(algorithm)).toEqual({ kind: 'other' });
});
