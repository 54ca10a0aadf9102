import { describe, expect, it } from 'vitest';
import { issue, makeKeys } from '../../certificates.ts';
import { accepting, all, answer, answers, ask, storeName } from './question.ts';

const root = issue({ subject: 'CN=Corp Root G1, O=Corp', ca: true });
const issuing = issue({ subject: 'CN=Corp Issuing 1, O=Corp', ca: true, issuer: root });
const leaf = issue({ subject: `CN=${storeName}`, issuer: issuing, names: [storeName] });

describe('judgePath on plain chains', () => {
  it('accepts a complete chain for every client', () => {
    expect(answers({ store: [root], served: [leaf, issuing] })).toEqual(all('accepted'));
  });

  it('proves an acceptance by the path, end-entity first, and the file of the anchor', () => {
    const verdict = ask({ client: 'go', store: [root], served: [leaf, issuing] });
    if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
    expect(verdict.path.certificates.map((certificate) => certificate.sha256)).toEqual([leaf.sha256, issuing.sha256, root.sha256]);
    expect(verdict.path.anchor.file).toBe('/etc/ssl/certs/ca-certificates.crt');
  });

  it('accepts a chain that is served with its root', () => {
    expect(answers({ store: [root], served: [leaf, issuing, root] })).toEqual(all('accepted'));
  });

  it('rejects the same chain where the store holds another root', () => {
    const other = issue({ subject: 'CN=Other Root, O=Corp', ca: true });
    expect(answers({ store: [other], served: [leaf, issuing] })).toEqual(all('unknown-issuer'));
  });

  it('does not trust the root that the server sends along', () => {
    const other = issue({ subject: 'CN=Other Root, O=Corp', ca: true });
    expect(answers({ store: [other], served: [leaf, issuing, root] })).toEqual(all('unknown-issuer'));
  });

  it('rejects everything with an empty store', () => {
    expect(answers({ store: [], served: [leaf, issuing] })).toEqual(all('no-trust-anchors'));
  });

  it('gives no answer about an empty chain', () => {
    expect(answers({ store: [root], served: [] })).toEqual(all('unsupported'));
  });

  it('rejects a chain whose intermediate is not served', () => {
    expect(answers({ store: [root], served: [leaf] })).toEqual(all('unknown-issuer'));
  });

  it('takes a missing intermediate from the trust store', () => {
    expect(answers({ store: [root, issuing], served: [leaf] })).toEqual(all('accepted'));
  });

  it('rejects an anchor of the right name with another key, and says so', () => {
    const impostor = issue({ subject: 'CN=Corp Root G1, O=Corp', ca: true, keyIds: false });
    const orphan = issue({ subject: 'CN=Corp Issuing 1, O=Corp', ca: true, issuer: root, keyIds: false });
    const end = issue({ subject: `CN=${storeName}`, issuer: orphan, names: [storeName] });
    expect(accepting({ store: [impostor], served: [end, orphan] })).toEqual([]);
    const verdict = ask({ client: 'go', store: [impostor], served: [end, orphan] });
    expect(verdict.kind === 'rejected' && verdict.failure.detail).toContain('of that name with another key');
  });

  it('rejects a served chain whose signature was made by another key', () => {
    const stranger = issue({ subject: 'CN=Corp Issuing 1, O=Corp', ca: true, issuer: root, key: makeKeys(), keyIds: false });
    const forged = issue({
      subject: `CN=${storeName}`,
      issuer: { ...issuing, keys: makeKeys() },
      names: [storeName],
      keyIds: false,
    });
    expect(accepting({ store: [root], served: [forged, stranger] })).toEqual([]);
  });

  it.each(['rsa', 'ed25519', 'ec'] as const)('verifies %s signatures', (keyType) => {
    const anchor = issue({ subject: 'CN=Root', ca: true, keyType });
    const end = issue({ subject: `CN=${storeName}`, issuer: anchor, names: [storeName], keyType });
    expect(answer({ client: 'node-20', store: [anchor], served: [end] })).toBe('accepted');
  });
});

describe('judgePath on what certificates may be used for', () => {
  it('rejects an intermediate that is no CA', () => {
    const notCa = issue({ subject: 'CN=Corp Web, O=Corp', issuer: root, names: ['web.corp.internal'] });
    const end = issue({ subject: `CN=${storeName}`, issuer: notCa, names: [storeName] });
    expect(accepting({ store: [root], served: [end, notCa] })).toEqual([]);
  });

  it('rejects an intermediate without keyCertSign', () => {
    const noSign = issue({ subject: 'CN=Corp CRL, O=Corp', ca: true, issuer: root, keyUsage: 0x02 });
    const end = issue({ subject: `CN=${storeName}`, issuer: noSign, names: [storeName] });
    expect(accepting({ store: [root], served: [end, noSign] })).toEqual([]);
  });

  it('rejects more intermediates than a CA allows', () => {
    const narrow = issue({ subject: 'CN=Narrow, O=Corp', ca: true, issuer: root, pathLength: 0 });
    const below = issue({ subject: 'CN=Below, O=Corp', ca: true, issuer: narrow });
    const end = issue({ subject: `CN=${storeName}`, issuer: below, names: [storeName] });
    expect(answers({ store: [root], served: [end, below, narrow] })).toEqual(all('path-too-long'));
  });

  it('accepts exactly as many intermediates as a CA allows', () => {
    const narrow = issue({ subject: 'CN=Narrow, O=Corp', ca: true, issuer: root, pathLength: 1 });
    const below = issue({ subject: 'CN=Below, O=Corp', ca: true, issuer: narrow });
    const end = issue({ subject: `CN=${storeName}`, issuer: below, names: [storeName] });
    expect(answers({ store: [root], served: [end, below, narrow] })).toEqual(all('accepted'));
  });

  it('rejects an end-entity for TLS clients', () => {
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], eku: ['1.3.6.1.5.5.7.3.2'] });
    expect(answers({ store: [root], served: [end] })).toEqual(all('wrong-purpose'));
  });

  it('accepts an end-entity without any purpose stated', () => {
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], eku: [] });
    expect(answers({ store: [root], served: [end] })).toEqual(all('accepted'));
  });

  it('rejects an end-entity with a critical extension that nobody knows', () => {
    const extra = [{ oid: '1.3.6.1.4.1.99999.7', critical: true, der: Buffer.from('0500', 'hex') }];
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], extra });
    expect(answers({ store: [root], served: [end] })).toEqual(all('unhandled-critical-extension'));
  });

  it('accepts an extension that nobody knows where it is not critical', () => {
    const extra = [{ oid: '1.3.6.1.4.1.99999.7', critical: false, der: Buffer.from('0500', 'hex') }];
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], extra });
    expect(answers({ store: [root], served: [end] })).toEqual(all('accepted'));
  });
});

describe('judgePath on names', () => {
  it('rejects a chain for another name', () => {
    expect(answers({ store: [root], served: [leaf, issuing], name: 'secrets.corp.internal' })).toEqual(all('name-mismatch'));
  });

  it('shows first what the client looks at first: Go the name, the others the path', () => {
    const other = issue({ subject: 'CN=Other Root', ca: true });
    const asked = { store: [other], served: [leaf, issuing], name: 'secrets.corp.internal' };
    expect(answers(asked)).toEqual({ ...all('unknown-issuer'), go: 'name-mismatch' });
  });
});
