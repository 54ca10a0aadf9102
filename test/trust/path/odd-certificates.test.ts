import { describe, expect, it } from 'vitest';
import { type CertificateRequest, issue } from '../../certificates.ts';
import { answer, answers, ask, type Client, storeName } from './question.ts';

// What the clients make of certificates that are out of the ordinary: where they differ, a guess would be wrong for one of them. Each row was seen with
// the real clients (test/corpus) or is read in their source, which the check of that name cites.

const root = issue({ subject: 'CN=Corp Root, O=Corp', ca: true });
const openssl = ['node-16', 'node-20', 'node-24', 'python', 'curl'] as const satisfies readonly Client[];

interface Expected {
  readonly openssl: string;
  readonly go: string;
  readonly java: string;
}
type Row = readonly [what: string, request: Partial<CertificateRequest>, expected: Expected];

const all = (answer: string): Expected => ({ openssl: answer, go: answer, java: answer });
const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
const extension = (oid: string, der: string, critical = false) => ({ oid, critical, der: hex(der) });
const spelledOut = ({ openssl: byOpenssl, go, java }: Expected): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(openssl.map((client) => [client, byOpenssl])),
  go,
  java,
});

const constrained = (critical: boolean) => extension('2.5.29.30', '3013 a011 300f 820d 636f72702e696e7465726e616c', critical);
const elsewhere = extension('2.5.29.30', '3011 a00f 300d 820b 636f72702e696e7465726e');

describe('an end-entity with', () => {
  it.each<Row>([
    [
      'a policy constraint',
      { extra: [extension('2.5.29.36', '3003800100')] },
      { openssl: 'accepted', go: 'accepted', java: 'policy-required' },
    ],
    [
      'a critical policy constraint',
      { extra: [extension('2.5.29.36', '3003800100', true)] },
      { openssl: 'accepted', go: 'unhandled-critical-extension', java: 'policy-required' },
    ],
    ['critical policies', { extra: [extension('2.5.29.32', '3006 3004 0602 2a03', true)] }, all('accepted')],
    [
      'a critical key identifier',
      { keyIds: false, extra: [extension('2.5.29.14', '0401aa', true)] },
      { openssl: 'unhandled-critical-extension', go: 'accepted', java: 'unhandled-critical-extension' },
    ],
    [
      'a proxy certificate',
      { extra: [extension('1.3.6.1.5.5.7.1.14', '300c300a06082b06010505071501', true)] },
      all('unhandled-critical-extension'),
    ],
    [
      "Netscape's certificate type for clients",
      { extra: [extension('2.16.840.1.113730.1.1', '03020780')] },
      { openssl: 'wrong-purpose', go: 'accepted', java: 'wrong-purpose' },
    ],
    [
      'an extension that nobody reads twice',
      { extra: [extension('1.2.3.4', '0500'), extension('1.2.3.4', '0500')] },
      { openssl: 'accepted', go: 'malformed', java: 'malformed' },
    ],
    [
      'no purpose at all',
      { eku: [], extra: [extension('2.5.29.37', '3000')] },
      { openssl: 'wrong-purpose', go: 'accepted', java: 'wrong-purpose' },
    ],
    ['any purpose', { eku: ['2.5.29.37.0'] }, { openssl: 'wrong-purpose', go: 'accepted', java: 'accepted' }],
    ['the purpose of TLS clients', { eku: ['1.3.6.1.5.5.7.3.2'] }, all('wrong-purpose')],
    ['a key usage for key encipherment', { keyUsage: 0x20 }, { openssl: 'accepted', go: 'accepted', java: 'wrong-purpose' }],
    ['a key usage for non-repudiation', { keyUsage: 0x40 }, { openssl: 'wrong-purpose', go: 'accepted', java: 'wrong-purpose' }],
    [
      'address blocks (RFC 3779)',
      { extra: [extension('1.3.6.1.5.5.7.1.7', '3000')] },
      { openssl: 'unsupported', go: 'accepted', java: 'accepted' },
    ],
    ['an unknown critical extension', { extra: [extension('1.3.6.1.4.1.99999.1', '0500', true)] }, all('unhandled-critical-extension')],
    [
      'a critical list of names without any, beside a common name',
      { names: [], extra: [extension('2.5.29.17', '3000', true)] },
      { openssl: 'accepted', go: 'unhandled-critical-extension', java: 'malformed' },
    ],
    ['a notAfter without seconds', { until: 'utc:3601011200Z' }, { openssl: 'malformed', go: 'accepted', java: 'accepted' }],
    ['a notAfter with an offset', { until: 'utc:360101120000+0100' }, { openssl: 'malformed', go: 'accepted', java: 'accepted' }],
    ['a notAfter with an offset of zero', { until: 'utc:360101120000+0000' }, { openssl: 'malformed', go: 'malformed', java: 'accepted' }],
    [
      'a notAfter with fractions of a second',
      { until: 'generalized:20600101120000.5Z' },
      { openssl: 'malformed', go: 'malformed', java: 'accepted' },
    ],
    ['an unknown extension', { extra: [extension('1.3.6.1.4.1.99999.1', '0500')] }, all('accepted')],
  ])('%s', (_what, request, expected) => {
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], ...request });
    expect(answers({ store: [root], served: [end] })).toEqual(spelledOut(expected));
  });

  it('basic constraints twice is malformed, which OpenSSL reports as an issuer that is not known, and curl as it is', () => {
    const twice = extension('2.5.29.19', '3000');
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], extra: [twice, twice] });
    const asked = { store: [root], served: [end] };
    expect(answers(asked)).toEqual({ ...spelledOut({ openssl: 'unknown-issuer', go: 'malformed', java: 'malformed' }), curl: 'malformed' });
    expect(ask({ ...asked, client: 'node-24' })).toMatchObject({ cause: { reason: 'malformed' } });
  });

  it('a path length that is no CA is invalid for OpenSSL 1.1.1 alone', () => {
    const end = issue({
      subject: `CN=${storeName}`,
      issuer: root,
      names: [storeName],
      extra: [extension('2.5.29.19', '3003020100', true)],
    });
    expect(answers({ store: [root], served: [end] })).toEqual({ ...spelledOut(all('accepted')), 'node-16': 'unknown-issuer' });
  });

  it('a key usage without any bit is invalid for OpenSSL 3, useless for 1.1.1 and Java, and no restriction for Go', () => {
    const end = issue({
      subject: `CN=${storeName}`,
      issuer: root,
      names: [storeName],
      keyUsage: null,
      extra: [extension('2.5.29.15', '030100')],
    });
    const got = answers({ store: [root], served: [end] });
    expect(got).toMatchObject({ 'node-16': 'wrong-purpose', curl: 'malformed', go: 'accepted', java: 'wrong-purpose' });
    expect(Object.entries(got).filter(([, answer]) => answer === 'accepted')).toEqual([['go', 'accepted']]);
  });
});

const onCa: readonly (readonly [what: string, request: Partial<CertificateRequest>, intermediate: Expected, anchor: Expected])[] = [
  ['name constraints that permit the name', { extra: [constrained(false)] }, all('accepted'), all('accepted')],
  ['critical name constraints that permit the name', { extra: [constrained(true)] }, all('accepted'), all('accepted')],
  [
    'name constraints that do not permit it',
    { extra: [elsewhere] },
    all('name-constrained'),
    { openssl: 'name-constrained', go: 'name-constrained', java: 'accepted' },
  ],
  [
    'the purpose of TLS clients',
    { eku: ['1.3.6.1.5.5.7.3.2'] },
    { openssl: 'wrong-purpose', go: 'wrong-purpose', java: 'accepted' },
    { openssl: 'wrong-purpose', go: 'wrong-purpose', java: 'accepted' },
  ],
  [
    'any purpose',
    { eku: ['2.5.29.37.0'] },
    { openssl: 'wrong-purpose', go: 'accepted', java: 'accepted' },
    { openssl: 'wrong-purpose', go: 'accepted', java: 'accepted' },
  ],
  ['inhibited policies', { extra: [extension('2.5.29.54', '020100')] }, all('accepted'), all('accepted')],
  [
    'critical inhibited policies',
    { extra: [extension('2.5.29.54', '020100', true)] },
    { openssl: 'accepted', go: 'unhandled-critical-extension', java: 'accepted' },
    { openssl: 'accepted', go: 'unhandled-critical-extension', java: 'accepted' },
  ],
  [
    'keyCertSign in place of basic constraints',
    { ca: false, keyUsage: 0x06, eku: [] },
    { openssl: 'not-a-ca', go: 'unknown-issuer', java: 'not-a-ca' },
    { openssl: 'accepted', go: 'unknown-issuer', java: 'not-a-ca' },
  ],
  [
    'an unknown critical extension',
    { extra: [extension('1.3.6.1.4.1.99999.1', '0500', true)] },
    all('unhandled-critical-extension'),
    { openssl: 'unhandled-critical-extension', go: 'unhandled-critical-extension', java: 'accepted' },
  ],
  ['room for no further CA', { pathLength: 0 }, all('accepted'), { openssl: 'path-too-long', go: 'path-too-long', java: 'accepted' }],
];

describe('an intermediate with', () => {
  it.each(onCa)('%s', (_what, request, expected) => {
    const middle = issue({ subject: 'CN=Corp Issuing, O=Corp', issuer: root, ca: true, ...request });
    const end = issue({ subject: `CN=${storeName}`, issuer: middle, names: [storeName] });
    expect(answers({ store: [root], served: [end, middle] })).toEqual(spelledOut(expected));
  });
});

describe('an anchor two steps above with', () => {
  it.each(onCa)('%s', (_what, request, _intermediate, expected) => {
    const anchor = issue({ subject: 'CN=Odd Root, O=Corp', ca: true, ...request });
    const middle = issue({ subject: 'CN=Below', issuer: anchor, ca: true });
    const end = issue({ subject: `CN=${storeName}`, issuer: middle, names: [storeName] });
    expect(answers({ store: [anchor], served: [end, middle] })).toEqual(spelledOut(expected));
  });
});

describe('an issuer that may sign beside one of the same name and key that may not', () => {
  const may = issue({ subject: 'CN=Issuing', ca: true, issuer: root });
  const mayNot = issue({ subject: 'CN=Issuing', ca: true, issuer: root, key: may.keys, keyUsage: 0x02 });
  const end = issue({ subject: `CN=${storeName}`, issuer: may, names: [storeName] });

  it('is passed over by OpenSSL where it comes second, because key usage is looked at too late', () => {
    expect(answer({ client: 'python', store: [root], served: [end, mayNot, may] })).toBe('wrong-key-usage');
    expect(answer({ client: 'go', store: [root], served: [end, mayNot, may] })).toBe('accepted');
  });

  it('is taken by all where it comes first', () => {
    expect(answers({ store: [root], served: [end, may, mayNot] })).toEqual(spelledOut(all('accepted')));
  });
});
