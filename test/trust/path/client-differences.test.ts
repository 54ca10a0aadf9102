import { describe, expect, it } from 'vitest';
import { issue } from '../../certificates.ts';
import { accepting, all, answer, answers, ask, type Client, clients, someDay, storeName } from './question.ts';

const openssl: readonly Client[] = ['node-16', 'node-20', 'node-24', 'python', 'curl'];
const notJava = clients.filter((client) => client !== 'java');
const root = issue({ subject: 'CN=Corp Root, O=Corp', ca: true });
const issuing = issue({ subject: 'CN=Corp Issuing, O=Corp', ca: true, issuer: root });
const leaf = issue({ subject: `CN=${storeName}`, issuer: issuing, names: [storeName] });

describe('an anchor that has expired', () => {
  const old = issue({ subject: 'CN=Old Root, O=Corp', ca: true, from: '2016-01-01T00:00:00Z', until: '2026-05-01T00:00:00Z' });
  const below = issue({ subject: 'CN=Old Issuing, O=Corp', ca: true, issuer: old });
  const end = issue({ subject: `CN=${storeName}`, issuer: below, names: [storeName] });

  it('is accepted by Java and by nobody else', () => {
    expect(answers({ store: [old], served: [end, below] })).toEqual({ ...all('expired', notJava), java: 'accepted' });
  });

  it('is rejected by Java too where the served chain is out of order, because then Java searches', () => {
    // the builder says only that it found no path
    expect(answer({ client: 'java', store: [old], served: [end, below, below] })).toBe('unknown-issuer');
  });

  it('is rejected by Java while a certificate beneath it has expired too', () => {
    const gone = issue({ subject: 'CN=Gone, O=Corp', ca: true, issuer: old, from: '2020-01-01T00:00:00Z', until: '2026-05-01T00:00:00Z' });
    const beneath = issue({ subject: `CN=${storeName}`, issuer: gone, names: [storeName] });
    expect(answers({ store: [old], served: [beneath, gone] })).toEqual(all('expired'));
  });

  it('that is not valid yet is treated alike', () => {
    const young = issue({ subject: 'CN=Young Root', ca: true, from: '2026-07-01T00:00:00Z' });
    const early = issue({ subject: `CN=${storeName}`, issuer: young, names: [storeName] });
    expect(answers({ store: [young], served: [early] })).toEqual({ ...all('not-yet-valid', notJava), java: 'accepted' });
  });
});

describe('a store that holds the intermediate alone', () => {
  const partial: readonly Client[] = ['curl', 'go', 'java'];
  const whole = clients.filter((client) => !partial.includes(client));

  it('is enough for clients with partial chains', () => {
    expect(answers({ store: [issuing], served: [leaf, issuing] }, partial)).toEqual(all('accepted', partial));
  });

  it('is not enough for the others', () => {
    expect(answers({ store: [issuing], served: [leaf, issuing] }, whole)).toEqual(all('unknown-issuer', whole));
  });
});

describe('an end-entity in the store', () => {
  it('is enough for curl, Go and Java where it stands alone', () => {
    const expected = { ...all('unknown-issuer'), curl: 'accepted', go: 'accepted', java: 'accepted' };
    expect(answers({ store: [leaf], served: [leaf] })).toEqual(expected);
  });

  it('is enough for curl beneath a chain that leads nowhere, which is checked as well', () => {
    expect(answer({ client: 'curl', store: [leaf], served: [leaf, issuing] })).toBe('accepted');
    const gone = issue({ subject: 'CN=Corp Issuing, O=Corp', ca: true, issuer: root, key: issuing.keys, until: '2026-05-01T00:00:00Z' });
    expect(answer({ client: 'curl', store: [leaf], served: [leaf, gone] })).toBe('expired');
  });

  it('that is self-signed is accepted by everybody', () => {
    const self = issue({ subject: `CN=${storeName}`, names: [storeName] });
    expect(answers({ store: [self], served: [self] })).toEqual(all('accepted'));
  });

  it('that is self-signed is still asked for its name and, except by Java, for its dates', () => {
    const self = issue({ subject: 'CN=other', names: ['other.corp.internal'], until: '2026-05-01T00:00:00Z' });
    // Python compares the name before the dates
    const expected = { ...all('expired'), python: 'name-mismatch', java: 'name-mismatch' };
    expect(answers({ store: [self], served: [self] })).toEqual(expected);
  });

  it('of the same name with another key does not help a self-signed one', () => {
    const served = issue({ subject: `CN=${storeName}`, names: [storeName] });
    const stored = issue({ subject: `CN=${storeName}`, names: [storeName] });
    expect(accepting({ store: [stored], served: [served] })).toEqual([]);
  });

  it('that is self-signed and not in the store is rejected', () => {
    const self = issue({ subject: `CN=${storeName}`, names: [storeName] });
    expect(answers({ store: [root], served: [self] })).toEqual(all('unknown-issuer'));
  });
});

describe('weak signatures and keys', () => {
  it('SHA-1 on the end-entity is accepted by OpenSSL 1.1.1 and Java only', () => {
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], digest: 'sha1' });
    const expected = { ...all('weak-signature'), 'node-16': 'accepted', java: 'accepted', go: 'unknown-issuer' };
    expect(answers({ store: [root], served: [end] })).toEqual(expected);
    // "signed by unknown authority (possibly because of …)"
    expect(ask({ client: 'go', store: [root], served: [end] })).toMatchObject({ cause: { reason: 'weak-signature' } });
  });

  it('SHA-1 on an intermediate counts as on the end-entity', () => {
    const middle = issue({ subject: 'CN=Sha1 Issuing', ca: true, issuer: root, digest: 'sha1' });
    const end = issue({ subject: `CN=${storeName}`, issuer: middle, names: [storeName] });
    expect(answer({ client: 'node-20', store: [root], served: [end, middle] })).toBe('weak-signature');
    expect(ask({ client: 'go', store: [root], served: [end, middle] })).toMatchObject({ cause: { reason: 'weak-signature' } });
  });

  it('SHA-1 on the anchor itself is of no account', () => {
    const sha1 = issue({ subject: 'CN=Sha1 Root', ca: true, digest: 'sha1' });
    const end = issue({ subject: `CN=${storeName}`, issuer: sha1, names: [storeName] });
    expect(answers({ store: [sha1], served: [end] })).toEqual(all('accepted'));
  });

  it('an RSA key of 1024 bits is refused at security level 2', () => {
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], keyType: 'rsa-1024' });
    const strict = ['node-24', 'python', 'curl'] as const;
    expect(answers({ store: [root], served: [end] }, strict)).toEqual(all('weak-key', strict));
    const lax = ['node-16', 'node-20', 'go', 'java'] as const;
    expect(answers({ store: [root], served: [end] }, lax)).toEqual(all('accepted', lax));
  });

  it('an RSA key of 1024 bits in the anchor is refused there too', () => {
    const anchor = issue({ subject: 'CN=Small Root', ca: true, keyType: 'rsa-1024' });
    const end = issue({ subject: `CN=${storeName}`, issuer: anchor, names: [storeName] });
    expect(answer({ client: 'python', store: [anchor], served: [end] })).toBe('weak-key');
  });
});

describe('the second of notAfter', () => {
  const until = '2026-06-01T12:00:00Z';
  const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], until });

  it('still counts for Go and Java and no longer for OpenSSL', () => {
    expect(answers({ store: [root], served: [end], at: Date.parse(until) })).toEqual({
      ...all('expired', openssl),
      go: 'accepted',
      java: 'accepted',
    });
  });

  it('is accepted by all one second before and by none one second after', () => {
    expect(answers({ store: [root], served: [end], at: Date.parse(until) - 1000 })).toEqual(all('accepted'));
    expect(answers({ store: [root], served: [end], at: Date.parse(until) + 1000 })).toEqual(all('expired'));
  });

  it('and that of notBefore counts for all, one second before it for none', () => {
    const early = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], from: until });
    expect(answers({ store: [root], served: [early], at: Date.parse(until) })).toEqual(all('accepted'));
    expect(answers({ store: [root], served: [early], at: Date.parse(until) - 1000 })).toEqual(all('not-yet-valid'));
  });
});

describe('names that only the common name carries', () => {
  it('are taken by OpenSSL and Java and not by Go', () => {
    const end = issue({ subject: `CN=${storeName}`, issuer: root });
    expect(answers({ store: [root], served: [end] })).toEqual({ ...all('accepted'), go: 'name-mismatch' });
  });

  it('are not looked at where there is a subjectAltName', () => {
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: ['other.corp.internal'] });
    expect(answers({ store: [root], served: [end] })).toEqual(all('name-mismatch'));
  });
});

describe('a key identifier that points elsewhere', () => {
  const akiOf = (id: string) => [{ oid: '2.5.29.35', critical: false, der: Buffer.from(`30168014${id}`, 'hex') }];
  const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName], keyIds: false, extra: akiOf('aa'.repeat(20)) });

  it('rules the issuer out for OpenSSL and not for Go', () => {
    expect(answers({ store: [root], served: [end] }, openssl)).toEqual(all('unknown-issuer', openssl));
    expect(answer({ client: 'go', store: [root], served: [end] })).toBe('accepted');
  });

  it('is never called accepted for Java', () => {
    expect(answer({ client: 'java', store: [root], served: [end] })).not.toBe('accepted');
  });
});

describe('the order of what is served and stored', () => {
  it('does not matter for a plain chain with unrelated certificates around it', () => {
    const extra = issue({ subject: 'CN=Unrelated, O=Corp', ca: true });
    expect(answers({ store: [extra, root], served: [leaf, extra, issuing] })).toEqual(all('accepted'));
    expect(answers({ store: [root, extra], served: [leaf, issuing, extra] })).toEqual(all('accepted'));
  });

  it('duplicates change nothing', () => {
    expect(answers({ store: [root, root], served: [leaf, leaf, issuing, issuing] })).toEqual(all('accepted'));
  });

  it('the first served certificate is the end-entity, whatever follows', () => {
    expect(accepting({ store: [root], served: [issuing, leaf] })).toEqual([]);
  });

  it('an expired intermediate in the store shadows the renewed one that is served, for OpenSSL only', () => {
    const keys = issuing.keys;
    const stale = issue({ subject: 'CN=Corp Issuing, O=Corp', ca: true, issuer: root, key: keys, until: '2026-05-01T00:00:00Z' });
    const asked = { store: [root, stale], served: [leaf, issuing], at: someDay };
    expect(answers(asked, openssl)).toEqual(all('expired', openssl));
    expect(answer({ ...asked, client: 'go' })).toBe('accepted');
  });

  it('of two anchors of one name the first decides for a client that never goes back', () => {
    const twin = issue({ subject: 'CN=Twin Root', ca: true, keyIds: false });
    const other = issue({ subject: 'CN=Twin Root', ca: true, keyIds: false });
    const end = issue({ subject: `CN=${storeName}`, issuer: twin, names: [storeName], keyIds: false });
    expect(answers({ store: [twin, other], served: [end] })).toEqual(all('accepted'));
    expect(answers({ store: [other, twin], served: [end] })).toEqual({ ...all('bad-signature'), go: 'accepted', java: 'accepted' });
  });
});

describe('cross-signed roots', () => {
  const oldRoot = issue({ subject: 'CN=Root X3', ca: true, until: '2026-05-01T00:00:00Z' });
  const newRoot = issue({ subject: 'CN=Root X1', ca: true });
  const cross = issue({ subject: 'CN=Root X1', ca: true, key: newRoot.keys, issuer: oldRoot, until: '2026-05-01T00:00:00Z' });
  const middle = issue({ subject: 'CN=R3', ca: true, issuer: newRoot });
  const end = issue({ subject: `CN=${storeName}`, issuer: middle, names: [storeName] });

  it('are accepted by all where the new root is in the store, although the served cross-sign has expired', () => {
    expect(answers({ store: [oldRoot, newRoot], served: [end, middle, cross] })).toEqual(all('accepted'));
  });

  it('are rejected by everybody where only the expired old root is there', () => {
    expect(answers({ store: [oldRoot], served: [end, middle, cross] })).toEqual(all('expired'));
  });

  it('that sign one another in a circle end in an answer', () => {
    const a = issue({ subject: 'CN=A', ca: true });
    const b = issue({ subject: 'CN=B', ca: true });
    const aByB = issue({ subject: 'CN=A', ca: true, key: a.keys, issuer: b });
    const bByA = issue({ subject: 'CN=B', ca: true, key: b.keys, issuer: a });
    const under = issue({ subject: `CN=${storeName}`, issuer: a, names: [storeName] });
    expect(accepting({ store: [root], served: [under, aByB, bByA] })).toEqual([]);
  });
});
