import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import { type CertificateRequest, type Issued, issue } from '../../certificates.ts';
import { accepting, all, answer, answers, storeName } from './question.ts';

const root = issue({ subject: 'CN=Corp Root, O=Corp', ca: true });
const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
const extension = (oid: string, der: string, critical = false) => ({ oid, critical, der: hex(der) });

// Features over which clients differ: what matters is that none of them is ever called accepted by a guess.
const onEndEntity: readonly (readonly [string, Partial<CertificateRequest>])[] = [
  ['a policy constraint', { extra: [extension('2.5.29.36', '3003800100')] }],
  ['critical policies', { extra: [extension('2.5.29.32', '3006 3004 0602 2a03', true)] }],
  ['a critical key identifier', { keyIds: false, extra: [extension('2.5.29.14', '0401aa', true)] }],
  ['critical access information, which Go knows', { extra: [extension('1.3.6.1.5.5.7.1.1', '3000', true)] }],
  ['critical distribution points, which OpenSSL knows', { extra: [extension('2.5.29.31', '3000', true)] }],
  ['a proxy certificate', { extra: [extension('1.3.6.1.5.5.7.1.14', '3000')] }],
  ["Netscape's certificate type, which OpenSSL heeds", { extra: [extension('2.16.840.1.113730.1.1', '03020780')] }],
  ['an extension that stands twice', { extra: [extension('1.2.3.4', '0500'), extension('1.2.3.4', '0500')] }],
  ['an empty list of purposes, which Go ignores', { eku: [], extra: [extension('2.5.29.37', '3000')] }],
  ['any purpose', { eku: ['2.5.29.37.0'] }],
  ['a key usage without any bit, which Go ignores', { keyUsage: null, extra: [extension('2.5.29.15', '030100')] }],
  ['a key usage without digitalSignature', { keyUsage: 0x20 }],
  ['a partial wildcard', { names: ['v*.corp.internal'] }],
  ['a wildcard in the middle', { names: ['vault.*.internal'] }],
];

describe('judgePath calls unsupported', () => {
  it.each(onEndEntity)('an end-entity with %s', (_what, request) => {
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], ...request });
    expect(answers({ store: [root], served: [end] })).toEqual(all('unsupported'));
  });

  const onCa: readonly (readonly [string, Partial<CertificateRequest>])[] = [
    ['name constraints', { extra: [extension('2.5.29.30', '3011 a00f 300d 820b 636f72702e696e7465726e')] }],
    ['critical name constraints', { extra: [extension('2.5.29.30', '3011 a00f 300d 820b 636f72702e696e7465726e', true)] }],
    ['a purpose other than servers', { eku: ['1.3.6.1.5.5.7.3.2'] }],
    ['any purpose', { eku: ['2.5.29.37.0'] }],
    ['inhibited policies', { extra: [extension('2.5.29.54', '020100')] }],
    ['keyCertSign in place of basic constraints', { ca: false, keyUsage: 0x06, eku: [] }],
  ];

  it.each(onCa)('an intermediate with %s', (_what, request) => {
    const middle = issue({ subject: 'CN=Corp Issuing, O=Corp', issuer: root, ca: true, ...request });
    const end = issue({ subject: `CN=${storeName}`, issuer: middle, names: [storeName] });
    const got = answers({ store: [root], served: [end, middle] });
    expect(got).toEqual(all('unsupported'));
  });

  it.each(onCa)('an anchor with %s', (_what, request) => {
    const anchor = issue({ subject: 'CN=Odd Root, O=Corp', ca: true, ...request });
    const end = issue({ subject: `CN=${storeName}`, issuer: anchor, names: [storeName] });
    expect(answers({ store: [anchor], served: [end] })).toEqual(all('unsupported'));
  });

  it('an anchor with a critical extension that nobody knows, which Java does not look at', () => {
    const anchor = issue({ subject: 'CN=Odd Root', ca: true, extra: [extension('1.3.6.1.4.1.99999.1', '0500', true)] });
    const end = issue({ subject: `CN=${storeName}`, issuer: anchor, names: [storeName] });
    expect(answers({ store: [anchor], served: [end] })).toEqual(all('unsupported'));
  });

  it('an anchor whose path length is exceeded', () => {
    const anchor = issue({ subject: 'CN=Narrow Root', ca: true, pathLength: 0 });
    const middle = issue({ subject: 'CN=Below', ca: true, issuer: anchor });
    const end = issue({ subject: `CN=${storeName}`, issuer: middle, names: [storeName] });
    expect(answers({ store: [anchor], served: [end, middle] })).toEqual(all('unsupported'));
  });

  it('an issuer that may sign beside one of the same name and key that may not, for OpenSSL', () => {
    const may = issue({ subject: 'CN=Issuing', ca: true, issuer: root });
    const mayNot = issue({ subject: 'CN=Issuing', ca: true, issuer: root, key: may.keys, keyUsage: 0x02 });
    const end = issue({ subject: `CN=${storeName}`, issuer: may, names: [storeName] });
    expect(answer({ client: 'node-20', store: [root], served: [end, mayNot, may] })).toBe('unsupported');
    expect(answer({ client: 'go', store: [root], served: [end, mayNot, may] })).toBe('accepted');
  });

  it('an issuing key of a kind that the engine cannot check, and not "signed by nobody"', () => {
    const end = withIssuerKeyOfUnknownKind();
    expect(accepting(end)).toEqual([]);
    expect(answer({ client: 'go', ...end })).toBe('unsupported');
    expect(answer({ client: 'java', ...end })).toBe('unsupported');
  });

  it('a path longer than any that is followed', () => {
    const chain: Issued[] = [];
    let issuer = root;
    for (let depth = 0; depth < 14; depth += 1) {
      issuer = issue({ subject: `CN=Level ${depth}`, ca: true, issuer });
      chain.unshift(issuer);
    }
    const end = issue({ subject: `CN=${storeName}`, issuer, names: [storeName] });
    expect(answers({ store: [root], served: [end, ...chain] }, ['node-20', 'go'])).toEqual(all('unsupported', ['node-20', 'go']));
  });

  it('a search that would take for ever', () => {
    const names = Array.from({ length: 8 }, (_, index) => issue({ subject: `CN=Node ${index}`, ca: true, keyIds: false }));
    const mesh = names.flatMap((subject) =>
      names.flatMap((issuer) =>
        subject === issuer ? [] : [issue({ subject: subject.subject, ca: true, key: subject.keys, issuer, keyIds: false })],
      ),
    );
    const [first] = names;
    if (first === undefined) throw new Error('no certificate was made');
    const end = issue({ subject: `CN=${storeName}`, issuer: first, names: [storeName], keyIds: false });
    expect(answer({ client: 'go', store: [root], served: [end, ...mesh] })).toBe('unsupported');
  });
});

describe('damaged parameters of a signature algorithm', () => {
  // RSASSA-PSS with parameters whose [0] holds a node that is cut off: read late, when a path is judged
  it('make the certificate unsupported and do not escape as an error', () => {
    const issued = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], keyType: 'ec' });
    const pss = hex('30 13 06 09 2a864886f70d01010a 30 06 80 04 30 7f 00 00');
    const algorithm = hex('30 0a 06 08 2a8648ce3d040302');
    const swapped = replaceAll(issued.der, algorithm, pss);
    const certificate = parseCertificate(swapped);
    expect(certificate.signature.algorithm).toBe('1.2.840.113549.1.1.10');
    const odd: Issued = { ...issued, der: Buffer.from(swapped) };
    expect(answers({ store: [root], served: [odd] })).toEqual(all('unsupported'));
  });
});

// Swaps a node of the outer SEQUENCE and of tbsCertificate for a longer one, and mends the two lengths above it.
function replaceAll(der: Uint8Array, wanted: Uint8Array, by: Uint8Array): Uint8Array {
  const text = Buffer.from(der).toString('hex');
  const parts = text.split(Buffer.from(wanted).toString('hex'));
  if (parts.length !== 3) throw new Error(`the algorithm stands ${parts.length - 1} times`);
  const grown = Buffer.from(parts.join(Buffer.from(by).toString('hex')), 'hex');
  const more = by.length - wanted.length;
  grown.writeUInt16BE(grown.readUInt16BE(2) + 2 * more, 2);
  grown.writeUInt16BE(grown.readUInt16BE(6) + more, 6);
  return grown;
}

// The OID of the root's key (id-ecPublicKey) with its last arc changed: nobody knows that kind, its name still fits.
function withIssuerKeyOfUnknownKind(): { readonly store: readonly Issued[]; readonly served: readonly Issued[] } {
  const anchor = issue({ subject: 'CN=Strange Key', ca: true });
  const end = issue({ subject: `CN=${storeName}`, issuer: anchor, names: [storeName] });
  const der = Buffer.from(anchor.der.toString('hex').replace('06072a8648ce3d0201', '06072a8648ce3d0203'), 'hex');
  return { store: [{ ...anchor, der }], served: [end] };
}
