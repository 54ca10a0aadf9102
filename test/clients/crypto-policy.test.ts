import { describe, expect, it } from 'vitest';
import { isPolicyCipherString, isPolicyGroupList, isPolicySignatureList, versionOf } from '../../src/clients/crypto-policy.ts';
import { cryptoPolicies } from './crypto-policies.ts';

type Policy = keyof typeof cryptoPolicies;
const written = (policy: Policy, setting: string): string => new RegExp(`^${setting} = (.*)$`, 'm').exec(cryptoPolicies[policy])?.[1] ?? '';
const old = versionOf('OpenSSL 1.1.1k');
const first = versionOf('OpenSSL 3.0.8');
const new35 = versionOf('OpenSSL 3.5.1');

it('reads the version of a library, or says that there is none', () => {
  expect([old, new35, versionOf('OpenSSL/3.2.2')]).toEqual([
    { major: 1, minor: 1 },
    { major: 3, minor: 5 },
    { major: 3, minor: 2 },
  ]);
  expect([versionOf(undefined), versionOf('shared OpenSSL'), versionOf('GnuTLS 3.7')]).toEqual([undefined, undefined, undefined]);
});

describe('a cipher string', () => {
  it.each(['DEFAULT of AlmaLinux 9.2', 'LEGACY'] as const)('of %s is harmless', (policy) => {
    expect(isPolicyCipherString(written(policy, 'CipherString'))).toBe(true);
  });

  it.each([
    written('FUTURE', 'CipherString'),
    written('FIPS', 'CipherString'),
    'kEECDH:kRSA:kEDH',
    '@SECLEVEL=2',
    '@SECLEVEL=2:kEECDH:kEDH',
    '@SECLEVEL=2:kEECDH:kRSA:kEDH:@SECLEVEL=3',
    '@SECLEVEL=2:kEECDH:kRSA:kEDH:-SHA1',
    '@SECLEVEL=2:kEECDH:kRSA:kEDH:',
  ])('%s is not', (value) => {
    expect(isPolicyCipherString(value)).toBe(false);
  });
});

describe('a list of signature algorithms', () => {
  it('may leave out none that the library asks for', () => {
    const list = written('DEFAULT of AlmaLinux 9.2', 'SignatureAlgorithms');
    expect(isPolicySignatureList(list, first)).toBe(true);
    for (const member of list.split(':')) {
      const rest = list.split(':').filter((one) => one !== member);
      expect(isPolicySignatureList(rest.join(':'), first)).toBe(false);
    }
    expect(isPolicySignatureList(`${list}:ed25519`, first)).toBe(false);
    expect(isPolicySignatureList(`${list}:mldsa44`, new35)).toBe(false);
  });

  it.each(['DEFAULT of Fedora 43', 'DEFAULT:NO-PQ of Fedora 44'] as const)('of %s is for libraries since 3.5', (policy) => {
    const list = written(policy, 'SignatureAlgorithms');
    expect([undefined, old, first, new35].map((library) => isPolicySignatureList(list, library))).toEqual([false, false, false, true]);
  });
});

describe('a list of groups', () => {
  it('may leave out none that the library offers', () => {
    const list = written('DEFAULT of Amazon Linux 2023 and Fedora 36', 'Groups');
    expect(isPolicyGroupList(list, first)).toBe(true);
    for (const member of list.split(':')) {
      const rest = list.split(':').filter((one) => one !== member);
      expect(isPolicyGroupList(rest.join(':'), first)).toBe(false);
    }
    expect(isPolicyGroupList(`${list}:X25519`, first)).toBe(false);
  });

  it('may not name primes to 1.1.1, nor to a library that is not known', () => {
    const list = written('LEGACY', 'Groups');
    expect([old, undefined].map((library) => isPolicyGroupList(list, library))).toEqual([false, false]);
    expect(isPolicyGroupList('X25519:X448:secp256r1:secp384r1:secp521r1', old)).toBe(true);
  });

  it.each(['DEFAULT of Fedora 43', 'DEFAULT:NO-PQ of Fedora 44'] as const)('of %s is for libraries since 3.5', (policy) => {
    const list = written(policy, 'Groups');
    expect([undefined, old, first, new35].map((library) => isPolicyGroupList(list, library))).toEqual([false, false, false, true]);
  });
});
