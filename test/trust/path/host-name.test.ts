import { describe, expect, it } from 'vitest';
import {
  botocoreNames,
  curlNames,
  goNames,
  java19Names,
  javaNames,
  node24Names,
  nodeNames,
  opensslNames,
  pythonNames,
  requestsNames,
  withoutIpv6,
} from '../../../src/clients/host-names.ts';
import { addressBytes, matchHostName } from '../../../src/trust/path/host-name.ts';
import type { Certificate } from '../../../src/x509/certificate.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import { issue } from '../../certificates.ts';
import { type Naming, namedCertificate, node } from './host-name/named-certificate.ts';
import { read } from './question.ts';

const clients = {
  openssl: opensslNames,
  python: pythonNames,
  requests: requestsNames,
  botocore: botocoreNames,
  node: nodeNames,
  node24: node24Names,
  curl: curlNames,
  go: goNames,
  java: javaNames,
  java19: java19Names,
};
const all = Object.keys(clients);
const without = (...names: readonly string[]): readonly string[] => all.filter((name) => !names.includes(name));

const named = (names: readonly string[], subject = 'CN=whatever'): Certificate => read(issue({ subject, names }));
const naming = (request: Naming): Certificate => parseCertificate(namedCertificate(request));

/** The clients for which the certificate is for that name; it throws where one has no answer. */
function takenBy(certificate: Certificate, name: string): readonly string[] {
  return Object.entries(clients).flatMap(([client, rules]) => {
    const answer = matchHostName(certificate, name, rules);
    if (answer === 'unsupported') throw new Error(`no answer for ${client}`);
    return answer === 'match' ? [client] : [];
  });
}

describe('matchHostName', () => {
  it.each<[string, string, readonly string[]]>([
    ['vault.corp.internal', 'vault.corp.internal', all],
    ['VAULT.corp.Internal', 'vault.CORP.internal', all],
    ['vault.corp.internal', 'secrets.corp.internal', []],
    ['corp.internal', 'vault.corp.internal', []],
    ['vault', 'vault', all],
    ['*.corp.internal', 'vault.corp.internal', all],
    ['*.corp.internal', 'corp.internal', []],
    ['*.corp.internal', 'a.vault.corp.internal', []],
    ['*.corp.internal', 'vault_1.corp.internal', without('openssl', 'python', 'requests', 'java', 'java19')],
    ['vault_1.corp.internal', 'vault_1.corp.internal', without('java', 'java19')],
    ['vault.corp.internal', 'vault.corp.internal.', without('openssl', 'python')],
    ['vault.corp.internal.', 'vault.corp.internal', ['node', 'node24', 'curl']],
    ['vault.corp.internal.', 'vault.corp.internal.', ['openssl', 'python', 'node', 'node24', 'curl', 'go']],
    ['*.internal', 'corp.internal', ['botocore', 'go', 'java', 'java19']],
    ['*', 'vault', ['botocore', 'go']],
    ['v*.corp.internal', 'vault.corp.internal', ['openssl', 'botocore', 'node', 'node24', 'java', 'java19']],
    ['v*t.corp.internal', 'vault.corp.internal', ['botocore', 'node', 'node24', 'java', 'java19']],
    ['v*u*t.corp.internal', 'vault.corp.internal', ['java', 'java19']],
    ['vault.*.internal', 'vault.corp.internal', ['java']],
    ['*.*.internal', 'vault.corp.internal', ['java']],
    ['xn--vult-5qa.corp.internal', 'XN--vult-5qa.corp.internal', all],
    ['*.corp.internal', 'xn--vult-5qa.corp.internal', all],
    ['x*.corp.internal', 'xn--vult-5qa.corp.internal', ['node', 'node24']],
    ['*.0.0.7', '10.0.0.7', []],
    ['10.0.0.7', '10.0.0.7', []],
  ])('%s beside the asked %s', (pattern, asked, expected) => {
    const certificate = naming({ names: [node(0x82, Buffer.from(pattern))], subject: [[{ value: 'whatever' }]] });
    expect(takenBy(certificate, asked)).toEqual(expected);
  });

  it('finds a name among many', () => {
    expect(takenBy(named(['a.corp', 'b.corp', 'vault.corp']), 'vault.corp')).toEqual(all);
  });

  it('compares none where none is asked for', () => {
    expect(matchHostName(named(['a.corp']), undefined, opensslNames)).toBe('match');
  });

  it.each([
    '',
    '.',
    '.corp',
    'a..b',
    'v\u00e4ult.corp',
    '*.corp',
    'vault.corp:443',
    '[::1]',
    '10.1',
    '10.0.0.7.',
    '0x7f.1',
    'fe80::1%eth0',
    'a b',
  ])('has no answer for "%s", which each program reads in its own way', (name) => {
    for (const rules of Object.values(clients)) expect(matchHostName(named(['vault.corp']), name, rules)).toBe('unsupported');
  });

  it('compares addresses as octets', () => {
    expect(takenBy(named(['10.0.0.7']), '10.0.0.7')).toEqual(all);
    expect(takenBy(named(['10.0.0.7']), '10.0.0.8')).toEqual([]);
    expect(takenBy(named(['::1']), '0:0:0:0:0:0:0:1')).toEqual(all);
  });

  it('takes a mapped address for the address itself in Go and Java only', () => {
    expect(takenBy(named(['10.0.0.7']), '::ffff:10.0.0.7')).toEqual(['go', 'java', 'java19']);
  });

  it('takes no IPv6 address where the release compares none', () => {
    expect(matchHostName(named(['::1']), '::1', withoutIpv6(node24Names))).toBe('mismatch');
    expect(matchHostName(named(['10.0.0.7']), '10.0.0.7', withoutIpv6(node24Names))).toBe('match');
  });

  it('has no answer for Node.js 24 where the subject holds what makes some releases fall over', () => {
    const bits = { oid: Buffer.from('55042d', 'hex'), tag: 3, value: Buffer.from([0, 1]) };
    const certificate = naming({ subject: [[bits], [{ value: 'vault.corp' }]], names: [node(0x82, Buffer.from('vault.corp'))] });
    expect(matchHostName(certificate, 'vault.corp', node24Names)).toBe('unsupported');
    expect(matchHostName(certificate, 'vault.corp', nodeNames)).toBe('match');
  });

  it('uses the common name only for clients that do, and only where no name of a kind that counts stands beside it', () => {
    expect(takenBy(named([], 'CN=vault.corp'), 'vault.corp')).toEqual(without('requests', 'go'));
    expect(takenBy(named(['other.corp'], 'CN=vault.corp'), 'vault.corp')).toEqual([]);
    expect(takenBy(named(['10.0.0.7'], 'CN=vault.corp'), 'vault.corp')).toEqual(without('requests', 'botocore', 'curl', 'go'));
    expect(takenBy(named([], 'CN=10.0.0.7'), '10.0.0.7')).toEqual(['curl']);
  });

  it('uses all common names, or the last', () => {
    expect(takenBy(named([], 'CN=vault.corp, CN=other.corp'), 'vault.corp')).toEqual(['openssl', 'python', 'botocore', 'node', 'node24']);
    expect(takenBy(named([], 'CN=other.corp, CN=vault.corp'), 'vault.corp')).toEqual(without('requests', 'go'));
  });

  it('does not see the common name behind an entry that Java 17 reads, and does behind one that it does not', () => {
    const subject = [[{ value: 'vault.corp' }]];
    const broken = [node(0x87, Buffer.from([1, 2, 3])), node(0x82, Buffer.from('other.corp'))];
    expect(takenBy(naming({ subject, names: broken }), 'vault.corp')).toEqual(['java']);
    expect(takenBy(naming({ subject, names: broken }), 'other.corp')).toEqual(without('java', 'java19'));
  });

  it('has no answer for Java where a URI may make the names unreadable and that would decide', () => {
    const names = [node(0x86, Buffer.from('x:{')), node(0x82, Buffer.from('vault.corp'))];
    const certificate = naming({ subject: [[{ value: 'other.corp' }]], names });
    expect(matchHostName(certificate, 'vault.corp', javaNames)).toBe('unsupported');
    expect(matchHostName(certificate, 'third.corp', javaNames)).toBe('mismatch');
    expect(matchHostName(certificate, 'vault.corp', goNames)).toBe('match');
  });

  it('is never for anybody without names', () => {
    expect(takenBy(naming({}), 'vault.corp')).toEqual([]);
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

  it.each(['vault.corp', '10.0.0', '10.0.0.300', '1::2::3', '', 'fe80::1%eth0'])('%s is no address', (text) => {
    expect(addressBytes(text)).toBeUndefined();
  });
});
