import { describe, expect, it } from 'vitest';
import { judgePath } from '../../../src/trust/path/judge-path.ts';
import { type Issued, issue, makeKeys } from '../../certificates.ts';
import { accepting, all, answer, answers, clients, questionOf, storeName } from './question.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });

// What a server could send to keep a client, or us, busy: every search ends, and none ends well that should not
describe('judgePath on hostile input', () => {
  it('ends in a mesh of CAs that have all signed each other and that nobody trusts', () => {
    const mesh = meshOf(7);
    const [first] = mesh;
    if (first === undefined) throw new Error('no certificate was made');
    const end = issue({ subject: `CN=${storeName}`, issuer: first, names: [storeName] });
    expect(accepting({ store: [root], served: [end, ...mesh] })).toEqual([]);
  });

  it('finds the way out of such a mesh where there is a short one', () => {
    const mesh = meshOf(5);
    const [first] = mesh;
    if (first === undefined) throw new Error('no certificate was made');
    const way = issue({ subject: first.subject, key: first.keys, issuer: root, ca: true });
    const end = issue({ subject: `CN=${storeName}`, issuer: first, names: [storeName] });
    expect(answer({ client: 'go', store: [root], served: [end, way, ...mesh] })).toBe('accepted');
  });

  it('ends where two CAs have signed each other', () => {
    const keys = makeKeys();
    const one = issue({ subject: 'CN=One', key: keys, ca: true });
    const other = issue({ subject: 'CN=Other', issuer: one, ca: true });
    const back = issue({ subject: 'CN=One', key: keys, issuer: other, ca: true });
    const end = issue({ subject: `CN=${storeName}`, issuer: other, names: [storeName] });
    expect(accepting({ store: [root], served: [end, other, back] })).toEqual([]);
  });

  it('meets thirty roots of the right name and the wrong key as each client does', () => {
    const decoys = Array.from({ length: 30 }, () => issue({ subject: 'CN=Corp Root', ca: true, keyIds: false }));
    const real = issue({ subject: 'CN=Corp Root', ca: true, keyIds: false });
    const end = issue({ subject: `CN=${storeName}`, issuer: real, names: [storeName], keyIds: false });
    // OpenSSL takes the first of the name, Go and Java try them all
    expect(answers({ store: [...decoys, real], served: [end] }, ['node-20', 'go', 'java'])).toEqual({
      'node-20': 'bad-signature',
      go: 'accepted',
      java: 'accepted',
    });
    expect(accepting({ store: decoys, served: [end] })).toEqual([]);
  });

  it('gives up after as many signatures as Go does', () => {
    const decoys = Array.from({ length: 101 }, () => issue({ subject: 'CN=Corp Root', ca: true, keyIds: false }));
    const real = issue({ subject: 'CN=Corp Root', ca: true, keyIds: false });
    const end = issue({ subject: `CN=${storeName}`, issuer: real, names: [storeName], keyIds: false });
    expect(answer({ client: 'go', store: [...decoys, real], served: [end] })).toBe('unknown-issuer');
  });

  it('breaks off a handshake in which more is served than the client reads', () => {
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName] });
    const copies = Array.from({ length: 5_000 }, () => root);
    expect(answers({ store: [root], served: [end, ...copies] })).toEqual(all('handshake'));
    // SSLConfiguration of Java counts them
    expect(answers({ store: [root], served: [end, ...copies.slice(0, 10)] })).toEqual({ ...all('accepted'), java: 'handshake' });
  });

  it('ends on a verifier that is handed thousands of copies, and a path longer than any client follows', () => {
    const end = issue({ subject: `CN=${storeName}`, issuer: root, names: [storeName] });
    const copies = Array.from({ length: 5_000 }, () => root);
    const verdicts = clients.map((client) => {
      const question = questionOf({ client, store: [root], served: [end, ...copies] });
      return judgePath({ ...question, withoutHandshake: true }).kind;
    });
    expect(verdicts).toEqual(clients.map(() => 'accepted'));
    let issuer: Issued = root;
    const chain: Issued[] = [];
    for (let depth = 0; depth < 120; depth += 1) {
      issuer = issue({ subject: `CN=Level ${depth}`, issuer, ca: true, key: root.keys });
      chain.unshift(issuer);
    }
    const deep = issue({ subject: `CN=${storeName}`, issuer, names: [storeName] });
    expect(accepting({ store: [root], served: [deep, ...chain] })).toEqual([]);
  });
});

// Every CA of the mesh has a certificate from every other one
function meshOf(size: number): readonly Issued[] {
  const cas = Array.from({ length: size }, (_, index) => issue({ subject: `CN=Mesh ${index}`, ca: true }));
  return cas.flatMap((subject) =>
    cas.filter((issuer) => issuer !== subject).map((issuer) => issue({ subject: subject.subject, key: subject.keys, issuer, ca: true })),
  );
}
