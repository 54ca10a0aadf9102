import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { ascii, certificateOf, extension, hex, node, sequence } from './der-parts.ts';

const read = (oid: string, value: Uint8Array) => parseCertificate(certificateOf({ extensions: [extension(oid, value)] })).extensions;

describe('policies', () => {
  const [one, two] = [hex('06 03 2a0304'), hex('06 03 2a0305')];

  it('are their identifiers, whatever qualifies them', () => {
    expect(read('551d20', sequence(sequence(one), sequence(two, sequence(sequence(hex('0603551d20')))))).policies).toEqual([
      '1.2.3.4',
      '1.2.3.5',
    ]);
    expect(read('551d20', sequence(sequence(hex('06 04 551d2000')))).policies).toEqual(['2.5.29.32.0']);
  });

  it('are mapped from the issuer to the subject', () => {
    expect(read('551d21', sequence(sequence(one, two))).policyMappings).toEqual([{ issuerPolicy: '1.2.3.4', subjectPolicy: '1.2.3.5' }]);
  });

  it.each([
    ['3003 8001 00', { requireExplicitPolicy: 0, inhibitPolicyMapping: undefined }],
    ['3003 8101 02', { requireExplicitPolicy: undefined, inhibitPolicyMapping: 2 }],
    ['3006 8001 01 8101 00', { requireExplicitPolicy: 1, inhibitPolicyMapping: 0 }],
    ['3007 8005 0100000000', { requireExplicitPolicy: Number.MAX_SAFE_INTEGER, inhibitPolicyMapping: undefined }],
  ])('are constrained as %s says', (value, expected) => {
    expect(read('551d24', hex(value)).policyConstraints).toEqual(expected);
  });

  it('have no constraints where the order of these is wrong', () => {
    expect(read('551d24', hex('3006 8101 00 8001 01')).policyConstraints).toBeUndefined();
  });

  it('end to be any after a number of certificates', () => {
    expect(read('551d36', hex('0201 03')).inhibitAnyPolicy).toBe(3);
  });
});

describe('key identifiers', () => {
  it('of the issuer may be its key, or its name and serial', () => {
    expect(read('551d23', hex('3004 8002 abcd')).authorityKeyId).toEqual({ keyId: 'abcd', issuer: undefined, serial: undefined });
    const name = node(0xa1, node(0xa4, sequence()));
    expect(read('551d23', sequence(name, hex('8202 00ff'))).authorityKeyId).toMatchObject({ keyId: undefined, serial: '00ff' });
    expect(read('551d23', sequence(name, hex('8202 00ff'))).authorityKeyId?.issuer).toMatchObject([{ kind: 'directory' }]);
    expect(read('551d23', sequence()).authorityKeyId).toEqual({ keyId: undefined, issuer: undefined, serial: undefined });
  });
});

describe('bits', () => {
  it('of Netscape have names', () => {
    expect([...(read('6086480186f8420101', hex('0302 00c7')).netscapeType ?? [])]).toEqual([
      'sslClient',
      'sslServer',
      'sslCa',
      'smimeCa',
      'objectSigningCa',
    ]);
  });

  it('that are unused do not count, though they are set', () => {
    expect([...(read('551d0f', hex('0302 05 9f')).keyUsage ?? [])]).toEqual(['digitalSignature']);
  });
});

it('name constraints are the content of their sequence, or all of the value where it is none', () => {
  expect(Buffer.from(read('551d1e', sequence(hex('a002 3000'))).nameConstraints ?? []).toString('hex')).toBe('a0023000');
  expect(Buffer.from(read('551d1e', hex('0500')).nameConstraints ?? []).toString('hex')).toBe('0500');
});

it('names are addresses on the web, too', () => {
  expect(read('551d11', sequence(node(0x86, ascii('spiffe://corp/vault')))).subjectAltName).toEqual([
    { kind: 'uri', value: 'spiffe://corp/vault' },
  ]);
});
