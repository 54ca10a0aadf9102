import { describe, expect, it } from 'vitest';
import { javaPath } from '../../../src/clients/java-path.ts';
import { judgePath } from '../../../src/trust/path/judge-path.ts';
import type { PathVerdict } from '../../../src/trust/path/path-verdict.ts';
import type { Issued } from '../../certificates.ts';
import { authorityAt } from '../../corpus/authority.ts';
import { read } from './question.ts';

const now = Date.parse('2026-11-20T00:00:00Z');
const authority = authorityAt(now);
const root = authority.root('Forward Root');
const upper = authority.ca('Forward Upper', root);
const lower = authority.ca('Forward Lower', upper);
const leaf = authority.leaf(lower);
const stranger = authority.root('Forward Stranger');

function judge(served: readonly Issued[], store: readonly Issued[]): PathVerdict {
  const anchors = store.map((issued) => ({ certificate: read(issued), file: 'cacerts' }));
  return judgePath({ knobs: javaPath, anchors, served: served.map(read), name: undefined, at: now, withoutHandshake: true });
}

const word = (verdict: PathVerdict): string => (verdict.kind === 'rejected' ? verdict.failure.reason : verdict.kind);

describe('the search of a client that takes chains in good order as they stand', () => {
  it('finds its way through a chain in disorder', () => {
    const verdict = judge([leaf, upper, stranger, lower], [root]);
    expect(verdict).toMatchObject({
      kind: 'accepted',
      path: { certificates: [leaf, lower, upper, root].map(({ sha256 }) => ({ sha256 })) },
    });
  });

  it('takes the end-entity no further than its dates', () => {
    expect(word(judge([authority.leaf(lower, { untilDays: -1 }), upper, lower], [root]))).toBe('unknown-issuer');
  });

  it('says in one breath that it found no path, and why', () => {
    const expired = authority.ca('Forward Lower', upper, { key: lower.keys, untilDays: -1 });
    expect(word(judge([leaf, upper, expired], [root]))).toBe('unknown-issuer');
    const wrong = authority.ca('Forward Lower', upper);
    const verdict = judge([leaf, upper, wrong], [root]);
    expect(verdict).toMatchObject({ kind: 'rejected', failure: { reason: 'unknown-issuer' }, others: [{ reason: 'bad-signature' }] });
  });

  it('asks anchors for their dates from the second step on', () => {
    const expired = authority.root('Forward Root', { key: root.keys, untilDays: -1 });
    expect(word(judge([authority.leaf(root), stranger], [expired]))).toBe('accepted');
    expect(word(judge([leaf, upper, lower], [expired]))).toBe('unknown-issuer');
    expect(word(judge([leaf, lower, upper], [expired]))).toBe('accepted');
  });

  it('goes back where a first issuer leads nowhere', () => {
    const elsewhere = authority.ca('Forward Lower', stranger, { key: lower.keys });
    expect(word(judge([leaf, elsewhere, lower, upper], [root]))).toBe('accepted');
    expect(word(judge([leaf, upper, lower, elsewhere], [root]))).toBe('accepted');
  });

  it('stays with the first path, so that an anchor that is no CA rejects it', () => {
    const noCa = authority.root('Forward Root', { key: root.keys, ca: false, keyUsage: 0x06, eku: [] });
    expect(word(judge([leaf, upper, lower], [noCa]))).toBe('not-a-ca');
  });

  it('has no answer where two anchors fit and one of them is no CA, because Java has none', () => {
    const noCa = authority.root('Forward Root', { key: root.keys, ca: false, keyUsage: 0x06, eku: [] });
    expect(word(judge([leaf, upper, lower], [root, noCa]))).toBe('unsupported');
    expect(word(judge([leaf, lower, upper], [noCa, root]))).toBe('unsupported');
  });

  it('looks at the candidate with the key identifier first, whatever the order of hash tables', () => {
    const noCa = authority.root('Forward Root', { key: root.keys, ca: false, keyUsage: 0x06, eku: [], keyIds: false });
    expect(word(judge([leaf, upper, lower], [noCa, root]))).toBe('accepted');
  });

  it('gives up on thirty issuers that all issue one another, and says so', () => {
    const keys = root.keys;
    const names = Array.from({ length: 6 }, (_, index) => `CN=Clique ${index}`);
    const clique = names.flatMap((subject) =>
      names.filter((issuer) => issuer !== subject).map((issuer) => authority.ca('x', { ...root, subject: issuer }, { subject, key: keys })),
    );
    const first = authority.leaf({ ...root, subject: 'CN=Clique 0' });
    expect(['unknown-issuer', 'unsupported']).toContain(word(judge([first, stranger, ...clique], [stranger])));
  });
});
