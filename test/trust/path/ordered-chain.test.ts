import { describe, expect, it } from 'vitest';
import { javaPath } from '../../../src/clients/java-path.ts';
import { judgePath } from '../../../src/trust/path/judge-path.ts';
import type { Issued } from '../../certificates.ts';
import { authorityAt } from '../../corpus/authority.ts';
import { authorityKeyId } from '../../corpus/extension-values.ts';
import { read } from './question.ts';

const now = Date.parse('2026-11-20T00:00:00Z');
const authority = authorityAt(now);
const root = authority.root('Order Root', { serial: '41' });
const issuing = authority.ca('Order Issuing', root);
const leaf = authority.leaf(issuing);

function answer(served: readonly Issued[], store: readonly Issued[]): string {
  const anchors = store.map((issued) => ({ certificate: read(issued), file: 'cacerts' }));
  const verdict = judgePath({ knobs: javaPath, anchors, served: served.map(read), name: undefined, at: now, withoutHandshake: true });
  return verdict.kind === 'rejected' ? verdict.failure.reason : verdict.kind;
}

describe('a served chain in good order', () => {
  it('is taken as it stands, without looking for another issuer', () => {
    const expired = authority.ca('Order Issuing', root, { key: issuing.keys, untilDays: -1 });
    expect(answer([leaf, expired], [root])).toBe('expired');
    // the good issuer comes too, in its place: the chain is out of order, and a search finds it
    expect(answer([leaf, expired, issuing], [root])).toBe('accepted');
  });

  it('accepts a trusted end-entity whatever stands in it', () => {
    const odd = authority.leaf(issuing, { untilDays: -1, eku: ['1.3.6.1.5.5.7.3.2'], keyUsage: 0 });
    expect(answer([odd], [odd])).toBe('accepted');
  });

  it('ends at a certificate with name and key of an anchor, and the anchor counts in its place', () => {
    const again = authority.root('Order Root', { key: root.keys, untilDays: -1 });
    expect(answer([leaf, issuing, again], [root])).toBe('accepted');
  });

  it('is not searched where an anchor has the name that is wanted and another key', () => {
    expect(answer([leaf, issuing], [authority.root('Order Root', { keyIds: false })])).toBe('bad-signature');
    expect(answer([leaf, issuing], [authority.root('Order Root')])).toBe('unknown-issuer');
  });

  it('tries every anchor of that name', () => {
    const others = [authority.root('Order Root', { keyIds: false }), authority.root('Order Root', { keyIds: false })];
    expect(answer([leaf, issuing], [...others, root])).toBe('accepted');
    expect(answer([leaf, issuing], [root, ...others])).toBe('accepted');
  });

  it('wants the serial that the last certificate names, of anchors of version 3', () => {
    const asking = (serial: string): Issued =>
      authority.ca('Order Issuing', root, { keyIds: false, key: issuing.keys, extra: [authorityKeyId({ serial })] });
    expect(answer([leaf, asking('41')], [root])).toBe('accepted');
    expect(answer([leaf, asking('42')], [root])).toBe('unknown-issuer');
    expect(answer([leaf, asking('42')], [authority.root('Order Root', { key: root.keys, version: 1 })])).toBe('accepted');
  });

  it('does not ask an anchor for its dates or path length', () => {
    const upper = authority.ca('Order Upper', root);
    const lower = authority.ca('Order Lower', upper);
    const old = authority.root('Order Root', { key: root.keys, untilDays: -1, pathLength: 0 });
    expect(answer([authority.leaf(lower), lower, upper], [old])).toBe('accepted');
  });
});
