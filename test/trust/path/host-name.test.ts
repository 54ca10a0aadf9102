import { describe, expect, it } from 'vitest';
import { addressBytes, matchHostName } from '../../../src/trust/path/host-name.ts';
import { issue } from '../../certificates.ts';
import { read } from './question.ts';

const named = (names: readonly string[], subject = 'CN=whatever') => read(issue({ subject, names }));

describe('matchHostName', () => {
  it.each([
    ['vault.corp.internal', 'vault.corp.internal', 'match'],
    ['VAULT.corp.Internal', 'vault.CORP.internal', 'match'],
    ['vault.corp.internal', 'vault.corp.internal.', 'match'],
    ['vault.corp.internal', 'secrets.corp.internal', 'mismatch'],
    ['corp.internal', 'vault.corp.internal', 'mismatch'],
    ['vault.corp.internal', 'corp.internal', 'mismatch'],
    ['*.corp.internal', 'vault.corp.internal', 'match'],
    ['*.corp.internal', 'corp.internal', 'mismatch'],
    ['*.corp.internal', 'a.vault.corp.internal', 'mismatch'],
    ['*.corp.internal', '.corp.internal', 'mismatch'],
    ['*.corp.internal', 'vaultXcorp.internal', 'mismatch'],
    // clients disagree about these
    ['*.internal', 'corp.internal', 'unsupported'],
    ['v*.corp.internal', 'vault.corp.internal', 'unsupported'],
    ['*', 'vault', 'unsupported'],
    ['*.*.internal', 'vault.corp.internal', 'unsupported'],
    ['vault_1.corp.internal', 'vault_1.corp.internal', 'unsupported'],
    ['xn--vult-5qa.corp.internal', 'xn--vult-5qa.corp.internal', 'unsupported'],
  ])('%s beside the asked %s is %s', (pattern, asked, expected) => {
    expect(matchHostName(named([pattern]), asked, true)).toBe(expected);
  });

  it('finds a name among many', () => {
    expect(matchHostName(named(['a.corp', 'b.corp', 'vault.corp']), 'vault.corp', false)).toBe('match');
  });

  it('takes an exact name although a form beside it is not modelled', () => {
    expect(matchHostName(named(['v*.corp.internal', 'vault.corp.internal']), 'vault.corp.internal', false)).toBe('match');
  });

  it('compares addresses as octets', () => {
    expect(matchHostName(named(['10.0.0.7']), '10.0.0.7', false)).toBe('match');
    expect(matchHostName(named(['10.0.0.7']), '10.0.0.8', false)).toBe('mismatch');
    expect(matchHostName(named(['::1']), '0:0:0:0:0:0:0:1', false)).toBe('match');
  });

  it('does not let a wildcard stand for a part of an address', () => {
    expect(matchHostName(named(['*.0.0.7']), '10.0.0.7', false)).toBe('mismatch');
  });

  it('gives no answer where the address stands as text, which some clients take', () => {
    expect(matchHostName(named([], 'CN=10.0.0.7'), '10.0.0.7', true)).toBe('unsupported');
  });

  it('gives no answer for a name where the certificate has addresses alone', () => {
    expect(matchHostName(named(['10.0.0.7'], 'CN=vault.corp'), 'vault.corp', true)).toBe('unsupported');
  });

  it('gives no answer where one of several common names fits, because clients choose different ones', () => {
    expect(matchHostName(named([], 'CN=vault.corp, CN=other.corp'), 'vault.corp', true)).toBe('unsupported');
  });

  it('uses the common name only for clients that do', () => {
    expect(matchHostName(named([], 'CN=vault.corp'), 'vault.corp', true)).toBe('match');
    expect(matchHostName(named([], 'CN=vault.corp'), 'vault.corp', false)).toBe('mismatch');
  });
});

describe('addressBytes', () => {
  it.each([
    ['10.0.0.7', '0a000007'],
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['2001:db8::a:b', '20010db80000000000000000000a000b'],
    ['::ffff:10.0.0.7', '00000000000000000000ffff0a000007'],
  ])('%s is %s', (address, hex) => {
    expect(Buffer.from(addressBytes(address) ?? []).toString('hex')).toBe(hex);
  });

  it.each(['vault.corp', '10.0.0', '10.0.0.300', '1::2::3', ''])('%s is no address', (text) => {
    expect(addressBytes(text)).toBeUndefined();
  });
});
